// stage: version
// args: f64[], i32
function blur(a, n) {
  let s = 0
  for (let i = 0; i < n; i++) s += a[Math.min(i + 1, n - 1)]
  return s
}
/*
func blur(%a: i32 #0, %a.length: i32, %n: i32) -> f64 {
  %0: f64 = i32ToF64(%n)
  %1: f64 = %0 + -1.0
  %2: f64 = %1 + 1.0
  %3: f64 = min(1.0, %1)
  %4: bool = max(%2, %1) <= 2147483647.0 & (-2147483648.0 <= %3 & (0.0 <= %3 & min(%2, %1) < i32ToF64(%a.length)))
  if %4 {
    loop (%i: f64 = 0.0, %s: f64 = 0.0) {
      %5: bool = %i < %0
      while %5
      %6 = load f64 %a[min(assume(toInt32(%i), %5 is true) + 1, assume(%n, %5 is true) + -1)]
      yield assume(%i, %5 is true) + 1.0, %s + %6
    } -> %i.1, %s.1
    yield %i.1, %s.1
  } else {
    loop (%i.2: f64 = 0.0, %s.2: f64 = 0.0) {
      %7: bool = %i.2 < %0
      while %7
      %8: f64 = assume(%i.2, %7 is true) + 1.0
      %9: f64 = min(%8, assume(%0, %7 is true) + -1.0)
      %10 = load f64 %a[truncSat(%9)] if inBounds(%9, %a.length) else NaN
      yield %8, %s.2 + %10
    } -> %i.3, %s.3
    yield %i.3, %s.3
  } -> %i.4: f64, %s.4: f64
  return %s.4
}
*/
