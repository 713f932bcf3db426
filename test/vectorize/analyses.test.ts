/** What the vectorizer asks about loops: how they count, what they accumulate, what differs between lanes, how indices move. */
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { divergenceOf } from '../../src/analyze/divergence.ts'
import { LinearSum, type SignedSum } from '../../src/analyze/linear.ts'
import { countedLoop } from '../../src/analyze/loops.ts'
import { reductionOf } from '../../src/analyze/reduction.ts'
import { Builder } from '../../src/ir/build.ts'
import type { Op } from '../../src/ir/ops.ts'
import type { Loop, ScalarType, Stmt, Value } from '../../src/ir/types.ts'
import { strideOf } from '../../src/vectorize/widening.ts'
import { block, ifOf, loopOf } from '../ir/functions.ts'
import { type Assignment, evaluate } from '../optimize/evaluate.ts'
import { holds } from '../optimize/property.ts'
import { trips } from './nests.ts'

/** `for (i = first; cond; i += step) stmts`, beside which `next` tells what other parameters become. */
function loopBy(b: Builder, i: Value, first: Value, cond: Value, step: number, more: Partial<Loop['body']> = {}): Loop {
  const next = b.binary('add', i, b.i32(step))
  const body = block([...(more.stmts ?? [])], next, ...(more.yields ?? []))
  return loopOf({ params: [i], inits: [first], cond, body, results: [b.binder('i32')] })
}

const INTEGERS = [-3, 0, 1, 2, 7, 2 ** 31 - 1, -(2 ** 31)]
const FLOATS = [NaN, -Infinity, -2.5, -0, 0, 0.5, 1, 6.5, 7]

/** Whether the loop takes the trips its counter says; those of loops that would run for long are not counted. */
function checkCounted(b: Builder, loop: Loop, bounds: readonly Value[]): void {
  const counted = countedLoop(loop, b)!
  assert.ok(counted, 'it is counted')
  for (const bound of bounds.length > 0 ? (bounds[0].type === 'f64' ? FLOATS : INTEGERS) : [0]) {
    const at: Assignment = new Map(bounds.map((v) => [v, v.type === 'i64' ? BigInt(bound) : bound]))
    const { start, step, limit, unsigned } = counted
    const first = evaluate(start, at) as number
    const [from, to] = [BigInt(unsigned ? first >>> 0 : first), evaluate(limit, at) as bigint]
    const distance = step > 0 ? to - from : from - to
    const size = BigInt(Math.abs(step))
    const expected = distance <= 0n ? 0n : (distance + size - 1n) / size
    if (expected > 30n) continue
    let count = 0n
    trips(loop, at, (now, trip) => {
      assert.is(evaluate(counted.param, now), (first + trip * step) | 0)
      count++
    })
    assert.is(count, expected, `from ${from} to ${to} by ${step}`)
  }
}

for (const type of ['i32', 'f64', 'i64'] as const) {
  for (const op of ['lt', 'le'] as const) {
    for (const step of [1, 3, -1, -2]) {
      test(`counts by ${step} while ${op} a bound in ${type}`, () => {
        const b = new Builder()
        const [i, bound] = [b.binder('i32', 'i'), b.binder(type, 'bound')]
        const counter = type === 'i32' ? i : b.unary(type === 'f64' ? 'i32ToF64' : 'i32ToI64', i)
        const cond = step > 0 ? b.binary(op, counter, bound) : b.binary(op, bound, counter)
        // At the ends of int32 the counter would wrap before the condition fails.
        const near = type === 'f64' ? FLOATS.map((x) => (step < 0 ? -x : x)) : [-3, 0, 1, 2, 7]
        const loop = loopBy(b, i, b.i32(step > 0 ? -2 : 5), cond, step)
        const counted = countedLoop(loop, b)
        assert.ok(counted)
        for (const value of near) {
          const at: Assignment = new Map([[bound, type === 'i64' ? BigInt(value) : value]])
          const limit = evaluate(counted!.limit, at) as bigint
          const seen: number[] = []
          trips(loop, at, (now) => seen.push(evaluate(i, now) as number))
          const wanted: number[] = []
          for (let k = step > 0 ? -2 : 5; step > 0 ? k < limit : k > limit; k += step) wanted.push(k)
          assert.equal(seen, wanted, `bound ${value}`)
        }
      })
    }
  }
}

