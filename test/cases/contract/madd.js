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
  %10: i32 = %i + 2
  %11 = load f64 x2 %x[%10]
  %12: i32 = %i + 4
  %13 = load f64 x2 %x[%12]
  %14: i32 = %i + 6
  %15 = load f64 x2 %x[%14]
  %16 = load f64 x2 %y[%i]
  %17 = load f64 x2 %y[%10]
  %18 = load f64 x2 %y[%12]
  %19 = load f64 x2 %y[%14]
  %20: f64x2 = %9 * %9
  %21: f64x2 = splat.f64x2(3.0)
  store f64 x2 %y[%i] = %20 * (%20 + nmadd(%9, %16, %21))
  %22: f64x2 = %11 * %11
  store f64 x2 %y[%10] = %22 * (%22 + nmadd(%11, %17, %21))
  %23: f64x2 = %13 * %13
  store f64 x2 %y[%12] = %23 * (%23 + nmadd(%13, %18, %21))
  %24: f64x2 = %15 * %15
  store f64 x2 %y[%14] = %24 * (%24 + nmadd(%15, %19, %21))
  yield %i + 8
} -> %i.1
*/
