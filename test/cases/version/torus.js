// stage: version
// args: u8[], i32
function neighbours(cells, n) {
  let s = 0
  for (let i = 0; i < n; i++) s += cells[(i + n - 1) % n]
  return s
}
/*
func neighbours(%cells: i32 #0, %cells.length: i32, %n: i32) -> f64 {
  %0: f64 = i32ToF64(%n)
  %1: f64 = %0 + -1.0
  %2: bool = 1 <= %n & (%1 + %1 <= 2147483647.0 & (0.0 <= %1 & %1 < i32ToF64(%cells.length)))
  if %n <= 2147483647 & %2 {
    loop (%i: f64 = 0.0, %s: f64 = 0.0) {
      %3: bool = %i < %0
      while %3
      %4: i32 = assume(%n, %3 is true)
      %5 = load u8 %cells[urem(%4 + assume(toInt32(%i), %3 is true) + -1, %4)]
      yield assume(%i, %3 is true) + 1.0, %s + i32ToF64(%5)
    } -> %i.1, %s.1
    yield %i.1, %s.1
  } else {
    loop (%i.2: f64 = 0.0, %s.2: f64 = 0.0) {
      %6: bool = %i.2 < %0
      while %6
      %7: f64 = assume(%0, %6 is true)
      %8: f64 = assume(%i.2, %6 is true)
      %9: f64 = (%7 + %8 + -1.0) % %7
      %10: bool = inBounds(%9, %cells.length)
      %11 = load u8 %cells[truncSat(%9)] if %10 else 0
      yield %8 + 1.0, %s.2 + (%10 ? i32ToF64(%11) : NaN)
    } -> %i.3, %s.3
    yield %i.3, %s.3
  } -> %i.4: f64, %s.4: f64
  return %s.4
}
*/
