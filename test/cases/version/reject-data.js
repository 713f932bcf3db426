// stage: version
// args: f64[], i32[]
// reason: nothing is known of the index before the loop
function chase(a, next) {
  let s = 0
  for (let i = 0; a[i] > 0; i = next[i]) s += a[i]
  return s
}
/*
func chase(%a: i32 #0, %a.length: i32, %next: i32 #1, %next.length: i32) -> f64 {
  region @break {
    loop (%i: f64 = 0.0, %i.1: bool = true, %s: f64 = 0.0) while true {
      %0: bool = inBounds(%i, %a.length)
      %1 = load f64 %a[truncSat(%i)] if %0 else NaN
      if 0.0 < %1 {
      } else {
        exit @break %s, %i, %i.1
      }
      %2: f64 = assume(%i, %0 is true)
      %3: i32 = truncSat(%2)
      %4 = load f64 %a[%3]
      %5: bool = inBounds(%2, %next.length)
      %6 = load i32 %next[%3] if %5 else 0
      yield %5 ? i32ToF64(%6) : NaN, %5, %s + %4
    } -> %i.2, %i.3, %s.1
    throw #1()
  } -> %s.2: f64, %i.4: f64, %i.5: bool
  return %s.2
}
*/
