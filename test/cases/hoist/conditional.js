// stage: hoist
// args: f64[], f64[]
// Not every trip loads it; but it has a check of its own.
function some(x, y) {
  let s = 0
  for (let i = 0; i < x.length; i++) if (x[i] > 0) s += y[0]
  return s
}
/*
func some(%x: i32 #0, %x.length: i32, %y: i32 #1, %y.length: i32) -> f64 {
  %0 = load f64 %y[0] if 0 <u %y.length else NaN
  loop (%i: f64 = 0.0, %s: f64 = 0.0) {
    %1: bool = %i < i32ToF64(%x.length)
    while %1
    %2: f64 = assume(%i, %1 is true)
    %3 = load f64 %x[truncSat(%2)] if inBounds(%2, %x.length) else NaN
    if 0.0 < %3 {
      yield %s + %0
    } else {
      yield %s
    } -> %s.1: f64
    yield %2 + 1.0, %s.1
  } -> %i.1, %s.2
  return %s.2
}
*/
