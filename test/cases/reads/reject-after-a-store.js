// stage: reads
// args: i32[], f64[], i32
// reason: when the read fails, the trip has written already
function mark(next, marks, at) {
  while (at > 0) {
    marks[0] += 1
    at = marks[0] > 5 ? 0 : Math.min(next[at], at >> 1)
  }
  return at
}
/*
func mark(%next: i32 #0, %next.length: i32, %marks: i32 #1, %marks.length: i32, %at: i32) -> f64 {
  loop (%at.1: f64 = i32ToF64(%at)) {
    %0: bool = 0.0 < %at.1
    while %0
    %1: bool = 0 <u %marks.length
    %2 = load f64 %marks[0] if %1 else NaN
    store f64 %marks[0] = %2 + 1.0 if %1
    %3 = load f64 %marks[0] if %1 else NaN
    if 5.0 < %3 {
      yield 0.0
    } else {
      %4: f64 = assume(%at.1, %0 is true)
      %5: bool = inBounds(%4, %next.length)
      %6 = load i32 %next[truncSat(%4)] if %5 else 0
      yield min(%5 ? i32ToF64(%6) : NaN, i32ToF64(toInt32(%4) >> 1))
    } -> %7: f64
    yield %7
  } -> %at.2
  return %at.2
}
*/
