// stage: reads
// args: i32[], i32
function walk(next, at) {
  while (at > 0) at = Math.min(next[at], at >> 1)
  return at
}
/*
func walk(%next: i32 #0, %next.length: i32, %at: i32) -> f64 {
  region @@outside {
    loop (%at.1: f64 = i32ToF64(%at)) {
      %0: bool = 0.0 < %at.1
      while %0
      %1: f64 = assume(%at.1, %0 is true)
      if inBounds(%1, %next.length) {
      } else {
        exit @@outside %at.1
      }
      %2 = load i32 %next[truncSat(%1)]
      yield min(i32ToF64(%2), i32ToF64(toInt32(%1) >> 1))
    } -> %at.2
    yield %at.2
  } -> %at.3: f64
  loop (%at.4: f64 = %at.3) {
    %3: bool = 0.0 < %at.4
    while %3
    %4: f64 = assume(%at.4, %3 is true)
    %5: bool = inBounds(%4, %next.length)
    %6 = load i32 %next[truncSat(%4)] if %5 else 0
    yield min(%5 ? i32ToF64(%6) : NaN, i32ToF64(toInt32(%4) >> 1))
  } -> %at.5
  return %at.5
}
*/
