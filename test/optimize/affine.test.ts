/**
 * Symbolic bounds against brute force: random nests of two loops run, with small numbers for what is known before them. Where the
 * checks hold, each value that the index takes must lie between the bounds.
 */
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Nest } from '../../src/analyze/affine.ts'
import { rangesOf } from '../../src/analyze/ranges.ts'
import { Builder } from '../../src/ir/build.ts'
import type { Constant } from '../../src/ir/ops.ts'
import type { Loop, Value } from '../../src/ir/types.ts'
import { block, loopOf, moduleOf } from '../ir/functions.ts'
import { type Assignment, evaluate } from './evaluate.ts'
import { holds } from './property.ts'

/** `for (v = start; v < end; v += step)`, downwards with `end <= v` for a negative step; `also` moves along with v. */
interface Shape {
  readonly start: Term
  readonly end: Term
  readonly step: number
  readonly inclusive: boolean
  readonly along: number
}

/** An expression over the variables in scope, as data that shrinks well. */
interface Node extends ReadonlyArray<Term> {}
type Term = number | string | Node

const LEAVES = ['m', 'n', 'h', 0, 1, 2, 3, -1, 7]
const MOST_TRIPS = 40

const termOf = (names: readonly (string | number)[], depth: number): fc.Arbitrary<Term> => {
  const leaf: fc.Arbitrary<Term> = fc.constantFrom(...names)
  if (depth === 0) return leaf
  const inner = termOf(names, depth - 1)
  const binary = fc.tuple(fc.constantFrom('add', 'sub', 'mul', 'min', 'max', 'rem', 'add', 'mul'), inner, inner)
  const unary = fc.tuple(fc.constantFrom('neg', 'half', 'shift', 'tenth'), inner)
  const chosen = fc.tuple(fc.constant('select'), inner, inner, inner)
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    { weight: 6, arbitrary: binary },
    { weight: 1, arbitrary: unary },
    { weight: 1, arbitrary: chosen },
  )
}
const shapeOf = (names: readonly (string | number)[]): fc.Arbitrary<Shape> =>
  fc.record({
    start: termOf(names, 1),
    end: termOf(names, 1),
    step: fc.constantFrom(1, 1, 1, 2, 4, -1, -2),
    inclusive: fc.boolean(),
    along: fc.constantFrom(1, 3, -2),
  })

class Maker {
  readonly b = new Builder()
  readonly m = this.b.binder('i32', 'm')
  readonly n = this.b.binder('i32', 'n')
  readonly h = this.b.binder('f64', 'h')
  readonly scope = new Map<string, Value>([
    ['m', this.b.unary('i32ToF64', this.m)],
    ['n', this.b.unary('i32ToF64', this.n)],
    ['h', this.h],
  ])

  value(term: Term): Value {
    const { b } = this
    if (typeof term === 'number') return b.f64(term)
    if (typeof term === 'string') return this.scope.get(term)!
    const [op, ...rest] = term
    const args = rest.map((each) => this.value(each))
    switch (op) {
      case 'half':
        return b.unary('floor', b.binary('mul', args[0], b.f64(0.5)))
      case 'tenth':
        return b.binary('mul', args[0], b.f64(0.1))
      case 'shift':
        return b.unary('i32ToF64', b.binary('shr', b.unary('toInt32', args[0]), b.i32(1)))
      case 'select':
        return b.select(b.binary('lt', args[0], args[1]), args[1], args[2])
      default:
        return b.make(op as 'add', 'f64', args)
    }
  }

  /** A loop whose body is made with `v` and `w` of it in scope, as lowering would: what the condition tells is assumed. */
  loop(shape: Shape, [v, w]: readonly [string, string], body: () => Loop[]): Loop {
    const { b } = this
    const [counter, other] = [b.binder('f64', v), b.binder('f64', w)]
    const [start, end] = [this.value(shape.start), this.value(shape.end)]
    const op = shape.inclusive ? 'le' : 'lt'
    const cond = shape.step > 0 ? b.binary(op, counter, end) : b.binary(op, end, counter)
    const inside = b.assume(counter, cond, true)
    this.scope.set(v, inside).set(w, other)
    const stmts = body()
    const yields = [b.binary('add', inside, b.f64(shape.step)), b.binary('add', other, b.f64(shape.along))]
    return loopOf({
      params: [counter, other],
      inits: [start, b.f64(0)],
      cond,
      body: block(stmts, ...yields),
      results: [b.binder('f64'), b.binder('f64')],
    })
  }
}

/** Runs the nest; calls `visit` in each trip of the inner loop. */
function run(outer: Loop, inner: Loop, at: Assignment, visit: (at: Assignment) => void): void {
  trips(outer, at, (now) => trips(inner, now, visit))
}

