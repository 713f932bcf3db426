// stage: promote
// args: f64[], undefined
function reduce(x, s = new Float64Array(1)) {
  for (let i = 0; i < x.length; i++) s[0] += x[i]
  return s[0] }
/*
func reduce(%x: i32 #0, %x.length: i32) -> f64 {
  %new: i32 #1 = call host:allocate(8)
  %0: f64 = i32ToF64(%x.length)
  %1: f64 = %0 + -1.0
  %2: f64 = u32ToF64(%new) + 0.0
  %3: f64 = u32ToF64(%x)
  %4: bool = %1 < 2147483648.0 & (%2 + 8.0 <= %3 + 0.0 | %3 + %1 * 8.0 + 8.0 <= %2)
  if 0 < %x.length & %4 {
    %element = load f64 %new[0]
    loop (%i: f64 = 0.0, %element.1: f64 = %element) {
      %5: bool = %i < %0
      while %5
      %6: f64 = assume(%i, %5 is true)
      %7 = load f64 %x[truncSat(%6)]
      yield %6 + 1.0, %element.1 + %7
    } -> %i.1, %element.2
    store f64 %new[0] = %element.2
    yield %i.1
  } else {
    loop (%i.2: f64 = 0.0) {
      %8: bool = %i.2 < %0
      while %8
      %9 = load f64 %new[0]
      %10: f64 = assume(%i.2, %8 is true)
      %11 = load f64 %x[truncSat(%10)]
      store f64 %new[0] = %9 + %11
      yield %10 + 1.0
    } -> %i.3
    yield %i.3
  } -> %i.4: f64
  %12 = load f64 %new[0]
  return %12
}
*/
