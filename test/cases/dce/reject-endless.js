// stage: dce
// args: i32
// reason: a loop may run for ever, so it stays though nothing needs it
function wait(n) {
  for (let i = 0; i !== n; i++) if (i > 100) i = n - 1
}
/*
func wait(%n: i32) {
  loop (%i: i32 = 0) while %n != %i {
    yield (100 < %i ? %n + -1 : %i) + 1
  } -> %i.1
}
*/
