// stage: vectorize
// args: f64[], f64[], i32
// reason: it would not be faster
function pairs(b, a, n) {
  for (let i = 0; i < n; i++) b[i] = a[2 * i] + a[2 * i + 1]
}
/*
func pairs(%b: i32 #0, %b.length: i32, %a: i32 #1, %a.length: i32, %n: i32) {
  %0: i64 = i32ToI64(%n) + -1n
  %1: i64 = %0 * 2n
  %2: i64 = i32ToI64(%a.length)
  if %0 < i32ToI64(%b.length) & (%1 < %2 & %1 + 1n < %2) {
    loop (%i: i32 = 0) while %i < %n {
      %3: i32 = %i << 1
      %4 = load f64 %a[%3]
      %5 = load f64 %a[%3 + 1]
      store f64 %b[%i] = %4 + %5
      yield %i + 1
    } -> %i.1
  } else {
    loop (%i.2: i32 = 0) while %i.2 < %n {
      %6: i32 = %i.2 << 1
      %7: i64 = u32ToI64(%a.length)
      %8 = load f64 %a[%6] if u32ToI64(%6) <u %7 else NaN
      %9: i32 = %6 + 1
      %10 = load f64 %a[%9] if u32ToI64(%9) <u %7 else NaN
      store f64 %b[%i.2] = %8 + %10 if %i.2 <u %b.length
      yield %i.2 + 1
    } -> %i.3
  }
}
*/
