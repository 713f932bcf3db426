/**
 * Ranges against brute force: operands are binders whose range is the hull of a few concrete values, and whatever the op table gives
 * for these values must lie in the range of the result. The same for what conditions tell, and for whole loops.
 */
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Range } from '../../src/analyze/range.ts'
import { rangesOf } from '../../src/analyze/ranges.ts'
import { refine, transfer } from '../../src/analyze/transfer.ts'
import { Builder } from '../../src/ir/build.ts'
import { type Constant, type Op, operandTypes, ops, type ScalarType as Type } from '../../src/ir/ops.ts'
import type { Value } from '../../src/ir/types.ts'
import { block, loopOf, moduleOf } from '../ir/functions.ts'
import { specials } from '../ir/specials.ts'
import { evaluate } from './evaluate.ts'
import { contains, hullOf, showRange } from './hull.ts'
import { holds } from './property.ts'

/** Small numbers beside the awkward ones, since bounds of small intervals meet more often. */
const small = [-3, -2, -1.5, -1, -0.5, -0, 0, 0.25, 0.5, 1, 2, 3, 7]
const numbersOf: Readonly<Record<Type, readonly Constant[]>> = {
  ...specials,
  f64: [...small, ...specials.f64],
  f32: [...small, ...specials.f32],
  i32: [-3, -2, -1, 0, 1, 2, 3, 4, ...specials.i32],
}
const someOf = (type: Type) => fc.array(fc.constantFrom(...numbersOf[type]), { minLength: 1, maxLength: 3 })

/** Every choice of one item from each list. */
function product<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((rows, list) => rows.flatMap((row) => list.map((item) => [...row, item])), [[]])
}

/** Binders with sets of values that they may have. */
class Sets {
  readonly b = new Builder()
  private readonly ranges = new Map<Value, Range>()
  private readonly sets: [Value, readonly Constant[]][] = []
  readonly rangeOf = (value: Value): Range | undefined =>
    value.op === 'binder' ? this.ranges.get(value) : transfer(value, this.rangeOf)

  binder(type: Type, values: readonly Constant[]): Value {
    const binder = this.b.binder(type)
    this.sets.push([binder, values])
    if (type !== 'bool' && type !== 'i64') this.ranges.set(binder, hullOf(values as number[]))
    return binder
  }

  /** Each way to give the binders values. */
  *assignments(): Generator<ReadonlyMap<Value, Constant>> {
    for (const row of product(this.sets.map(([, values]) => values))) {
      yield new Map(this.sets.map(([binder], i) => [binder, row[i]]))
    }
  }
}

function assertContains(range: Range | undefined, result: Constant, what: () => string): void {
  if (!contains(range, result as number)) {
    const shown = Object.is(result, -0) ? '-0' : String(result)
    throw new Error(`${what()} gives ${shown}, not in ${showRange(range)}`)
  }
}

const show = (values: Iterable<Constant>): string => [...values].map((v) => (Object.is(v, -0) ? '-0' : v)).join(', ')

for (const [op, row] of Object.entries(ops) as [Op, (typeof ops)[Op]][]) {
  if (row.evaluate === undefined || row.result === 'bool' || row.result === 'i64') continue
  for (const on of row.on.filter((type) => row.result !== undefined || (type !== 'bool' && type !== 'i64'))) {
    test(`transfer: ${op} at ${on}`, () => {
      const type = row.result ?? on
      const types = operandTypes(op, type, row.arity, on)
      holds(
        fc.property(fc.tuple(...types.map(someOf)), (values) => {
          const sets = new Sets()
          const args = types.map((each, i) => sets.binder(each, values[i]))
          const value = sets.b.intern(op, type, args, undefined)
          const range = transfer(value, sets.rangeOf)
          for (const at of sets.assignments()) {
            assertContains(range, evaluate(value, at), () => `${op}(${show(at.values())})`)
          }
        }),
      )
    })
  }
}

test('transfer: constants', () => {
  const b = new Builder()
  for (const type of ['f64', 'f32', 'i32'] as const) {
    for (const x of specials[type]) {
      assertContains(
        transfer(b.const(type, x), () => undefined),
        x,
        () => `constant ${x}`,
      )
    }
  }
})

test('transfer: products and quotients of what is a multiple', () => {
  // 1 / 161 and 1 / 187 are not exact, although their reciprocals are whole
  for (const c of [2, 3, 4, 8, 49, 107, 161, 187, 197, -2, 0.5, 0.25]) {
    const sets = new Sets()
    const { b } = sets
    const x = sets.binder('f64', [...Array.from({ length: 400 }, (_, i) => (i - 100) * c), -0])
    const multiple = b.assume(x, b.binary('eq', b.binary('rem', x, b.f64(c)), b.f64(0)), true)
    for (const value of [b.binary('mul', multiple, b.f64(1 / c)), b.binary('div', multiple, b.f64(c))]) {
      const range = transfer(value, sets.rangeOf)
      for (const at of sets.assignments()) {
        assertContains(range, evaluate(value, at), () => `${value.op} of ${show(at.values())} by ${c}`)
      }
    }
  }
})

