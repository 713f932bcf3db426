/** Counters that step by what the loop does not change: by any number, about the end of the array and about the limits of int32. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { jit } from '../../src/index.ts'
import { type AnyFunction, check } from '../differential.ts'

const test = suite('strides')
type Numbers = Float64Array

const kernels: Readonly<Record<string, AnyFunction>> = {
  'one loop': (a: Numbers, n: number, step: number, offset: number) => {
    for (let i = 0; i < n; i += step) a[i + offset] += 1 + i
  },
  'blocks that double': (a: Numbers, n: number, step: number, offset: number) => {
    for (let size = step; size <= n; size *= 2) {
      for (let k = 0; k < size; k++) {
        for (let i = 0; i < n; i += 2 * size) {
          const t = a[i + k + size]!
          a[i + k + size] = a[i + k]! - t
          a[i + k] += t + offset
        }
      }
    }
  },
  'half of the length': (a: Numbers, n: number, step: number, offset: number) => {
    const half = a.length / 2
    for (let i = offset; i < half; i += step * 2) {
      a[2 * i] = n
      a[2 * i + 1] += i
    }
  },
}

const lengths = [0, 1, 2, 7, 8, 16, 33]
const steps = [1, 2, 3, 7, 8, 100, 1.5, 0.75, 2 ** 20, 2 ** 30, 2 ** 31, 1e10, Infinity, NaN]
const offsets = [0, 1, -1, -0, 0.5]

for (const [name, fn] of Object.entries(kernels)) {
  test(name, () => {
    const argSets = lengths.flatMap((length) =>
      steps.flatMap((step) =>
        offsets.flatMap((offset) =>
          [length, length / 2, length + 1].map((n) => [new Float64Array(length), n, step, offset] as const),
        ),
      ),
    )
    check(name, fn, argSets)
    const kernel = jit(fn, { tier: 'compiled', strict: true })
    kernel(new Float64Array(32), 16, 1.5, 0.5)
    assert.match(String(kernel.explain()), /checks hoisted/)
  })
}

test.run()
