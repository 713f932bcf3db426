// stage: vectorize
// args: f64[], f64[], i32
// shows: loop (%i: i32 = 0)
// Elements apart from each other are loaded one by one; it takes some arithmetic to be worth it.
function every(b, a, n) {
  for (let i = 0; i < n; i++) b[i] = 1 / Math.sqrt(a[3 * i])
}
/*
loop (%i: i32 = 0) {
  %7: i64 = %0 + -3n
  %8: i64 = %7 < -2147483648n ? -2147483648n : %7
  while %i < wrapI64(2147483647n < %8 ? 2147483647n : %8)
  %9 = load f64 %a[%i * 3]
  %10 = load f64 %a[(%i + 1) * 3]
  %11: i32 = %i + 2
  %12 = load f64 %a[%11 * 3]
  %13 = load f64 %a[(%i + 3) * 3]
  %14: f64x2 = splat.f64x2(1.0)
  store f64 x2 %b[%i] = %14 / sqrt(withLane(splat.f64x2(%9), 1, %10))
  store f64 x2 %b[%11] = %14 / sqrt(withLane(splat.f64x2(%12), 1, %13))
  yield %i + 4
} -> %i.1
*/
