// stage: forward
// args: f64[], i32
// A store beside it is none to it.
function beside(a, i) {
  if (i < 0 || i + 1 >= a.length) return 0
  const x = a[i]
  a[i + 1] = 5
  return x + a[i]
}
/*
func beside(%a: i32 #0, %a.length: i32, %i: i32) -> f64 {
  region @return {
    %0: i32 = %i + 1
    if %i < 0 | %a.length <=u %0 {
      exit @return 0.0
    }
    %1 = load f64 %a[%i]
    store f64 %a[%0] = 5.0
    exit @return %1 + %1
  } -> %2: f64
  return %2
}
*/
