// stage: vectorize
// args: f64[], f64[], i32
// shows: loop (%i: i32 = 0)
// The outer loop goes in lanes, so that each sum keeps its order.
function columns(out, a, n) {
  for (let i = 0; i < n; i++) {
    let s = 0
    for (let k = 0; k < 12; k++) s += a[k * n + i]
    out[i] = s
  }
}
/*
loop (%i: i32 = 0) {
  %11: i64 = %1 + -7n
  %12: i64 = %11 < -2147483648n ? -2147483648n : %11
  while %i < wrapI64(2147483647n < %12 ? 2147483647n : %12)
  %13: f64x2 = splat.f64x2(0.0)
  %14: i32 = %i + 2
  %15: i32 = %i + 4
  %16: i32 = %i + 6
  loop (%k: i32 = 0, %s: f64x2 = %13, %s.1: f64x2 = %13, %s.2: f64x2 = %13, %s.3: f64x2 = %13) while %k < 12 {
    %17: i32 = %n * %k
    %18 = load f64 x2 %a[%i + %17]
    %19 = load f64 x2 %a[%17 + %14]
    %20 = load f64 x2 %a[%17 + %15]
    %21 = load f64 x2 %a[%17 + %16]
    yield %k + 1, %s + %18, %s.1 + %19, %s.2 + %20, %s.3 + %21
  } -> %k.1, %s.4, %s.5, %s.6, %s.7
  store f64 x2 %out[%i] = %s.4
  store f64 x2 %out[%14] = %s.5
  store f64 x2 %out[%15] = %s.6
  store f64 x2 %out[%16] = %s.7
  yield %i + 8
} -> %i.1
*/
