// stage: vectorize
// args: f64[]
// shows: region @left {
// Lanes only look whether one of them leaves. The loop as it was, behind this one, finds the trip and returns.
function find(a) {
  for (let i = 0; i < a.length; i++) if (a[i] < 0) return i
  return -1
}
/*
region @left {
  loop (%i: i32 = 0) {
    %0: i64 = i32ToI64(%a.length) + -7n
    %1: i64 = %0 < -2147483648n ? -2147483648n : %0
    while %i < wrapI64(2147483647n < %1 ? 2147483647n : %1)
    %2 = load f64 x2 %a[%i]
    %3 = load f64 x2 %a[%i + 2]
    %4 = load f64 x2 %a[%i + 4]
    %5 = load f64 x2 %a[%i + 6]
    %6: f64x2 = splat.f64x2(0.0)
    if anyTrue(%5 < %6 | (%4 < %6 | (%2 < %6 | %3 < %6))) {
      exit @left %i
    }
    yield %i + 8
  } -> %i.1
  yield %i.1
} -> %i.2: i32
*/
