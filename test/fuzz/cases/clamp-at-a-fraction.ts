import type { FuzzCase } from '../case.ts'

/** Seed 3315999603. set 0, compiled: argument 0[0] is 1, must be 0 (to blame: clamps) */
export default {
  source: `(b, n) => {
  for (let i5 = 0; i5 < n; i5++) {
    let t6 = Math.min(i5, 0.001)
    let t7 = 0
    while (t7 < 8 && !(t6 > 4)) {
      t7++
    }
    b[0] += t6
  }
}`,
  args() {
    return [[new Uint8Array([0]), 2]]
  },
} satisfies FuzzCase
