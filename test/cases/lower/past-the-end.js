// stage: lower
// args: f64[], i32
// What is read past the end is undefined, which keeps its own bit until it counts as NaN.
function read(a, i) {
  const x = a[i]
  return x === undefined ? -1 : x + 1
}
/*
func read(%a: i32 #0, %a.length: i32, %i: i32) -> f64 {
  %0 = load f64 %a[%i] if %i <u %a.length else NaN
  return %a.length <=u %i ? -1.0 : %0 + 1.0
}
*/
