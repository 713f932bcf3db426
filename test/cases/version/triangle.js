// stage: version
// args: f64[], i32
function triangle(a, n) {
  let s = 0
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) s += a[j]
  return s
}
