// stage: version
// args: number[], i32
// bails: a store behind the end makes the array longer
function ramp(a, n) {
  for (let i = 0; i < n; i++) a[i] = i
}
/*
func ramp(%a: i32 #0, %a.length: i32, %n: i32) {
  %0: f64 = i32ToF64(%n)
  if %0 + -1.0 < i32ToF64(%a.length) {
    loop (%i: f64 = 0.0) {
      %1: bool = %i < %0
      while %1
      %2: f64 = assume(%i, %1 is true)
      store f64 %a[truncSat(%2)] = %2
      yield assume(%2, true is true) + 1.0
    } -> %i.1
    yield %i.1
  } else {
    loop (%i.2: f64 = 0.0) {
      %3: bool = %i.2 < %0
      while %3
      %4: f64 = assume(%i.2, %3 is true)
      %5: bool = inBounds(%4, %a.length)
      if !%5 {
        throw #0(0.0)
      }
      store f64 %a[truncSat(%4)] = %4
      yield assume(%4, %5 is true) + 1.0
    } -> %i.3
    yield %i.3
  } -> %i.4: f64
}
*/
