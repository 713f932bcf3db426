// stage: endings
// args: i32, i32
function beside(n, k) {
  let s = 0
  for (let i = 0; i + k <= n; i++) s += i
  return s
}
/*
func beside(%n: i32, %k: i32) -> f64 {
  loop (%i: f64 = 0.0, %s: f64 = 0.0) {
    %0: bool = %i <= i32ToF64(%n) - i32ToF64(%k)
    while %0
    %1: f64 = assume(%i, %0 is true)
    yield %1 + 1.0, %s + %1
  } -> %i.1, %s.1
  return %s.1
}
*/
