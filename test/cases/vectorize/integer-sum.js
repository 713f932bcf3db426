// stage: vectorize
// args: i32[]
// Integer additions may change their order.
function sum(a) {
  let s = 0
  for (let i = 0; i < a.length; i++) s = (s + a[i]) | 0
  return s
}
/*
func sum(%a: i32 #0, %a.length: i32) -> f64 {
  %0: i32x4 = splat.i32x4(0)
  loop (%i: i32 = 0, %s: i32x4 = %0, %s.1: i32x4 = %0) {
    %1: i64 = i32ToI64(%a.length) + -7n
    %2: i64 = %1 < -2147483648n ? -2147483648n : %1
    while %i < wrapI64(2147483647n < %2 ? 2147483647n : %2)
    %3 = load i32 x4 %a[%i]
    %4 = load i32 x4 %a[%i + 4]
    yield %i + 8, %s + %3, %s.1 + %4
  } -> %i.1, %s.2, %s.3
  %5: i32 = lane(%s.2, 0) + lane(%s.2, 1) + lane(%s.2, 2) + lane(%s.2, 3) + lane(%s.3, 0)
  loop (%i.2: i32 = %i.1, %s.4: i32 = %5 + lane(%s.3, 1) + lane(%s.3, 2) + lane(%s.3, 3)) while %i.2 < %a.length {
    %6 = load i32 %a[%i.2]
    yield %i.2 + 1, %s.4 + %6
  } -> %i.3, %s.5
  return i32ToF64(%s.5)
}
*/
