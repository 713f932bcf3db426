// stage: vectorize
// args: u8[], u8[]
// shows: region @left {
// That i has reached b.length is no test in lanes, but a second limit. What follows the exit waits until all lanes stay.
function checksum(a, b) {
  let sum = 0
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (a[i] !== b[i]) break
    sum = (sum + a[i]) | 0
  }
  return sum
}
/*
region @left {
  %6: i32x4 = splat.i32x4(0)
  loop (%i: i32 = 0, %sum: i32x4 = %6, %sum.1: i32x4 = %6) while %i < %2 & %i < %5 {
    %7 = load u8 x8 %a[%i]
    %8 = load u8 x8 %b[%i]
    if anyTrue(%7 != %8) {
      exit @left %i, %sum, %sum.1
    }
    yield %i + 8, %sum + uextendLow(%7), %sum.1 + uextendHigh(%7)
  } -> %i.1, %sum.2, %sum.3
  yield %i.1, %sum.2, %sum.3
} -> %i.2: i32, %sum.4: i32x4, %sum.5: i32x4
*/
