/** Calls that compiled code gives up half-way: nobody must see what it had done by then. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { alloc, JitError, jit } from '../../src/index.ts'
import { store } from '../../src/runtime/store.ts'
import { array, type HandMade, handMade } from './hand.ts'

const test = suite('bail')

const throws = [
  { type: 'bail', message: [''] },
  { type: 'unreachable', message: [''] },
  { type: 'RangeError', message: ['no'] },
]

/** Adds 1 to y[0], copies x[0] to y[1], and throws #(x[0] - 1) if there is such a one. */
const WAT = `(import "host" "throw" (func $throw (param i32)))
  (func (export "kernel") (param $y i32) (param $n i32) (param $x i32) (param $m i32)
    (f64.store (local.get $y) (f64.add (f64.load (local.get $y)) (f64.const 1)))
    (f64.store offset=8 (local.get $y) (f64.load (local.get $x)))
    (f64.store (i32.const 1024) (f64.const 0))
    (if (f64.gt (f64.load (local.get $x)) (f64.const 0))
      (then (call $throw (i32.sub (i32.trunc_sat_f64_s (f64.load (local.get $x))) (i32.const 1))))))`
const plan: HandMade = {
  wat: WAT,
  params: [array('f64', 'rw'), array('f64', 'r')],
  throws,
  mayBail: true,
  bails: [{ message: 'it gives up', functionIndex: 0 }],
  imports: ['memory', 'throw'],
}

/** Not what the compiled code does: the result tells which of the two ran. */
const plain = (y: Float64Array, x: Float64Array): number => y[0] * 100 + y[1] * 10 + x[0]

for (const [name, make] of [
  ['heap', (...values: number[]) => Float64Array.from(values)],
  ['resident', (...values: number[]) => alloc(Float64Array, values)],
] as const) {
  test(`${name} arrays are as they were when the plain function begins, and are written where nothing bails`, () => {
    const { kernel, state } = handMade(plain, plan)
    const y = make(5, 6)
    assert.is(kernel(y, make(0)), undefined)
    assert.equal([...y], [6, 0])
    assert.is(kernel(y, make(1)), 601)
    assert.equal([...y], [6, 0])
    assert.equal([state.compiled, state.plain], [1, 1])
  })

  test(`${name} arrays keep what was written before an error of the kernel's own`, () => {
    const { kernel, state } = handMade(plain, plan)
    const y = make(5, 6)
    assert.throws(() => kernel(y, make(3)), /^no$/)
    assert.equal([...y], [6, 3])
    assert.equal([state.compiled, state.plain, state.variants.list[0].runner.calls], [1, 0, 1])
  })
}

test('resident views of the same bytes: what is written in one is read in the other, and undone in both', () => {
  const { kernel } = handMade(plain, plan)
  const y = alloc(Float64Array, [-1, 6, 7])
  const same = new Float64Array(y.buffer, y.byteOffset, 1)
  kernel(y, same)
  assert.equal([...y], [0, 0, 7])
  y[0] = 0.5
  assert.is(kernel(y, same), 50.5)
  assert.equal([...y], [0.5, 0, 7])
})

test('arrays of two allocations are one memory: a view that reaches into the other counts as the same bytes', () => {
  const { kernel } = handMade(plain, plan)
  const [y, other] = [alloc(Float64Array, [0, 1]), alloc(Float64Array, 1)]
  kernel(y, new Float64Array(other.buffer, y.byteOffset, 1))
  // The plain function ran, as x[0] read 1: the compiled code saw its own write.
  assert.equal([...y], [0, 1])
})

test('a resident array that is only read stays where it is', () => {
  const { kernel, state } = handMade(plain, plan)
  kernel(alloc(Float64Array, 2), alloc(Float64Array, 1000))
  assert.is(state.variants.list[0].copied, 32)
})

test('after the first time the variant runs plain, and says why; memory comes back', () => {
  const { kernel, state } = handMade(plain, plan)
  handMade(plain, plan).kernel(Float64Array.of(5, 6), Float64Array.of(1))
  const { depth, top } = store().arena
  for (let i = 0; i < 3; i++) assert.is(kernel(Float64Array.of(5, 6), Float64Array.of(1)), 561)
  const [{ code, reason, calls }] = state.fallbacks.list
  assert.is(code, 'bail')
  assert.match(reason, /it gives up/)
  assert.is(calls, 3)
  assert.equal([state.compiled, state.plain], [0, 3])
  assert.equal([store().arena.depth, store().arena.top], [depth, top])
})

