/** `fastmath: contract`, where the engine has the instruction and where it has not. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { jit } from '../../src/index.ts'
import { roundsOnce } from '../../src/runtime/multiply-add.ts'

const axpy = (n: number, a: number, x: Float64Array, y: Float64Array): void => {
  for (let i = 0; i < n; i++) y[i] = y[i]! + a * x[i]!
}

test('a product and a sum round once where the engine does so, and never without the flag', () => {
  const n = 101
  const x = Float64Array.from({ length: n }, (_, i) => 1 + (i + 1) * 2 ** -30)
  const start = x.map((v) => -(v * v))
  const own = x[7]!
  const run = (fastmath: boolean | ['contract']): [Float64Array, string] => {
    const kernel = jit(axpy, { tier: 'compiled', strict: true, fastmath })
    const y = start.slice()
    kernel(n, own, x, y)
    return [y, kernel.inspectWat()]
  }
  const plain = start.slice()
  axpy(n, own, x, plain)
  const [exact, exactText] = run(false)
  assert.equal(exact, plain)
  assert.not.match(exactText, 'relaxed')
  const [fused, text] = run(['contract'])
  // own * own, rounded once more or not
  const rest = fused[7]!
  assert.is(text.includes('f64x2.relaxed_madd'), roundsOnce())
  assert.is(rest !== 0, roundsOnce())
  fused.forEach((v, i) => assert.ok(Math.abs(v - plain[i]!) <= 2 ** -52, `element ${i}`))
})

const major = Number(process.versions.node?.split('.')[0])
if (major === 20) test('Node 20 has no such instruction', () => assert.is(roundsOnce(), false))

test.run()
