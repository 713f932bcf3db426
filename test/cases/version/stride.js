// stage: version
// args: f64[], i32, f64
function kernel(a, n, step) {
  step = Math.max(step, 1)
  for (let i = 0; i < n; i += step) a[i] = 0
}
/*
func kernel(%a: i32 #0, %a.length: i32, %n: i32, %step: f64) {
  %0: f64 = max(%step, 1.0)
  %1: f64 = i32ToF64(%n)
  %2: bool = %0 == trunc(%0) & %0 * floor((%1 + -1.0) / %0) + 0.0 < i32ToF64(%a.length)
  if %0 <= 1073741824.0 & (1.0 <= %0 & %2) {
    loop (%i: f64 = 0.0) {
      %3: bool = %i < %1
      while %3
      store f64 %a[assume(toInt32(%i), %3 is true)] = 0.0
      %4: i32 = toInt32(%0)
      %5: f64 = assume(i32ToF64(%4), 1 <= %4 is true)
      yield assume(%5, %5 <= 1073741824.0 is true) + assume(%i, %3 is true)
    } -> %i.1
    yield %i.1
  } else {
    loop (%i.2: f64 = 0.0) {
      %6: bool = %i.2 < %1
      while %6
      %7: f64 = assume(%i.2, %6 is true)
      store f64 %a[truncSat(%7)] = 0.0 if inBounds(%7, %a.length)
      yield %0 + %7
    } -> %i.3
    yield %i.3
  } -> %i.4: f64
}
*/
