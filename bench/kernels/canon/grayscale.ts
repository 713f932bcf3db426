import { type Benchmark, pick } from '../benchmark.ts'
import { paintImage } from './data.ts'

/** The luma of an RGBA image in all three colours, as a canvas filter does it. */
function grayscale(out: Uint8ClampedArray, pixels: Uint8ClampedArray) {
  for (let i = 0; i < pixels.length; i += 4) {
    const luma = 0.299 * pixels[i] + 0.587 * pixels[i + 1] + 0.114 * pixels[i + 2]
    out[i] = luma
    out[i + 1] = luma
    out[i + 2] = luma
    out[i + 3] = pixels[i + 3]
  }
}

export default {
  name: 'grayscale',
  group: 'canon',
  kernel: grayscale,
  work: 'RGBA, 1024 x 768',
  setup(array, size) {
    const [w, h] = pick(size, [1024, 768], [320, 240])
    return [array(Uint8ClampedArray, w * h * 4), paintImage(array(Uint8ClampedArray, w * h * 4), w, 4)]
  },
} satisfies Benchmark
