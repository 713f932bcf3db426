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
    %3: f64x2 = splat.f64x2(%s)
    store f64 x2 %a[%i] = %2 * %3
    %4: i32 = %i + 2
    %5 = load f64 x2 %a[%4]
    store f64 x2 %a[%4] = %5 * %3
    %6: i32 = %i + 4
    %7 = load f64 x2 %a[%6]
    store f64 x2 %a[%6] = %7 * %3
    %8: i32 = %i + 6
    %9 = load f64 x2 %a[%8]
    store f64 x2 %a[%8] = %9 * %3
    yield %i + 8
  } -> %i.1
  loop (%i.2: i32 = %i.1) while %i.2 < %a.length {
    %10 = load f64 %a[%i.2]
    store f64 %a[%i.2] = %s * %10
    yield %i.2 + 1
  } -> %i.3
}
*/
