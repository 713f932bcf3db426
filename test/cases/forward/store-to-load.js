// stage: forward
// args: f64[], i32
function twice(a, i) {
  if (i >= 0 && i < a.length) {
    a[i] = a[i] + 1
    a[i] = a[i] * 2
  }
}
/*
func twice(%a: i32 #0, %a.length: i32, %i: i32) {
  if 0 <= %i & %i < %a.length {
    %0 = load f64 %a[%i]
    %1: f64 = %0 + 1.0
    store f64 %a[%i] = %1
    store f64 %a[%i] = %1 * 2.0
  }
}
*/
