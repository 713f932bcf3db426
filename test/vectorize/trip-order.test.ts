/** The order of accesses in a body for all lanes, and what of neighbours is loaded once. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compileInThread } from '../../src/in-thread.ts'
import { jit } from '../../src/index.ts'
import { Builder } from '../../src/ir/build.ts'
import type { Load, Stmt, Store, Value } from '../../src/ir/types.ts'
import { inTripOrder, type LaneSpan } from '../../src/vectorize/trip-order.ts'

compileInThread()
const test = suite('trip-order')

const b = new Builder()
const [ptr, index] = [b.binder('i32'), b.binder('i32')]
const load = (result: Value, at = index): Load => ({ kind: 'load', element: 'f64', ptr, index: at, result, lanes: 2 })
const store = (value: Value): Store => ({ kind: 'store', element: 'f64', ptr, index, value, lanes: 2 })
const vector = (): Value => b.binder('f64x2')
const spans = (...list: (readonly [Stmt, number])[]): ReadonlyMap<Stmt, LaneSpan> =>
  new Map(list.map(([stmt, first]) => [stmt, { first, last: first + 1 }]))
const orderOf = (stmts: readonly Stmt[], lanes: ReadonlyMap<Stmt, LaneSpan>): string =>
  inTripOrder(stmts, lanes)
    .map((s) => stmts.indexOf(s))
    .join(' ')

test('a store comes before loads of later lanes', () => {
  const [x, y] = [vector(), vector()]
  const stmts = [load(x), load(y), store(x), store(y)]
  assert.is(orderOf(stmts, spans([stmts[0]!, 0], [stmts[1]!, 2], [stmts[2]!, 0], [stmts[3]!, 2])), '0 2 1 3')
})

test('not before a load of its own lanes or earlier ones', () => {
  const [x, y, z] = [vector(), vector(), vector()]
  const stmts = [load(x), load(y), load(z), store(y), store(x)]
  const lanes = spans([stmts[0]!, 0], [stmts[1]!, 2], [stmts[2]!, 0], [stmts[3]!, 2], [stmts[4]!, 0])
  assert.is(orderOf(stmts, lanes), '0 2 4 1 3')
})

test('not before what it stores', () => {
  const [x, y] = [vector(), vector()]
  const stmts = [load(x), load(y), store(b.binary('add', x, y)), store(y)]
  assert.is(orderOf(stmts, spans([stmts[0]!, 0], [stmts[1]!, 2], [stmts[2]!, 0], [stmts[3]!, 2])), '0 1 2 3')
})

test('not across what is for all lanes', () => {
  const [x, y] = [vector(), vector()]
  const stmts = [load(x), load(y), load(vector()), store(x), store(y)]
  assert.is(orderOf(stmts, spans([stmts[0]!, 0], [stmts[1]!, 2], [stmts[3]!, 0], [stmts[4]!, 2])), '0 1 2 3 4')
})

test('of neighbours each vector is loaded once, and stored as soon as it may', () => {
  const kernel = jit(
    (a: Float64Array, c: Float64Array) => {
      for (let i = 1; i < a.length - 1; i++) c[i] = a[i - 1]! + a[i]! + a[i + 1]!
    },
    { tier: 'compiled' },
  )
  const a = Float64Array.from({ length: 40 }, (_, i) => Math.sin(i))
  const c = new Float64Array(40)
  kernel(a, c)
  for (let i = 1; i < 39; i++) assert.is(c[i], a[i - 1]! + a[i]! + a[i + 1]!)
  const lanes = kernel
    .inspectIR('vectorize')!
    .split('loop (')
    .map(
      (text) =>
        text
          .match(/(load|store) f64 x2/g)
          ?.map((s) => s[0])
          .join('') ?? '',
    )
    .find((text) => text !== '')
  assert.is(lanes, 'lllsllsllslls')
})

test('an overlap that the guard does not see first: the store of the trip before is what is loaded', () => {
  const shift = (a: Float64Array, c: Float64Array, n: number): void => {
    for (let i = 0; i < n; i++) c[i] = a[i]! + a[i + 1]! * 0.5
  }
  const kernel = jit(shift, { tier: 'compiled' })
  for (let by = 0; by < 12; by++) {
    const [own, plain] = [0, 1].map(() => Float64Array.from({ length: 60 }, (_, i) => i * i + 0.25)) as [
      Float64Array,
      Float64Array,
    ]
    for (const [from, to] of [
      [by, 0],
      [0, by],
    ] as const) {
      kernel(own.subarray(from), own.subarray(to), 40)
      shift(plain.subarray(from), plain.subarray(to), 40)
      assert.equal(own, plain, `from ${from} to ${to}`)
    }
  }
})

test.run()
