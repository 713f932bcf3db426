// stage: speculate
// args: i32[]
function checksum(a) {
  let s = 0
  let h = 0
  for (let i = 0; i < a.length; i++) {
    s += a[i] * 31
    h ^= s
  }
  return h
}
/*
func checksum(%a: i32 #0, %a.length: i32) -> f64 {
  %0: f64 = i32ToF64(%a.length)
  loop (%i: f64 = 0.0, %s: f64 = 0.0, %h: f64 = 0.0) {
    %1: bool = %i < %0
    %2: bool = abs(%s) <= 1125899906842624.0
    while %1 & %2
    %3: f64 = assume(%i, %1 is true)
    %4 = load i32 %a[truncSat(%3)]
    %5: f64 = assume(%s, %2 is true) + i32ToF64(%4) * 31.0
    yield %3 + 1.0, %5, i32ToF64(toInt32(%h) ^ toInt32(%5))
  } -> %i.1, %s.1, %h.1
  loop (%i.2: f64 = %i.1, %s.2: f64 = %s.1, %h.2: f64 = %h.1) {
    %6: bool = %i.2 < %0
    while %6
    %7: f64 = assume(%i.2, %6 is true)
    %8 = load i32 %a[truncSat(%7)]
    %9: f64 = %s.2 + i32ToF64(%8) * 31.0
    yield %7 + 1.0, %9, i32ToF64(toInt32(%h.2) ^ toInt32(%9))
  } -> %i.3, %s.3, %h.3
  return %h.3
}
*/
