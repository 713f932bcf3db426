// stage: bounds
// args: f64[], f64
// The middle of two positions is below the upper one, which never exceeds the length.
function search(a, x) {
  let lo = 0
  let hi = a.length
  while (lo < hi) {
    const mid = (lo + hi) >>> 1
    if (a[mid] < x) lo = mid + 1
    else hi = mid
  }
  return lo
}
/*
func search(%a: i32 #0, %a.length: i32, %x: f64) -> f64 {
  loop (%lo: f64 = 0.0, %hi: f64 = i32ToF64(%a.length)) {
    %0: bool = %lo < %hi
    while %0
    %1: f64 = assume(%lo, %0 is true)
    %2: f64 = assume(%hi, %0 is true)
    %3: f64 = u32ToF64(toInt32(%1 + %2) >>> 1)
    %4 = load f64 %a[truncSat(%3)]
    %5: bool = %4 < %x
    yield %5 ? %3 + 1.0 : %1, %5 ? %2 : %3
  } -> %lo.1, %hi.1
  return %lo.1
}
*/