function trips({ params, inits, cond, body }: Loop, at: Assignment, visit: (at: Assignment) => void): void {
  let values: Constant[] = inits.map((init) => evaluate(init, at))
  for (let trip = 0; trip < MOST_TRIPS; trip++) {
    const now = new Map([...at, ...params.map((param, i) => [param, values[i]] as const)])
    if (evaluate(cond, now) !== 1) return
    visit(now)
    values = body.yields.map((next) => evaluate(next, now))
  }
}

const show = (at: Assignment): string => [...at].map(([binder, x]) => `${binder.imm} = ${x}`).join(', ')
const integers = [-2, 0, 1, 3, 5, 2 ** 31 - 1]
const floats = [-0, 0.5, 2, -1, NaN, 1e10]
let bounded = 0

/** Fails unless the bounds of `index` hold; says whether there were any. */
function checkNest(shapes: readonly [Shape, Shape], index: Term): void {
  const maker = new Maker()
  const { b, m, n, h } = maker
  let inner!: Loop
  let value!: Value
  const outer = maker.loop(shapes[0], ['i', 'p'], () => {
    inner = maker.loop(shapes[1], ['j', 'q'], () => {
      value = maker.value(index)
      return []
    })
    return [inner]
  })
  const func = { name: 'f', params: [m, n, h], results: ['f64' as const], body: block([outer], outer.results[0]) }
  const binders = new Set([...outer.params, ...inner.params, ...inner.results])
  const nest = new Nest(b, rangesOf(moduleOf(func)), binders)
  nest.enter(outer, 0)
  nest.enter(inner, 1)
  const facts = [outer, inner].map(({ cond }) => ({ cond, truth: true }))
  const bounds = nest.bounds(value, facts)
  if (bounds === undefined) return
  bounded++
  for (const mm of integers) {
    for (const nn of integers) {
      for (const hh of floats)
        checkAt(
          new Map<Value, Constant>([
            [m, mm],
            [n, nn],
            [h, hh],
          ]),
        )
    }
  }

  function checkAt(at: Assignment): void {
    if ([...nest.checks].some((check) => evaluate(check, at) !== 1)) return
    const [lo, hi] = [evaluate(bounds!.lo, at), evaluate(bounds!.hi, at)] as [number, number]
    run(outer, inner, at, (now) => {
      const x = evaluate(value, now) as number
      // What is not whole is no index, and nobody looks again.
      if (!(lo <= x && x <= hi && Number.isInteger(x)))
        throw new Error(`the index is ${x}, not in [${lo}, ${hi}], for ${show(now)}`)
    })
  }
}

const names = [...LEAVES, 'i', 'i', 'p']
test('bounds of random indices in random nests', () => {
  const nests = fc.tuple(shapeOf(LEAVES), shapeOf(names))
  holds(fc.property(nests, termOf([...names, 'j', 'j', 'j', 'q'], 2), checkNest), 600)
  assert.ok(bounded > 100, `only ${bounded} of the indices have bounds`)
})

const upTo = (end: Term): Shape => ({ start: 0, end, step: 1, inclusive: false, along: 1 })
const downFrom = (start: Term): Shape => ({ start, end: 0, step: -1, inclusive: true, along: 1 })
const known: Readonly<Record<string, readonly [Shape, Shape, Term]>> = {
  'rows and columns': [upTo('m'), upTo('n'), ['add', ['mul', 'i', 'n'], 'j']],
  'a triangle': [upTo('n'), upTo('i'), ['add', ['mul', 'i', 'n'], 'j']],
  downwards: [downFrom(['sub', 'n', 1]), upTo('m'), 'i'],
  'a moving index': [upTo('m'), upTo('n'), 'q'],
  'a clamp': [upTo('m'), upTo('n'), ['min', ['add', 'j', 1], ['sub', 'n', 1]]],
  'steps of four': [upTo('m'), { ...upTo('n'), step: 4 }, ['add', 'j', 3]],
  'a torus': [upTo('m'), upTo('n'), ['rem', ['add', 'j', 1], 'n']],
}
for (const [name, [outer, inner, index]] of Object.entries(known)) {
  test(`bounds of ${name}`, () => {
    const before = bounded
    checkNest([outer, inner], index)
    assert.is(bounded, before + 1, 'there are no bounds')
  })
}

test('bounds of what may be a fraction or NaN', () => {
  for (const inner of [
    ['tenth', 'j'],
    ['add', 'j', 0.5],
    ['rem', 'j', 0],
  ] as const) {
    checkNest([upTo('m'), upTo('n')], inner)
    checkNest([upTo('m'), upTo('n')], ['min', 'n', inner])
    checkNest([upTo('m'), upTo('n')], ['max', 0, ['min', 3, inner]])
    checkNest([upTo('m'), upTo('n')], ['select', 'i', 'j', inner])
  }
})

test.run()
