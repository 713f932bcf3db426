// stage: counters
// args: f64[], i32
function clear(a, n) {
  for (let i = n - 1; i >= 0; i--) a[i] = 0
}
/*
func clear(%a: i32 #0, %a.length: i32, %n: i32) {
  %0: i64 = i32ToI64(%n) + -1n
  if -2147483648n <= %0 & %0 < i32ToI64(%a.length) {
    loop (%i: i32 = %n + -1) while 0 <= %i {
      store f64 %a[%i] = 0.0
      yield %i + -1
    } -> %i.1
  } else {
    loop (%i.2: i32 = wrapI64(%0 < -2147483648n ? -2147483648n : %0)) while 0n <= i32ToI64(%i.2) {
      store f64 %a[%i.2] = 0.0 if %i.2 <u %a.length
      yield %i.2 + -1
    } -> %i.3
  }
}
*/
