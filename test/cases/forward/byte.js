// stage: forward
// args: i32
// What comes back is what the element keeps of it.
function wrapped(x) {
  const a = new Uint8Array(4)
  a[1] = x
  return a[1]
}
/*
func wrapped(%x: i32) -> f64 {
  %new: i32 #0 = call host:allocate(4)
  store u8 %new[1] = %x
  return i32ToF64(%x & 255)
}
*/
