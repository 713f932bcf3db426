// stage: vectorize
// args: f64[], f64[], i32
// shows: loop (%i: i32 = 0)
function reverse(b, a, n) {
  for (let i = 0; i < n; i++) b[i] = a[n - 1 - i]
}
/*
loop (%i: i32 = 0) {
  %10: i64 = %2 + -7n
  %11: i64 = %10 < -2147483648n ? -2147483648n : %10
  while %i < wrapI64(2147483647n < %11 ? 2147483647n : %11)
  %12 = load f64 x2 %a[%4 - (%i + 1)]
  %13 = load f64 x2 %a[%4 - (%i + 3)]
  %14 = load f64 x2 %a[%4 - (%i + 5)]
  %15 = load f64 x2 %a[%4 - (%i + 7)]
  store f64 x2 %b[%i] = shuffle(%12, %12, [1, 0])
  store f64 x2 %b[%i + 2] = shuffle(%13, %13, [1, 0])
  store f64 x2 %b[%i + 4] = shuffle(%14, %14, [1, 0])
  store f64 x2 %b[%i + 6] = shuffle(%15, %15, [1, 0])
  yield %i + 8
} -> %i.1
*/
