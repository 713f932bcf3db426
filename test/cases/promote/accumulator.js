// stage: promote
// args: f64[], undefined
function reduce(x, s = new Float64Array(1)) {
  for (let i = 0; i < x.length; i++) s[0] += x[i]
  return s[0] }
/*
func reduce(%x: i32 #0, %x.length: i32) -> f64 {
  %new: i32 #1 = call host:allocate(8)
  %0: f64 = i32ToF64(%x.length) + -1.0
  %1: f64 = u32ToF64(%new) + 0.0
  %2: f64 = u32ToF64(%x)
  %3: bool = %0 < 2147483648.0 & (%1 + 8.0 <= %2 + 0.0 | %2 + %0 * 8.0 + 8.0 <= %1)
  if 0 < %x.length & %3 {
    %element = load f64 %new[0]
    loop (%i: i32 = 0, %element.1: f64 = %element) while %i < %x.length {
      %4 = load f64 %x[%i]
      yield %i + 1, %element.1 + %4
    } -> %i.1, %element.2
    store f64 %new[0] = %element.2
    yield %i.1
  } else {
    loop (%i.2: i32 = 0) while %i.2 < %x.length {
      %5 = load f64 %new[0]
      %6 = load f64 %x[%i.2]
      store f64 %new[0] = %5 + %6
      yield %i.2 + 1
    } -> %i.3
    yield %i.3
  } -> %i.4: i32
  %7 = load f64 %new[0]
  return %7
}
*/
