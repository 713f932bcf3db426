// stage: carried
// args: i32
// reason: they start with different values, so that swapping shows
function flip(n) {
  let x = 1
  let y = 2
  for (let i = 0; i < n; i++) [x, y] = [y, x]
  return x
}
/*
func flip(%n: i32) -> f64 {
  loop (%i: f64 = 0.0, %x: f64 = 1.0, %y: f64 = 2.0) {
    %0: bool = %i < i32ToF64(%n)
    while %0
    yield assume(%i, %0 is true) + 1.0, %y, %x
  } -> %i.1, %x.1, %y.1
  return %x.1
}
*/
