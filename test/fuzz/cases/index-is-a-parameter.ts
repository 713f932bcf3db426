import type { FuzzCase } from '../case.ts'

/** An element whose index is a parameter was found by the parameter, and the parameter forgotten with it. */
export default {
  source: `(c, d, n, k) => {
  for (let i = 0; i < n; i++) {
    if (n <= 0) c[k] += 0
    else d[i] = d[i + k] - c[i + k] * c[n - 1 - i]
  }
}`,
  args() {
    return [
      [Float64Array.from({ length: 13 }, (_, i) => i / 3), Float64Array.from({ length: 14 }, (_, i) => i), 12, -3],
    ]
  },
} satisfies FuzzCase
