import type { FuzzCase } from '../case.ts'

/** A guard asked how large a limit is, with what was only known of it inside the nest. */
export default {
  source: `(a, b, n) => {
  let i0 = 1
  do {
    for (let i1 = 0; i1 < n; i1++)
      for (let i2 = 0; i2 < n + 1; i2++) a[i2 + i0 * n + n] += (b[(i2 + 1) * n + i0] >>> 1) & a[i1 * n + i0]
    i0 = i0 + 1
  } while (i0 < n - 1)
}`,
  args() {
    return [[Int16Array.from({ length: 57 }, (_, i) => (i * 37) % 101), new Int16Array(50).fill(-3), 7]]
  },
} satisfies FuzzCase
