// stage: endings
// args: f64[], f64
// reason: a float that starts anywhere may pass by its limit
function clear(a, n) {
  for (let x = n; x !== 0; x--) a[x] = 0
}
/*
func clear(%a: i32 #0, %a.length: i32, %n: f64) {
  loop (%x: f64 = %n) {
    %0: bool = %x != 0.0
    while %0
    %1: f64 = assume(%x, %0 is true)
    store f64 %a[truncSat(%1)] = 0.0 if inBounds(%1, %a.length)
    yield %1 + -1.0
  } -> %x.1
}
*/
