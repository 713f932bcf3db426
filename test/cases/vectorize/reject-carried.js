// stage: vectorize
// args: f64[]
// reason: each iteration needs x from the one before
function horner(a) {
  let x = 1
  for (let i = 0; i < a.length; i++) x = x * 3 + a[i]
  return x
}
/*
func horner(%a: i32 #0, %a.length: i32) -> f64 {
  loop (%i: i32 = 0, %x: f64 = 1.0) while %i < %a.length {
    %0 = load f64 %a[%i]
    yield %i + 1, %0 + %x * 3.0
  } -> %i.1, %x.1
  return %x.1
}
*/
