// stage: endings
// args: f64[], i32
function clearAll(a, n) {
  if (n > 0) while (n--) a[n] = 0
}
/*
func clearAll(%a: i32 #0, %a.length: i32, %n: i32) {
  %0: bool = 0 < %n
  %1: f64 = i32ToF64(%n)
  if %0 {
    region @break {
      %2: f64 = assume(%1, %0 is true)
      if 0.0 <= %2 {
        loop (%n.1: f64 = %2) while 0.0 < %n.1 {
          %3: f64 = %n.1 + -1.0
          store f64 %a[truncSat(%3)] = 0.0 if inBounds(%3, %a.length)
          yield %3
        } -> %n.2
        yield %n.2
      } else {
        loop (%n.3: f64 = %2) while 0.0 < abs(%n.3) {
          %4: f64 = %n.3 + -1.0
          store f64 %a[truncSat(%4)] = 0.0 if inBounds(%4, %a.length)
          yield %4
        } -> %n.4
        yield %n.4
      } -> %n.5: f64
      yield %n.5 + -1.0
    } -> %n.6: f64
    yield %n.6
  } else {
    yield assume(%1, %0 is false)
  } -> %n.7: f64
}
*/
