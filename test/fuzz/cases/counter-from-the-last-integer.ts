import type { FuzzCase } from '../case.ts'

/** Seed 893997210. A counter that starts at 2^53 stays there: it was kept as an i64, which goes on counting. */
export default {
  source: `(a, n) => {
  let s = 9007199254740992
  for (let i = 0; i < n; i++) {
    s++
    a[i] = s & 7
  }
  return s
}`,
  args() {
    return [[new Float64Array(4), 4]]
  },
} satisfies FuzzCase
