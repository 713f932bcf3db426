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
  %0: i64 = i32ToI64(%a.length) + -7n
  %1: i64 = %0 < -2147483648n ? -2147483648n : %0
  %2: i32 = wrapI64(2147483647n < %1 ? 2147483647n : %1)
  if 0 < %2 {
    %3: i32x4 = splat.i32x4(0)
    loop (%i: i32 = 0, %s: i32x4 = %3, %s.1: i32x4 = %3) while %i < %2 {
      %4 = load i32 x4 %a[%i]
      %5 = load i32 x4 %a[%i + 4]
      yield %i + 8, %s + %4, %s.1 + %5
    } -> %i.1, %s.2, %s.3
    %6: i32 = lane(%s.2, 0) + lane(%s.2, 1) + lane(%s.2, 2) + lane(%s.2, 3) + lane(%s.3, 0)
    yield %i.1, %6 + lane(%s.3, 1) + lane(%s.3, 2) + lane(%s.3, 3)
  } else {
    yield 0, 0
  } -> %i.2: i32, %7: i32
  loop (%i.3: i32 = %i.2, %s.4: i32 = %7) while %i.3 < %a.length {
    %8 = load i32 %a[%i.3]
    yield %i.3 + 1, %s.4 + %8
  } -> %i.4, %s.5
  return i32ToF64(%s.5)
}
*/