test('transfer is worth something: bounds of small intervals are tight', () => {
  const sets = new Sets()
  const [x, y] = [sets.binder('f64', [1, 3]), sets.binder('f64', [2, 5])]
  const bounds = (op: Op): unknown => {
    const { lo, hi, int, nan, negZero } = transfer(sets.b.intern(op, 'f64', [x, y]), sets.rangeOf)!
    return [lo, hi, int, nan, negZero]
  }
  assert.equal(bounds('add'), [3, 8, true, false, false])
  assert.equal(bounds('sub'), [-4, 1, true, false, false])
  assert.equal(bounds('mul'), [2, 15, true, false, false])
  assert.equal(bounds('rem'), [0, 3, true, false, false])
  assert.equal(bounds('max'), [2, 5, true, false, false])
  assert.equal(bounds('div'), [0.2, 1.5, false, false, false])
})

// What conditions tell

type Condition = (b: Builder, x: Value, y: Value) => Value
const comparisons: readonly Op[] = ['eq', 'ne', 'lt', 'le']
const conditions: Readonly<Record<string, Condition>> = {
  ...Object.fromEntries(comparisons.map((op) => [`x ${op} y`, (b, x, y) => b.intern(op, 'bool', [x, y])])),
  ...Object.fromEntries(comparisons.map((op) => [`y ${op} x`, (b, x, y) => b.intern(op, 'bool', [y, x])])),
  'not x lt y': (b, x, y) => b.intern('not', 'bool', [b.intern('lt', 'bool', [x, y])]),
  'x le y and y le x': (b, x, y) => b.and(b.intern('le', 'bool', [x, y]), b.intern('le', 'bool', [y, x])),
  'x lt y or y lt x': (b, x, y) => b.or(b.intern('lt', 'bool', [x, y]), b.intern('lt', 'bool', [y, x])),
  'abs x le y': (b, x, y) => b.intern('le', 'bool', [b.intern('abs', x.type, [x]), y]),
  'x * x lt y': (b, x, y) => b.intern('lt', 'bool', [b.intern('mul', x.type, [x, x]), y]),
  'x * x le y': (b, x, y) => b.intern('le', 'bool', [b.intern('mul', x.type, [x, x]), y]),
}
const unsigned: Readonly<Record<string, Condition>> = {
  'x ult y': (b, x, y) => b.intern('ult', 'bool', [x, y]),
  'y ult x': (b, x, y) => b.intern('ult', 'bool', [y, x]),
  'x ule y': (b, x, y) => b.intern('ule', 'bool', [x, y]),
}

function checkRefine(
  name: string,
  type: Type,
  other: Type,
  make: (sets: Sets, x: Value, y: Value) => [Value, Value],
): void {
  for (const constant of [false, true]) {
    test(`refine: ${name} at ${type}${constant ? ', y constant' : ''}`, () => {
      holds(
        fc.property(someOf(type), someOf(other), fc.boolean(), (xs, ys, truth) => {
          const sets = new Sets()
          const x = sets.binder(type, xs)
          const y = constant ? sets.b.const(other, ys[0]) : sets.binder(other, ys)
          const [subject, cond] = make(sets, x, y)
          const range = refine(sets.rangeOf(subject)!, subject, cond, truth, sets.rangeOf)
          for (const at of sets.assignments()) {
            if (evaluate(cond, at) !== Number(truth)) continue
            const what = () => `${name} is ${truth} for ${show([...at.values(), ...(constant ? ys.slice(0, 1) : [])])}`
            assertContains(range, evaluate(subject, at), what)
          }
        }),
      )
    })
  }
}

for (const type of ['f64', 'f32', 'i32'] as const) {
  const all = type === 'i32' ? { ...conditions, ...unsigned } : conditions
  for (const [name, cond] of Object.entries(all)) {
    if (name.includes('abs') && type === 'f32') continue
    checkRefine(name, type, type, ({ b }, x, y) => [x, cond(b, x, y)])
  }
}
for (const [name, cond] of Object.entries(conditions)) {
  // The value is an i32, and compared as a float; or the float is asked about, and its i32 compared.
  checkRefine(`i32 as a float: ${name}`, 'i32', 'f64', ({ b }, x, y) => [x, cond(b, b.unary('i32ToF64', x), y)])
  checkRefine(`float of an i32: ${name}`, 'i32', 'i32', ({ b }, x, y) => [b.unary('i32ToF64', x), cond(b, x, y)])
}
checkRefine('wrapped square', 'i32', 'f64', ({ b }, x, y) => {
  return [x, b.intern('lt', 'bool', [b.unary('i32ToF64', b.intern('mul', 'i32', [x, x])), y])]
})
for (const type of ['f64', 'i32'] as const) {
  test(`refine: inBounds at ${type}`, () => {
    holds(
      fc.property(someOf(type), fc.array(fc.nat(9), { minLength: 1 }), fc.boolean(), (xs, lengths, truth) => {
        const sets = new Sets()
        const [x, length] = [sets.binder(type, xs), sets.binder('i32', lengths)]
        const cond = sets.b.intern('inBounds', 'bool', [x, length])
        const range = refine(sets.rangeOf(x)!, x, cond, truth, sets.rangeOf)
        for (const at of sets.assignments()) {
          if (evaluate(cond, at) === Number(truth))
            assertContains(range, at.get(x)!, () => `inBounds(${show(at.values())})`)
        }
      }),
    )
  })
}

