import { type Benchmark, pick } from '../benchmark.ts'

/** Escape-time iteration counts of the Mandelbrot set, the whole picture. */
function mandelbrot(out: Uint16Array, width: number, height: number, maxIterations: number) {
  for (let py = 0; py < height; py++) {
    for (let px = 0; px < width; px++) {
      const cx = (px / width) * 3.5 - 2.5
      const cy = (py / height) * 2 - 1
      let x = 0
      let y = 0
      let i = 0
      while (x * x + y * y <= 4 && i < maxIterations) {
        const t = x * x - y * y + cx
        y = 2 * x * y + cy
        x = t
        i++
      }
      out[py * width + px] = i
    }
  }
}

export default {
  name: 'mandelbrot',
  group: 'canon',
  kernel: mandelbrot,
  work: 'escape times of c in [-2.5, 1] x [-1, 1], 320 x 200 pixels, at most 200 iterations',
  setup(array, size) {
    const [w, h] = pick(size, [320, 200], [96, 64])
    return [array(Uint16Array, w * h), w, h, 200]
  },
} satisfies Benchmark
