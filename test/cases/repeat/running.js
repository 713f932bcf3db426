// stage: repeat
// args: u8[]
function hash(a) {
  let h = 0
  for (let i = 0; i < a.length; i++) h = (h * 31 + a[i]) | 0
  return h
}
/*
func hash(%a: i32 #0, %a.length: i32) -> f64 {
  loop (%i: i32 = 0, %h: i32 = 0) {
    %0: i64 = i32ToI64(%a.length) + -3n
    %1: i64 = %0 < -2147483648n ? -2147483648n : %0
    while %i < wrapI64(2147483647n < %1 ? 2147483647n : %1)
    %2 = load u8 %a[%i]
    %3 = load u8 %a[%i + 1]
    %4 = load u8 %a[%i + 2]
    %5 = load u8 %a[%i + 3]
    yield %i + 4, %5 + (%4 + (%3 + (%2 + %h * 31) * 31) * 31) * 31
  } -> %i.1, %h.1
  loop (%i.2: i32 = %i.1, %h.2: i32 = %h.1) while %i.2 < %a.length {
    %6 = load u8 %a[%i.2]
    yield %i.2 + 1, %6 + %h.2 * 31
  } -> %i.3, %h.3
  return i32ToF64(%h.3)
}
*/
