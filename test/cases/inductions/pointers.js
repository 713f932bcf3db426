// stage: inductions
// args: f64[], f64[], i32, i32
// shows: loop
function pick(out, a, at, n) {
  let p = at
  if (n < 0 || n > 99 || at < 0 || at > 99) return 0
  for (let i = 0; i < n; i++) {
    out[i] = a[p]
    p += 4
  }
  return p
}
/*
loop (%i: i32 = 0) while %i < %n {
  %0 = load f64 %a[%at + (%i << 2)]
  store f64 %out[%i] = %0
  yield %i + 1
} -> %i.1
*/