test('counts with an offset, unsigned, and from a value before the loop', () => {
  const b = new Builder()
  const [i, n] = [b.binder('i32', 'i'), b.binder('i32', 'n')]
  const wide = b.binary('add', b.unary('i32ToI64', i), b.const('i64', 3n))
  checkCounted(b, loopBy(b, i, b.i32(0), b.binary('lt', wide, b.const('i64', 10n)), 2), [])
  checkCounted(b, loopBy(b, i, n, b.binary('lt', i, b.i32(7)), 1), [n])
  checkCounted(b, loopBy(b, i, b.i32(0), b.binary('ult', i, n), 1), [n])
  checkCounted(b, loopBy(b, i, b.i32(0), b.binary('lt', b.unary('u32ToF64', i), b.unary('u32ToF64', n)), 1), [n])
})

test('does not count', () => {
  const b = new Builder()
  const [i, n, x] = [b.binder('i32', 'i'), b.binder('i32', 'n'), b.binder('i32', 'x')]
  const no = (loop: Loop): void => assert.is(countedLoop(loop, b), undefined)
  // The wrong direction, another comparison, a bound or a step that changes.
  no(loopBy(b, i, b.i32(0), b.binary('lt', i, n), -1))
  no(loopBy(b, i, b.i32(0), b.binary('lt', n, i), 1))
  no(loopBy(b, i, b.i32(0), b.binary('ne', i, n), 1))
  no(loopBy(b, i, b.i32(0), b.and(b.binary('lt', i, n), b.binary('lt', i, b.i32(9))), 1))
  const load: Stmt = { kind: 'load', element: 'i32', ptr: n, index: i, result: x }
  no(loopBy(b, i, b.i32(0), b.binary('lt', i, x), 1, { stmts: [load] }))
  const body = block([load], b.binary('add', i, x))
  no(loopOf({ params: [i], inits: [n], cond: b.binary('lt', i, n), body, results: [b.binder('i32')] }))
})

/** i32 expressions over i, j and n, as data. */
interface Node extends ReadonlyArray<Term> {}
type Term = number | 'i' | 'j' | 'n' | Node
const leaf: fc.Arbitrary<Term> = fc.constantFrom<Term[]>('i', 'i', 'j', 'n', 0, 1, 2, -1, 7, 2 ** 30)
const termOf = (depth: number): fc.Arbitrary<Term> =>
  depth === 0
    ? leaf
    : fc.oneof(
        { weight: 1, arbitrary: leaf },
        {
          weight: 3,
          arbitrary: fc.tuple(
            fc.constantFrom('add', 'sub', 'mul', 'shl', 'xor', 'add'),
            termOf(depth - 1),
            termOf(depth - 1),
          ) as unknown as fc.Arbitrary<Term>,
        },
      )

const valueOf = (b: Builder, term: Term, scope: Readonly<Record<string, Value>>): Value => {
  if (typeof term === 'number') return b.i32(term)
  if (typeof term === 'string') return scope[term]
  const [op, x, y] = term as unknown as [Op, Term, Term]
  return b.binary(op as 'add', valueOf(b, x, scope), valueOf(b, y, scope))
}
const scopeOf = (b: Builder) => ({ i: b.binder('i32', 'i'), j: b.binder('i32', 'j'), n: b.binder('i32', 'n') })
const places = (scope: ReturnType<typeof scopeOf>): Assignment[] =>
  [
    [0, 0, 0],
    [1, 2, 3],
    [-5, 7, 100],
    [2 ** 30, -3, 46341],
    [2 ** 31 - 1, -(2 ** 31), -1],
  ].map(
    ([i, j, n]) =>
      new Map([
        [scope.i, i],
        [scope.j, j],
        [scope.n, n],
      ]),
  )

const mentions = (value: Value, binders: readonly Value[]): boolean =>
  binders.includes(value) || value.args.some((a) => mentions(a, binders))

test('linear sums are what they were made of, modulo 2^32', () => {
  const check = (term: Term): void => {
    const b = new Builder()
    const scope = scopeOf(b)
    const value = valueOf(b, term, scope)
    const varies = (v: Value): boolean => mentions(v, [scope.i, scope.j])
    const sum = new LinearSum(b, varies)
    sum.add(value, 1)
    const [moving, fixed] = [sum.varying(), sum.invariant()]
    assert.not(fixed && varies(fixed.value), 'the invariant part varies')
    const signed = (part: SignedSum | undefined, at: Assignment): number =>
      part === undefined ? 0 : (evaluate(part.value, at) as number) * (part.op === 'add' ? 1 : -1)
    for (const at of places(scope)) {
      const total = (signed(moving, at) + signed(fixed, at) + sum.constant) | 0
      assert.is(total, evaluate(value, at), `at ${[...at.values()]}`)
    }
  }
  holds(fc.property(termOf(4), check), 1000)
})

