// stage: version
// args: f64[], f64[]
// reason: nothing is known of the index before the loop
function chase(a, next) {
  let [s, i] = [0, 0]
  for (let k = 0; k < 9; k++, i = next[i]) s += a[i]
  return s
}
/*
func chase(%a: i32 #0, %a.length: i32, %next: i32 #1, %next.length: i32) -> f64 {
  loop (%k: f64 = 0.0, %i: f64 = 0.0, %i.1: bool = true, %s: f64 = 0.0) {
    %0: bool = %k < 9.0
    while %0
    %1: i32 = truncSat(%i)
    %2 = load f64 %a[%1] if inBounds(%i, %a.length) else NaN
    %3: bool = inBounds(%i, %next.length)
    %4 = load f64 %next[%1] if %3 else NaN
    yield assume(%k, %0 is true) + 1.0, %4, %3, %s + %2
  } -> %k.1, %i.2, %i.3, %s.1
  return %s.1
}
*/
