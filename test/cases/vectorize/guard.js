// stage: vectorize
// args: f64[], f64[]
// shows: if %0 <
// The arrays may be views of one buffer: the lanes run where they are apart.
function roots(b, a) {
  for (let i = 0; i < a.length; i++) b[i] = 1 / Math.sqrt(a[i])
}
/*
if %0 < 2147483648.0 & %4 {
  loop (%i: i32 = 0) {
    %5: i64 = i32ToI64(%a.length) + -3n
    %6: i64 = %5 < -2147483648n ? -2147483648n : %5
    while %i < wrapI64(2147483647n < %6 ? 2147483647n : %6)
    %7 = load f64 x2 %a[%i]
    %8: f64x2 = splat.f64x2(1.0)
    store f64 x2 %b[%i] = %8 / sqrt(%7)
    %9: i32 = %i + 2
    %10 = load f64 x2 %a[%9]
    store f64 x2 %b[%9] = %8 / sqrt(%10)
    yield %i + 4
  } -> %i.1
  yield %i.1
} else {
*/
