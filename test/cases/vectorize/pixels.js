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
  %19: i64 = u32ToI64(%a.length) + -30n
  %20: i64 = %19 < 0n ? 0n : %19
  while %i <u wrapI64(4294967295n < %20 ? 4294967295n : %20)
  %21 = load u16 x8 (%a + (%i + 1) + -1)[0]
  %22 = load u16 x8 (%a + (%i + 17) + -1)[0]
  %23 = load u16 x8 (%a + %i + -1)[0]
  %24: i32 = %i + 16
  %25 = load u16 x8 (%a + %24 + -1)[0]
  %26: i8x16 = unarrow(%21 >>> 8, %22 >>> 8)
  %27: i8x16 = unarrow(%23 >>> 8, %25 >>> 8) ^ splat.i8x16(255)
  store u8 x16 %out[%i] = shuffle(%26, %27, [0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23])
  store u8 x16 %out[%24] = shuffle(%26, %27, [8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31])
  yield %i + 32
} -> %i.1
*/
