// stage: reassociate
// args: i32[], i32[]
// shows: loop
function mix(a, b) {
  let h = 1
  for (let i = 0; i < a.length; i++) h = ((h ^ a[i]) ^ b[i]) * 3 | 0
  return h
}
/*
loop (%i: i32 = 0, %h: i32 = 1) while %i < %a.length {
  %0 = load i32 %a[%i]
  if %i <u %b.length {
  } else {
    exit @@outside %i, %h
  }
  %1 = load i32 %b[%i]
  yield %i + 1, (%h ^ (%0 ^ %1)) * 3
} -> %i.1, %h.1
*/
