// stage: speculate
// args: i32[]
function mean(a) {
  let s = 0
  for (let i = 0; i < a.length; i++) s += a[i]
  return s / a.length
}
/*
func mean(%a: i32 #0, %a.length: i32) -> f64 {
  %0: f64 = i32ToF64(%a.length)
  loop (%i: f64 = 0.0, %s: f64 = 0.0) {
    %1: bool = abs(%s) <= 1125899906842624.0
    while %1 & %i < %0
    loop (%i.1: f64 = %i, %s.1: f64 = assume(%s, %1 is true)) while %i.1 < min(%0, %i + 4096.0) {
      %2: f64 = assume(%i.1, %i.1 < %0 is true)
      %3 = load i32 %a[truncSat(%2)]
      yield %2 + 1.0, assume(%s.1, abs(%s.1) <= 2251799813685248.0 is true) + i32ToF64(%3)
    } -> %i.2, %s.2
    yield %i.2, %s.2
  } -> %i.3, %s.3
  loop (%i.4: f64 = %i.3, %s.4: f64 = %s.3) {
    %4: bool = %i.4 < %0
    while %4
    %5: f64 = assume(%i.4, %4 is true)
    %6 = load i32 %a[truncSat(%5)]
    yield %5 + 1.0, %s.4 + i32ToF64(%6)
  } -> %i.5, %s.5
  return %s.5 / %0
}
*/
