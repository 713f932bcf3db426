// stage: borders
// args: u8[], u8[], i32
// shows: loop (%i
// The first and the last trip look at the other end: they run alone, and those between need no question.
function ring(out, a, n) {
  for (let i = 0; i < n; i++) out[i] = a[i > 0 ? i - 1 : n - 1] ^ a[i < n - 1 ? i + 1 : 0]
}
/*
loop (%i: i32 = 0) while %i < %n & i32ToI64(%i) < 1n {
  %8 = load u8 %a[0 < %i ? %i + -1 : %7]
  %9: i32 = %i + 1
  %10 = load u8 %a[%i < %7 ? %9 : 0]
  store u8 %out[%i] = %8 ^ %10
  yield %9
} -> %i.1
*/
