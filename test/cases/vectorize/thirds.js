// stage: vectorize
// args: u16[], u16[], i32
// shows: loop (%i: i32 = 0)
// Every third element is picked from vectors of all; the last of them ends with the last that is wanted.
function reds(out, a, n) {
  for (let i = 0; i < n; i++) out[i] = a[3 * i] << 1
}
/*
loop (%i: i32 = 0) {
  %7: i64 = %0 + -15n
  %8: i64 = %7 < -2147483648n ? -2147483648n : %7
  while %i < wrapI64(2147483647n < %8 ? 2147483647n : %8)
  %9: i32 = %i * 3
  %10 = load u16 x8 %a[%9]
  %11 = load u16 x8 %a[%9 + 8]
  %12 = load u16 x8 %a[%9 + 14]
  store u16 x8 %out[%i] = shuffle(shuffle(%10, %11, [0, 3, 6, 9, 12, 15, 0, 0]), %12, [0, 1, 2, 3, 4, 5, 12, 15]) << 1
  %13: i32 = %i + 8
  %14: i32 = %13 * 3
  %15 = load u16 x8 %a[%14]
  %16 = load u16 x8 %a[%14 + 8]
  %17 = load u16 x8 %a[%14 + 14]
  store u16 x8 %out[%13] = shuffle(shuffle(%15, %16, [0, 3, 6, 9, 12, 15, 0, 0]), %17, [0, 1, 2, 3, 4, 5, 12, 15]) << 1
  yield %i + 16
} -> %i.1
*/
