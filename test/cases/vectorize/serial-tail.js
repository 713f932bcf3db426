// stage: vectorize
// args: i32[], i32[]
// shows: loop (%i: i32 = 0)
// What may meet an element of another lane is done for one lane after the other, behind all that goes in lanes.
function histogram(h, a) {
  for (let i = 0; i < a.length; i++) h[((a[i] ^ (a[i] >> 7)) * 5 ^ (a[i] << 3)) & 7]++
}
/*
loop (%i: i32 = 0) {
  %4: i64 = i32ToI64(%a.length) + -3n
  %5: i64 = %4 < -2147483648n ? -2147483648n : %4
  while %i < wrapI64(2147483647n < %5 ? 2147483647n : %5)
  %6 = load i32 x4 %a[%i]
  %7: i32x4 = (%6 << 3 ^ (%6 ^ %6 >> 7) * splat.i32x4(5)) & splat.i32x4(7)
  %8: i32 = lane(%7, 0)
  %9 = load i32 %h[%8]
  store i32 %h[%8] = %9 + 1
  %10: i32 = lane(%7, 1)
  %11 = load i32 %h[%10]
  store i32 %h[%10] = %11 + 1
  %12: i32 = lane(%7, 2)
  %13 = load i32 %h[%12]
  store i32 %h[%12] = %13 + 1
  %14: i32 = lane(%7, 3)
  %15 = load i32 %h[%14]
  store i32 %h[%14] = %15 + 1
  yield %i + 4
} -> %i.1
*/
