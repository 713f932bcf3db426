// stage: vectorize
// args: f64[], f64[], u8[]
// shows: loop (%i: i32 = 0)
// Each lane checks its own index.
function look(b, table, a) {
  for (let i = 0; i < b.length; i++) b[i] = 1 / Math.sqrt(table[a[i & 7]] / b[i])
}
/*
loop (%i: i32 = 0) {
  %8: i64 = i32ToI64(%b.length) + -3n
  %9: i64 = %8 < -2147483648n ? -2147483648n : %8
  while %i < wrapI64(2147483647n < %9 ? 2147483647n : %9)
  %10 = load u8 %a[%i & 7]
  %11 = load u8 %a[%i + 1 & 7]
  %12: i32 = %i + 2
  %13 = load u8 %a[%12 & 7]
  %14 = load u8 %a[%i + 3 & 7]
  %15 = load f64 %table[%10]
  %16 = load f64 %table[%11]
  %17 = load f64 %table[%13]
  %18 = load f64 %table[%14]
  %19 = load f64 x2 %b[%i]
  %20: f64x2 = splat.f64x2(1.0)
  store f64 x2 %b[%i] = %20 / sqrt(withLane(splat.f64x2(%15), 1, %16) / %19)
  %21 = load f64 x2 %b[%12]
  store f64 x2 %b[%12] = %20 / sqrt(withLane(splat.f64x2(%17), 1, %18) / %21)
  yield %i + 4
} -> %i.1
*/
