import type { FuzzCase } from '../case.ts'

/** A counter that is not 0.5 may be 1, though it is above: its limit is no integer. By hand. */
export default {
  source: `(a, out, n) => {
    for (let i = 1; i < n; i++) {
      if (i > 0.5) out[i] = a[i !== 0.5 ? i - 1 : i]
      if (i >= 1) out[i] += a[i === 1 ? n : i - 2]
    }
  }`,
  args() {
    const a = () => Float64Array.from({ length: 9 }, (_, i) => i + 1)
    return [
      [a(), new Float64Array(9), 9],
      [a(), new Float64Array(9), 8],
    ]
  },
} satisfies FuzzCase
