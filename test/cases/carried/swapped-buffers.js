// stage: carried
// args: f64[], i32
// The buffers swap places, and have one length.
function relax(a, steps) {
  let from = a
  let to = new Float64Array(a.length)
  for (let t = 0; t < steps; t++) {
    to[0] = from[1] + t
    const c = from
    from = to
    to = c
  }
  return from[0]
}
/*
func relax(%a: i32 #0, %a.length: i32, %steps: i32) {
  if %a.length < 0 {
    throw #2(i32ToF64(%a.length))
  }
  if 134217728 < %a.length {
    throw #0(0.0)
  }
  %new: i32 #1 = call host:allocate(%a.length << 3)
  %0: bool = 0 <u %a.length
  loop (%t: f64 = 0.0, %from: i32 = %a, %from.1: i32 = 0, %to: i32 = %new, %to.1: i32 = -1) {
    %1: bool = %t < i32ToF64(%steps)
    while %1
    %2 = load f64 %from[1] if 1 <u %a.length else NaN
    %3: f64 = assume(%t, %1 is true)
    store f64 %to[0] = %2 + %3 if %0
    yield %3 + 1.0, %to, %to.1, %from, %from.1
  } -> %t.1, %from.2, %from.3, %to.2, %to.3
  %4 = load f64 %from.2[0] if %0 else NaN
  store f64 1024[0] = %4
  store i32 1024[2] = boolToI32(%0)
}
*/
