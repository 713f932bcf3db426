// stage: promote
// args: f64[], undefined
// reason: not every trip writes it
function reduce(x, s = new Float64Array(1)) {
  for (let i = 0; i < x.length; i++) if (x[i] > 1) s[0] += x[i]
  return s[0]
}
/*
func reduce(%x: i32 #0, %x.length: i32) -> f64 {
  %new: i32 #1 = call host:allocate(8)
  loop (%i: f64 = 0.0) {
    %0: bool = %i < i32ToF64(%x.length)
    while %0
    %1: f64 = assume(%i, %0 is true)
    %2 = load f64 %x[truncSat(%1)]
    if 1.0 < %2 {
      %3 = load f64 %new[0]
      %4 = load f64 %x[truncSat(assume(%1, true is true))]
      store f64 %new[0] = %3 + %4
    }
    yield %1 + 1.0
  } -> %i.1
  %5 = load f64 %new[0]
  return %5
}
*/
