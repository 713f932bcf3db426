// stage: structurize
// args: f64[], f64
// What follows the exit goes into the other arm, with the values it merges.
function steps(a, x) {
  for (let i = 0; i < a.length; i++) {
    let s = a[i]
    found: {
      if (s < x) {
        s += x
        break found
      }
      s -= x
      if (s < 0) break found
      s *= 2
    }
    a[i] = s
  }
}
/*
func steps(%a: i32 #0, %a.length: i32, %x: f64) {
  loop (%i: i32 = 0) while %i < %a.length {
    %0 = load f64 %a[%i]
    if %0 < %x {
      yield %x + %0
    } else {
      %1: f64 = %0 - %x
      if %1 < 0.0 {
        yield %1
      } else {
        yield %1 * 2.0
      } -> %2: f64
      yield %2
    } -> %3: f64
    store f64 %a[%i] = %3
    yield %i + 1
  } -> %i.1
}
*/
