// stage: vectorize
// args: f64[], f64
// As many lanes as pay, then the trips that are left.
function scale(a, s) {
  for (let i = 0; i < a.length; i++) a[i] *= s
}
/*
func scale(%a: i32 #0, %a.length: i32, %s: f64) {
  loop (%i: i32 = 0) {
    %0: i64 = i32ToI64(%a.length) + -7n
    %1: i64 = %0 < -2147483648n ? -2147483648n : %0
    while %i < wrapI64(2147483647n < %1 ? 2147483647n : %1)
    %2 = load f64 x2 %a[%i]
    %3: i32 = %i + 2
    %4 = load f64 x2 %a[%3]
    %5: i32 = %i + 4
    %6 = load f64 x2 %a[%5]
    %7: i32 = %i + 6
    %8 = load f64 x2 %a[%7]
    %9: f64x2 = splat.f64x2(%s)
    store f64 x2 %a[%i] = %2 * %9
    store f64 x2 %a[%3] = %4 * %9
    store f64 x2 %a[%5] = %6 * %9
    store f64 x2 %a[%7] = %8 * %9
    yield %i + 8
  } -> %i.1
  loop (%i.2: i32 = %i.1) while %i.2 < %a.length {
    %10 = load f64 %a[%i.2]
    store f64 %a[%i.2] = %s * %10
    yield %i.2 + 1
  } -> %i.3
}
*/
