// stage: carried
// args: f64[]
// reason: one path changes it
function last(a) {
  let found = -1
  for (let i = 0; i < a.length; i++) if (a[i] > 1) found = i
  return found
}
/*
func last(%a: i32 #0, %a.length: i32) -> f64 {
  loop (%i: f64 = 0.0, %found: f64 = -1.0) {
    %0: bool = %i < i32ToF64(%a.length)
    while %0
    %1: f64 = assume(%i, %0 is true)
    %2: bool = inBounds(%1, %a.length)
    %3 = load f64 %a[truncSat(%1)] if %2 else NaN
    yield %1 + 1.0, 1.0 < %3 ? assume(%1, %2 is true) : %found
  } -> %i.1, %found.1
  return %found.1
}
*/
