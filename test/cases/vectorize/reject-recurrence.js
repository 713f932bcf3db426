// stage: vectorize
// args: f64[]
// reason: an iteration needs what the one before it wrote
function scan(a) {
  for (let i = 1; i < a.length; i++) a[i] = a[i - 1] * 3
}
/*
func scan(%a: i32 #0, %a.length: i32) {
  loop (%i: i32 = 1) while %i < %a.length {
    %0 = load f64 %a[%i + -1]
    store f64 %a[%i] = %0 * 3.0
    yield %i + 1
  } -> %i.1
}
*/
