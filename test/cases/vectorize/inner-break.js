// stage: vectorize
// args: f64[], f64[], i32
// shows: loop (%i: i32 = 0)
// The break becomes a flag that each lane carries.
function settle(out, a, n) {
  for (let i = 0; i < n; i++) {
    let x = a[i]
    for (let k = 0; k < 99; k++) {
      if (x < 1) break
      x = x * 0.5
    }
    out[i] = x
  }
}
/*
loop (%i: i32 = 0) {
  %7: i64 = %0 + -3n
  %8: i64 = %7 < -2147483648n ? -2147483648n : %7
  while %i < wrapI64(2147483647n < %8 ? 2147483647n : %8)
  %9 = load f64 x2 %a[%i]
  %10: i32 = %i + 2
  %11 = load f64 x2 %a[%10]
  %12: i64x2 = splat.i64x2(-1n)
  loop (%k: i32 = 0, %x: f64x2 = %9, %x.1: f64x2 = %11, %on: i64x2 = %12, %on.1: i64x2 = %12, %13: i64x2 = %12, %14: i64x2 = %12) while %k < 99 & anyTrue(%13 | %14) {
    %15: f64x2 = splat.f64x2(1.0)
    %16: i64x2 = ~(%x < %15)
    %17: i64x2 = %13 & %16
    %18: f64x2 = splat.f64x2(0.5)
    %19: i64x2 = ~(%x.1 < %15)
    %20: i64x2 = %14 & %19
    yield %k + 1, %17 ? %x * %18 : %x, %20 ? %x.1 * %18 : %x.1, %13 ? %16 : %on, %14 ? %19 : %on.1, %17, %20
  } -> %k.1, %21, %22, %23, %24, %25, %26
  store f64 x2 %out[%i] = %21
  store f64 x2 %out[%10] = %22
  yield %i + 4
} -> %i.1
*/
