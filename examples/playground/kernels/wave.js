// A wave on a membrane with a fixed rim, leapfrog in time.
function wave(previous, current, next, n, steps) {
  for (let step = 0; step < steps; step++) {
    for (let y = 1; y < n - 1; y++) {
      for (let x = 1; x < n - 1; x++) {
        const i = y * n + x
        const laplacian = current[i - 1] + current[i + 1] + current[i - n] + current[i + n] - 4 * current[i]
        next[i] = 0.99999 * (2 * current[i] - previous[i] + 0.25 * laplacian)
      }
    }
    for (let i = 0; i < n * n; i++) {
      previous[i] = current[i]
      current[i] = next[i]
    }
  }
}

const drop = (i, n) =>
  Math.exp(-((i % n) / n - 0.4) * ((i % n) / n - 0.4) * 800 - (Math.floor(i / n) / n - 0.5) ** 2 * 800)
const membrane = (n) => Float64Array.from({ length: n * n }, (_, i) => drop(i, n))
const input = (n) => [membrane(n), membrane(n), new Float64Array(n * n), n, 2]
const picture = ([, current, , n]) => ({ data: current, width: n, range: [-0.15, 0.15], palette: 'diverging' })
