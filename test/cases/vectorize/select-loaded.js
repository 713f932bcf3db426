// stage: vectorize
// args: i8[], i8[]
// shows: loop (%i: i32 = 0
// What is remembered is loaded where it is: it differs from trip to trip, and the order of trips decides.
function lastValue(a, b) {
  let last = 0
  for (let i = 0; i < a.length; i++) if (a[i] > 3) last = b[i]
  return last
}
/*
loop (%i: i32 = 0, %last: i8x16 = splat.i8x16(0), %last.1: i8x16 = splat.i8x16(-1), %order: i32x4 = %3, %order.1: i32x4 = %3, %order.2: i32x4 = %3, %order.3: i32x4 = %3) while %i < %2 {
  %4 = load i8 x16 %a[%i]
  %5: i8x16 = splat.i8x16(3) < %4
  %6: i16x8 = extendLow(%last.1)
  %7: i32x4 = extendLow(%6)
  %8: i16x8 = extendLow(%5)
  %9: i32x4 = extendLow(%8)
  %10: i32x4 = extendHigh(%6)
  %11: i32x4 = extendHigh(%8)
  %12: i16x8 = extendHigh(%last.1)
  %13: i32x4 = extendLow(%12)
  %14: i16x8 = extendHigh(%5)
  %15: i32x4 = extendLow(%14)
  %16: i32x4 = extendHigh(%12)
  %17: i32x4 = extendHigh(%14)
  if anyTrue(%5) {
    %18 = load i8 x16 %b[%i]
    yield %5 ? %18 : %last, %7 | %9, %10 | %11, %13 | %15, %16 | %17
  } else {
    yield %last, %7, %10, %13, %16
  } -> %19: i8x16, %20: i32x4, %21: i32x4, %22: i32x4, %23: i32x4
  %24: i32x4 = splat.i32x4(%i)
  yield %i + 16, %19, narrow(narrow(%20, %21), narrow(%22, %23)), %9 ? %24 + withLane(withLane(withLane(splat.i32x4(0), 1, 1), 2, 2), 3, 3) : %order, %11 ? %24 + withLane(withLane(withLane(splat.i32x4(4), 1, 5), 2, 6), 3, 7) : %order.1, %15 ? %24 + withLane(withLane(withLane(splat.i32x4(8), 1, 9), 2, 10), 3, 11) : %order.2, %17 ? %24 + withLane(withLane(withLane(splat.i32x4(12), 1, 13), 2, 14), 3, 15) : %order.3
} -> %i.1, %last.2, %last.3, %order.4, %order.5, %order.6, %order.7
*/
