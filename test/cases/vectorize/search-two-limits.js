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
  loop (%i: i32 = 0, %sum: i32x4 = %6, %sum.1: i32x4 = %6, %sum.2: i32x4 = %6, %sum.3: i32x4 = %6) while %i < %2 & %i < %5 {
    %7 = load u8 x16 %a[%i]
    %8 = load u8 x16 %b[%i]
    if anyTrue(%7 != %8) {
      exit @left %i, %sum, %sum.1, %sum.2, %sum.3
    }
    %9: i16x8 = uextendLow(%7)
    %10: i16x8 = uextendHigh(%7)
    yield %i + 16, %sum + uextendLow(%9), %sum.1 + uextendHigh(%9), %sum.2 + uextendLow(%10), %sum.3 + uextendHigh(%10)
  } -> %i.1, %sum.4, %sum.5, %sum.6, %sum.7
  yield %i.1, %sum.4, %sum.5, %sum.6, %sum.7
} -> %i.2: i32, %sum.8: i32x4, %sum.9: i32x4, %sum.10: i32x4, %sum.11: i32x4
*/
