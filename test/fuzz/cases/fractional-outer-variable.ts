import type { FuzzCase } from '../case.ts'

/** Seed 153100. The index is invariant in the inner loop, and not an integer in every trip of the outer one. */
export default {
  source: '(a) => { for (let i = 0; i < a.length / 2; i += 0.5) { for (let j = 8; j > 0; j--) a[2 * i - 1] = j } }',
  args() {
    return [[new Int32Array([71, 21, -20, 43, 1, -14, -13, 128])]]
  },
} satisfies FuzzCase
