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
  %0: i32x4 = splat.i32x4(0)
  loop (%i: i32 = 0, %sum: i32x4 = %0, %sum.1: i32x4 = %0) {
    %1: i64 = i32ToI64(%a.length) + -7n
    %2: i64 = %1 < -2147483648n ? -2147483648n : %1
    %3: i64 = i32ToI64(%b.length) + -7n
    %4: i64 = %3 < -2147483648n ? -2147483648n : %3
    %5: bool = %i < wrapI64(2147483647n < %2 ? 2147483647n : %2) & %i < wrapI64(2147483647n < %4 ? 2147483647n : %4)
    while %5
    %6 = load u8 x8 %a[%i]
    %7 = load u8 x8 %b[%i]
    if anyTrue(%6 != %7) {
      exit @left %i, %sum, %sum.1
    }
    yield %i + 8, %sum + uextendLow(%6), %sum.1 + uextendHigh(%6)
  } -> %i.1, %sum.2, %sum.3
  yield %i.1, %sum.2, %sum.3
} -> %i.2: i32, %sum.4: i32x4, %sum.5: i32x4
*/
