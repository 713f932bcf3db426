import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from './data.ts'

/** Heapsort of integers, in place. */
function heapsort(a: Int32Array) {
  const n = a.length
  let start = n >> 1
  let end = n
  while (end > 1) {
    if (start > 0) {
      start--
    } else {
      end--
      const t = a[end]
      a[end] = a[0]
      a[0] = t
    }
    let root = start
    while (true) {
      let child = 2 * root + 1
      if (child >= end) break
      if (child + 1 < end && a[child] < a[child + 1]) child++
      if (a[root] >= a[child]) break
      const t = a[root]
      a[root] = a[child]
      a[child] = t
      root = child
    }
  }
}

export default {
  name: 'heapsort',
  group: 'canon',
  kernel: heapsort,
  restore: true,
  work: '100,000 integers, in place',
  setup(array, size) {
    const n = pick(size, 100_000, 12_000)
    const random = randomNumbers(10)
    return [fillWith(array(Int32Array, n), () => Math.floor(random() * 2e9) - 1e9)]
  },
} satisfies Benchmark
