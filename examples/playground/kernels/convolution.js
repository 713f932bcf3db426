// Convolution with a 3 x 3 filter that finds edges; the rim stays as it is.
function convolve(out, image, filter, n) {
  for (let y = 1; y < n - 1; y++) {
    for (let x = 1; x < n - 1; x++) {
      let sum = 0
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          sum += image[(y + dy) * n + x + dx] * filter[(dy + 1) * 3 + dx + 1]
        }
      }
      out[y * n + x] = sum
    }
  }
}

const hill = (x, y, n) => Math.floor(6 * (Math.sin((9 * x) / n) + Math.cos((7 * y) / n) + Math.sin((5 * (x + y)) / n)))
function input(n) {
  const image = Float64Array.from({ length: n * n }, (_, i) => hill(i % n, Math.floor(i / n), n))
  return [new Float64Array(n * n), image, Float64Array.of(-1, -1, -1, -1, 8, -1, -1, -1, -1), n]
}
const picture = ([out, , , n]) => ({ data: out, width: n, range: [0, 4], palette: 'grey' })
