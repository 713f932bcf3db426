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
  %1: f64 = i32ToF64(%at)
  if %0 {
    yield assume(%n, %0 is true)
  } else {
    exit @@outside %1
  } -> %n.1: i32
  loop (%at.1: f64 = %1) {
    %2: bool = 0.0 < %at.1
    while %2
    %3: f64 = assume(%at.1, %2 is true)
    %4: f64 = %3 % i32ToF64(%n.1)
    if inBounds(%4, %next.length) {
    } else {
      exit @@outside %at.1
    }
    %5 = load i32 %next[truncSat(%4)]
    yield min(i32ToF64(%5), i32ToF64(toInt32(%3) >> 1))
  } -> %at.2
  yield %at.2
} -> %at.3: f64
*/
