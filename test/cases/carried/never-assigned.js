// stage: carried
// args: i32
function sum(n) {
  let s = 0
  let step = 2
  for (let i = 0; i < n; i++) {
    s += step
    step = step
  }
  return s
}
/*
func sum(%n: i32) -> f64 {
  loop (%i: f64 = 0.0, %s: f64 = 0.0) {
    %0: bool = %i < i32ToF64(%n)
    while %0
    yield assume(%i, %0 is true) + 1.0, %s + 2.0
  } -> %i.1, %s.1
  return %s.1
}
*/
