// stage: narrow
// args: i32[], i32
// What a table of integers holds is an integer wherever it is read.
function walk(turns, n) {
  const dx = [1, 0, -1, 0]
  let x = 0
  for (let i = 0; i < n; i++) x = (x + dx[turns[i] & 3] + n) % n
  return x
}
/*
func walk(%turns: i32 #0, %turns.length: i32, %n: i32) -> f64 {
  %new: i32 #1 = call host:allocate(32)
  store f64 %new[0] = 1.0
  store f64 %new[1] = 0.0
  store f64 %new[2] = -1.0
  store f64 %new[3] = 0.0
  %0: f64 = i32ToF64(%n)
  if i32ToI64(%n) + -1n < i32ToI64(%turns.length) {
    loop (%i: i32 = 0, %x: i32 = 0) while %i < %n {
      %1 = load i32 %turns[%i]
      %2 = load f64 %new[%1 & 3]
      yield %i + 1, toInt32((%0 + i32ToF64(%x + truncSat(%2))) % %0)
    } -> %i.1, %x.1
    yield %i.1, %x.1
  } else {
    loop (%i.2: i32 = 0, %x.2: i32 = 0) while %i.2 < %n {
      %3: bool = %i.2 <u %turns.length
      %4 = load i32 %turns[%i.2] if %3 else 0
      %5 = load f64 %new[(%3 ? %4 : 0) & 3]
      yield %i.2 + 1, toInt32((%0 + i32ToF64(%x.2 + truncSat(%5))) % %0)
    } -> %i.3, %x.3
    yield %i.3, %x.3
  } -> %i.4: i32, %x.4: i32
  return i32ToF64(%x.4)
}
*/
