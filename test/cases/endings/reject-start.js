// stage: endings
// args: f64[], f64
// reason: a float that starts anywhere may pass by its limit
function clear(a, n) {
  for (let x = n; x !== 0; x--) {
    if (!(x > -9 && x < 99)) break
    a[x] = 0
  }
}
/*
func clear(%a: i32 #0, %a.length: i32, %n: f64) {
  region @break {
    loop (%x: f64 = %n) {
      %0: bool = %x != 0.0
      while %0
      %1: f64 = assume(%x, %0 is true)
      %2: bool = -9.0 < %1
      %3: f64 = assume(%1, %2 is true)
      %4: bool = %3 < 99.0
      if !(%2 & %4) {
        exit @break %1
      }
      %5: f64 = assume(%3, %4 is true)
      store f64 %a[truncSat(%5)] = 0.0 if inBounds(%5, %a.length)
      yield %5 + -1.0
    } -> %x.1
    yield %x.1
  } -> %x.2: f64
}
*/
