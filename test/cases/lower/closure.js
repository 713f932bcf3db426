// stage: lower
// args: i32
// env: { twice: (x) => 2 * x }
function closures(n) {
  let calls = 0
  const step = (x) => {
    calls++
    return twice(x) + n
  }
  return step(1) * step(n) + calls
}
/*
func closures(%n: i32) -> f64 {
  %0: f64 = i32ToF64(%n)
  return (%0 + 2.0) * (%0 + %0 * 2.0) + 2.0
}
*/
