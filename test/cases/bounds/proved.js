// stage: bounds
// args: f64[]
// The condition proves the check: no guard.
function sum(a) {
  let s = 0
  for (let i = 0; i < a.length; i++) s += a[i]
  return s
}
/*
func sum(%a: i32 #0, %a.length: i32) -> f64 {
  loop (%i: f64 = 0.0, %s: f64 = 0.0) {
    %0: bool = %i < i32ToF64(%a.length)
    while %0
    %1: f64 = assume(%i, %0 is true)
    %2 = load f64 %a[truncSat(%1)]
    yield %1 + 1.0, %s + %2
  } -> %i.1, %s.1
  return %s.1
}
*/
