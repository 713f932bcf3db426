import type { FuzzCase } from '../case.ts'

/**
 * Seed 1320119641. Whether `t` is present is a mask that the inner loop carries and nobody reads behind it: it was handed on in more parts than it has, so that
 * those behind it took the place of others.
 */
export default {
  source: `(a, n) => {
  for (let i = 0; i < n; i++) {
    let t = a[i - 8]
    let k = 0
    while (k < 7 && t * t <= 100) {
      t = 0
      k++
    }
    a[i] ^= t
  }
}`,
  args() {
    return [[new Int32Array([0, 0, 0, 0, 0, 0, 0, 99, 0, 0, 0, 0, 0, 0, 0, 0]), 16]]
  },
} satisfies FuzzCase
