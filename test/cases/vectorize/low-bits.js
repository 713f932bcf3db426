// stage: vectorize
// args: u8[], i32[], i32
// shows: loop (%i: i32 = 0)
// What is stored in a byte needs the low bits only, until a shift to the right asks for those above.
function hash(out, a, n) {
  for (let i = 0; i < n; i++) out[i] = (out[i] * 31 + 7) ^ (a[i] >> 5)
}
/*
loop (%i: i32 = 0) {
  %6: i64 = %0 + -7n
  %7: i64 = %6 < -2147483648n ? -2147483648n : %6
  while %i < wrapI64(2147483647n < %7 ? 2147483647n : %7)
  %8 = load i32 x4 %a[%i]
  %9 = load u8 x8 %out[%i]
  %10 = load i32 x4 %a[%i + 4]
  %11: i32x4 = splat.i32x4(65535)
  %12: i16x8 = unarrow(%8 >> 5 & %11, %10 >> 5 & %11) ^ %9 * splat.i16x8(31) + splat.i16x8(7)
  store u8 x8 %out[%i] = %12
  yield %i + 8
} -> %i.1
*/
