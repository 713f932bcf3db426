// stage: hoist
// args: i32[], f64[], i32
function rowSum(start, values, i) {
  let s = 0
  for (let k = start[i]; k < start[i + 1]; k++) s += values[k]
  return s
}
/*
func rowSum(%start: i32 #0, %start.length: i32, %values: i32 #1, %values.length: i32, %i: i32) -> f64 {
  %0: bool = %i <u %start.length
  %1 = load i32 %start[%i] if %0 else 0
  %2: f64 = i32ToF64(%i) + 1.0
  %3: bool = inBounds(%2, %start.length)
  %4 = load i32 %start[truncSat(%2)] if %3 else 0
  region @break {
    loop (%k: f64 = %0 ? i32ToF64(%1) : NaN, %k.1: bool = %0, %s: f64 = 0.0) {
      %5: bool = %k < i32ToF64(%4)
      while %3 & %5
      %6: f64 = assume(%k, %5 is true)
      %7 = load f64 %values[truncSat(%6)] if inBounds(%6, %values.length) else NaN
      yield %6 + 1.0, true, %s + %7
    } -> %k.2, %k.3, %s.1
    yield %s.1, %k.2, %k.3
  } -> %s.2: f64, %k.4: f64, %k.5: bool
  return %s.2
}
*/
