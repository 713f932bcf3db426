// stage: clamps
// args: f64[], i32
function window(a, r) {
  let s = 0
  for (let i = 0; i < 8; i++) for (let j = Math.max(0, i - r); j < i; j++) s += i
  return s
}
/*
func window(%r: i32) -> f64 {
  %0: f64 = i32ToF64(%r)
  loop (%i: f64 = 0.0, %s: f64 = 0.0) while %i < min(8.0, %0) {
    %1: f64 = assume(%i, %i < 8.0 is true)
    loop (%j: f64 = max(0.0, %1 - %0), %s.1: f64 = %s) {
      %2: bool = %j < %1
      while %2
      yield assume(%j, %2 is true) + 1.0, %s.1 + assume(%1, %2 is true)
    } -> %j.1, %s.2
    yield %1 + 1.0, %s.2
  } -> %i.1, %s.3
  loop (%i.2: f64 = %i.1, %s.4: f64 = %s.3) {
    %3: bool = %i.2 < 8.0
    while %3
    %4: f64 = assume(%i.2, %3 is true)
    %5: f64 = %4 - %0
    loop (%j.2: f64 = assume(%5, 0.0 <= %5 is true), %s.5: f64 = %s.4) {
      %6: bool = %j.2 < %4
      while %6
      yield assume(%j.2, %6 is true) + 1.0, %s.5 + assume(%4, %6 is true)
    } -> %j.3, %s.6
    yield %4 + 1.0, %s.6
  } -> %i.3, %s.7
  return %s.7
}
*/
