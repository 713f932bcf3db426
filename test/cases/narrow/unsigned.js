// stage: narrow
// args: i32
function lcg(n) {
  let x = 1
  for (let i = 0; i < n; i++) x = (Math.imul(x, 1664525) + 1013904223) >>> 0
  return x / 4294967296
}
/*
func lcg(%n: i32) -> f64 {
  loop (%i: i32 = 0, %x: i32 = 1) while %i < %n {
    yield %i + 1, %x * 1664525 + 1013904223
  } -> %i.1, %x.1
  return u32ToF64(%x.1) * 2.3283064365386963e-10
}
*/
