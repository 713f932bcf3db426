import type { FuzzCase } from '../case.ts'

/** Seed 4200943802. 1e17 - 1 is 1e17: that `s` stays within its bounds says nothing about the number of trips. */
export default {
  source: '(a) => { let s = 1e17; let i = 0; for (; i < 4; i++) { s--; a[i] = 0 % s } return i }',
  args() {
    return [[new Float64Array(3)]]
  },
} satisfies FuzzCase
