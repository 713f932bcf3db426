// stage: lower
// args: f64[], i32
function positive(a, i) {
  return i > 2 && a[i] > 0
}
/*
func positive(%a: i32 #0, %a.length: i32, %i: i32) -> bool {
  %0: bool = 2 < %i
  if %0 {
    %1: f64 = assume(i32ToF64(%i), %0 is true)
    %2 = load f64 %a[truncSat(%1)] if inBounds(%1, %a.length) else NaN
    yield 0.0 < %2
  } else {
    yield %0
  } -> %3: bool
  return %3
}
*/
