import type { FuzzCase } from '../case.ts'

/** Seed 940579. A copy of the inner loop was examined, whose counter the loop around does not know: the guard before it named that counter. */
export default {
  source: `(a, b, n) => {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      b[j] += 0
      if (true && a[1] !== 1) continue
    }
  }
}`,
  args() {
    return [[new Float64Array([1, 2, 3]), new Int32Array([4, 5, 6, 7, 8, 9, 10, 11, 12, 13]), 9]]
  },
} satisfies FuzzCase
