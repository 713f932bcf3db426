// stage: forward-again
// args: i32[], i32[], i32
// shows: loop (%i: i32 = 0)
// The sum was kept in vectors while the inner loop ran: what is stored behind it need not be loaded again.
function means(s, x, n) {
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < 12; k++) s[i] = s[i] ^ x[k * n + i]
    s[i] = s[i] >> 3
  }
}
/*
loop (%i: i32 = 0) {
  %12: i64 = %1 + -7n
  %13: i64 = %12 < -2147483648n ? -2147483648n : %12
  while %i < wrapI64(2147483647n < %13 ? 2147483647n : %13)
  %14 = load i32 x4 %s[%i]
  %15: i32 = %i + 4
  %16 = load i32 x4 %s[%15]
  loop (%k: i32 = 0, %17: i32x4 = %14, %18: i32x4 = %16) while %k < 12 {
    %19: i32 = %n * %k
    %20 = load i32 x4 %x[%i + %19]
    %21 = load i32 x4 %x[%15 + %19]
    yield %k + 1, %17 ^ %20, %18 ^ %21
  } -> %k.1, %22, %23
  store i32 x4 %s[%i] = %22
  store i32 x4 %s[%15] = %23
  store i32 x4 %s[%i] = %22 >> 3
  store i32 x4 %s[%15] = %23 >> 3
  yield %i + 8
} -> %i.1
*/
