// stage: version
// args: f64[], i32
function clear(a, n) {
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[j] = 0
}
/*
func clear(%a: i32 #0, %a.length: i32, %n: i32) {
  %0: f64 = i32ToF64(%n)
  if %0 + -1.0 + -1.0 < i32ToF64(%a.length) {
    loop (%i: f64 = 0.0) {
      %1: bool = %i < %0
      while %1
      %2: f64 = assume(%i, %1 is true)
      loop (%j: f64 = 0.0) {
        %3: bool = %j < %2
        while %3
        store f64 %a[assume(toInt32(%j), %3 is true)] = 0.0
        yield assume(%j, %3 is true) + 1.0
      } -> %j.1
      yield %2 + 1.0
    } -> %i.1
    yield %i.1
  } else {
    loop (%i.2: f64 = 0.0) {
      %4: bool = %i.2 < %0
      while %4
      %5: f64 = assume(%i.2, %4 is true)
      loop (%j.2: f64 = 0.0) {
        %6: bool = %j.2 < %5
        while %6
        %7: f64 = assume(%j.2, %6 is true)
        store f64 %a[truncSat(%7)] = 0.0 if inBounds(%7, %a.length)
        yield %7 + 1.0
      } -> %j.3
      yield %5 + 1.0
    } -> %i.3
    yield %i.3
  } -> %i.4: f64
}
*/
