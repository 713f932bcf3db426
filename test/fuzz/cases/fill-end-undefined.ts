import type { FuzzCase } from '../case.ts'

/** Seed 1960. An end that turns out to be undefined is the length, not 0. */
export default {
  source: '(a, b) => a.fill(1, 0, b[0])',
  args() {
    return [[new Float32Array([0, 0]), new Float64Array([])]]
  },
} satisfies FuzzCase
