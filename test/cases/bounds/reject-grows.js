// stage: bounds
// args: f64[], i32
// reason: the other end moves in the same loop: that the two were apart in the trip before says nothing
function meet(a, n) {
  let s = 0
  for (let i = 0, j = n; i < j && j < 100; i++, j += 3) s += a[i]
  return s
}
/*
func meet(%a: i32 #0, %a.length: i32, %n: i32) -> f64 {
  loop (%i: f64 = 0.0, %j: f64 = i32ToF64(%n), %s: f64 = 0.0) {
    %0: bool = %i < %j
    %1: f64 = assume(%j, %0 is true)
    %2: bool = %1 < 100.0
    while %0 & %2
    %3: f64 = assume(%i, %0 is true)
    %4 = load f64 %a[truncSat(%3)] if inBounds(%3, %a.length) else NaN
    yield %3 + 1.0, assume(%1, %2 is true) + 3.0, %s + %4
  } -> %i.1, %j.1, %s.1
  return %s.1
}
*/
