import type { FuzzCase } from '../case.ts'

/** Seed 65667. A part of a new array shares its buffer and begins where it begins. */
export default {
  source: '() => { const w = new Float64Array(2); w[1] = 5; return w.subarray(1) }',
  mayRefuse: true,
  args() {
    return [[]]
  },
} satisfies FuzzCase
