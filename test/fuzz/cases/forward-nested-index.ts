import type { FuzzCase } from '../case.ts'

/** Seed 2742836468 of an older generator: an index of an element of the array itself, in a loop that shifts its counter. */
export default {
  source: `() => {
  let s2 = 1
  const l3 = [1, 0.25, -3, 7]
  for (let i4 = 1; i4 < l3.length; i4 <<= 1) {
    s2 += l3[l3[i4]] | 0
  }
  return [s2, 0]
}`,
  args() {
    return [[]]
  },
} satisfies FuzzCase
