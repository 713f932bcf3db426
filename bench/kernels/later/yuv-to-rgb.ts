import { type Benchmark, pick } from '../benchmark.ts'
import { paintImage } from '../canon/data.ts'

/** A video frame (I420: planes, colour at half the size) to RGBA for a canvas. */
function yuvToRgb(out: Uint8ClampedArray, luma: Uint8Array, blue: Uint8Array, red: Uint8Array, w: number, h: number) {
  const half = (w + 1) >> 1
  for (let row = 0; row < h; row++) {
    for (let column = 0; column < w; column++) {
      const y = luma[row * w + column]
      const at = (row >> 1) * half + (column >> 1)
      const u = blue[at] - 128
      const v = red[at] - 128
      const o = 4 * (row * w + column)
      out[o] = y + 1.402 * v
      out[o + 1] = y - 0.344136 * u - 0.714136 * v
      out[o + 2] = y + 1.772 * u
      out[o + 3] = 255
    }
  }
}

export default {
  name: 'yuv-to-rgb',
  group: 'later',
  kernel: yuvToRgb,
  work: 'one frame of 1280 x 720',
  setup(array, size) {
    const [w, h] = pick(size, [1280, 720], [400, 240])
    const half = (w + 1) >> 1
    const chroma = half * ((h + 1) >> 1)
    return [
      array(Uint8ClampedArray, w * h * 4),
      paintImage(array(Uint8Array, w * h), w, 1),
      paintImage(array(Uint8Array, chroma), half, 1),
      paintImage(array(Uint8Array, chroma), half, 1).reverse(),
      w,
      h,
    ]
  },
} satisfies Benchmark
