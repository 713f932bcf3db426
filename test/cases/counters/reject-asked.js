// stage: counters
// args: f64[], i32
// reason: what the counter is behind the loop is asked for
function last(a, n) {
  let i = n - 1
  while (i >= 0) {
    a[i] = 0
    i--
  }
  return i
}
/*
func last(%a: i32 #0, %a.length: i32, %n: i32) -> f64 {
  %0: i64 = i32ToI64(%n) + -1n
  if -2147483648n <= %0 & %0 < i32ToI64(%a.length) {
    loop (%i: i32 = %n + -1) while 0 <= %i {
      store f64 %a[%i] = 0.0
      yield %i + -1
    } -> %i.1
    yield i32ToI64(%i.1)
  } else {
    loop (%i.2: i64 = %0) while 0n <= %i.2 {
      %1: i32 = wrapI64(%i.2)
      store f64 %a[%1] = 0.0 if %1 <u %a.length
      yield i32ToI64(%1 + -1)
    } -> %i.3
    yield %i.3
  } -> %i.4: i64
  return i64ToF64(%i.4)
}
*/
