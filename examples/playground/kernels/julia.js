// The Julia set of a constant that moves on with every call.
function julia(out, n, state) {
  const cx = 0.7885 * Math.cos(state[0])
  const cy = 0.7885 * Math.sin(state[0])
  state[0] += 0.002
  for (let py = 0; py < n; py++) {
    for (let px = 0; px < n; px++) {
      let x = (px / n) * 3 - 1.5
      let y = (py / n) * 3 - 1.5
      let i = 0
      while (x * x + y * y < 16 && i < 100) {
        const t = x * x - y * y + cx
        y = 2 * x * y + cy
        x = t
        i++
      }
      out[py * n + px] = i
    }
  }
}

const input = (n) => [new Uint8Array(n * n), n, Float64Array.of(2.2)]
const picture = ([out, n]) => ({ data: out, width: n })
