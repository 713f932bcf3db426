import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from './data.ts'

/** Inclusive running sum; returns the total. */
function prefixSum(out: Int32Array, values: Int32Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    sum += values[i]
    out[i] = sum
  }
  return sum
}

export default {
  name: 'prefix-sum',
  group: 'canon',
  kernel: prefixSum,
  work: '2,000,000 integers',
  setup(array, size) {
    const n = pick(size, 2_000_000, 200_000)
    const random = randomNumbers(8)
    return [array(Int32Array, n), fillWith(array(Int32Array, n), () => Math.floor(random() * 1000) - 400)]
  },
} satisfies Benchmark
