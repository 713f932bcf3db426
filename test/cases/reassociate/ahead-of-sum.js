// stage: reassociate
// args: i32[], i32[]
// shows: loop
function row(up, row) {
  let left = 2147483640
  for (let j = 0; j < up.length; j++) {
    left = Math.max(up[j], left + 3) | 0
    row[j] = left
  }
}
/*
loop (%j: i32 = 0, %left: i32 = 2147483640) while %j < %up.length {
  %0 = load i32 %up[%j]
  %1: i64 = i32ToI64(%0)
  %2: i64 = i32ToI64(%left)
  %3: i32 = wrapI64(%1 + -3n < %2 ? %2 + 3n : %1)
  store i32 %row[%j] = %3
  yield %j + 1, %3
} -> %j.1, %left.1
*/
