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
loop (%i: i32 = 0, %last: i32x4 = %3, %last.1: i32x4 = %3, %any: i16x8 = splat.i16x8(0), %order: i32x4 = %4, %order.1: i32x4 = %4) while %i < %2 {
  %5 = load i32 x4 %a[%i]
  %6 = load i32 x4 %a[%i + 4]
  %7: i32x4 = %5 < %3
  %8: i32x4 = splat.i32x4(%i)
  %9: i32x4 = %8 + withLane(withLane(withLane(%3, 1, 1), 2, 2), 3, 3)
  %10: i32x4 = %6 < %3
  %11: i32x4 = %8 + withLane(withLane(withLane(splat.i32x4(4), 1, 5), 2, 6), 3, 7)
  %12: i32x4 = splat.i32x4(7)
  yield %i + 8, %7 ? %9 << 1 : %last, %10 ? %11 << 1 : %last.1, narrow(%5 == %12, %6 == %12) ? splat.i16x8(1) : %any, %7 ? %9 : %order, %10 ? %11 : %order.1
} -> %i.1, %last.2, %last.3, %any.1, %order.2, %order.3
*/
