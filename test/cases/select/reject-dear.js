// stage: select
// args: i32, i32
// reason: both sides would be computed, and these are dear
function walk(n, m) {
  let x = n
  for (let i = 0; i < 100; i++) {
    if (x % 3 === 1) x = ((x / 7) | 0) % m | 0
    else x = ((x / 5) | 0) % (m + 1) | 0
  }
  return x
}
/*
func walk(%n: i32, %m: i32) -> f64 {
  loop (%i: i32 = 0, %x: i32 = %n) while %i < 100 {
    %0: f64 = i32ToF64(%m)
    if irem(%x, 3) == 1 {
      yield truncSat(i32ToF64(idiv(%x, 7)) % %0)
    } else {
      yield truncSat(i32ToF64(idiv(%x, 5)) % (%0 + 1.0))
    } -> %x.1: i32
    yield %i + 1, %x.1
  } -> %i.1, %x.2
  return i32ToF64(%x.2)
}
*/
