// stage: vectorize
// args: f64[], f64[], i32
// shows: loop (%i: i32 = 0)
function spread(b, a, n) {
  for (let i = 0; i < n; i++) b[3 * i] = 1 / Math.sqrt(a[i])
}
/*
loop (%i: i32 = 0) {
  %6: i64 = %0 < -2147483648n ? -2147483648n : %0
  while %i < wrapI64(2147483647n < %6 ? 2147483647n : %6)
  %7 = load f64 x2 %a[%i]
  %8: f64x2 = splat.f64x2(1.0) / sqrt(%7)
  store f64 %b[%i * 3] = lane(%8, 0)
  store f64 %b[(%i + 1) * 3] = lane(%8, 1)
  yield %i + 2
} -> %i.1
*/