// Loops

/** `for (i = start; i < end; i += step) s = next(s, i)`: every value that i and s have must lie in their ranges. */
function checkLoop(
  start: number,
  end: number,
  step: number,
  s0: number,
  next: (b: Builder, s: Value, i: Value) => Value,
): void {
  const b = new Builder()
  const [i, s] = [b.binder('f64', 'i'), b.binder('f64', 's')]
  const cond = step > 0 ? b.binary('lt', i, b.f64(end)) : b.binary('lt', b.f64(end), i)
  const inside = b.assume(i, cond, true)
  const loop = loopOf({
    params: [i, s],
    inits: [b.f64(start), b.f64(s0)],
    cond,
    body: block([], b.binary('add', inside, b.f64(step)), next(b, s, inside)),
    results: [b.binder('f64', 'i'), b.binder('f64', 's')],
  })
  const ranges = rangesOf(moduleOf({ name: 'f', params: [], results: ['f64'], body: block([loop], loop.results[1]) }))
  let at: ReadonlyMap<Value, Constant> = new Map([
    [i, start],
    [s, s0],
  ])
  const contain = (values: readonly Value[]): void => {
    values.forEach((value, k) =>
      assertContains(ranges(value), at.get([i, s][k])!, () => `variable ${k} of (${start}, ${end}, ${step})`),
    )
  }
  let trips = 0
  for (; trips < 200 && evaluate(loop.cond, at) === 1; trips++) {
    contain([i, s])
    const values = loop.body.yields.map((value) => evaluate(value, at))
    at = new Map([
      [i, values[0]],
      [s, values[1]],
    ])
  }
  contain([i, s])
  if (trips < 200) contain(loop.results)
}

const steps = fc.constantFrom(1, 2, 3, 7, -1, -2, 0.5, 0.1, 1e-20, 2 ** 30)
const starts = fc.constantFrom(0, 1, -5, 100, 0.5, 2 ** 31 - 3, 2 ** 32, 2 ** 53 - 2, 2 ** 53)
const bodies: Readonly<Record<string, (b: Builder, s: Value, i: Value) => Value>> = {
  'adds 1': (b, s) => b.binary('add', s, b.f64(1)),
  'takes 3': (b, s) => b.binary('sub', s, b.f64(3)),
  'adds the counter': (b, s, i) => b.binary('add', s, i),
  'adds a byte': (b, s, i) =>
    b.binary('add', s, b.unary('i32ToF64', b.binary('and', b.unary('toInt32', i), b.i32(255)))),
  'adds or not': (b, s, i) => b.select(b.binary('lt', i, b.f64(3)), b.binary('add', s, b.f64(5)), s),
  'adds and takes too much': (b, s) => b.binary('sub', b.binary('add', s, b.f64(2 ** 60)), b.f64(2 ** 60)),
  doubles: (b, s) => b.binary('add', s, s),
  negates: (b, s) => b.unary('neg', s),
  'is multiplied': (b, s) => b.binary('mul', s, b.f64(3)),
  'is the remainder': (b, s, i) => b.binary('rem', b.binary('add', s, i), b.f64(7)),
}
for (const [name, next] of Object.entries(bodies)) {
  test(`loops: a variable that ${name}`, () => {
    const ends = fc.tuple(starts, steps, fc.nat(40))
    const property = fc.property(ends, starts, ([start, step, count], s0) => {
      checkLoop(start, start + step * count, step, s0, next)
      checkLoop(start, start + Math.sign(step) * count, step, s0, next)
    })
    holds(property)
  })
}

test('loops: sums of bytes are known to stay small', () => {
  const b = new Builder()
  const [a, n, i, s, x] = [
    b.binder('i32', 'a', { root: 0 }),
    b.binder('i32', 'n'),
    b.binder('f64'),
    b.binder('f64'),
    b.binder('i32'),
  ]
  const cond = b.binary('lt', i, b.unary('i32ToF64', n))
  const loop = loopOf({
    params: [i, s],
    inits: [b.f64(0), b.f64(0)],
    cond,
    body: block(
      [
        {
          kind: 'load',
          element: 'u8',
          ptr: a,
          index: b.unary('truncSat', i),
          guard: b.binary('inBounds', i, n),
          otherwise: b.i32(0),
          result: x,
        },
      ],
      b.binary('add', b.assume(i, cond, true), b.f64(1)),
      b.binary('add', s, b.unary('i32ToF64', x)),
    ),
    results: [b.binder('f64'), b.binder('f64')],
  })
  const func = { name: 'f', params: [a, n], results: ['f64' as const], body: block([loop], loop.results[1]) }
  const { lo, hi, int, nan } = rangesOf(moduleOf(func))(s)!
  assert.equal([lo, int, nan], [0, true, false])
  assert.ok(hi >= 255 * (2 ** 31 - 1) && hi <= 255 * 2 ** 32, String(hi))
})

test.run()
