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
  loop (%i: i32 = 0) while %i < %x.length {
    %0 = load f64 %new[0]
    %1 = load f64 %x[%i]
    store f64 %new[0] = %0 + %1
    store f64 %new[%i & 1] = 2.0
    yield %i + 1
  } -> %i.1
  %2 = load f64 %new[0]
  return %2
}
*/
