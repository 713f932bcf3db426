import type { FuzzCase } from '../case.ts'

/** What is made of the bytes of a copied loop is as small as they are. */
export default {
  source: `(b, n) => {
  let c = 0
  for (let i = 0; i < n; i++) {
    if (1 <= Math.min(2, b[i])) break
    c++
  }
  return c
}`,
  args() {
    return [[Uint8Array.from({ length: 99 }, (_, i) => (i === 77 ? 200 : 0)), 99]]
  },
} satisfies FuzzCase
