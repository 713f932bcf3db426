// stage: narrow
// args: i32, i32
function xorshift(x, n) {
  for (let i = 0; i < n; i++) {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
  }
  return x >>> 0
}
/*
func xorshift(%x: i32, %n: i32) -> f64 {
  loop (%i: i32 = 0, %x.1: i32 = %x) while %i < %n {
    %0: i32 = %x.1 ^ %x.1 << 13
    %1: i32 = %0 ^ %0 >>> 17
    yield %i + 1, %1 ^ %1 << 5
  } -> %i.1, %x.2
  return u32ToF64(%x.2)
}
*/
