import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from './data.ts'

/** Adds up numbers from left to right. */
function sum(a: Float64Array): number {
  let total = 0
  for (let i = 0; i < a.length; i++) total += a[i]
  return total
}

export default {
  name: 'sum',
  group: 'canon',
  kernel: sum,
  work: 'sum of 1,000,000 numbers',
  setup(array, size) {
    const n = pick(size, 1_000_000, 100_000)
    const random = randomNumbers(22)
    return [fillWith(array(Float64Array, n), () => random() - 0.25)]
  },
} satisfies Benchmark
