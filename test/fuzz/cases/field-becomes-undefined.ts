import type { FuzzCase } from '../case.ts'

/** Seed 2306. A field that is given an out-of-range read holds undefined. */
export default {
  source: '(a, q) => { q.x = a[2] }',
  mayRefuse: true,
  args() {
    return [[new Float64Array([]), { x: 5 }]]
  },
} satisfies FuzzCase
