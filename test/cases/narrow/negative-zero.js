// stage: narrow
// args: i32, i32
// -3 * 0 is -0: the product that the caller sees stays a float, the one that becomes an operand of | does not.
function products(x, y) {
  const a = (x & 7) - 3
  const b = y & 3
  return ((a * b) | 0) > 3 ? 1 : (a + 1) * b
}
/*
func products(%x: i32, %y: i32) -> f64 {
  %0: i32 = %x & 7
  %1: i32 = %y & 3
  return 3 < (%0 + -3) * %1 ? 1.0 : i32ToF64(%1) * i32ToF64(%0 + -2)
}
*/
