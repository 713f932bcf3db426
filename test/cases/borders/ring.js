// stage: borders
// args: u8[], u8[], i32
// shows: loop (%i.2
// The first and the last trip look at the other end: they run alone, and those between need no question.
function ring(out, a, n) {
  for (let i = 0; i < n; i++) out[i] = a[i > 0 ? i - 1 : n - 1] ^ a[i < n - 1 ? i + 1 : 0]
}
/*
loop (%i.2: i32 = %i.1) {
  %11: i64 = i32ToI64(%7)
  %12: i64 = %11 < %0 ? %11 : %0
  while %i.2 < wrapI64(%12 < -2147483648n ? -2147483648n : %12)
  %13 = load u8 %a[%i.2 + -1]
  %14: i32 = %i.2 + 1
  %15 = load u8 %a[%14]
  store u8 %out[%i.2] = %13 ^ %15
  yield %14
} -> %i.3
*/
