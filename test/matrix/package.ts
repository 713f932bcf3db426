/** The package itself in a runtime, with its compiler thread: what is compiled when, and what memory its arrays have. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { alloc, JitError, jit, ready } from '../../src/index.ts'
import { isNode } from '../../src/runtime/node.ts'

const test = suite('the package')

const sum = (x: Float64Array): number => {
  let s = 0
  for (let i = 0; i < x.length; i++) s += x[i]!
  return s
}
const x = Float64Array.of(1, 2, 3)

test('a first call that must be compiled waits for the thread to start, but not in browsers', () => {
  const kernel = jit(sum, { tier: 'compiled' })
  assert.is(kernel(x), 6)
  assert.is(kernel.stats.compiled, isNode ? 1 : 0, JSON.stringify(kernel.stats))
})

test('the compiler loads, and compiles ahead', async () => {
  await ready()
  const kernel = jit((a: Float64Array, factor: number) => {
    for (let i = 0; i < a.length; i++) a[i]! *= factor
  })
  await kernel.compile('(f64[], f64)')
  assert.equal(kernel.stats.fallbacks, [])
  const product = jit(sum, { tier: 'compiled', strict: true, name: 'later' })
  await product.compile('(f64[]) -> f64')
  assert.is(product(x), 6)
  assert.is(product.stats.compiled, 1)
})

test('once the compiler has loaded, first calls are compiled at once', async () => {
  await ready()
  const kernel = jit((a: Float64Array) => a[0]! - a[2]! * 3, { tier: 'compiled' })
  assert.is(kernel(x), -8)
  assert.is(kernel.stats.compiled, 1, JSON.stringify(kernel.stats))
})

test('background never waits', async () => {
  const kernel = jit((a: Float64Array) => a[0]! + a[1]! * 2, { background: true, tier: 'compiled' })
  const end = performance.now() + 10_000
  while (kernel.stats.compiled === 0 && performance.now() < end) {
    assert.is(kernel(x), 5)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  assert.is(kernel.stats.compiled, 1, JSON.stringify(kernel.stats))
})

test('a refusal has its reason, and strict throws it', async () => {
  await ready()
  const kernel = jit((a: number) => `${a}`, { strict: true, tier: 'compiled' })
  await kernel.compile('(f64)').catch(() => {})
  try {
    kernel(1)
    assert.unreachable()
  } catch (error) {
    assert.instance(error, JitError)
    assert.is((error as JitError).diagnostic?.code, 'template')
  }
})

test('arrays of alloc have a buffer each, and kernels use them in place', async () => {
  const [a, b] = [alloc(Float64Array, [1, 2, 3]), alloc(Float64Array, 3)]
  const double = jit((from: Float64Array, to: Float64Array) => {
    for (let i = 0; i < from.length; i++) to[i] = from[i]! * 2
  })
  await double.compile('(f64[], f64[])')
  double(a, b)
  assert.equal([...b], [2, 4, 6])
  assert.is.not(a.buffer, b.buffer)
})

test.run()
