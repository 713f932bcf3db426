/** The compiler thread: asked, waited for, polled and awaited; and what happens where it cannot be. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compileInThread } from '../../src/in-thread.ts'
import { JitError, jit, ready } from '../../src/index.ts'
import { decode, encode } from '../../src/runtime/codec.ts'
import { installCompiler, isCompilerLoaded } from '../../src/runtime/compilers.ts'
import { loopDepth, tripsOf } from '../../src/runtime/warmup.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const test = suite('thread')

// Kernels of a source of their own each: what one has compiled, another of the same source has too.
let count = 0
const summing = (): ((x: Float64Array) => number) =>
  new Function(`return (x) => { let s = ${count++}; for (let i = 0; i < x.length; i++) s += x[i]; return s }`)()
const ones = new Float64Array(1000).fill(1)

test.before(() => installCompiler(undefined))
test.after(compileInThread)

test('a first call that must be compiled waits for the thread, without a turn of the event loop', () => {
  const kernel = jit(summing(), { tier: 'compiled' })
  assert.is(kernel(ones), 1000)
  assert.equal([kernel.stats.compiled, kernel.stats.deferred], [1, 0])
  assert.equal(kernel.signatures, ['(f64[]) -> f64'])
  assert.ok(isCompilerLoaded())
  assert.ok(kernel.stats.compileMs > 0)
})

test('a refusal comes with its place, and strict throws it', () => {
  const text = (x: number): string => `${x.toFixed(2)} eV`
  const kernel = jit(text, { tier: 'compiled' })
  assert.is(kernel(1), '1.00 eV')
  assert.is(kernel.stats.fallbacks[0].code, 'template')
  assert.ok(kernel.stats.fallbacks[0].location)
  assert.throws(
    () => jit(text, { strict: true })(1),
    (error: Error) => error instanceof JitError,
  )
})

test('answers longer than the first piece of memory arrive', () => {
  const lines = Array.from({ length: 600 }, (_, i) => `s += Math.sin(x * ${i} + s) * x / (s + ${i});`).join('\n')
  const long = new Function(`return (x) => { let s = 1; ${lines} return s }`)() as (x: number) => number
  const kernel = jit(long, { tier: 'compiled' })
  assert.is(kernel(0.5), long(0.5))
  assert.is(kernel.stats.compiled, 1)
  assert.ok(kernel.inspectIR('lower').length > 10_000)
  assert.ok(kernel.inspectIR().length + kernel.inspectWat().length > 1 << 18, 'the text is too short for this test')
})

test('compile and ready are awaited, and keep the process alive meanwhile', async () => {
  await ready()
  const kernel = jit(summing())
  assert.match(String(await kernel.compile('(f64[])')), /compiled to \d+ bytes/)
  assert.is(kernel.stats.compilations, 1)
})

test('background never waits: plain at first, compiled once the thread has answered', async () => {
  const kernel = jit(summing(), { tier: 'compiled', background: true })
  const expected = kernel.original(ones)
  assert.is(kernel(ones), expected)
  assert.equal([kernel.stats.compiled, kernel.stats.plain, kernel.stats.deferred], [0, 1, 1])
  for (const end = performance.now() + 20_000; kernel.stats.compiled === 0 && performance.now() < end; ) {
    assert.is(kernel(ones), expected)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  assert.ok(kernel.stats.compiled > 0)
})

test('auto: few short calls run plain and ask for nothing, many are compiled without a turn of the event loop', async () => {
  await ready()
  const kernel = jit(summing())
  assert.is(kernel(ones), kernel.original(ones))
  assert.match(String(kernel.original), /let s/)
  const heavy = jit(
    new Function('return (x, n) => { let s = 0; for (let i = 0; i < n; i++) s += Math.sqrt(x + i); return s }')(),
  )
  let calls = 0
  for (const end = performance.now() + 20_000; heavy.stats.compiled === 0 && performance.now() < end; calls++)
    heavy(calls, 1000)
  const { compiled, plain, deferred } = heavy.stats
  assert.ok(compiled > 0 && deferred > 0 && compiled + plain === calls, `${compiled} compiled, ${deferred} deferred`)
})

test('auto: a call that will be long waits for a compiler that is loaded', async () => {
  await ready()
  const product = new Function(`return (n, a, b, c) => {
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) {
      let s = 0
      for (let k = 0; k < n; k++) s += a[i * n + k] * b[k * n + j]
      c[i * n + j] = s
    }
  }`)()
  // Arrays so large that it might take seconds.
  const [a, b, c] = [1, 2, 3].map((seed) => new Float64Array(1_500_000).fill(seed))
  const kernel = jit(product)
  kernel(16, a, b, c)
  assert.is(kernel.stats.compiled, 1)
})

test('auto: what was never worth compiling is judged when somebody asks', () => {
  const label = jit((x: number) => `${x} of ${'many'}`)
  assert.is(label(1), '1 of many')
  assert.is(label.stats.fallbacks[0].code, 'template')
  assert.is(label.stats.fallbacks[0].calls, 1)
})

test('fastmath does not depend on how far the thread has come', () => {
  const kernel = jit(summing(), { fastmath: true })
  kernel(ones)
  assert.is(kernel.stats.deferred, 0)
})

test('the thread keeps no process alive, and an exit while it loads is quick', () => {
  const script = `
    import { jit } from './src/index.ts'
    const kernel = jit((x) => { let s = 0; for (let i = 0; i < x.length; i++) s += x[i]; return s }, { background: true })
    kernel(new Float64Array(10))
    console.log('end')`
  const args = ['--import', './scripts/tsx.mjs', '--input-type=module', '-e', script]
  assert.is(execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', timeout: 30_000 }), 'end\n')
})

test('the codec keeps what JSON loses', () => {
  const value = {
    a: [NaN, -0, Infinity, 1.5, 2n ** 70n],
    bytes: Uint8Array.of(1, 2, 3),
    more: [Uint8Array.of(9)],
    u: 'ü',
  }
  const again = decode(encode(value)) as typeof value
  assert.equal(again, value)
  assert.ok(Object.is(again.a[1], -0))
  const encoded = encode(value)
  for (const length of [0, 3, 10, encoded.length - 1]) assert.throws(() => decode(encoded.subarray(0, length)))
})

test('loops are counted from the text', () => {
  const cases: readonly (readonly [string, number])[] = [
    ['(a) => a + 1', 0],
    ['(a) => { for (const x of a) for (;;) { while (x) {} } }', 3],
    ['(a) => { for (let i = 0; i < 3; i++) a(); for (let j = 0; ; ) { b() } do { c() } while (d); }', 1],
    [
      `(a) => { /* for (;;) */ return 'while' + "do" // for
    }`,
      0,
    ],
  ]
  for (const [source, depth] of cases) assert.is(loopDepth(source), depth, source)
})

test('trips are guessed from arrays, and from counts no further than those reach', () => {
  assert.is(tripsOf([new Float64Array(100), 7], 1), 100)
  assert.is(tripsOf([new Float64Array(100), 1e9], 2), 100)
  assert.is(tripsOf([new Float64Array(100)], 3), 1000)
  assert.is(tripsOf([5000], 1), 5000)
  assert.is(tripsOf([[new Float64Array(3), new Float64Array(3)]], 2), 6)
  assert.is(tripsOf([5000, new Float64Array(100)], 0), 1)
})

test.run()
