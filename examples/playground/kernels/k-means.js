// Which of k centres is nearest to each point, and how far the points are from theirs.
function assign(x, y, cx, cy, nearest, distance) {
  for (let i = 0; i < x.length; i++) {
    let best = 0
    let least = Infinity
    for (let c = 0; c < cx.length; c++) {
      const dx = x[i] - cx[c]
      const dy = y[i] - cy[c]
      const d = dx * dx + dy * dy
      if (d < least) {
        least = d
        best = c
      }
    }
    nearest[i] = best
    distance[i] = least
  }
}

const side = (n) => Math.floor(Math.sqrt(n))
function input(n) {
  const w = side(n)
  const x = Float64Array.from({ length: w * w }, (_, i) => (i % w) / w)
  const y = Float64Array.from({ length: w * w }, (_, i) => Math.floor(i / w) / w)
  return [x, y, random(24), random(24), new Int32Array(w * w), new Float64Array(w * w)]
}
const picture = ([, , , , , distance]) => ({ data: distance.map(Math.sqrt), width: side(distance.length) })
