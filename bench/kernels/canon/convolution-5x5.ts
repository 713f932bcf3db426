import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from './data.ts'

/** 5 x 5 convolution in single precision, every step rounded by `Math.fround`; the border of two pixels stays as it is. */
function convolve5x5(out: Float32Array, image: Float32Array, weights: Float32Array, w: number, h: number) {
  for (let y = 2; y < h - 2; y++) {
    for (let x = 2; x < w - 2; x++) {
      let sum = 0
      for (let ky = 0; ky < 5; ky++) {
        for (let kx = 0; kx < 5; kx++) {
          const pixel = image[(y + ky - 2) * w + (x + kx - 2)]
          sum = Math.fround(sum + Math.fround(pixel * weights[ky * 5 + kx]))
        }
      }
      out[y * w + x] = sum
    }
  }
}

export default {
  name: 'convolution-5x5',
  group: 'canon',
  kernel: convolve5x5,
  work: 'float32 convolution of a 512 x 384 image with 25 weights',
  setup(array, size) {
    const [w, h] = pick(size, [512, 384], [160, 120])
    const random = randomNumbers(7)
    return [
      array(Float32Array, w * h),
      fillWith(array(Float32Array, w * h), () => random()),
      fillWith(array(Float32Array, 25), (i) => 0.08 - 0.003 * Math.abs(i - 12)),
      w,
      h,
    ]
  },
} satisfies Benchmark
