// stage: vectorize
// args: f64[], f64[], i32
// shows: loop (%i: i32 = 0)
function spread(b, a, n) {
  for (let i = 0; i < n; i++) b[3 * i] = 1 / Math.sqrt(a[i])
}
/*
loop (%i: i32 = 0) {
  %7: i64 = %0 + -3n
  %8: i64 = %7 < -2147483648n ? -2147483648n : %7
  while %i < wrapI64(2147483647n < %8 ? 2147483647n : %8)
  %9 = load f64 x2 %a[%i]
  %10: i32 = %i + 2
  %11 = load f64 x2 %a[%10]
  %12: f64x2 = splat.f64x2(1.0)
  %13: f64x2 = %12 / sqrt(%9)
  store f64 %b[%i * 3] = lane(%13, 0)
  store f64 %b[(%i + 1) * 3] = lane(%13, 1)
  %14: f64x2 = %12 / sqrt(%11)
  store f64 %b[%10 * 3] = lane(%14, 0)
  store f64 %b[(%i + 3) * 3] = lane(%14, 1)
  yield %i + 4
} -> %i.1
*/
