// stage: repeat
// args: f64[]
// reason: each trip waits for the sum of the one before
function sum(a) {
  let s = 0
  for (let i = 0; i < a.length; i++) s += a[i]
  return s
}
/*
func sum(%a: i32 #0, %a.length: i32) -> f64 {
  loop (%i: i32 = 0, %s: f64 = 0.0) while %i < %a.length {
    %0 = load f64 %a[%i]
    yield %i + 1, %s + %0
  } -> %i.1, %s.1
  return %s.1
}
*/