test('strides: how an index moves from lane to lane', () => {
  let known = 0
  const check = (term: Term, step: number): void => {
    const b = new Builder()
    const scope = scopeOf(b)
    const value = valueOf(b, term, scope)
    const divergence = { varies: (v: Value): boolean => mentions(v, [scope.i]) }
    const stride = strideOf(value, { counters: new Map([[scope.i, step]]), divergence })
    if (stride === undefined) return
    known++
    for (const at of places(scope)) {
      const next = new Map([...at, [scope.i, ((at.get(scope.i) as number) + step) | 0] as const])
      const moved = ((evaluate(value, next) as number) - (evaluate(value, at) as number)) | 0
      assert.is(moved, stride | 0, `at ${[...at.values()]}`)
    }
  }
  holds(fc.property(termOf(3), fc.constantFrom(1, 2, -1), check), 1000)
  assert.ok(known > 200, `${known}`)
})

/** `s = next(s, x)` in a loop that loads x; what comes of it. */
function accumulate(
  type: ScalarType,
  next: (b: Builder, s: Value, x: Value, stmts: Stmt[], i: Value) => Value,
  mayReassociate = false,
): string | undefined {
  const b = new Builder()
  const [i, s, x, n] = [b.binder('i32', 'i'), b.binder(type, 's'), b.binder(type, 'x'), b.binder('i32', 'n')]
  const element = type === 'bool' ? 'i32' : type
  const loaded = type === 'bool' ? b.binder('i32') : x
  const stmts: Stmt[] = [{ kind: 'load', element, ptr: n, index: i, result: loaded }]
  const value = next(b, s, type === 'bool' ? b.binary('lt', loaded, b.i32(3)) : x, stmts, i)
  const loop = loopOf({
    params: [i, s],
    inits: [b.i32(0), b.const(type, type === 'i64' ? 0n : 0)],
    cond: b.binary('lt', i, n),
    body: block(stmts, b.binary('add', i, b.i32(1)), value),
    results: [b.binder('i32'), b.binder(type)],
  })
  return reductionOf(loop, 1, mayReassociate)?.op
}

test('reductions whose order does not matter', () => {
  for (const op of ['add', 'mul', 'and', 'or', 'xor', 'min', 'max'] as const)
    assert.is(
      accumulate('i32', (b, s, x) => b.binary(op, s, x)),
      op,
    )
  for (const op of ['min', 'max'] as const)
    assert.is(
      accumulate('f64', (b, s, x) => b.binary(op, x, s)),
      op,
    )
  assert.is(
    accumulate('i64', (b, s, x) => b.binary('add', s, x)),
    'add',
  )
  assert.is(
    accumulate('bool', (b, s, x) => b.or(s, x)),
    'or',
  )
  assert.is(
    accumulate('i32', (b, s, x) => b.binary('add', b.binary('add', s, x), b.binary('mul', x, x))),
    'add',
  )
})

test('float sums only where they may be reassociated', () => {
  for (const type of ['f64', 'f32'] as const) {
    for (const op of ['add', 'mul'] as const) {
      assert.is(
        accumulate(type, (b, s, x) => b.binary(op, s, x)),
        undefined,
      )
      assert.is(
        accumulate(type, (b, s, x) => b.binary(op, s, x), true),
        op,
      )
    }
    assert.is(
      accumulate(type, (b, s, x) => b.binary('div', s, x), true),
      undefined,
    )
  }
})

test('reductions in some trips only, and by an inner loop', () => {
  assert.is(
    accumulate('i32', (b, s, x) => b.select(b.binary('lt', x, b.i32(0)), b.binary('add', s, x), s)),
    'add',
  )
  assert.is(
    accumulate('i32', (b, s, x, stmts) => {
      const result = b.binder('i32')
      stmts.push(ifOf(b.binary('lt', x, b.i32(0)), block([], b.binary('xor', s, x)), block([], s), [result]))
      return result
    }),
    'xor',
  )
  assert.is(
    accumulate('i32', (b, s, x, stmts) => {
      const [k, t] = [b.binder('i32', 'k'), b.binder('i32', 't')]
      const results = [b.binder('i32'), b.binder('i32')]
      const body = block([], b.binary('add', k, b.i32(1)), b.binary('add', t, x))
      stmts.push(loopOf({ params: [k, t], inits: [b.i32(0), s], cond: b.binary('lt', k, x), body, results }))
      return results[1]
    }),
    'add',
  )
})

