// stage: unroll
// args: i32
// reason: only the call knows the trips
function double(n) {
  let s = 1
  for (let i = 0; i < n; i++) s = s * 2
  return s
}
/*
func double(%n: i32) -> f64 {
  loop (%i: i32 = 0, %s: f64 = 1.0) while %i < %n {
    yield %i + 1, %s * 2.0
  } -> %i.1, %s.1
  return %s.1
}
*/
