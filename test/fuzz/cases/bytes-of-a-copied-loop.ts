import type { FuzzCase } from '../case.ts'

/** The lanes of a loop that may be left are those of a copy: bytes of it were widened by their sign. */
export default {
  source: `(a, n) => {
  let s1 = 0
  for (let i2 = 1; i2 < n; i2++) {
    if (1 === a[0]) break
    s1 = (s1 + a[i2] + a[2 * i2]) | 0
  }
  return s1
}`,
  args() {
    return [[Uint8Array.from({ length: 33 }, (_, i) => (i === 0 ? 0 : 255 - i)), 17]]
  },
} satisfies FuzzCase
