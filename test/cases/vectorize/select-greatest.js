// stage: vectorize
// args: f32[], i32
// shows: loop (%i: i32 = 0
// The greatest needs no order of trips, but where lanes end with both zeros: then the loop behind starts from the beginning.
function greatest(a, n) {
  let most = -1
  for (let i = 0; i < n; i++) most = a[i] > most ? a[i] : most
  return most
}
/*
loop (%i: i32 = 0, %most: f32x4 = %1, %most.1: f32x4 = %1) {
  %2: i64 = %0 + -7n
  %3: i64 = %2 < -2147483648n ? -2147483648n : %2
  while %i < wrapI64(2147483647n < %3 ? 2147483647n : %3)
  %4 = load f32 x4 %a[%i]
  %5 = load f32 x4 %a[%i + 4]
  yield %i + 8, pmax(%most, %4), pmax(%most.1, %5)
} -> %i.1, %most.2, %most.3
*/
