// stage: unroll
// args: f64[], i32
function rgb(a, at) {
  let s = 0
  for (let c = 0; c < 3; c++) s = s * 2 + a[at + c]
  return s
}
/*
func rgb(%a: i32 #0, %a.length: i32, %at: i32) -> f64 {
  %0: i64 = i32ToI64(%at)
  %1: i64 = %0 + 2n
  %2: i32 = %at + 1
  %3: i32 = %at + 2
  if 0 <= %at & %1 < i32ToI64(%a.length) {
    %4 = load f64 %a[%at]
    %5 = load f64 %a[%2]
    %6 = load f64 %a[%3]
    yield %6 + (%5 + (%4 + 0.0) * 2.0) * 2.0
  } else {
    %7: i64 = u32ToI64(%a.length)
    %8 = load f64 %a[%at] if %0 <u %7 else NaN
    %9 = load f64 %a[%2] if %0 + 1n <u %7 else NaN
    %10 = load f64 %a[%3] if %1 <u %7 else NaN
    yield %10 + (%9 + (%8 + 0.0) * 2.0) * 2.0
  } -> %s: f64
  return %s
}
*/
