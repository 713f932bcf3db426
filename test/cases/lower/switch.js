// stage: lower
// args: i32
function pick(n) {
  let s = 0
  switch (n) {
    case 1:
      s += 10
    case 2:
      s += 20
  }
  return s
}
/*
func pick(%n: i32) -> f64 {
  region @break {
    region @case1 {
      region @case0 {
        if %n != 1 {
        } else {
          exit @case0
        }
        if %n != 2 {
        } else {
          exit @case1 0.0
        }
        exit @break 0.0
      }
      yield 10.0
    } -> %s: f64
    yield %s + 20.0
  } -> %s.1: f64
  return %s.1
}
*/
