// stage: vectorize
// args: f64[], f64[], i32
// shows: loop (%i: i32 = 0)
// Elements apart from each other are loaded one by one; it takes some arithmetic to be worth it.
function every(b, a, n) {
  for (let i = 0; i < n; i++) b[i] = 1 / Math.sqrt(a[3 * i])
}
/*
loop (%i: i32 = 0) {
  %6: i64 = %0 < -2147483648n ? -2147483648n : %0
  while %i < wrapI64(2147483647n < %6 ? 2147483647n : %6)
  %7 = load f64 %a[%i * 3]
  %8 = load f64 %a[(%i + 1) * 3]
  store f64 x2 %b[%i] = splat.f64x2(1.0) / sqrt(withLane(splat.f64x2(%7), 1, %8))
  yield %i + 2
} -> %i.1
*/
