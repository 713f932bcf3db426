import type { FuzzCase } from '../case.ts'

/** Seed 1592284740. [bug] verify: what is remembered is loaded inside of the `if` that remembers it, and differs from trip to trip. */
export default {
  source: `(a, b) => {
  let last = 0
  for (let i = 0; i < a.length; i++) if (a[i] > 3) last = b[i]
  return last
}`,
  args() {
    const a = new Int8Array([1, 5, 2, 8, 1, 4, 3, 2, 9, 1, 7, 0, 5, 5, 1, 2, 3, 9])
    return [
      [a, a],
      [a, new Int8Array(a.length).map((_, i) => 100 - i)],
      [a.subarray(0, 3), new Int8Array(18)],
    ]
  },
} satisfies FuzzCase
