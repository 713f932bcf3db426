// stage: narrow
// args: i32, i32
function digits(n, base) {
  let s = 0
  for (let i = 0; i < 4; i++) s += (((i + 1000) / 7) | 0) + (i % 3)
  return s
}
/*
func digits() -> f64 {
  loop (%i: i32 = 0, %s: i32 = 0) while %i < 4 {
    yield %i + 1, %s + (idiv(%i + 1000, 7) + urem(%i, 3))
  } -> %i.1, %s.1
  return i32ToF64(%s.1)
}
*/
