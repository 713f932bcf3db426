// stage: forward
// args: f64[], f64[]
// reason: the two arrays may be one
function swap(a, b) {
  for (let i = 1; i < a.length && i < b.length; i++) {
    const x = a[i]
    b[i - 1] = x + 1
    b[i] = a[i]
  }
}
/*
func swap(%a: i32 #0, %a.length: i32, %b: i32 #1, %b.length: i32) {
  loop (%i: i32 = 1) while %i < %a.length & %i < %b.length {
    %0 = load f64 %a[%i]
    store f64 %b[%i + -1] = %0 + 1.0
    %1 = load f64 %a[%i]
    store f64 %b[%i] = %1
    yield %i + 1
  } -> %i.1
}
*/
