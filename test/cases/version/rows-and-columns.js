// stage: version
// args: f64[], i32, i32
function clear(a, m, n) {
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) a[i * n + j] = 0
}
