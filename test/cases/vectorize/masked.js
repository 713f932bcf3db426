// stage: vectorize
// args: f64[]
// shows: loop (%i: i32 = 0)
// There are no masked stores: a lane that stores does so alone.
function clip(a) {
  for (let i = 0; i < a.length; i++) if (a[i] > 1) a[i] = 1
}
/*
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
  %9: f64x2 = splat.f64x2(1.0)
  %10: i64x2 = %9 < %8
  %11: i64x2 = %9 < %6
  %12: i64x2 = %9 < %2
  %13: i64x2 = %9 < %4
  if anyTrue(%10 | (%11 | (%12 | %13))) {
    store f64 %a[%i] = 1.0 if lane(%12, 0) != 0n
    store f64 %a[%i + 1] = 1.0 if lane(%12, 1) != 0n
    store f64 %a[%3] = 1.0 if lane(%13, 0) != 0n
    store f64 %a[%i + 3] = 1.0 if lane(%13, 1) != 0n
    store f64 %a[%5] = 1.0 if lane(%11, 0) != 0n
    store f64 %a[%i + 5] = 1.0 if lane(%11, 1) != 0n
    store f64 %a[%7] = 1.0 if lane(%10, 0) != 0n
    store f64 %a[%i + 7] = 1.0 if lane(%10, 1) != 0n
  }
  yield %i + 8
} -> %i.1
*/
