import { type Benchmark, pick } from '../benchmark.ts'
import { paintImage } from '../canon/data.ts'

/** Morphological dilation of a grey image: the brightest of the square of `2 r + 1` pixels around each one, cut off at the border. */
function dilate(out: Uint8Array, image: Uint8Array, w: number, h: number, r: number) {
  for (let y = 0; y < h; y++) {
    const top = Math.max(0, y - r)
    const bottom = Math.min(h - 1, y + r)
    for (let x = 0; x < w; x++) {
      const left = Math.max(0, x - r)
      const right = Math.min(w - 1, x + r)
      let brightest = 0
      for (let v = top; v <= bottom; v++) {
        for (let u = left; u <= right; u++) {
          const value = image[v * w + u]
          if (value > brightest) brightest = value
        }
      }
      out[y * w + x] = brightest
    }
  }
}

export default {
  name: 'dilate',
  group: 'later',
  kernel: dilate,
  work: '480 x 360 bytes, 5 x 5 pixels around each',
  setup(array, size) {
    const [w, h] = pick(size, [480, 360], [160, 120])
    return [array(Uint8Array, w * h), paintImage(array(Uint8Array, w * h), w, 1), w, h, 2]
  },
} satisfies Benchmark
