// stage: structurize
// args: f64, f64
// reason: both arms fall through to what follows, which would be needed twice
function twice(x, y) {
  if (x < y) {
    if (x < 1) return 1
  } else if (y < 2) return 2
  return Math.sqrt(x * y)
}
/*
func twice(%x: f64, %y: f64) -> f64 {
  region @return {
    if %x < %y {
      if %x < 1.0 {
        exit @return 1.0
      }
    } else {
      if %y < 2.0 {
        exit @return 2.0
      }
    }
    exit @return sqrt(%x * %y)
  } -> %0: f64
  return %0
}
*/
