// stage: monotone
// args: i32[], i32[], i32[]
// shows: loop
// reason: what is cut off is seen by others
function best(out, a, b) {
  let most = 0
  let sum = 0
  for (let k = 0; k < a.length; k++) {
    most = Math.max(most, a[k] + b[k]) | 0
    sum = (sum + most) | 0
  }
  out[0] = most + sum
}
/*
loop (%k: i32 = 0, %most: i32 = 0, %sum: i32 = 0) while %k < %a.length {
  %0 = load i32 %a[%k]
  if %k <u %b.length {
  } else {
    exit @@outside %k, %most, %sum
  }
  %1 = load i32 %b[%k]
  %2: i64 = i32ToI64(%0) + i32ToI64(%1)
  %3: i64 = i32ToI64(%most)
  %4: i32 = wrapI64(%2 < %3 ? %3 : %2)
  yield %k + 1, %4, %sum + %4
} -> %k.1, %most.1, %sum.1
*/
