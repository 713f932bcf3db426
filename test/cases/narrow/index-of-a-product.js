// stage: narrow
// args: i32[], i32, i32, i32
function at(a, w, x, y) {
  return a[y * w + x] + a[y * w + x + 1]
}
/*
func at(%a: i32 #0, %a.length: i32, %w: i32, %x: i32, %y: i32) -> f64 {
  %0: i64 = i32ToI64(%x) + i32ToI64(%w) * i32ToI64(%y)
  %1: i64 = u32ToI64(%a.length)
  %2: bool = %0 <u %1
  %3 = load i32 %a[wrapI64(%0)] if %2 else 0
  %4: i64 = %0 + 1n
  %5: bool = %4 <u %1
  %6 = load i32 %a[wrapI64(%4)] if %5 else 0
  return (%2 ? i32ToF64(%3) : NaN) + (%5 ? i32ToF64(%6) : NaN)
}
*/
