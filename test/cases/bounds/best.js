// stage: bounds
// args: f64[]
// Where the loop runs at all, the first element is there.
function best(a) {
  let at = 0
  for (let i = 1; i < a.length; i++) if (a[i] > a[at]) at = i
  return at
}
/*
func best(%a: i32 #0, %a.length: i32) -> f64 {
  loop (%i: f64 = 1.0, %at: f64 = 0.0) {
    %0: bool = %i < i32ToF64(%a.length)
    while %0
    %1: f64 = assume(%i, %0 is true)
    %2 = load f64 %a[truncSat(%1)]
    %3 = load f64 %a[truncSat(%at)]
    yield %1 + 1.0, %3 < %2 ? assume(%1, true is true) : %at
  } -> %i.1, %at.1
  return %at.1
}
*/
