// stage: narrow
// args: i32[]
function hash(a) {
  let h = 7
  for (let i = 0; i < a.length; i++) h = (h * 31 + a[i]) | 0
  return h
}
/*
func hash(%a: i32 #0, %a.length: i32) -> f64 {
  loop (%i: i32 = 0, %h: i32 = 7) while %i < %a.length {
    %0 = load i32 %a[%i]
    yield %i + 1, %0 + %h * 31
  } -> %i.1, %h.1
  return i32ToF64(%h.1)
}
*/
