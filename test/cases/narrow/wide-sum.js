// stage: narrow
// args: u16[]
// The sum of all elements fits no int32.
function sum(a) {
  let s = 0
  for (let i = 0; i < a.length; i++) s += a[i]
  return s
}
/*
func sum(%a: i32 #0, %a.length: i32) -> f64 {
  loop (%i: i32 = 0, %s: i64 = 0n) while %i < %a.length {
    %0 = load u16 %a[%i]
    yield %i + 1, %s + i32ToI64(%0)
  } -> %i.1, %s.1
  return i64ToF64(%s.1)
}
*/
