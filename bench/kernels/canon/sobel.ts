import { type Benchmark, pick } from '../benchmark.ts'
import { paintImage } from './data.ts'

/** Sobel edge strength of a grey image, cut off at white. */
function sobel(out: Uint8Array, image: Uint8Array, w: number, h: number) {
  for (let y = 1; y < h - 1; y++) {
    for (let x = 1; x < w - 1; x++) {
      const i = y * w + x
      const nw = image[i - w - 1]
      const n = image[i - w]
      const ne = image[i - w + 1]
      const sw = image[i + w - 1]
      const s = image[i + w]
      const se = image[i + w + 1]
      const gx = ne + 2 * image[i + 1] + se - nw - 2 * image[i - 1] - sw
      const gy = sw + 2 * s + se - nw - 2 * n - ne
      const magnitude = Math.sqrt(gx * gx + gy * gy)
      out[i] = magnitude > 255 ? 255 : magnitude
    }
  }
}

export default {
  name: 'sobel',
  group: 'canon',
  kernel: sobel,
  work: 'a 1024 x 768 image of bytes',
  setup(array, size) {
    const [w, h] = pick(size, [1024, 768], [320, 240])
    return [array(Uint8Array, w * h), paintImage(array(Uint8Array, w * h), w, 1), w, h]
  },
} satisfies Benchmark
