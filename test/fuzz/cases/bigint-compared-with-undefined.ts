import type { FuzzCase } from '../case.ts'

/** Seeds 2129 and 2172. undefined < 1n is false, and no TypeError. */
export default {
  source: '(a, i) => (a[i] < 1n ? 1 : 0) + (1n >= a[i] ? 2 : 0) + (a[i] === 1n ? 4 : 0)',
  args() {
    return [
      [new BigInt64Array([]), 0],
      [new BigInt64Array([0n]), 0],
      [new BigInt64Array([1n]), -1],
    ]
  },
} satisfies FuzzCase
