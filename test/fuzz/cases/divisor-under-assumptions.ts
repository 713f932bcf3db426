import type { FuzzCase } from '../case.ts'

/** The divisor is known to be above the counter of the loop around: what is known of a value is not a name for it. */
export default {
  source: `(a, n) => {
  for (let i = 0; i < n; i++) {
    for (let at = 0, steps = 0; steps++ < 40 && at !== 5; ) at = (a[at] + 1) % n
  }
}`,
  args() {
    return [
      [new Uint8Array([1, 2, 3]), 3],
      [new Uint8Array([]), 2],
    ]
  },
} satisfies FuzzCase
