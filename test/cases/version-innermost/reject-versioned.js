// stage: version-innermost
// args: f64[], f64[]
// reason: the guard in front did it all, and the exact version is the one that failed it
function dot(x, y) {
  let s = 0
  for (let i = 0; i < x.length; i++) s += x[i] * y[i]
  return s
}
/*
func dot(%x: i32 #0, %x.length: i32, %y: i32 #1, %y.length: i32) -> f64 {
  %0: f64 = i32ToF64(%x.length)
  if %0 + -1.0 < i32ToF64(%y.length) {
    loop (%i: f64 = 0.0, %s: f64 = 0.0) {
      %1: bool = %i < %0
      while %1
      %2: f64 = assume(%i, %1 is true)
      %3 = load f64 %x[truncSat(%2)]
      %4 = load f64 %y[assume(toInt32(%i), %1 is true)]
      yield %2 + 1.0, %s + %3 * %4
    } -> %i.1, %s.1
    yield %i.1, %s.1
  } else {
    loop (%i.2: f64 = 0.0, %s.2: f64 = 0.0) {
      %5: bool = %i.2 < %0
      while %5
      %6: f64 = assume(%i.2, %5 is true)
      %7: i32 = truncSat(%6)
      %8 = load f64 %x[%7]
      %9 = load f64 %y[%7] if inBounds(%6, %y.length) else NaN
      yield %6 + 1.0, %s.2 + %8 * %9
    } -> %i.3, %s.3
    yield %i.3, %s.3
  } -> %i.4: f64, %s.4: f64
  return %s.4
}
*/
