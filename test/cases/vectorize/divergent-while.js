// stage: vectorize
// args: i32[], f64[], i32
// shows: loop (%i: i32 = 0)
// The inner loop runs until no lane is left in it; lanes that have left are counted no further.
function escape(out, c, n) {
  for (let i = 0; i < n; i++) {
    let [z, k] = [0, 0]
    for (; z < 4 && k < 99; k++) z = z * z + c[i]
    out[i] = k
  }
}
/*
loop (%i: i32 = 0) {
  %6: i64 = %0 + -7n
  %7: i64 = %6 < -2147483648n ? -2147483648n : %6
  while %i < wrapI64(2147483647n < %7 ? 2147483647n : %7)
  %8 = load f64 x2 %c[%i]
  %9 = load f64 x2 %c[%i + 2]
  %10: i32 = %i + 4
  %11 = load f64 x2 %c[%10]
  %12 = load f64 x2 %c[%i + 6]
  %13: f64x2 = splat.f64x2(0.0)
  %14: f64x2 = splat.f64x2(4.0)
  %15: i64x2 = %13 < %14
  %16: i64x2 = splat.i64x2(0n)
  loop (%k: i32 = 0, %z: f64x2 = %13, %z.1: f64x2 = %13, %z.2: f64x2 = %13, %z.3: f64x2 = %13, %17: i64x2 = %15, %18: i64x2 = %15, %19: i64x2 = %15, %20: i64x2 = %15, %trips: i64x2 = %16, %trips.1: i64x2 = %16, %trips.2: i64x2 = %16, %trips.3: i64x2 = %16) while %k < 99 & anyTrue(%20 | (%19 | (%17 | %18))) {
    %21: f64x2 = %8 + %z * %z
    %22: f64x2 = %9 + %z.1 * %z.1
    %23: f64x2 = %11 + %z.2 * %z.2
    %24: f64x2 = %12 + %z.3 * %z.3
    yield %k + 1, %21, %22, %23, %24, %17 & %21 < %14, %18 & %22 < %14, %19 & %23 < %14, %20 & %24 < %14, %trips - %17, %trips.1 - %18, %trips.2 - %19, %trips.3 - %20
  } -> %k.1, %25, %26, %27, %28, %29, %30, %31, %32, %33, %34, %35, %36
  %37: i32x4 = splat.i32x4(0)
  store i32 x4 %out[%i] = shuffle(reinterpret.i32x4(%33), reinterpret.i32x4(%34), [0, 2, 4, 6]) + %37
  store i32 x4 %out[%10] = shuffle(reinterpret.i32x4(%35), reinterpret.i32x4(%36), [0, 2, 4, 6]) + %37
  yield %i + 8
} -> %i.1
*/
