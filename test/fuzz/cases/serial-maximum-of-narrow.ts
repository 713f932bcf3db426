import type { FuzzCase } from '../case.ts'

/** Seed 2550985286. A maximum by `>=`: lanes were asked of the variable that trips hand on. */
export default {
  source: `(a, n) => {
  let s = 0
  for (let i = 0; i < n; i++) {
    const t = a[i]
    if (t >= s) s = t
  }
  return s
}`,
  args() {
    return [[new Int8Array([1, -2, 3, 4, 5, -6, 7, 8, 9, 33, 32, 31, 33, 1, 2, 3, 4, 5]), 18]]
  },
} satisfies FuzzCase
