import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from './data.ts'

/** Index of `key` in a sorted array, or -1. */
function indexOfSorted(sorted: Int32Array, key: number): number {
  let lo = 0
  let hi = sorted.length - 1
  while (lo <= hi) {
    const mid = (lo + hi) >>> 1
    const value = sorted[mid]
    if (value === key) return mid
    if (value < key) lo = mid + 1
    else hi = mid - 1
  }
  return -1
}

/** Looks up many keys; returns how many were found. */
function lookup(found: Int32Array, sorted: Int32Array, keys: Int32Array): number {
  let hits = 0
  for (let i = 0; i < keys.length; i++) {
    const at = indexOfSorted(sorted, keys[i])
    found[i] = at
    if (at !== -1) hits++
  }
  return hits
}

export default {
  name: 'binary-search',
  group: 'canon',
  kernel: lookup,
  env: { indexOfSorted },
  work: '100,000 keys in 200,000 sorted integers, half of them present',
  setup(array, size) {
    const [n, queries] = pick(size, [200_000, 100_000], [50_000, 12_000])
    const random = randomNumbers(11)
    return [
      array(Int32Array, queries),
      fillWith(array(Int32Array, n), (i) => 2 * i),
      fillWith(array(Int32Array, queries), () => Math.floor(random() * 2 * n)),
    ]
  },
} satisfies Benchmark
