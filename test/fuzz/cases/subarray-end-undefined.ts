import type { FuzzCase } from '../case.ts'

/** Seed 65549. As for fill: an undefined end is the length. */
export default {
  source: '(a, b) => a.subarray(0, b[0]).length * 10 + a.slice(1, b[0]).length',
  args() {
    return [[new Float64Array([1, 2, 3]), new Float64Array([])]]
  },
} satisfies FuzzCase
