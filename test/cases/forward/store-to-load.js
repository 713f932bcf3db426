// stage: forward
// args: f64[]
function twice(a) {
  for (let i = 0; i < a.length; i++) {
    a[i] = a[i] + 1
    a[i] = a[i] * 2
  }
}
/*
func twice(%a: i32 #0, %a.length: i32) {
  loop (%i: i32 = 0) while %i < %a.length {
    %0 = load f64 %a[%i]
    %1: f64 = %0 + 1.0
    store f64 %a[%i] = %1
    store f64 %a[%i] = %1 * 2.0
    yield %i + 1
  } -> %i.1
}
*/
