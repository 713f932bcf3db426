// stage: reassociate
// args: i32[], i32[]
// shows: loop
function row(up, row) {
  let left = 7
  for (let j = 1; j < up.length; j++) {
    left = Math.min(up[j], left + 1, up[j - 1]) | 0
    row[j] = left
  }
}
/*
loop (%j: i32 = 1, %left: i32 = 7) while %j < %up.length {
  %0 = load i32 %up[%j]
  %1 = load i32 %up[%j + -1]
  %2: i64 = i32ToI64(%0)
  %3: i64 = i32ToI64(%1)
  %4: i64 = %2 < %3 ? %2 : %3
  %5: i64 = i32ToI64(%left)
  %6: i32 = wrapI64(%4 + -1n < %5 ? %4 : %5 + 1n)
  store i32 %row[%j] = %6
  yield %j + 1, %6
} -> %j.1, %left.1
*/
