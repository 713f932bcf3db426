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
  %1: bool = %0 <= 2147483647.0
  if %1 & (-2147483648.0 <= %0 & %0 < i32ToF64(%a.length)) {
    %2: f64 = assume(%0, %1 is true)
    loop (%i: f64 = assume(%2, -2147483648.0 <= %2 is true), %s: f64 = 0.0) {
      %3: bool = 0.0 <= %i
      while %3
      %4 = load f64 %a[assume(toInt32(%i), %3 is true)]
      yield assume(%i, %3 is true) + -1.0, %4 + %s * 2.0
    } -> %i.1, %s.1
    yield %i.1, %s.1
  } else {
    loop (%i.2: f64 = %0, %s.2: f64 = 0.0) {
      %5: bool = 0.0 <= %i.2
      while %5
      %6: f64 = assume(%i.2, %5 is true)
      %7 = load f64 %a[truncSat(%6)] if inBounds(%6, %a.length) else NaN
      yield %6 + -1.0, %s.2 * 2.0 + %7
    } -> %i.3, %s.3
    yield %i.3, %s.3
  } -> %i.4: f64, %s.4: f64
  return %s.4
}
*/
