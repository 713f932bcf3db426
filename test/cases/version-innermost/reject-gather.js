// stage: version-innermost
// args: f64[], i32[]
// reason: the index is data in the innermost loop, too
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
    %2 = load i32 %index[truncSat(%1)]
    %3 = load f64 %x[%2] if %2 <u %x.length else NaN
    yield %1 + 1.0, %s + %3
  } -> %i.1, %s.1
  return %s.1
}
*/
