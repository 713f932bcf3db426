// stage: bounds
// args: f64[]
// reason: the condition held for the variable in the trip before, not for what it is now
function late(a) {
  let s = 0
  let k = 0
  for (let i = 0; i < 10; i++) {
    s += a[k]
    if (k < a.length) k += 2
  }
  return s
}
/*
func late(%a: i32 #0, %a.length: i32) -> f64 {
  loop (%i: f64 = 0.0, %s: f64 = 0.0, %k: f64 = 0.0) {
    %0: bool = %i < 10.0
    while %0
    %1 = load f64 %a[truncSat(%k)] if inBounds(%k, %a.length) else NaN
    %2: bool = %k < i32ToF64(%a.length)
    yield assume(%i, %0 is true) + 1.0, %s + %1, %2 ? assume(%k, %2 is true) + 2.0 : assume(%k, %2 is false)
  } -> %i.1, %s.1, %k.1
  return %s.1
}
*/
