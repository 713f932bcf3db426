// stage: version
// args: f64[], i32
function clear(a, m) {
  for (let i = 0; i < m; i++) for (let j = 0; j < 4; j++) a[i * 4 + j] = 0
}
/*
func clear(%a: i32 #0, %a.length: i32, %m: i32) {
  %0: f64 = i32ToF64(%m)
  if (%0 + -1.0) * 4.0 + 3.0 < i32ToF64(%a.length) {
    loop (%i: f64 = 0.0) {
      %1: bool = %i < %0
      while %1
      loop (%j: f64 = 0.0) {
        %2: bool = %j < 4.0
        while %2
        store f64 %a[assume(toInt32(%j), %2 is true) + (assume(toInt32(%i), %1 is true) << 2)] = 0.0
        yield assume(%j, %2 is true) + 1.0
      } -> %j.1
      yield assume(%i, %1 is true) + 1.0
    } -> %i.1
    yield %i.1
  } else {
    loop (%i.2: f64 = 0.0) {
      %3: bool = %i.2 < %0
      while %3
      %4: f64 = assume(%i.2, %3 is true)
      loop (%j.2: f64 = 0.0) {
        %5: bool = %j.2 < 4.0
        while %5
        %6: f64 = assume(%j.2, %5 is true)
        %7: f64 = %6 + %4 * 4.0
        store f64 %a[truncSat(%7)] = 0.0 if inBounds(%7, %a.length)
        yield %6 + 1.0
      } -> %j.3
      yield %4 + 1.0
    } -> %i.3
    yield %i.3
  } -> %i.4: f64
}
*/
