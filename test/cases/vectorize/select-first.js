// stage: vectorize
// args: f64[]
// shows: loop (%i: i32 = 0
// Each lane remembers a trip of its own. Behind the loop the best of them is taken, of equals the first.
function argMin(a) {
  let [best, at] = [Infinity, -1]
  for (let i = 0; i < a.length; i++) {
    if (a[i] < best) {
      best = a[i]
      at = i
    }
  }
  return at
}
/*
loop (%i: i32 = 0, %best: f64x2 = %3, %best.1: f64x2 = %3, %best.2: f64x2 = %3, %best.3: f64x2 = %3, %at: i32x4 = %4, %at.1: i32x4 = %4) while %i < %2 {
  %5 = load f64 x2 %a[%i]
  %6 = load f64 x2 %a[%i + 2]
  %7 = load f64 x2 %a[%i + 4]
  %8 = load f64 x2 %a[%i + 6]
  %9: i32x4 = splat.i32x4(%i)
  %10: i32x4 = shuffle(reinterpret.i32x4(%5 < %best), reinterpret.i32x4(%6 < %best.1), [0, 2, 4, 6]) ? %9 + withLane(withLane(withLane(splat.i32x4(0), 1, 1), 2, 2), 3, 3) : %at
  %11: i32x4 = shuffle(reinterpret.i32x4(%7 < %best.2), reinterpret.i32x4(%8 < %best.3), [0, 2, 4, 6]) ? %9 + withLane(withLane(withLane(splat.i32x4(4), 1, 5), 2, 6), 3, 7) : %at.1
  yield %i + 8, pmin(%best, %5), pmin(%best.1, %6), pmin(%best.2, %7), pmin(%best.3, %8), %10, %11
} -> %i.1, %best.4, %best.5, %best.6, %best.7, %at.2, %at.3
*/
