// stage: forward
// args: u8[], i32
// What comes back is what the element keeps of it.
function wrapped(a, x) {
  let s = 0
  for (let i = 0; i < a.length; i++) {
    a[i] = x + i
    s += a[i]
  }
  return s
}
/*
func wrapped(%a: i32 #0, %a.length: i32, %x: i32) -> f64 {
  loop (%i: i32 = 0, %s: i64 = 0n) while %i < %a.length {
    %0: i32 = %x + %i
    store u8 %a[%i] = %0
    yield %i + 1, %s + i32ToI64(%0 & 255)
  } -> %i.1, %s.1
  return i64ToF64(%s.1)
}
*/