test('code that cannot be reached is a fault of ours: no plain call, nothing written, and the variant is given up', () => {
  const { kernel, state } = handMade(plain, plan)
  const y = Float64Array.of(5, 6)
  assert.throws(
    () => kernel(y, Float64Array.of(2)),
    (error: Error) => error instanceof JitError && /fault in tightloop/.test(error.message),
  )
  assert.equal([...y], [5, 6])
  assert.is(kernel(y, Float64Array.of(0)), 560)
  assert.is(state.fallbacks.list[0].code, 'trap')
})

test('a plain array grows half-way through a call', () => {
  const fill = (a: number[], log: Float64Array, n: number): number => {
    for (let i = 0; i < n; i++) {
      a[i] = i * 2
      log[0]++
    }
    return a.length
  }
  const kernel = jit(fill, { tier: 'compiled' })
  const log = alloc(Float64Array, 1)
  const a = [7, 7]
  assert.is(kernel(a, log, 2), 2)
  assert.is(kernel.stats.compiled, 1)
  assert.is(kernel(a, log, 4), 4)
  assert.equal([a, log[0]], [[0, 2, 4, 6], 6])
  assert.is(kernel(a, log, 1), 4)
  const { compiled, fallbacks } = kernel.stats
  assert.is(compiled, 1)
  assert.equal([fallbacks[0].code, fallbacks[0].calls], ['bail', 2])
  assert.match(String(kernel.explain()), /plain: an array of numbers would grow/)
})

// The reason is the one of several that happened, and its place.
for (const [what, args, reason, part] of [
  ['an element', [[1, 2], [1, 2], 5, 1], /array of numbers would grow/, 'a[i]'],
  ['an index', [[1, 2], [0], 0, 1], /index is undefined/, 'a[b[j]]'],
  ['a value', [[1, 2], [0], 0, 0], /undefined would be stored/, 'a[j]'],
] as const) {
  test(`says which of them made it give up, and where: ${what}`, () => {
    const source = '(a, b, i, j) => { a[i] = 1; a[b[j]] = 2; a[j] = b[j + 1] }'
    const kernel = jit(new Function(`return ${source}`)() as (...args: unknown[]) => unknown, { tier: 'compiled' })
    kernel(...structuredClone(args))
    const [fallback] = kernel.stats.fallbacks
    assert.match(fallback.reason, reason)
    assert.is(fallback.location?.column, source.indexOf(part) + 1)
  })
}

test('the fields of an object are as they were', () => {
  const kernel = jit(
    (p: { n: number }, a: number[]) => {
      p.n += 1
      a[p.n] = 1
      return p.n
    },
    { tier: 'compiled' },
  )
  const p = { n: 0 }
  const a = [0, 0]
  assert.is(kernel(p, a), 1)
  assert.is(kernel(p, a), 2)
  assert.equal([p, a], [{ n: 2 }, [0, 1, 1]])
  assert.is(kernel.stats.fallbacks[0].code, 'bail')
})

test('a call that may have to start again must not draw random numbers', () => {
  const random = (a: number[], n: number): void => {
    for (let i = 0; i < n; i++) a[i] = Math.random()
  }
  const kernel = jit(random)
  const a: number[] = []
  kernel(a, 3)
  assert.is(a.length, 3)
  const [{ code, location }] = kernel.stats.fallbacks
  assert.is(code, 'bail-random')
  assert.is(location?.functionName, 'random')
  const safe = jit(
    (x: Float64Array, n: number) => {
      for (let i = 0; i < n; i++) x[i] = Math.random()
    },
    { tier: 'compiled' },
  )
  safe(new Float64Array(4), 4)
  assert.is(safe.stats.compiled, 1)
})

test('an endless loop is no reason to expect that', () => {
  const first = (x: Float64Array): number => {
    let i = 0
    for (;;) {
      if (!(x[i] <= 0.5)) return i
      i += Math.random() < 2 ? 1 : 0
    }
  }
  const kernel = jit(first, { tier: 'compiled' })
  assert.is(kernel(Float64Array.of(0, 0.2, 0.6)), 2)
  assert.is(kernel.stats.compiled, 1)
})

test.run()
