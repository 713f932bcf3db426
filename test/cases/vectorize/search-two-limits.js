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
  loop (%i: i32 = 0, %sum: i32x4 = splat.i32x4(0)) {
    %0: i64 = i32ToI64(%a.length) + -3n
    %1: i64 = %0 < -2147483648n ? -2147483648n : %0
    %2: i64 = i32ToI64(%b.length) + -3n
    %3: i64 = %2 < -2147483648n ? -2147483648n : %2
    %4: bool = %i < wrapI64(2147483647n < %1 ? 2147483647n : %1) & %i < wrapI64(2147483647n < %3 ? 2147483647n : %3)
    while %4
    %5 = load u8 x4 %a[%i]
    %6 = load u8 x4 %b[%i]
    if anyTrue(%5 != %6) {
      exit @left %i, %sum
    }
    yield %i + 4, %sum + %5
  } -> %i.1, %sum.1
  yield %i.1, %sum.1
} -> %i.2: i32, %sum.2: i32x4
*/
