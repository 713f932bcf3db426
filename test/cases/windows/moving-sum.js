// stage: windows
// args: i32, i32
function moving(n, w) {
  let s = 0
  for (let i = 0; i < n; i++) for (let j = i - w; j <= i; j++) s += j * i
  return s
}
/*
func moving(%n: i32, %w: i32) -> f64 {
  loop (%i: f64 = 0.0, %s: f64 = 0.0) {
    %0: bool = %i < i32ToF64(%n)
    while %0
    %1: f64 = assume(%i, %0 is true)
    loop (%j: f64 = 0.0, %s.1: f64 = %s) {
      %2: f64 = i32ToF64(%w)
      %3: bool = %j < %2 + 1.0
      while %3
      %4: f64 = assume(%j, %3 is true)
      %5: f64 = %1 - %2 + %4
      %6: bool = %5 <= %1
      yield %4 + 1.0, %s.1 + assume(%5, %6 is true) * assume(%1, %6 is true)
    } -> %j.1, %s.2
    yield %1 + 1.0, %s.2
  } -> %i.1, %s.3
  return %s.3
}
*/
