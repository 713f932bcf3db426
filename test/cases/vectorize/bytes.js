// stage: vectorize
// args: u8[], u8[], u8[]
// shows: loop (%i: i32 = 0)
// Sums of bytes need 16 bits, half of them 8 again.
function halves(out, a, b) {
  for (let i = 0; i < out.length; i++) out[i] = (a[i] + b[i] + 1) >> 1
}
/*
loop (%i: i32 = 0) {
  %9: i64 = i32ToI64(%out.length) + -7n
  %10: i64 = %9 < -2147483648n ? -2147483648n : %9
  while %i < wrapI64(2147483647n < %10 ? 2147483647n : %10)
  %11 = load u8 x8 %a[%i]
  %12 = load u8 x8 %b[%i]
  store u8 x8 %out[%i] = %11 + %12 + splat.i16x8(1) >> 1
  yield %i + 8
} -> %i.1
*/
