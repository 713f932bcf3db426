// stage: speculate
// args: i32[], i32, i32
// shows: loop (%i: f64 = 0.0
function kernel(a, gap, run) {
  for (let i = 0; i < 9; i++) {
    run = Math.max(run - gap, i)
    a[i & 3] = run
  }
  return run
}
/*
loop (%i: f64 = 0.0, %run.1: f64 = %0) {
  %2: bool = %i < 9.0
  %3: bool = abs(%run.1) <= 1125899906842624.0
  while %2 & %3
  %4: f64 = assume(%i, %2 is true)
  %5: f64 = max(assume(%run.1, %3 is true) - %1, %4)
  store i32 %a[toInt32(%4) & 3] = toInt32(%5)
  yield %4 + 1.0, %5
} -> %i.1, %run.2
*/
