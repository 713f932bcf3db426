// How many steps each point of the plane takes to escape: a picture of side n.
function mandelbrot(out, n, limit) {
  for (let py = 0; py < n; py++) {
    for (let px = 0; px < n; px++) {
      const cx = (px / n) * 3 - 2.2
      const cy = (py / n) * 3 - 1.5
      let x = 0
      let y = 0
      let i = 0
      while (x * x + y * y <= 4 && i < limit) {
        const t = x * x - y * y + cx
        y = 2 * x * y + cy
        x = t
        i++
      }
      out[py * n + px] = i
    }
  }
}

const input = (n) => [new Uint16Array(n * n), n, 120]
const picture = ([out, n]) => ({ data: out.map((i) => 50 * Math.log2(i)), width: n })
