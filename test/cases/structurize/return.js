// stage: structurize
// args: f64, f64
function sign(x, y) {
  if (x < y) return -1
  if (x > y) return 1
  return 0
}
/*
func sign(%x: f64, %y: f64) -> f64 {
  if %x < %y {
    yield -1
  } else {
    if %y < %x {
      yield 1
    } else {
      yield 0
    } -> %0: i32
    yield %0
  } -> %1: i32
  return i32ToF64(%1)
}
*/
