// stage: vectorize
// args: f64[], f64[], i32
// shows: loop (%i: i32 = 0)
function reverse(b, a, n) {
  for (let i = 0; i < n; i++) b[i] = a[n - 1 - i]
}
/*
loop (%i: i32 = 0) {
  %9: i64 = %0 + -7n
  %10: i64 = %9 < -2147483648n ? -2147483648n : %9
  while %i < wrapI64(2147483647n < %10 ? 2147483647n : %10)
  %11 = load f64 x2 %a[%2 - (%i + 1)]
  store f64 x2 %b[%i] = shuffle(%11, %11, [1, 0])
  %12 = load f64 x2 %a[%2 - (%i + 3)]
  store f64 x2 %b[%i + 2] = shuffle(%12, %12, [1, 0])
  %13 = load f64 x2 %a[%2 - (%i + 5)]
  store f64 x2 %b[%i + 4] = shuffle(%13, %13, [1, 0])
  %14 = load f64 x2 %a[%2 - (%i + 7)]
  store f64 x2 %b[%i + 6] = shuffle(%14, %14, [1, 0])
  yield %i + 8
} -> %i.1
*/
