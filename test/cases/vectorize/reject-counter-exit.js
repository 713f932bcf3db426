// stage: vectorize
// args: u8[], i32
// reason: it is left in the middle where its counter says so
// Lanes would make loads that exits of trips before them forbid.
function find(a, n) {
  for (let i = 0; i < n; i++) if (i > a[i]) return i
  return -1
}
/*
func find(%a: i32 #0, %a.length: i32, %n: i32) -> f64 {
  region @return {
    if i32ToI64(%n) + -1n < i32ToI64(%a.length) {
      loop (%i: i32 = 0) while %i < %n {
        %0 = load u8 %a[%i]
        if %0 < %i {
          exit @return %i
        }
        yield %i + 1
      } -> %i.1
    } else {
      loop (%i.2: i32 = 0) while %i.2 < %n {
        %1: bool = %i.2 <u %a.length
        %2 = load u8 %a[%i.2] if %1 else 0
        if %1 & %2 < %i.2 {
          exit @return %i.2
        }
        yield %i.2 + 1
      } -> %i.3
    }
    exit @return -1
  } -> %3: i32
  return i32ToF64(%3)
}
*/
