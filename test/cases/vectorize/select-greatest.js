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
loop (%i: i32 = 0, %most: f32x4 = %4, %most.1: f32x4 = %4, %most.2: f32x4 = %4, %most.3: f32x4 = %4) while %i < %3 {
  %5 = load f32 x4 %a[%i]
  %6 = load f32 x4 %a[%i + 4]
  %7 = load f32 x4 %a[%i + 8]
  %8 = load f32 x4 %a[%i + 12]
  yield %i + 16, pmax(%most, %5), pmax(%most.1, %6), pmax(%most.2, %7), pmax(%most.3, %8)
} -> %i.1, %most.4, %most.5, %most.6, %most.7
*/
