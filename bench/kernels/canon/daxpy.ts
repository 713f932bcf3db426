import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from './data.ts'

/** y = y + a x */
function daxpy(y: Float64Array, x: Float64Array, a: number) {
  for (let i = 0; i < y.length; i++) {
    y[i] += a * x[i]
  }
}

export default {
  name: 'daxpy',
  group: 'canon',
  kernel: daxpy,
  work: 'y += a x, 1,000,000 numbers',
  setup(array, size) {
    const n = pick(size, 1_000_000, 100_000)
    const random = randomNumbers(20)
    return [
      fillWith(array(Float64Array, n), () => random()),
      fillWith(array(Float64Array, n), () => random() - 0.5),
      0.37,
    ]
  },
} satisfies Benchmark
