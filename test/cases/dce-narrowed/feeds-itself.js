// stage: dce-narrowed
// args: i32
function count(n) {
  let s = 0
  let unused = 1
  for (let i = 0; i < n; i++) {
    s = 1 / (s + 2)
    unused = unused * 3
  }
  return s
}
/*
func count(%n: i32) -> f64 {
  loop (%i: i32 = 0, %s: f64 = 0.0) while %i < %n {
    yield %i + 1, 1.0 / (%s + 2.0)
  } -> %i.1, %s.1
  return %s.1
}
*/
