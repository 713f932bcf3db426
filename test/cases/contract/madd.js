// A product of vectors that is only added to something is one operation with the sum; one that is needed twice stays.
// stage: contract
// args: i32, f64[], f64[], f64[]
// fastmath: contract
// shows: loop
function f(n, x, y, z) {
  for (let i = 0; i < n; i++) {
    const twice = x[i] * x[i]
    y[i] = 3 - y[i] * x[i] + twice
    z[i] = twice
  }
}
/*
loop (%i: i32 = 0) {
  %15: i64 = %0 + -3n
  %16: i64 = %15 < -2147483648n ? -2147483648n : %15
  while %i < wrapI64(2147483647n < %16 ? 2147483647n : %16)
  %17 = load f64 x2 %x[%i]
  %18: i32 = %i + 2
  %19 = load f64 x2 %x[%18]
  %20 = load f64 x2 %y[%i]
  %21 = load f64 x2 %y[%18]
  %22: f64x2 = %17 * %17
  %23: f64x2 = splat.f64x2(3.0)
  store f64 x2 %y[%i] = %22 + nmadd(%17, %20, %23)
  %24: f64x2 = %19 * %19
  store f64 x2 %y[%18] = %24 + nmadd(%19, %21, %23)
  store f64 x2 %z[%i] = %22
  store f64 x2 %z[%18] = %24
  yield %i + 4
} -> %i.1
*/
