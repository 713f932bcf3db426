// stage: version
// args: f64[], f64[], i32
// shows: if
// Neighbours on a ring: that the counter is not its first, or last, value keeps `i - 1` and `i + 1` in the array.
function ring(a, out, n) {
  for (let i = 0; i < n; i++) out[i] = a[i === 0 ? n - 1 : i - 1] + a[i === n - 1 ? 0 : i + 1]
}
/*
if %1 < i32ToF64(%out.length) & %4 {
  loop (%i: f64 = 0.0) {
    %5: bool = %i < %0
    while %5
    %6: f64 = assume(%i, %5 is true)
    %7: bool = %6 == 0.0
    %8: i32 = assume(toInt32(%i), %5 is true)
    %9 = load f64 %a[%7 ? assume(%n, %5 is true) + -1 : assume(%8, %7 is false) + -1]
    %10: bool = %6 == assume(%0, %5 is true) + -1.0
    %11 = load f64 %a[%10 ? 0 : assume(%8, %10 is false) + 1]
    store f64 %out[%8] = %9 + %11
    yield %6 + 1.0
  } -> %i.1
  yield %i.1
} else {
*/
