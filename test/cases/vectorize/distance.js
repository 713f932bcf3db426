// stage: vectorize
// args: f64[]
// shows: loop (%i: i32 = 4)
// What is written four trips before is there in time for four lanes.
function echo(a) {
  for (let i = 4; i < a.length; i++) a[i] = a[i] + a[i - 4] * 0.5
}
/*
loop (%i: i32 = 4) {
  %0: i64 = i32ToI64(%a.length) + -3n
  %1: i64 = %0 < -2147483648n ? -2147483648n : %0
  while %i < wrapI64(2147483647n < %1 ? 2147483647n : %1)
  %2 = load f64 x2 %a[%i]
  %3 = load f64 x2 %a[%i + -4]
  %4: f64x2 = splat.f64x2(0.5)
  store f64 x2 %a[%i] = %2 + %3 * %4
  %5: i32 = %i + 2
  %6 = load f64 x2 %a[%5]
  %7 = load f64 x2 %a[%i + -2]
  store f64 x2 %a[%5] = %6 + %7 * %4
  yield %i + 4
} -> %i.1
*/
