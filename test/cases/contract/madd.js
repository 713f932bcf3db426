// A product of vectors that is only added to something is one operation with the sum; one that is needed twice stays.
// stage: contract
// args: i32, f64[], f64[]
// fastmath: contract
// shows: loop
function f(n, x, y) {
  for (let i = 0; i < n; i++) {
    const twice = x[i] * x[i]
    y[i] = (3 - y[i] * x[i] + twice) * twice
  }
}
/*
loop (%i: i32 = 0) {
  %7: i64 = %0 + -7n
  %8: i64 = %7 < -2147483648n ? -2147483648n : %7
  while %i < wrapI64(2147483647n < %8 ? 2147483647n : %8)
  %9 = load f64 x2 %x[%i]
  %10 = load f64 x2 %y[%i]
  %11: f64x2 = %9 * %9
  %12: f64x2 = splat.f64x2(3.0)
  store f64 x2 %y[%i] = %11 * (%11 + nmadd(%9, %10, %12))
  %13: i32 = %i + 2
  %14 = load f64 x2 %x[%13]
  %15 = load f64 x2 %y[%13]
  %16: f64x2 = %14 * %14
  store f64 x2 %y[%13] = %16 * (%16 + nmadd(%14, %15, %12))
  %17: i32 = %i + 4
  %18 = load f64 x2 %x[%17]
  %19 = load f64 x2 %y[%17]
  %20: f64x2 = %18 * %18
  store f64 x2 %y[%17] = %20 * (%20 + nmadd(%18, %19, %12))
  %21: i32 = %i + 6
  %22 = load f64 x2 %x[%21]
  %23 = load f64 x2 %y[%21]
  %24: f64x2 = %22 * %22
  store f64 x2 %y[%21] = %24 * (%24 + nmadd(%22, %23, %12))
  yield %i + 8
} -> %i.1
*/
