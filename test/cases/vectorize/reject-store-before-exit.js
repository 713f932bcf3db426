// stage: vectorize
// args: f64[], f64[], i32
// reason: it writes before it may be left in the middle
function copyUntil(b, a, n) {
  for (let i = 0; i < n; i++) {
    b[i] = a[i]
    if (a[i] < 0) break
  }
}
/*
func copyUntil(%b: i32 #0, %b.length: i32, %a: i32 #1, %a.length: i32, %n: i32) {
  region @break {
    %0: i64 = i32ToI64(%n) + -1n
    if %0 < i32ToI64(%a.length) & %0 < i32ToI64(%b.length) {
      loop (%i: i32 = 0) while %i < %n {
        %1 = load f64 %a[%i]
        store f64 %b[%i] = %1
        %2 = load f64 %a[%i]
        if %2 < 0.0 {
          exit @break
        }
        yield %i + 1
      } -> %i.1
    } else {
      loop (%i.2: i32 = 0) while %i.2 < %n {
        %3: bool = %i.2 <u %a.length
        %4 = load f64 %a[%i.2] if %3 else NaN
        store f64 %b[%i.2] = %4 if %i.2 <u %b.length
        %5 = load f64 %a[%i.2] if %3 else NaN
        if %5 < 0.0 {
          exit @break
        }
        yield %i.2 + 1
      } -> %i.3
    }
  }
}
*/
