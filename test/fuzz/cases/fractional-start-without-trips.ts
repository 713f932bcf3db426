import type { FuzzCase } from '../case.ts'

/** Seed 152778. A loop of no trips leaves its variable at 0.5, which is no index. */
export default {
  source: '(a, b) => { for (var i = 0.5; i < 0; ++i) { if (a[i * i] ?? 0) { b[i] + 1 } } b[i] = 7; return i }',
  args() {
    return [[new Uint8Array([1, 91, 3]), new Int32Array([85, 2])]]
  },
} satisfies FuzzCase
