import type { FuzzCase } from '../case.ts'

/** Seed 453890969. The verifier refused what vectorize left: the counter of the serial loop, used outside of it. */
export default {
  source: `(a, n) => {
  for (let i0 = 0; i0 < n; i0++) {
    for (let i1 = 0; i1 < i0; i1++) {
      ;[a[i1 * 2], a[i1]] = [a[0], a[i1 * 2]]
    }
  }
}`,
  args() {
    return [
      [new Float64Array([]), 0],
      [new Float64Array(40).map((_, i) => i), 17],
    ]
  },
} satisfies FuzzCase
