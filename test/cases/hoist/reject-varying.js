// stage: hoist
// args: f64[], u8[]
// reason: the index changes from trip to trip
function gather(x, index) {
  let s = 0
  for (let i = 0; i < index.length; i++) s += x[index[i]]
  return s
}
/*
func gather(%x: i32 #0, %x.length: i32, %index: i32 #1, %index.length: i32) -> f64 {
  loop (%i: f64 = 0.0, %s: f64 = 0.0) {
    %0: bool = %i < i32ToF64(%index.length)
    while %0
    %1: f64 = assume(%i, %0 is true)
    %2: bool = inBounds(%1, %index.length)
    %3 = load u8 %index[truncSat(%1)] if %2 else 0
    %4: f64 = %2 ? i32ToF64(%3) : NaN
    %5 = load f64 %x[truncSat(%4)] if inBounds(%4, %x.length) else NaN
    yield %1 + 1.0, %s + %5
  } -> %i.1, %s.1
  return %s.1
}
*/
