// stage: reads
// args: i32[], i32, i32
// shows: region
function walk(next, at, n) {
  while (at > 0) at = Math.min(next[at % n], at >> 1)
  return at
}
/*
region @@outside {
  %0: bool = 0 < %n
  %1: bool = %n <= 2147483647
  %2: f64 = i32ToF64(%at)
  if %0 & %1 {
    yield assume(assume(%n, %0 is true), %1 is true)
  } else {
    exit @@outside %2
  } -> %n.1: i32
  loop (%at.1: f64 = %2) {
    %3: bool = 0.0 < %at.1
    while %3
    %4: f64 = assume(%at.1, %3 is true)
    %5: f64 = %4 % i32ToF64(%n.1)
    if inBounds(%5, %next.length) {
    } else {
      exit @@outside %at.1
    }
    %6 = load i32 %next[truncSat(%5)]
    yield min(i32ToF64(%6), i32ToF64(toInt32(%4) >> 1))
  } -> %at.2
  yield %at.2
} -> %at.3: f64
*/
