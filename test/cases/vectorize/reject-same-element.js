// stage: vectorize
// args: f64[], i32, f64[]
// reason: every iteration writes the same element
function last(b, k, a) {
  for (let i = 0; i < a.length; i++) {
    const x = b[k]
    b[k] = a[i] - x
  }
}
/*
func last(%b: i32 #0, %b.length: i32, %k: i32, %a: i32 #1, %a.length: i32) {
  if 0 <= %k & %k < %b.length {
    loop (%i: i32 = 0) while %i < %a.length {
      %0 = load f64 %b[%k]
      %1 = load f64 %a[%i]
      store f64 %b[%k] = %1 - %0
      yield %i + 1
    } -> %i.1
  } else {
    loop (%i.2: i32 = 0) while %i.2 < %a.length {
      %2: bool = %k <u %b.length
      %3 = load f64 %b[%k] if %2 else NaN
      %4 = load f64 %a[%i.2]
      store f64 %b[%k] = %4 - %3 if %2
      yield %i.2 + 1
    } -> %i.3
  }
}
*/
