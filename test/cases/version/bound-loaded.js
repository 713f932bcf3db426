// stage: version
// args: f64[], i32
function clear(x, n) {
  const ends = new Int32Array(2)
  ends[1] = n
  for (let i = 0; i < 2; i++) for (let k = 0, end = ends[i]; k < end; k++) x[k] = 0
}
/*
func clear(%x: i32 #0, %x.length: i32, %n: i32) {
  %new: i32 #1 = call host:allocate(8)
  store i32 %new[1] = %n
  loop (%i: f64 = 0.0) {
    %0: bool = %i < 2.0
    while %0
    %1: f64 = assume(%i, %0 is true)
    %2 = load i32 %new[truncSat(%1)]
    %3: f64 = i32ToF64(%2)
    if %3 + -1.0 < i32ToF64(%x.length) {
      loop (%k: f64 = 0.0) {
        %4: bool = %k < %3
        while %4
        store f64 %x[assume(toInt32(%k), %4 is true)] = 0.0
        yield assume(%k, %4 is true) + 1.0
      } -> %k.1
      yield %k.1
    } else {
      loop (%k.2: f64 = 0.0) {
        %5: bool = %k.2 < %3
        while %5
        %6: f64 = assume(%k.2, %5 is true)
        store f64 %x[truncSat(%6)] = 0.0 if inBounds(%6, %x.length)
        yield %6 + 1.0
      } -> %k.3
      yield %k.3
    } -> %k.4: f64
    yield %1 + 1.0
  } -> %i.1
}
*/
