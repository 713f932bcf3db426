// stage: vectorize
// args: f64[]
// reason: each iteration needs best from the one before
// How often it was replaced is not known from what lanes remember.
function records(a) {
  let [best, count] = [-1, 0]
  for (let i = 0; i < a.length; i++) {
    if (a[i] > best) {
      best = a[i]
      count++
    }
  }
  return count
}
/*
func records(%a: i32 #0, %a.length: i32) -> f64 {
  loop (%i: i32 = 0, %best: f64 = -1.0, %count: i32 = 0) while %i < %a.length {
    %0 = load f64 %a[%i]
    if %best < %0 {
      yield %0, %count + 1
    } else {
      yield %best, %count
    } -> %best.1: f64, %count.1: i32
    yield %i + 1, %best.1, %count.1
  } -> %i.1, %best.2, %count.2
  return u32ToF64(%count.2)
}
*/
