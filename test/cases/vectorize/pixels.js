// stage: vectorize
// args: u8[], u8[]
// shows: loop (%i: i32 = 0)
// Every other byte is the upper half of a 16-bit integer; stores side by side make whole vectors.
function swapped(out, a) {
  for (let i = 0; i < a.length; i += 2) {
    out[i] = a[i + 1]
    out[i + 1] = a[i] ^ 255
  }
}
/*
loop (%i: i32 = 0) {
  %8: i64 = u32ToI64(%a.length) + -30n
  %9: i64 = %8 < 0n ? 0n : %8
  while %i <u wrapI64(4294967295n < %9 ? 4294967295n : %9)
  %10 = load u16 x8 (%a + (%i + 1) + -1)[0]
  %11 = load u16 x8 (%a + (%i + 17) + -1)[0]
  %12 = load u16 x8 (%a + %i + -1)[0]
  %13: i32 = %i + 16
  %14 = load u16 x8 (%a + %13 + -1)[0]
  %15: i8x16 = unarrow(%10 >>> 8, %11 >>> 8)
  %16: i8x16 = unarrow(%12 >>> 8, %14 >>> 8) ^ splat.i8x16(255)
  store u8 x16 %out[%i] = shuffle(%15, %16, [0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23])
  store u8 x16 %out[%13] = shuffle(%15, %16, [8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31])
  yield %i + 32
} -> %i.1
*/
