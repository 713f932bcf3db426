// stage: speculate
// args: i32
function collatz(n) {
  let steps = 0
  while (n > 1) {
    n = n % 2 === 0 ? n / 2 : 3 * n + 1
    steps++
  }
  return steps
}
/*
func collatz(%n: i32) -> f64 {
  loop (%n.1: f64 = i32ToF64(%n), %steps: f64 = 0.0) {
    %0: bool = abs(%n.1) <= 1125899906842624.0
    while 1.0 < %n.1 & %0
    %1: f64 = assume(%n.1, %0 is true)
    %2: f64 = assume(%1, 1.0 < %1 is true)
    %3: bool = %2 % 2.0 == 0.0
    yield %3 ? assume(%2, %3 is true) * 0.5 : assume(%2, %3 is false) * 3.0 + 1.0, %steps + 1.0
  } -> %n.2, %steps.1
  loop (%n.3: f64 = %n.2, %steps.2: f64 = %steps.1) {
    %4: bool = 1.0 < %n.3
    while %4
    %5: f64 = assume(%n.3, %4 is true)
    %6: bool = %5 % 2.0 == 0.0
    yield %6 ? assume(%5, %6 is true) * 0.5 : assume(%5, %6 is false) * 3.0 + 1.0, %steps.2 + 1.0
  } -> %n.4, %steps.3
  return %steps.3
}
*/
