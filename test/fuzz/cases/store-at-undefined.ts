import type { FuzzCase } from '../case.ts'

/** Seed 67811. An index that is undefined names a property like any other: the store is kept, and read back. */
export default {
  source: '(a, i) => { a[a[i]] = 5; return a[a[i]] }',
  mayRefuse: true,
  args() {
    return [
      [new Float64Array([2.5]), 7],
      [new Float64Array([0]), 0],
    ]
  },
} satisfies FuzzCase
