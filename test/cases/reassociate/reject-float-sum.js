// stage: reassociate
// args: f64[]
// shows: loop
// reason: sums of floats depend on their order
function sums(a) {
  let s = 0
  for (let i = 1; i < a.length; i++) {
    s = s + a[i] + a[i - 1]
    a[i] = s
  }
}
/*
loop (%i: i32 = 1, %s: f64 = 0.0, %element: f64 = %0) while %i < %a.length {
  %1 = load f64 %a[%i]
  %2: f64 = %element + (%s + %1)
  store f64 %a[%i] = %2
  yield %i + 1, %2, %2
} -> %i.1, %s.1, %3
*/
