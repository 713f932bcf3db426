// stage: counters
// args: f64[], i32, i32
function fill(a, n, i) {
  for (i += 2; i < n; i++) a[i] = i
}
/*
*/
