import { type Benchmark, pick } from '../benchmark.ts'
import { paintImage } from './data.ts'

/** Paints one RGBA image over another ("source over"), in place. */
function alphaBlend(target: Uint8ClampedArray, source: Uint8ClampedArray) {
  for (let i = 0; i < target.length; i += 4) {
    const a = source[i + 3]
    for (let c = 0; c < 3; c++) {
      target[i + c] = (source[i + c] * a + target[i + c] * (255 - a)) / 255
    }
    target[i + 3] = a + (target[i + 3] * (255 - a)) / 255
  }
}

export default {
  name: 'alpha-blend',
  group: 'canon',
  kernel: alphaBlend,
  restore: true,
  work: 'RGBA over RGBA, 1024 x 768',
  setup(array, size) {
    const [w, h] = pick(size, [1024, 768], [320, 240])
    const target = array(Uint8ClampedArray, w * h * 4)
    for (let i = 0; i < target.length; i++) target[i] = (i * 7) % 256
    return [target, paintImage(array(Uint8ClampedArray, w * h * 4), w, 4)]
  },
} satisfies Benchmark
