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
loop (%i: i32 = 0, %last: i8x16 = %0, %last.1: i8x16 = splat.i8x16(-1), %order: i32x4 = %1, %order.1: i32x4 = %1, %order.2: i32x4 = %1, %order.3: i32x4 = %1) {
  %2: i64 = i32ToI64(%a.length) + -15n
  %3: i64 = %2 < -2147483648n ? -2147483648n : %2
  while %i < wrapI64(2147483647n < %3 ? 2147483647n : %3)
  %4 = load i8 x16 %a[%i]
  %5: i8x16 = splat.i8x16(3) < %4
  %6: i32x4 = splat.i32x4(0)
  if anyTrue(%5) {
    %7 = load i8 x16 %b[%i]
    %8: i32x4 = splat.i32x4(-1)
    yield %7, %8, %8, %8, %8
  } else {
    yield %0, %6, %6, %6, %6
  } -> %9: i8x16, %10: i32x4, %11: i32x4, %12: i32x4, %13: i32x4
  %14: i16x8 = extendLow(%5)
  %15: i32x4 = extendLow(%14)
  %16: i16x8 = extendLow(%last.1)
  %17: i32x4 = extendHigh(%14)
  %18: i16x8 = extendHigh(%5)
  %19: i32x4 = extendLow(%18)
  %20: i16x8 = extendHigh(%last.1)
  %21: i32x4 = extendHigh(%18)
  %22: i8x16 = narrow(narrow(%15 ? %10 : extendLow(%16), %17 ? %11 : extendHigh(%16)), narrow(%19 ? %12 : extendLow(%20), %21 ? %13 : extendHigh(%20)))
  %23: i32x4 = splat.i32x4(%i)
  yield %i + 16, %5 ? %9 : %last, %22, %15 ? %23 + withLane(withLane(withLane(%6, 1, 1), 2, 2), 3, 3) : %order, %17 ? %23 + withLane(withLane(withLane(splat.i32x4(4), 1, 5), 2, 6), 3, 7) : %order.1, %19 ? %23 + withLane(withLane(withLane(splat.i32x4(8), 1, 9), 2, 10), 3, 11) : %order.2, %21 ? %23 + withLane(withLane(withLane(splat.i32x4(12), 1, 13), 2, 14), 3, 15) : %order.3
} -> %i.1, %last.2, %last.3, %order.4, %order.5, %order.6, %order.7
*/
