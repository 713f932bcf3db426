// stage: narrow
// args: f32[], f32[], f64
// The factor is a double: the chain stays one of doubles, rounded once.
function axpy(x, y, a) {
  for (let i = 0; i < x.length; i++) y[i] = a * x[i] + y[i]
}
/*
func axpy(%x: i32 #0, %x.length: i32, %y: i32 #1, %y.length: i32, %a: f64) {
  if %x.length + -1 < %y.length {
    loop (%i: i32 = 0) while %i < %x.length {
      %0 = load f32 %x[%i]
      %1 = load f32 %y[%i]
      store f32 %y[%i] = f64ToF32(%a * f32ToF64(%0) + f32ToF64(%1))
      yield %i + 1
    } -> %i.1
    yield %i.1
  } else {
    loop (%i.2: i32 = 0) while %i.2 < %x.length {
      %2 = load f32 %x[%i.2]
      %3: bool = %i.2 <u %y.length
      %4 = load f32 %y[%i.2] if %3 else NaNf
      store f32 %y[%i.2] = f64ToF32(%a * f32ToF64(%2) + f32ToF64(%4)) if %3
      yield %i.2 + 1
    } -> %i.3
    yield %i.3
  } -> %i.4: i32
}
*/
