// stage: version-innermost
// args: f64[], i32[]
// shows: if %3 + -1.0
// The bound is read where it is needed, while the array is written.
function clear(x, ends) {
  for (let i = 0; i < 2; i++) {
    const end = ends[i]
    for (let k = 0; k < end; k++) x[k] = 0
  }
}
/*
if %3 + -1.0 < %0 {
  loop (%k: f64 = 0.0) {
    %4: bool = %k < %3
    while %4
    store f64 %x[assume(toInt32(%k), %4 is true)] = 0.0
    yield assume(%k, %4 is true) + 1.0
  } -> %k.1
  yield %k.1
} else {
*/
