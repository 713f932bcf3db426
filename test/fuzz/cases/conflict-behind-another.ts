import type { FuzzCase } from '../case.ts'

/** Seed 1040463340. Of two conflicts between trips, the one that stops vectorization is not the first. */
export default {
  source: '(a, b, n) => { for (let i = 0; i < n; i++) { b[i] += 0; a[0] = 0 } }',
  args() {
    return [[new Float64Array([1, 2, 3]), new Float64Array([4, 5, 6, 7, 8, 9, 10]), 7]]
  },
} satisfies FuzzCase
