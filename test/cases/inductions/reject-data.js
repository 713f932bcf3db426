// stage: inductions
// args: u32[], i32
// shows: loop
// reason: it is no pointer, and a product would cost more than the sum
function states(out, seed) {
  let state = seed | 0
  for (let i = 0; i < out.length; i++) {
    state = (state + 0x6d2b79f5) | 0
    out[i] = state ^ (state >>> 15)
  }
}
/*
loop (%i: i32 = 0, %state: i32 = %seed) while %i < %out.length {
  %0: i32 = %state + 1831565813
  store u32 %out[%i] = %0 ^ %0 >>> 15
  yield %i + 1, %0
} -> %i.1, %state.1
*/
