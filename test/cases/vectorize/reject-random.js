// stage: vectorize
// args: f64[]
// reason: it calls Math.random in order
function noise(a) {
  for (let i = 0; i < a.length; i++) a[i] = Math.random() < 2 ? 1 : 0
}
/*
func noise(%a: i32 #0, %a.length: i32) {
  loop (%i: i32 = 0) while %i < %a.length {
    %random: f64 = call host:Math.random()
    store f64 %a[%i] = 1.0
    yield %i + 1
  } -> %i.1
}
*/
