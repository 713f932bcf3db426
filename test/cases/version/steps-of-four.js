// stage: version
// args: u8[]
function alpha(pixels) {
  let s = 0
  for (let i = 0; i < pixels.length; i += 4) s += pixels[i + 3]
  return s
}
/*
func alpha(%pixels: i32 #0, %pixels.length: i32) -> f64 {
  %0: f64 = i32ToF64(%pixels.length)
  if floor((%0 + -1.0) * 0.25) * 4.0 + 0.0 + 3.0 < %0 {
    loop (%i: f64 = 0.0, %s: f64 = 0.0) {
      %1: bool = %i < %0
      while %1
      %2 = load u8 %pixels[assume(toInt32(%i), %1 is true) + 3]
      yield assume(%i, %1 is true) + 4.0, %s + i32ToF64(%2)
    } -> %i.1, %s.1
    yield %i.1, %s.1
  } else {
    loop (%i.2: f64 = 0.0, %s.2: f64 = 0.0) {
      %3: bool = %i.2 < %0
      while %3
      %4: f64 = assume(%i.2, %3 is true)
      %5: f64 = %4 + 3.0
      %6: bool = inBounds(%5, %pixels.length)
      %7 = load u8 %pixels[truncSat(%5)] if %6 else 0
      yield %4 + 4.0, %s.2 + (%6 ? i32ToF64(%7) : NaN)
    } -> %i.3, %s.3
    yield %i.3, %s.3
  } -> %i.4: f64, %s.4: f64
  return %s.4
}
*/
