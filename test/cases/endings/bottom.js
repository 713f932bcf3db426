// stage: endings
// args: f64[], i32
function double(a, n) {
  let i = 0
  do {
    a[i] *= 2
  } while (++i < n)
  return i
}
/*
func double(%a: i32 #0, %a.length: i32, %n: i32) -> f64 {
  region @break {
    loop (%i: f64 = 0.0) {
      %0: bool = %i < i32ToF64(1 < %n ? %n : 1)
      while %0
      %1: f64 = assume(%i, %0 is true)
      %2: i32 = truncSat(%1)
      %3: bool = inBounds(%1, %a.length)
      %4 = load f64 %a[%2] if %3 else NaN
      store f64 %a[%2] = %4 * 2.0 if %3
      yield %1 + 1.0
    } -> %i.1
    yield %i.1
  } -> %i.2: f64
  return %i.2
}
*/
