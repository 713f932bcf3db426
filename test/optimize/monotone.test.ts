/** Extremes that are kept in 32 bits, of sums that need more: before, at and behind the first one that is cut off. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { jit } from '../../src/index.ts'
import { type AnyFunction, check } from '../differential.ts'
import { Random } from '../fuzz/random.ts'

const test = suite('monotone')
type Integers = Int32Array

const kernels: Readonly<Record<string, AnyFunction>> = {
  'the greatest in an element': (out: Integers, a: Integers, b: Integers) => {
    for (let k = 0; k < a.length; k++) out[0] = Math.max(out[0]!, a[k]! + b[k]!)
  },
  'the least in an element': (out: Integers, a: Integers, b: Integers) => {
    for (let k = 0; k < a.length; k++) out[0] = Math.min(a[k]! - b[k]!, out[0]!)
  },
  'several in one trip, and what was found': (out: Integers, a: Integers, b: Integers) => {
    let most = out[0]! | 0
    for (let k = 0; k < a.length && k < b.length; k++) {
      most = Math.max(most, a[k]! + b[k]!, a[k]! * 2) | 0
      most = Math.max(b[k]! + 7, most) | 0
    }
    out[0] = most
    return most
  },
}

const random = new Random(7)
/** Of all sizes, and next to the limits. */
const integer = (): number => {
  if (random.chance(0.8)) return Math.floor((random.next() - 0.5) * 2 ** random.int(1, 32))
  return random.chance(0.5) ? 2147483647 - random.int(0, 3) : -2147483648 + random.int(0, 3)
}
const integers = (length: number): Integers => Int32Array.from({ length }, integer)

for (const [name, fn] of Object.entries(kernels)) {
  test(name, () => {
    const argSets = Array.from({ length: 400 }, (_, i) => [integers(1), integers(i % 13), integers(i % 13)] as const)
    check(name, fn, argSets)
    const kernel = jit(fn, { tier: 'compiled', strict: true })
    kernel(integers(1), integers(9), integers(9))
    assert.match(kernel.inspectIR('monotone')!, /: i64 = i32ToI64\(%\w+\)[^\n]*while/)
  })
}

test.run()
