// stage: version
// args: i32[], i32[], i32
function items(best, weights, capacity) {
  for (let i = 0; i < weights.length; i++) {
    const w = weights[i]
    for (let c = capacity; c >= w; c--) best[c] = best[c - w]
  }
}
/*
*/
