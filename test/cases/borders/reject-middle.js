// stage: borders
// args: u8[], u8[], i32, i32
// shows: loop (%i: i32 = 0)
// reason: how far m is from either end is not known
function halves(out, a, n, m) {
  for (let i = 0; i < n; i++) out[i] = a[i < m ? i : 0]
}
/*
loop (%i: i32 = 0) while %i < %n {
  %5 = load u8 %a[%i < %m ? %i : 0]
  store u8 %out[%i] = %5
  yield %i + 1
} -> %i.1
*/
