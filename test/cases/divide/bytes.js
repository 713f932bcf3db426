// stage: divide
// args: u8c[], u8[]
function blend(a, b) {
  for (let i = 0; i < a.length; i++) a[i] = (b[i] * 100) / 255
}
/*
func blend(%a: i32 #0, %a.length: i32, %b: i32 #1, %b.length: i32) {
  if %a.length + -1 < %b.length {
    loop (%i: i32 = 0) while %i < %a.length {
      %0 = load u8 %b[%i]
      store u8c %a[%i] = min((%0 * 100 + 127) * 32897 >>> 23, 255)
      yield %i + 1
    } -> %i.1
  } else {
    loop (%i.2: i32 = 0) while %i.2 < %a.length {
      %1: bool = %i.2 <u %b.length
      %2 = load u8 %b[%i.2] if %1 else 0
      store u8c %a[%i.2] = truncSat(nearest(min(max((%1 ? i32ToF64(%2) : NaN) * 100.0 / 255.0, 0.0), 255.0)))
      yield %i.2 + 1
    } -> %i.3
  }
}
*/
