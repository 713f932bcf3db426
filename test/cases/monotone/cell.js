// stage: monotone
// args: i32[], i32[], i32[]
// shows: loop
function best(out, a, b) {
  let most = 0
  for (let k = 0; k < a.length; k++) most = Math.max(most, a[k] + b[k]) | 0
  out[0] = most
}
/*
loop (%k: i32 = 0, %most: i64 = 0n) while %k < %2 & %k <u %5 {
  %6 = load i32 x4 %a[%k]
  %7 = load i32 x4 %b[%k]
  %8: i64x2 = extendLow(%6) + extendLow(%7)
  %9: i64 = lane(%8, 0)
  %10: i64 = %most < %9 ? %9 : %most
  %11: i64 = lane(%8, 1)
  %12: i64 = %10 < %11 ? %11 : %10
  %13: i64x2 = extendHigh(%6) + extendHigh(%7)
  %14: i64 = lane(%13, 0)
  %15: i64 = %12 < %14 ? %14 : %12
  %16: i64 = lane(%13, 1)
  yield %k + 4, %15 < %16 ? %16 : %15
} -> %k.1, %most.1
*/
