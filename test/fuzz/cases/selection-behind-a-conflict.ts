import type { FuzzCase } from '../case.ts'

/** Seed 2706339031. [bug] vectorize: no lanes of s1: what remembers a trip is chosen by an `if` that itself runs lane after lane. */
export default {
  source: `(a, b) => {
  let last = 0
  for (const x of a) {
    if (x > 0) {
      last = last
    } else {
      b[0] = x
      last = undefined
    }
    a[0] *= 2
  }
  a[1] += last
}`,
  args() {
    const shared = new Float64Array([1, 2, 3, -4, 5, -6, 7, 8, 9])
    return [
      [new Float64Array([1, 2, 3, -4, 5, -6, 7, 8, 9]), new Float64Array(1)],
      [shared, shared],
      [new Float64Array(0), new Float64Array(1)],
    ]
  },
} satisfies FuzzCase
