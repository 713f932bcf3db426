// stage: select
// args: i32, i32
// reason: both sides would be computed, and these are dear
// shows: loop
function walk(n, m) {
  let x = n
  for (let i = 0; i < 100; i++) {
    if (x % 3 === 1) x = ((x / 7) | 0) % m | 0
    else x = ((x / 5) | 0) % (m + 1) | 0
  }
  return x
}
/*
loop (%i: i32 = 0, %x: i32 = %n) while %i < 100 {
  if irem(%x, 3) == 1 {
    yield irem(idiv(%x, 7), %m)
  } else {
    yield irem(idiv(%x, 5), %2)
  } -> %x.1: i32
  yield %i + 1, %x.1
} -> %i.1, %x.2
*/
