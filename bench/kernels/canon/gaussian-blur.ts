import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, paintImage } from './data.ts'

/** Separable Gaussian blur of a grey image: a horizontal pass into floats, a vertical pass back to bytes, edges repeated. */
function gaussianBlur(
  out: Uint8Array,
  image: Uint8Array,
  rows: Float32Array,
  weights: Float64Array,
  w: number,
  h: number,
) {
  const radius = (weights.length - 1) / 2
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      let sum = 0
      for (let k = -radius; k <= radius; k++) {
        const sx = Math.min(Math.max(x + k, 0), w - 1)
        sum += image[y * w + sx] * weights[k + radius]
      }
      rows[y * w + x] = sum
    }
  }
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      let sum = 0
      for (let k = -radius; k <= radius; k++) {
        const sy = Math.min(Math.max(y + k, 0), h - 1)
        sum += rows[sy * w + x] * weights[k + radius]
      }
      out[y * w + x] = Math.round(sum)
    }
  }
}

export default {
  name: 'gaussian-blur',
  group: 'canon',
  kernel: gaussianBlur,
  work: 'radius 4, a 512 x 384 image of bytes',
  setup(array, size) {
    const [w, h] = pick(size, [512, 384], [160, 120])
    const weights = fillWith(array(Float64Array, 9), (i) => Math.exp(-((i - 4) ** 2) / 8))
    const total = weights.reduce((sum, value) => sum + value, 0)
    return [
      array(Uint8Array, w * h),
      paintImage(array(Uint8Array, w * h), w, 1),
      array(Float32Array, w * h),
      fillWith(weights, (i) => weights[i] / total),
      w,
      h,
    ]
  },
} satisfies Benchmark
