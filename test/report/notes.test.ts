/** Remarks of `explain()` on loops. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { jit } from '../../src/index.ts'

type Count = (x: Float64Array) => number

const texts = {
  isNaN: '(x) => { let n = 0; for (let i = 0; i < x.length; i++) if (isNaN(x[i])) n++; return n }',
  'Number.isNaN': '(x) => { let n = 0; for (let i = 0; i < x.length; i++) if (Number.isNaN(x[i])) n++; return n }',
  'x !== x': '(x) => { let n = 0; for (let i = 0; i < x.length; i++) if (x[i] !== x[i]) n++; return n }',
}
const count = (text: string): Count => new Function(`return ${text}`)() as Count
const numbers = new Float64Array([1, NaN, 2, NaN, NaN])

for (const [name, text] of Object.entries(texts)) {
  test(`nnan and ${name}: a remark, and the answer`, () => {
    const kernel = jit(count(text), { fastmath: ['nnan'], tier: 'compiled', strict: true })
    assert.is(kernel(numbers), 3)
    assert.match(String(kernel.explain()), "it asks whether x[i] is NaN, which fastmath 'nnan' promises")
  })
}

test('no remark without the flag, or without the question', () => {
  const exact = jit(count(texts.isNaN), { tier: 'compiled', strict: true })
  exact(numbers)
  assert.not.match(String(exact.explain()), 'NaN')
  const other = jit(count(texts['x !== x'].replace('x[i] !== x[i]', 'x[i] !== x[0]')), {
    fastmath: true,
    tier: 'compiled',
    strict: true,
  })
  other(numbers)
  assert.not.match(String(other.explain()), 'NaN')
})

test.run()
