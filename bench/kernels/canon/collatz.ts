import { type Benchmark, pick } from '../benchmark.ts'

/** The start below `limit` with the longest Collatz sequence. */
function collatz(limit: number): number {
  let best = 1
  let bestSteps = 0
  for (let start = 1; start < limit; start++) {
    let n = start
    let steps = 0
    while (n !== 1) {
      n = n % 2 === 0 ? n / 2 : 3 * n + 1
      steps++
    }
    if (steps > bestSteps) {
      bestSteps = steps
      best = start
    }
  }
  return best
}

export default {
  name: 'collatz',
  group: 'canon',
  kernel: collatz,
  work: 'longest sequence of all starts below 100,000',
  setup(_array, size) {
    return [pick(size, 100_000, 10_000)]
  },
} satisfies Benchmark
