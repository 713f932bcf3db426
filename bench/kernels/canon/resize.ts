import { type Benchmark, pick } from '../benchmark.ts'
import { paintImage } from './data.ts'

/** Bilinear scaling of an RGBA image, pixel centres aligned, edges repeated. */
function resize(out: Uint8ClampedArray, outW: number, outH: number, image: Uint8ClampedArray, w: number, h: number) {
  const scaleX = w / outW
  const scaleY = h / outH
  for (let y = 0; y < outH; y++) {
    const sy = Math.min(Math.max((y + 0.5) * scaleY - 0.5, 0), h - 1)
    const y0 = Math.floor(sy)
    const y1 = Math.min(y0 + 1, h - 1)
    const fy = sy - y0
    for (let x = 0; x < outW; x++) {
      const sx = Math.min(Math.max((x + 0.5) * scaleX - 0.5, 0), w - 1)
      const x0 = Math.floor(sx)
      const x1 = Math.min(x0 + 1, w - 1)
      const fx = sx - x0
      for (let c = 0; c < 4; c++) {
        const top = image[(y0 * w + x0) * 4 + c] * (1 - fx) + image[(y0 * w + x1) * 4 + c] * fx
        const bottom = image[(y1 * w + x0) * 4 + c] * (1 - fx) + image[(y1 * w + x1) * 4 + c] * fx
        out[(y * outW + x) * 4 + c] = top * (1 - fy) + bottom * fy
      }
    }
  }
}

export default {
  name: 'resize',
  group: 'canon',
  kernel: resize,
  work: 'bilinear, RGBA, 640 x 480 to 500 x 375',
  setup(array, size) {
    const [w, h, outW, outH] = pick(size, [640, 480, 500, 375], [200, 150, 160, 120])
    return [
      array(Uint8ClampedArray, outW * outH * 4),
      outW,
      outH,
      paintImage(array(Uint8ClampedArray, w * h * 4), w, 4),
      w,
      h,
    ]
  },
} satisfies Benchmark
