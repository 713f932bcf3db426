import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from './data.ts'

/** Straight insertion on `a[lo..hi]`, for what quicksort leaves small. */
function insertionSort(a: Float64Array, lo: number, hi: number) {
  for (let i = lo + 1; i <= hi; i++) {
    const value = a[i]
    let j = i - 1
    while (j >= lo && a[j] > value) {
      a[j + 1] = a[j]
      j--
    }
    a[j + 1] = value
  }
}

/** Hoare's quicksort on `a[lo..hi]` with the middle element as pivot. */
function quicksort(a: Float64Array, lo: number, hi: number) {
  if (hi - lo < 16) {
    insertionSort(a, lo, hi)
    return
  }
  const pivot = a[(lo + hi) >> 1]
  let i = lo
  let j = hi
  while (i <= j) {
    while (a[i] < pivot) i++
    while (a[j] > pivot) j--
    if (i <= j) {
      const t = a[i]
      a[i] = a[j]
      a[j] = t
      i++
      j--
    }
  }
  if (lo < j) quicksort(a, lo, j)
  if (i < hi) quicksort(a, i, hi)
}

/** Sorts numbers in place, in ascending order. */
function sort(a: Float64Array): Float64Array {
  quicksort(a, 0, a.length - 1)
  return a
}

export default {
  name: 'sort',
  group: 'canon',
  kernel: sort,
  env: { quicksort, insertionSort },
  restore: true,
  work: 'recursive quicksort of 100,000 numbers',
  setup(array, size) {
    const n = pick(size, 100_000, 12_000)
    const random = randomNumbers(9)
    return [fillWith(array(Float64Array, n), () => random() * 1000 - 500)]
  },
} satisfies Benchmark
