/** The canon kernels that sum floats: from left to right, and what their sums must come to. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ArrayMaker } from '../../bench/kernels/benchmark.ts'
import softmax from '../../bench/kernels/canon/softmax.ts'
import sum from '../../bench/kernels/canon/sum.ts'

const test = suite('kernels that sum')

const heap: ArrayMaker = (cls, length) => new cls(length) as InstanceType<typeof cls>

test('sum: from left to right', () => {
  assert.is(sum.kernel(Float64Array.of(2 ** 53, 1, 1, -(2 ** 53))), 0)
  assert.is(sum.kernel(new Float64Array(0)), 0)
})

test('softmax: rows add up to one and keep their ratios', () => {
  const args = softmax.setup(heap, 'quick')
  const [out, logits, rows, columns] = args as [Float64Array, Float64Array, number, number]
  softmax.kernel(out, logits, rows, columns)
  for (let i = 0; i < rows; i++) {
    const row = out.subarray(i * columns, (i + 1) * columns)
    const ratio = Math.exp(logits[i * columns + 7] - logits[i * columns + 3])
    assert.ok(Math.abs(row.reduce((total, value) => total + value, 0) - 1) < 1e-12, `row ${i}`)
    assert.ok(Math.abs(row[7] / row[3] / ratio - 1) < 1e-9, `ratio in row ${i}`)
  }
})

test.run()
