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
loop (%i: i32 = 0, %most: f32x4 = %4, %most.1: f32x4 = %4) while %i < %3 {
  %5 = load f32 x4 %a[%i]
  %6 = load f32 x4 %a[%i + 4]
  yield %i + 8, pmax(%most, %5), pmax(%most.1, %6)
} -> %i.1, %most.2, %most.3
*/
