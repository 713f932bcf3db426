// stage: select
// args: i32[]
function leaf(a) {
  let root = 0
  while (true) {
    let child = 2 * root + 1
    if (child >= a.length) break
    if (child + 1 < a.length && a[child] < a[child + 1]) child++
    root = child
  }
  return root
}
/*
func leaf(%a: i32 #0, %a.length: i32) -> f64 {
  region @break {
    loop (%root: i32 = 0) while true {
      %0: i32 = %root << 1
      %1: i32 = %0 + 1
      if %a.length <=u %1 {
        exit @break %root
      }
      %2: i32 = %0 + 2
      if %2 < %a.length {
        %3 = load i32 %a[%1]
        %4 = load i32 %a[%2]
        yield %1 + boolToI32(%3 < %4)
      } else {
        yield %1
      } -> %5: i32
      yield %5
    } -> %root.1
    throw #1()
  } -> %root.2: i32
  return i32ToF64(%root.2)
}
*/
