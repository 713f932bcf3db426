// stage: vectorize
// args: i32[]
// shows: loop (%i: i32 = 0
// The last trip of all lanes counts. That any lane has set the flag is enough.
function lastNegative(a) {
  let [any, last] = [0, 0]
  for (let i = 0; i < a.length; i++) {
    if (a[i] < 0) last = i * 2
    if (a[i] === 7) any = 1
  }
  return any === 1 ? last : -1
}
/*
loop (%i: i32 = 0, %last: i32x4 = %0, %any: i32x4 = %0, %order: i32x4 = splat.i32x4(-2147483648)) {
  %1: i64 = i32ToI64(%a.length) + -3n
  %2: i64 = %1 < -2147483648n ? -2147483648n : %1
  while %i < wrapI64(2147483647n < %2 ? 2147483647n : %2)
  %3 = load i32 x4 %a[%i]
  %4: i32x4 = %3 < %0
  %5: i32x4 = splat.i32x4(%i) + withLane(withLane(withLane(%0, 1, 1), 2, 2), 3, 3)
  yield %i + 4, %4 ? %5 << 1 : %last, %3 == splat.i32x4(7) ? splat.i32x4(1) : %any, %4 ? %5 : %order
} -> %i.1, %last.1, %any.1, %order.1
*/
