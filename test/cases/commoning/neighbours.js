// stage: commoning
// args: f64[]
function smooth(a) {
  for (let i = 1; i < a.length; i++) a[i] = (a[i - 1] + a[i]) / 2
}
/*
func smooth(%a: i32 #0, %a.length: i32) {
  if 1 < %a.length {
    %0 = load f64 %a[0]
    loop (%i: i32 = 1, %element: f64 = %0) while %i < %a.length {
      %1 = load f64 %a[%i]
      %2: f64 = (%element + %1) * 0.5
      store f64 %a[%i] = %2
      yield %i + 1, %2
    } -> %i.1, %3
    yield %i.1
  } else {
    loop (%i.2: i32 = 1) while %i.2 < %a.length {
      %4 = load f64 %a[%i.2 + -1]
      %5 = load f64 %a[%i.2]
      store f64 %a[%i.2] = (%4 + %5) * 0.5
      yield %i.2 + 1
    } -> %i.3
    yield %i.3
  } -> %i.4: i32
}
*/
