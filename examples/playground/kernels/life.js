// Conway's game of life on a torus: one generation a call, and back into the same array.
function life(cells, next, n) {
  for (let y = 0; y < n; y++) {
    const above = (y === 0 ? n - 1 : y - 1) * n
    const row = y * n
    const below = (y === n - 1 ? 0 : y + 1) * n
    for (let x = 0; x < n; x++) {
      const left = x === 0 ? n - 1 : x - 1
      const right = x === n - 1 ? 0 : x + 1
      const around =
        cells[above + left] +
        cells[above + x] +
        cells[above + right] +
        cells[row + left] +
        cells[row + right] +
        cells[below + left] +
        cells[below + x] +
        cells[below + right]
      next[row + x] = around === 3 || (around === 2 && cells[row + x] === 1) ? 1 : 0
    }
  }
  for (let i = 0; i < n * n; i++) cells[i] = next[i]
}

const input = (n) => [Uint8Array.from(random(n * n), (x) => (x < 0.3 ? 1 : 0)), new Uint8Array(n * n), n]
const picture = ([cells, , n]) => ({ data: cells, width: n, range: [0, 1], palette: 'grey' })
