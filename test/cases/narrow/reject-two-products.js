// stage: narrow
// args: i32[], i32, i32, i32
// reason: one product may take back what was rounded in the other
function at(a, w, x, y) {
  return a[y * w - x * w]
}
/*
func at(%a: i32 #0, %a.length: i32, %w: i32, %x: i32, %y: i32) {
  %0: f64 = i32ToF64(%w)
  %1: f64 = %0 * i32ToF64(%y) - %0 * i32ToF64(%x)
  %2: bool = inBounds(%1, %a.length)
  %3 = load i32 %a[truncSat(%1)] if %2 else 0
  store f64 1024[0] = %2 ? i32ToF64(%3) : NaN
  store i32 1024[2] = boolToI32(%2)
}
*/
