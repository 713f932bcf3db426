import type { FuzzCase } from '../case.ts'

/** Bytes that alternate with others come out of their vector in narrow lanes, whatever the lanes of the loop. */
export default {
  source: `(a, n, x) => {
  let c = 0
  for (let i0 = 0; i0 < n; i0++) {
    let t1 = n
    let t2 = 0
    while (t2 < 9 && t1 < 99) {
      if (x <= 0 || 0 !== a[3 * i0]) break
      t1 = 0
      t2++
      c++
    }
  }
  return c
}`,
  args() {
    return [[Uint8Array.from({ length: 99 }, (_, i) => (i % 5) * 60), 33, 1]]
  },
} satisfies FuzzCase
