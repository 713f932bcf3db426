// stage: wraps
// args: i32[], i32[]
// shows: loop
function running(out, a) {
  let sum = 2147483600
  for (let i = 0; i < a.length; i++) {
    sum += a[i]
    out[i] = sum
  }
  return sum
}
/*
loop (%i: i32 = 0, %sum: i64 = 2147483600n) while %sum + 1125899906842624n <=u 2251799813685248n & %i < %a.length {
  loop (%i.1: i32 = %i, %sum.1: i64 = %sum) {
    %0: i64 = i32ToI64(%a.length)
    %1: i64 = u32ToI64(%i + 4096)
    while i32ToI64(%i.1) < (%0 < %1 ? %0 : %1)
    %2 = load i32 %a[%i.1]
    %3: i64 = %sum.1 + i32ToI64(%2)
    store i32 %out[%i.1] = wrapI64(%3)
    yield %i.1 + 1, %3
  } -> %i.2, %sum.2
  yield %i.2, %sum.2
} -> %i.3, %sum.3
*/
