// stage: hoist
// args: f64[], f64[]
// reason: y may overlap factor, and the store change what is loaded
function scale(y, factor) {
  for (let i = 0; i < y.length; i++) y[i] = y[i] * factor[0]
}
/*
func scale(%y: i32 #0, %y.length: i32, %factor: i32 #1, %factor.length: i32) {
  loop (%i: f64 = 0.0) {
    %0: bool = %i < i32ToF64(%y.length)
    while %0
    %1: f64 = assume(%i, %0 is true)
    %2: i32 = truncSat(%1)
    %3: bool = inBounds(%1, %y.length)
    %4 = load f64 %y[%2] if %3 else NaN
    %5 = load f64 %factor[0] if 0 <u %factor.length else NaN
    store f64 %y[%2] = %4 * %5 if %3
    yield %1 + 1.0
  } -> %i.1
}
*/
