// stage: reassociate
// args: f64[]
// shows: loop
function largest(a) {
  let most = 0
  for (let i = 1; i < a.length; i++) {
    most = Math.max(0, most * 0.5, a[i])
    a[i] = most
  }
}
/*
loop (%i: i32 = 1, %most: f64 = 0.0) while %i < %a.length {
  %0 = load f64 %a[%i]
  %1: f64 = max(max(0.0, %0), %most * 0.5)
  store f64 %a[%i] = %1
  yield %i + 1, %1
} -> %i.1, %most.1
*/
