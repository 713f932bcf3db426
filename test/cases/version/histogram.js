// stage: version
// args: i32[], f64[], f64[]
// The index of the counts is data: its check stays in the fast nest.
function histogram(values, weights, counts) {
  for (let i = 0; i < values.length; i++) counts[values[i]] += weights[i]
}
/*
func histogram(%values: i32 #0, %values.length: i32, %weights: i32 #1, %weights.length: i32, %counts: i32 #2, %counts.length: i32) {
  %0: f64 = i32ToF64(%values.length)
  if %0 + -1.0 < i32ToF64(%weights.length) {
    loop (%i: f64 = 0.0) {
      %1: bool = %i < %0
      while %1
      %2: f64 = assume(%i, %1 is true)
      %3 = load i32 %values[truncSat(%2)]
      %4: bool = %3 <u %counts.length
      %5 = load f64 %counts[%3] if %4 else NaN
      %6 = load f64 %weights[assume(toInt32(%i), %1 is true)]
      store f64 %counts[%3] = %5 + %6 if %4
      yield assume(%2, true is true) + 1.0
    } -> %i.1
    yield %i.1
  } else {
    loop (%i.2: f64 = 0.0) {
      %7: bool = %i.2 < %0
      while %7
      %8: f64 = assume(%i.2, %7 is true)
      %9: i32 = truncSat(%8)
      %10 = load i32 %values[%9]
      %11: bool = %10 <u %counts.length
      %12 = load f64 %counts[%10] if %11 else NaN
      %13 = load f64 %weights[%9] if inBounds(%8, %weights.length) else NaN
      store f64 %counts[%10] = %12 + %13 if %11
      yield assume(%8, true is true) + 1.0
    } -> %i.3
    yield %i.3
  } -> %i.4: f64
}
*/
