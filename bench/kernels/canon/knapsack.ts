import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from './data.ts'

/** 0/1 knapsack by dynamic programming over capacities; returns the best value. */
function knapsack(best: Int32Array, weights: Int32Array, values: Int32Array, capacity: number): number {
  best.fill(0)
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]
    const value = values[i]
    for (let c = capacity; c >= weight; c--) {
      best[c] = Math.max(best[c], best[c - weight] + value)
    }
  }
  return best[capacity]
}

export default {
  name: 'knapsack',
  group: 'canon',
  kernel: knapsack,
  work: '200 items, capacity 30,000',
  setup(array, size) {
    const [items, capacity] = pick(size, [200, 30_000], [80, 8_000])
    const random = randomNumbers(13)
    return [
      array(Int32Array, capacity + 1),
      fillWith(array(Int32Array, items), () => 20 + Math.floor(random() * 400)),
      fillWith(array(Int32Array, items), () => 1 + Math.floor(random() * 1000)),
      capacity,
    ]
  },
} satisfies Benchmark
