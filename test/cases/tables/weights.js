// stage: tables
// args: f64, f64, f64
function blur(a, b, c) {
  const weights = [0.25, 0.5, 0.25]
  const values = [a, b, c]
  let s = 0
  for (let k = 0; k < 3; k++) s += weights[k] * values[k]
  return s
}
/*
func blur(%a: f64, %b: f64, %c: f64) -> f64 {
  %new: i32 #0 = call host:allocate(24)
  store f64 %new[0] = 0.25
  store f64 %new[1] = 0.5
  store f64 %new[2] = 0.25
  %new.1: i32 #1 = call host:allocate(24)
  store f64 %new.1[0] = %a
  store f64 %new.1[1] = %b
  store f64 %new.1[2] = %c
  return %a * 0.25 + 0.0 + %b * 0.5 + %c * 0.25
}
*/
