/**
 * deriche: recursive edge detector over a grey image, along rows in both directions, then along columns.
 * The original is single precision: every operation is rounded to it, as C does with floats, the last one by the store.
 */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillMatrix } from './fill.ts'

function deriche(
  w: number,
  h: number,
  alpha: number,
  imgIn: Float32Array,
  imgOut: Float32Array,
  y1: Float32Array,
  y2: Float32Array,
): void {
  const f = Math.fround(Math.exp(-alpha))
  const f2 = Math.fround(Math.exp(Math.fround(-2 * alpha)))
  const num = Math.fround(Math.fround(1 - f) * Math.fround(1 - f))
  const den = Math.fround(
    Math.fround(1 + Math.fround(Math.fround(2 * alpha) * f)) - Math.fround(Math.exp(Math.fround(2 * alpha))),
  )
  const k = Math.fround(num / den)
  const a1 = k
  const a5 = k
  const a2 = Math.fround(Math.fround(k * f) * Math.fround(alpha - 1))
  const a6 = a2
  const a3 = Math.fround(Math.fround(k * f) * Math.fround(alpha + 1))
  const a7 = a3
  const a4 = Math.fround(-k * f2)
  const a8 = a4
  const b1 = Math.fround(Math.pow(2, -alpha))
  const b2 = -f2
  const c1 = 1
  const c2 = 1
  for (let i = 0; i < w; i++) {
    let ym1 = 0
    let ym2 = 0
    let xm1 = 0
    for (let j = 0; j < h; j++) {
      y1[i * h + j] =
        Math.fround(Math.fround(Math.fround(a1 * imgIn[i * h + j]) + Math.fround(a2 * xm1)) + Math.fround(b1 * ym1)) +
        Math.fround(b2 * ym2)
      xm1 = imgIn[i * h + j]
      ym2 = ym1
      ym1 = y1[i * h + j]
    }
  }
  for (let i = 0; i < w; i++) {
    let yp1 = 0
    let yp2 = 0
    let xp1 = 0
    let xp2 = 0
    for (let j = h - 1; j >= 0; j--) {
      y2[i * h + j] =
        Math.fround(Math.fround(Math.fround(a3 * xp1) + Math.fround(a4 * xp2)) + Math.fround(b1 * yp1)) +
        Math.fround(b2 * yp2)
      xp2 = xp1
      xp1 = imgIn[i * h + j]
      yp2 = yp1
      yp1 = y2[i * h + j]
    }
  }
  for (let i = 0; i < w; i++) {
    for (let j = 0; j < h; j++) imgOut[i * h + j] = c1 * Math.fround(y1[i * h + j] + y2[i * h + j])
  }
  for (let j = 0; j < h; j++) {
    let tm1 = 0
    let ym1 = 0
    let ym2 = 0
    for (let i = 0; i < w; i++) {
      y1[i * h + j] =
        Math.fround(Math.fround(Math.fround(a5 * imgOut[i * h + j]) + Math.fround(a6 * tm1)) + Math.fround(b1 * ym1)) +
        Math.fround(b2 * ym2)
      tm1 = imgOut[i * h + j]
      ym2 = ym1
      ym1 = y1[i * h + j]
    }
  }
  for (let j = 0; j < h; j++) {
    let tp1 = 0
    let tp2 = 0
    let yp1 = 0
    let yp2 = 0
    for (let i = w - 1; i >= 0; i--) {
      y2[i * h + j] =
        Math.fround(Math.fround(Math.fround(a7 * tp1) + Math.fround(a8 * tp2)) + Math.fround(b1 * yp1)) +
        Math.fround(b2 * yp2)
      tp2 = tp1
      tp1 = imgOut[i * h + j]
      yp2 = yp1
      yp1 = y2[i * h + j]
    }
  }
  for (let i = 0; i < w; i++) {
    for (let j = 0; j < h; j++) imgOut[i * h + j] = c2 * Math.fround(y1[i * h + j] + y2[i * h + j])
  }
}

const benchmark: Benchmark = {
  name: 'deriche',
  group: 'polybench',
  kernel: deriche,
  setup(array, size) {
    const [w, h] = pick(size, [720, 480], [220, 160])
    const imgIn = fillMatrix(array(Float32Array, w * h), h, (i, j) => ((313 * i + 991 * j) % 65536) / 65535)
    const imgOut = array(Float32Array, w * h)
    const y1 = array(Float32Array, w * h)
    const y2 = array(Float32Array, w * h)
    return [w, h, 0.25, imgIn, imgOut, y1, y2]
  },
  work: 'recursive edge detector on a 720 x 480 image, f32',
}
export default benchmark
