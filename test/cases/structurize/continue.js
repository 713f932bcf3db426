// stage: structurize
// args: f64[]
function positive(a) {
  for (let i = 0; i < a.length; i++) {
    if (a[i] < 0) continue
    a[i] = 1 / a[i]
  }
}
/*
func positive(%a: i32 #0, %a.length: i32) {
  loop (%i: i32 = 0) while %i < %a.length {
    %0 = load f64 %a[%i]
    if %0 < 0.0 {
    } else {
      store f64 %a[%i] = 1.0 / %0
    }
    yield %i + 1
  } -> %i.1
}
*/
