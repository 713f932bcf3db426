// stage: counters
// args: f64[], i32, i32
function fill(a, n, i) {
  for (i += 2; i < n; i++) a[i] = i
}
/*
func fill(%a: i32 #0, %a.length: i32, %n: i32, %i: i32) {
  %0: i64 = i32ToI64(%i) + 2n
  %1: i64 = i32ToI64(%n)
  if %0 <= 2147483647n & (0n <= %0 & %1 + -1n < i32ToI64(%a.length)) {
    loop (%i.1: i32 = %i + 2) while %i.1 < %n {
      store f64 %a[%i.1] = i32ToF64(%i.1)
      yield %i.1 + 1
    } -> %i.2
  } else {
    loop (%i.3: i32 = wrapI64(2147483647n < %0 ? 2147483647n : %0)) while i32ToI64(%i.3) < %1 {
      store f64 %a[%i.3] = i32ToF64(%i.3) if %i.3 <u %a.length
      yield %i.3 + 1
    } -> %i.4
  }
}
*/
