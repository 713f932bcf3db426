// stage: dce-narrowed
// args: f64[], i32
function branch(a, i) {
  let x = 0
  if (i > 3) x = a[i]
  return i
}
/*
func branch(%a: i32 #0, %a.length: i32, %i: i32) -> f64 {
  return i32ToF64(%i)
}
*/
