// stage: unroll
// args: i32[], i32
function find(a, x) {
  for (let i = 0; i < 2; i++) if (a[i] === x) return i
  return -1
}
/*
func find(%a: i32 #0, %a.length: i32, %x: i32) -> f64 {
  region @return {
    if 1 < %a.length {
      %0 = load i32 %a[0]
      if %x == %0 {
        exit @return 0
      }
      %1 = load i32 %a[1]
      if %x == %1 {
        exit @return 1
      }
    } else {
      %2: bool = 0 <u %a.length
      %3 = load i32 %a[0] if %2 else 0
      if %2 & %x == %3 {
        exit @return 0
      }
      %4: bool = 1 <u %a.length
      %5 = load i32 %a[1] if %4 else 0
      if %4 & %x == %5 {
        exit @return 1
      }
    }
    exit @return -1
  } -> %6: i32
  return i32ToF64(%6)
}
*/
