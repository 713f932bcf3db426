import type { FuzzCase } from '../case.ts'

/** Seed 366778876: `-0 - 0` is -0 and `-0 - -0` is 0, so the sign of what is taken away is seen. */
export default {
  source: `(b, n) => {
    for (let i = 0; i < n; i++) b[i] -= b[i + n] >= 0 ? i : -0
  }`,
  args() {
    return [[new Float64Array([-0, -0, 0, 5, NaN, -1, -1, -1]), 4]]
  },
} satisfies FuzzCase
