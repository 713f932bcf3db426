// stage: version
// args: u8[], i32
function neighbours(cells, n) {
  let s = 0
  for (let i = 0; i < n; i++) s += cells[(i + n - 1) % n]
  return s
}
/*
func neighbours(%cells: i32 #0, %cells.length: i32, %n: i32) -> f64 {
  %0: bool = 1 <= %n
  %1: f64 = i32ToF64(%n)
  %2: f64 = %1 + -1.0
  %3: bool = %n <= 2147483647 & (%0 & (%2 + %2 <= 2147483647.0 & (0.0 <= %2 & %2 < i32ToF64(%cells.length))))
  if %3 {
    loop (%i: f64 = 0.0, %s: f64 = 0.0) {
      %4: i32 = assume(%n, %0 is true)
      %5: bool = %i < i32ToF64(%4)
      while %5
      %6: i32 = assume(%4, %5 is true)
      %7 = load u8 %cells[urem(%6 + assume(toInt32(%i), %5 is true) + -1, %6)]
      yield assume(%i, %5 is true) + 1.0, %s + i32ToF64(%7)
    } -> %i.1, %s.1
    yield %i.1, %s.1
  } else {
    loop (%i.2: f64 = 0.0, %s.2: f64 = 0.0) {
      %8: bool = %i.2 < %1
      while %8
      %9: f64 = assume(%1, %8 is true)
      %10: f64 = assume(%i.2, %8 is true)
      %11: f64 = (%9 + %10 + -1.0) % %9
      %12: bool = inBounds(%11, %cells.length)
      %13 = load u8 %cells[truncSat(%11)] if %12 else 0
      yield %10 + 1.0, %s.2 + (%12 ? i32ToF64(%13) : NaN)
    } -> %i.3, %s.3
    yield %i.3, %s.3
  } -> %i.4: f64, %s.4: f64
  return %s.4
}
*/
