// stage: hoist
// args: f64[], f64[], i32
// The loop may make no trip: then what the load gives is not used.
function scaled(x, factor, n) {
  let s = 0
  for (let i = 0; i < n; i++) s += x[i] * factor[0]
  return s
}
/*
func scaled(%x: i32 #0, %x.length: i32, %factor: i32 #1, %factor.length: i32, %n: i32) -> f64 {
  %0 = load f64 %factor[0] if 0 <u %factor.length else NaN
  loop (%i: f64 = 0.0, %s: f64 = 0.0) {
    %1: bool = %i < i32ToF64(%n)
    while %1
    %2: f64 = assume(%i, %1 is true)
    %3 = load f64 %x[truncSat(%2)] if inBounds(%2, %x.length) else NaN
    yield %2 + 1.0, %s + %3 * %0
  } -> %i.1, %s.1
  return %s.1
}
*/
