// stage: forward
// args: f64[], i32
function square(a, i) {
  return a[i] * a[i]
}
/*
func square(%a: i32 #0, %a.length: i32, %i: i32) -> f64 {
  %0 = load f64 %a[%i] if %i <u %a.length else NaN
  return %0 * %0
}
*/
