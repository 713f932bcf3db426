// stage: version
// args: f64[], i32
function backwards(a, n) {
  let s = 0
  for (let i = n - 1; i >= 0; i--) s = s * 2 + a[i]
  return s
}
/*
func backwards(%a: i32 #0, %a.length: i32, %n: i32) -> f64 {
  %0: f64 = i32ToF64(%n) + -1.0
  if %0 < i32ToF64(%a.length) {
    loop (%i: f64 = %0, %s: f64 = 0.0) {
      %1: bool = 0.0 <= %i
      while %1
      %2 = load f64 %a[assume(toInt32(%i), %1 is true)]
      yield assume(%i, %1 is true) + -1.0, %2 + %s * 2.0
    } -> %i.1, %s.1
    yield %i.1, %s.1
  } else {
    loop (%i.2: f64 = %0, %s.2: f64 = 0.0) {
      %3: bool = 0.0 <= %i.2
      while %3
      %4: f64 = assume(%i.2, %3 is true)
      %5 = load f64 %a[truncSat(%4)] if inBounds(%4, %a.length) else NaN
      yield %4 + -1.0, %s.2 * 2.0 + %5
    } -> %i.3, %s.3
    yield %i.3, %s.3
  } -> %i.4: f64, %s.4: f64
  return %s.4
}
*/
