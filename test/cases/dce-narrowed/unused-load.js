// stage: dce-narrowed
// args: f64[], i32
function unused(a, i) {
  const x = a[i]
  return i
}
/*
func unused(%a: i32 #0, %a.length: i32, %i: i32) -> f64 {
  return i32ToF64(%i)
}
*/
