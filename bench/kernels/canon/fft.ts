import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from './data.ts'

/** In-place radix-2 Cooley-Tukey transform: bit reversal, then butterflies with a rotating twiddle factor. */
function fft(re: Float64Array, im: Float64Array) {
  const n = re.length
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1
    while (j & bit) {
      j ^= bit
      bit >>= 1
    }
    j ^= bit
    if (i < j) {
      const tr = re[i]
      re[i] = re[j]
      re[j] = tr
      const ti = im[i]
      im[i] = im[j]
      im[j] = ti
    }
  }
  for (let size = 2; size <= n; size *= 2) {
    const half = size / 2
    const angle = (-2 * Math.PI) / size
    const stepRe = Math.cos(angle)
    const stepIm = Math.sin(angle)
    for (let start = 0; start < n; start += size) {
      let wr = 1
      let wi = 0
      for (let k = 0; k < half; k++) {
        const a = start + k
        const b = a + half
        const tr = re[b] * wr - im[b] * wi
        const ti = re[b] * wi + im[b] * wr
        re[b] = re[a] - tr
        im[b] = im[a] - ti
        re[a] += tr
        im[a] += ti
        const next = wr * stepRe - wi * stepIm
        wi = wr * stepIm + wi * stepRe
        wr = next
      }
    }
  }
}

export default {
  name: 'fft',
  group: 'canon',
  kernel: fft,
  restore: true,
  work: 'complex transform of 65,536 points, in place',
  setup(array, size) {
    const n = 2 ** Math.round(Math.log2(pick(size, 65_536, 8_192)))
    const random = randomNumbers(6)
    const re = fillWith(array(Float64Array, n), () => random() - 0.5)
    const im = fillWith(array(Float64Array, n), () => random() - 0.5)
    return [re, im]
  },
} satisfies Benchmark
