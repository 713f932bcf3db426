// stage: lower
// args: f64[], i32
function read(a, i) {
  return a[i]
}
/*
func read(%a: i32 #0, %a.length: i32, %i: i32) {
  %0: bool = %i <u %a.length
  %1 = load f64 %a[%i] if %0 else NaN
  store f64 1024[0] = %1
  store i32 1024[2] = boolToI32(%0)
}
*/
