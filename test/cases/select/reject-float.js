// stage: select
// args: f64[], i32
// shows: loop
// reason: engines jump for a choice between floats, whatever it is written as
function last(a, n) {
  let x = 0
  for (let i = 0; i < n; i++) if (i % 3 === 1 && a[i] < 0.5) x = i / 3
  return x
}
/*
loop (%i: i32 = 0, %x: f64 = 0.0) while %i < %n {
  if urem(%i, 3) == 1 {
    %0 = load f64 %a[%i]
    if %0 < 0.5 {
      yield i32ToF64(%i) / 3.0
    } else {
      yield %x
    } -> %1: f64
    yield %1
  } else {
    yield %x
  } -> %2: f64
  yield %i + 1, %2
} -> %i.1, %x.1
*/
