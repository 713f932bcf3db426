// stage: version
// args: f64[], i32
// reason: no fraction is an index, however well its bounds are known
function halves(a, n) {
  let s = 0
  for (let i = 0; i < n; i++) s += a[i / 2]
  return s
}
/*
func halves(%a: i32 #0, %a.length: i32, %n: i32) -> f64 {
  loop (%i: f64 = 0.0, %s: f64 = 0.0) {
    %0: bool = %i < i32ToF64(%n)
    while %0
    %1: f64 = assume(%i, %0 is true)
    %2: f64 = %1 * 0.5
    %3 = load f64 %a[truncSat(%2)] if inBounds(%2, %a.length) else NaN
    yield %1 + 1.0, %s + %3
  } -> %i.1, %s.1
  return %s.1
}
*/
