// stage: speculate
// args: i32[], i32, i32
function kernel(a, gap, run) {
  for (let i = 0; i < 9; i++) {
    run = Math.max(run - gap, i)
    a[i & 3] = run
  }
  return run
}
