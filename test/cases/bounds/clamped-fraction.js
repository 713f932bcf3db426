// stage: bounds
// args: f64[], f64[]
// The check stays: the clamp bounds the index, but does not make it whole, or other than NaN
function pick(a, x) {
  let s = 0
  for (let i = 0; i < x.length; i++) s += a[Math.max(0, Math.min(3, x[i]))]
  return s
}
/*
func pick(%a: i32 #0, %a.length: i32, %x: i32 #1, %x.length: i32) -> f64 {
  loop (%i: f64 = 0.0, %s: f64 = 0.0) {
    %0: bool = %i < i32ToF64(%x.length)
    while %0
    %1: f64 = assume(%i, %0 is true)
    %2 = load f64 %x[truncSat(%1)]
    %3: f64 = max(0.0, min(3.0, %2))
    %4 = load f64 %a[truncSat(%3)] if inBounds(%3, %a.length) else NaN
    yield %1 + 1.0, %s + %4
  } -> %i.1, %s.1
  return %s.1
}
*/
