import type { FuzzCase } from '../case.ts'

/** Seed 2761801350. A write next to the array: what `i < 2.5` lets through was taken to end at 1. Only the interpreter sees it. */
export default {
  source:
    '(a, n) => { for (let i = 0; i < n; i++) { let j = 0; while (j < 7) { if (i >= 2.5) break; a[i + 2]--; j += 2 } } }',
  args() {
    return [[new Uint16Array([127, 47, 0, 27]), 3]]
  },
} satisfies FuzzCase
