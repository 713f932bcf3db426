// stage: structurize
// args: f64[]
// reason: leaving a loop by a condition costs a flag, which only lanes are worth
function find(a) {
  for (let i = 0; i < a.length; i++) if (a[i] < 0) return i
  return -1
}
/*
func find(%a: i32 #0, %a.length: i32) -> f64 {
  region @return {
    loop (%i: i32 = 0) while %i < %a.length {
      %0 = load f64 %a[%i]
      if %0 < 0.0 {
        exit @return %i
      }
      yield %i + 1
    } -> %i.1
    exit @return -1
  } -> %1: i32
  return i32ToF64(%1)
}
*/
