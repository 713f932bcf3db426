// stage: version
// args: f64[], i32
// What a condition says of a subscript bounds it.
function steps(a, n) {
  let s = 0
  for (let i = 0; i < n; i++) if (i + 1 < n) s += a[i + 1]
  return s
}
