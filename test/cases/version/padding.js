// stage: version
// args: f64[], i32, i32
// What a condition says of a subscript bounds it.
function shifted(a, n, d) {
  let s = 0
  for (let i = 0; i < n; i++) if (i + d < n) s += a[i + d]
  return s
}
