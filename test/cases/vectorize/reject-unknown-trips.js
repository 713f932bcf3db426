// stage: vectorize
// args: i32
// reason: how often it runs is not known before it starts
function collatz(n) {
  let x = n & 1023
  for (; x > 1; ) x = x & 1 ? (x * 3 + 1) & 1023 : x >> 1
  return x
}
/*
func collatz(%n: i32) -> f64 {
  loop (%x: i32 = %n & 1023) while 1 < %x {
    yield (%x & 1) != 0 ? %x * 3 + 1 & 1023 : %x >> 1
  } -> %x.1
  return i32ToF64(%x.1)
}
*/
