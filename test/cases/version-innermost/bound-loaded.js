// stage: version-innermost
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
    %1 = load i32 %new[assume(toInt32(%i), %0 is true)]
    %2: f64 = i32ToF64(%1)
    if %2 + -1.0 < i32ToF64(%x.length) {
      loop (%k: f64 = 0.0) {
        %3: bool = %k < %2
        while %3
        store f64 %x[assume(toInt32(%k), %3 is true)] = 0.0
        yield assume(%k, %3 is true) + 1.0
      } -> %k.1
      yield %k.1
    } else {
      loop (%k.2: f64 = 0.0) {
        %4: bool = %k.2 < %2
        while %4
        %5: f64 = assume(%k.2, %4 is true)
        store f64 %x[truncSat(%5)] = 0.0 if inBounds(%5, %x.length)
        yield %5 + 1.0
      } -> %k.3
      yield %k.3
    } -> %k.4: f64
    yield assume(%i, %0 is true) + 1.0
  } -> %i.1
}
*/
