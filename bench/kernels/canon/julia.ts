import { type Benchmark, pick } from '../benchmark.ts'

/** Filled Julia set of z^2 + c with smooth colouring; leaves the inner loop by `break`. */
function julia(out: Float64Array, n: number, cre: number, cim: number) {
  const scale = 3 / n
  for (let y = 0; y < n; y++) {
    for (let x = 0; x < n; x++) {
      let re = x * scale - 1.5
      let im = y * scale - 1.5
      let value = 0
      for (let i = 0; i < 100; i++) {
        const re2 = re * re
        const im2 = im * im
        if (re2 + im2 > 16) {
          value = i + 1 - Math.log(Math.log(re2 + im2) / 2) / Math.LN2
          break
        }
        im = 2 * re * im + cim
        re = re2 - im2 + cre
      }
      out[y * n + x] = value
    }
  }
}

export default {
  name: 'julia',
  group: 'canon',
  kernel: julia,
  work: 'smooth escape times of z^2 - 0.8 + 0.156i, 300 x 300 points, at most 100 iterations',
  setup(array, size) {
    const n = pick(size, 300, 90)
    return [array(Float64Array, n * n), n, -0.8, 0.156]
  },
} satisfies Benchmark
