// stage: unroll
// args: i32[], i32
function signs(out, x) {
  const step = [-1, 1]
  for (let d = 0; d < 2; d++) if (x === step[d]) out[0] = d
}
/*
func signs(%out: i32 #0, %out.length: i32, %x: i32) {
  %new: i32 #1 = call host:allocate(16)
  store f64 %new[0] = -1.0
  store f64 %new[1] = 1.0
  if 0 < %out.length {
    %0 = load f64 %new[0]
    if %x == truncSat(%0) {
      store i32 %out[0] = 0
    }
    %1 = load f64 %new[1]
    if %x == truncSat(%1) {
      store i32 %out[0] = 1
    }
  } else {
    %2 = load f64 %new[0]
    %3: bool = 0 <u %out.length
    if %x == truncSat(%2) {
      store i32 %out[0] = 0 if %3
    }
    %4 = load f64 %new[1]
    if %x == truncSat(%4) {
      store i32 %out[0] = 1 if %3
    }
  }
}
*/
