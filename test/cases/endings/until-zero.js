// stage: endings
// args: f64[], i32
function clear(a, n) {
  while (n--) a[n] = 0
}
