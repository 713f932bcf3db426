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
    %1: bool = abs(%s) <= 1125899906842624.0
    while %1 & %i < %0
    loop (%i.1: f64 = %i, %s.1: f64 = assume(%s, %1 is true), %h.1: f64 = %h) while %i.1 < min(%0, %i + 4096.0) {
      %2: f64 = assume(%i.1, %i.1 < %0 is true)
      %3 = load i32 %a[truncSat(%2)]
      %4: f64 = assume(%s.1, abs(%s.1) <= 2251799813685248.0 is true) + i32ToF64(%3) * 31.0
      yield %2 + 1.0, %4, i32ToF64(toInt32(%h.1) ^ toInt32(%4))
    } -> %i.2, %s.2, %h.2
    yield %i.2, %s.2, %h.2
  } -> %i.3, %s.3, %h.3
  loop (%i.4: f64 = %i.3, %s.4: f64 = %s.3, %h.4: f64 = %h.3) {
    %5: bool = %i.4 < %0
    while %5
    %6: f64 = assume(%i.4, %5 is true)
    %7 = load i32 %a[truncSat(%6)]
    %8: f64 = %s.4 + i32ToF64(%7) * 31.0
    yield %6 + 1.0, %8, i32ToF64(toInt32(%h.4) ^ toInt32(%8))
  } -> %i.5, %s.5, %h.5
  return %h.5
}
*/
