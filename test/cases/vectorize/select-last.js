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
loop (%i: i32 = 0, %last: i32x4 = %0, %last.1: i32x4 = %0, %any: i16x8 = splat.i16x8(0), %order: i32x4 = %1, %order.1: i32x4 = %1) {
  %2: i64 = i32ToI64(%a.length) + -7n
  %3: i64 = %2 < -2147483648n ? -2147483648n : %2
  while %i < wrapI64(2147483647n < %3 ? 2147483647n : %3)
  %4 = load i32 x4 %a[%i]
  %5 = load i32 x4 %a[%i + 4]
  %6: i32x4 = %4 < %0
  %7: i32x4 = splat.i32x4(%i)
  %8: i32x4 = %7 + withLane(withLane(withLane(%0, 1, 1), 2, 2), 3, 3)
  %9: i32x4 = %5 < %0
  %10: i32x4 = %7 + withLane(withLane(withLane(splat.i32x4(4), 1, 5), 2, 6), 3, 7)
  %11: i32x4 = splat.i32x4(7)
  yield %i + 8, %6 ? %8 << 1 : %last, %9 ? %10 << 1 : %last.1, narrow(%4 == %11, %5 == %11) ? splat.i16x8(1) : %any, %6 ? %8 : %order, %9 ? %10 : %order.1
} -> %i.1, %last.2, %last.3, %any.1, %order.2, %order.3
*/
