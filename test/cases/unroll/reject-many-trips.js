// stage: unroll
// args: f64[]
// reason: 100 trips would be too much code
function hundred(a) {
  let s = 0
  for (let i = 0; i < 100; i++) s += a[0]
  return s
}
/*
func hundred(%a: i32 #0, %a.length: i32) -> f64 {
  %0 = load f64 %a[0] if 0 <u %a.length else NaN
  loop (%i: i32 = 0, %s: f64 = 0.0) while %i < 100 {
    yield %i + 1, %0 + %s
  } -> %i.1, %s.1
  return %s.1
}
*/
