// Separable Gaussian blur of a grey picture: rows into floats, then columns back into bytes.
function blur(out, image, rows, weights, n) {
  const radius = (weights.length - 1) / 2
  for (let y = 0; y < n; y++) {
    for (let x = 0; x < n; x++) {
      let sum = 0
      for (let k = -radius; k <= radius; k++) {
        sum += image[y * n + Math.min(Math.max(x + k, 0), n - 1)] * weights[k + radius]
      }
      rows[y * n + x] = sum
    }
  }
  for (let y = 0; y < n; y++) {
    for (let x = 0; x < n; x++) {
      let sum = 0
      for (let k = -radius; k <= radius; k++) {
        sum += rows[Math.min(Math.max(y + k, 0), n - 1) * n + x] * weights[k + radius]
      }
      out[y * n + x] = sum
    }
  }
}

const disc = (x, y, n, cx, cy, r) => (x / n - cx) ** 2 + (y / n - cy) ** 2 < r * r
const pixel = (x, y, n) =>
  disc(x, y, n, 0.35, 0.4, 0.2) ? 255 : disc(x, y, n, 0.65, 0.6, 0.25) ? 150 : ((x >> 4) + (y >> 4)) & 1 ? 70 : 20
const bell = Float64Array.from({ length: 13 }, (_, i) => Math.exp(-((i - 6) ** 2) / 18))
const total = bell.reduce((sum, weight) => sum + weight)

function input(n) {
  const image = Uint8Array.from({ length: n * n }, (_, i) => pixel(i % n, Math.floor(i / n), n))
  return [new Uint8ClampedArray(n * n), image, new Float32Array(n * n), bell.map((weight) => weight / total), n]
}
const picture = ([out, , , , n]) => ({ data: out, width: n, range: [0, 255], palette: 'grey' })
