// stage: bounds
// args: f64[]
// The child is below an end that never exceeds the length, and its parent before it.
function sift(a) {
  for (let end = a.length; end > 0; end--) {
    let root = 0
    for (let child = 2 * root + 1; child < end; child = 2 * root + 1) {
      a[root] = a[child]
      root = child
    }
  }
}
/*
func sift(%a: i32 #0, %a.length: i32) {
  loop (%end: f64 = i32ToF64(%a.length)) {
    %0: bool = 0.0 < %end
    while %0
    %1: f64 = assume(%end, %0 is true)
    loop (%child: f64 = 1.0, %root: f64 = 0.0) {
      %2: bool = %child < %1
      while %2
      %3: f64 = assume(%child, %2 is true)
      %4 = load f64 %a[truncSat(%3)]
      store f64 %a[truncSat(%root)] = %4
      yield %3 * 2.0 + 1.0, %3
    } -> %child.1, %root.1
    yield %1 + -1.0
  } -> %end.1
}
*/