test('no reductions', () => {
  const not = (next: Parameters<typeof accumulate>[1]): void => assert.is(accumulate('i32', next), undefined)
  not((b, s, x) => b.binary('sub', x, s))
  not((b, s, x) => b.binary('add', s, b.binary('mul', s, x)))
  not((b, s, x) => b.binary('add', b.binary('mul', s, x), x))
  not((b, s, x) => b.select(b.binary('lt', s, x), x, s))
  not((_, s) => s)
  not((_, __, x) => x)
  // The running value is looked at, or stored.
  not((b, s, x, stmts, i) => {
    stmts.push({ kind: 'store', element: 'i32', ptr: b.i32(0), index: i, value: s })
    return b.binary('add', s, x)
  })
  not((b, s, x) => b.select(b.binary('lt', s, b.i32(9)), b.binary('add', s, x), s))
})

/** A loop over i with an inner loop over k to `end`, which carries a value from `start` on by `next`. */
function nested(
  make: (b: Builder, names: Record<'i' | 'n' | 'k' | 't' | 'x', Value>) => Record<'end' | 'start' | 'next', Value>,
) {
  const b = new Builder()
  const [i, n, k, t] = ['i', 'n', 'k', 't'].map((name) => b.binder('i32', name))
  const x = b.binder('i32', 'x')
  const { end, start, next } = make(b, { i, n, k, t, x })
  const results = [b.binder('i32'), b.binder('i32')]
  const load: Stmt = { kind: 'load', element: 'i32', ptr: n, index: i, result: x }
  const body = block([], b.binary('add', k, b.i32(1)), next)
  const inner = loopOf({ params: [k, t], inits: [b.i32(0), start], cond: b.binary('lt', k, end), body, results })
  const { varies } = divergenceOf(loopBy(b, i, b.i32(0), b.binary('lt', i, n), 1, { stmts: [load, inner] }))
  const found: Record<string, boolean> = {}
  for (const [name, value] of Object.entries({ i, n, x, k, t, count: results[0], result: results[1] }))
    found[name] = varies(value)
  return found
}

test('divergence: an inner loop that all lanes run alike', () => {
  const same = { i: true, n: false, x: true, k: false, count: false }
  assert.equal(
    nested((b, { n, t }) => ({ end: n, start: b.i32(0), next: b.binary('add', t, n) })),
    { ...same, t: false, result: false },
  )
  const sum = { ...same, t: true, result: true }
  assert.equal(
    nested((b, { n, t, x }) => ({ end: n, start: b.i32(0), next: b.binary('add', t, x) })),
    sum,
  )
  assert.equal(
    nested((b, { n, t, i }) => ({ end: n, start: i, next: b.binary('mul', t, n) })),
    sum,
  )
})

test('divergence: lanes that leave at different times', () => {
  const found = nested((b, { n, t, x }) => ({ end: x, start: b.i32(1), next: b.binary('mul', t, n) }))
  // All lanes that are still there count alike; how far each came differs, and so does what it stopped at.
  assert.equal(found, { i: true, n: false, x: true, k: false, t: true, count: true, result: true })
})

test('divergence of branches', () => {
  const b = new Builder()
  const [i, n] = [b.binder('i32', 'i'), b.binder('i32', 'n')]
  const [p, q, r] = [b.binder('i32'), b.binder('i32'), b.binder('i32')]
  const both = (cond: Value, x: Value, y: Value, result: Value): Stmt =>
    ifOf(cond, block([], x), block([], y), [result])
  const odd = b.binary('lt', b.binary('and', i, b.i32(1)), b.i32(1))
  const stmts = [both(odd, n, b.i32(2), p), both(odd, n, n, q), both(b.binary('lt', n, b.i32(5)), n, b.i32(1), r)]
  const { varies } = divergenceOf(loopBy(b, i, b.i32(0), b.binary('lt', i, n), 1, { stmts }))
  assert.equal([p, q, r].map(varies), [true, false, false])
  assert.is(varies(b.binary('mul', i, n)), true)
  assert.is(varies(b.binary('mul', r, n)), false)
})

test.run()
