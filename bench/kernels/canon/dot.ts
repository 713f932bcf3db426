import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from './data.ts'

/** Inner product, summed from left to right. */
function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

export default {
  name: 'dot',
  group: 'canon',
  kernel: dot,
  work: 'inner product of 1,000,000 numbers',
  setup(array, size) {
    const n = pick(size, 1_000_000, 100_000)
    const random = randomNumbers(21)
    return [
      fillWith(array(Float64Array, n), () => random() - 0.5),
      fillWith(array(Float64Array, n), () => random() - 0.5),
    ]
  },
} satisfies Benchmark
