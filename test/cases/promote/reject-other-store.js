// stage: promote
// args: f64[]
// reason: the other store may go to the same element
function reduce(x) {
  const s = new Float64Array(3)
  for (let i = 0; i < x.length; i++) {
    s[0] = s[0] + x[i]
    s[i & 1] = 2
  }
  return s[0]
}
/*
func reduce(%x: i32 #0, %x.length: i32) -> f64 {
  %new: i32 #1 = call host:allocate(24)
  loop (%i: f64 = 0.0) {
    %0: bool = %i < i32ToF64(%x.length)
    while %0
    %1 = load f64 %new[0]
    %2: f64 = assume(%i, %0 is true)
    %3 = load f64 %x[truncSat(%2)]
    store f64 %new[0] = %1 + %3
    store f64 %new[toInt32(%2) & 1] = 2.0
    yield %2 + 1.0
  } -> %i.1
  %4 = load f64 %new[0]
  return %4
}
*/
