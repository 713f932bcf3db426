import type { FuzzCase } from '../case.ts'

/** Seed 4200943365. An element assigned by a pattern, at an index that is undefined: a property like any other. */
export default {
  source: '(a, m) => { const s = m[0][0]; [a[s], a[0]] = [a[1], a[s]] }',
  mayRefuse: true,
  args() {
    return [[new Float64Array([0, 0]), [new Float64Array([])]]]
  },
} satisfies FuzzCase
