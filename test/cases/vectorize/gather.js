// stage: vectorize
// args: f64[], f64[], u8[]
// shows: loop (%i: i32 = 0)
// Each lane checks its own index.
function look(b, table, a) {
  for (let i = 0; i < b.length; i++) b[i] = 1 / Math.sqrt(table[a[i & 7]] / b[i])
}
/*
loop (%i: i32 = 0) {
  %8: i64 = i32ToI64(%b.length) + -1n
  %9: i64 = %8 < -2147483648n ? -2147483648n : %8
  while %i < wrapI64(2147483647n < %9 ? 2147483647n : %9)
  %10 = load u8 %a[%i & 7]
  %11 = load u8 %a[%i + 1 & 7]
  %12 = load f64 %table[%10]
  %13 = load f64 %table[%11]
  %14 = load f64 x2 %b[%i]
  store f64 x2 %b[%i] = splat.f64x2(1.0) / sqrt(withLane(splat.f64x2(%12), 1, %13) / %14)
  yield %i + 2
} -> %i.1
*/
