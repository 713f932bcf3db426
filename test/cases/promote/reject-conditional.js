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
  loop (%i: i32 = 0) while %i < %x.length {
    %0 = load f64 %x[%i]
    if 1.0 < %0 {
      %1 = load f64 %new[0]
      store f64 %new[0] = %0 + %1
    }
    yield %i + 1
  } -> %i.1
  %2 = load f64 %new[0]
  return %2
}
*/
