/** Bundles do in all lanes what the scalar operation does in one: each is run by the interpreter at awkward values. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Builder } from '../../src/ir/build.ts'
import { interpret } from '../../src/ir/interpret.ts'
import type { Constant, Op } from '../../src/ir/ops.ts'
import type { ScalarType, Value } from '../../src/ir/types.ts'
import { verify } from '../../src/ir/verify.ts'
import { type Bundle, Bundles } from '../../src/vectorize/bundle.ts'
import { block, moduleOf } from '../ir/functions.ts'
import { specials } from '../ir/specials.ts'

const LANES = [2, 4, 8, 16]
const host = {
  call: () => assert.unreachable(),
  throw: () => assert.unreachable(),
  allocate: () => assert.unreachable(),
} as never

interface Made {
  /** What the bundles say, and what each lane should be. */
  readonly found: readonly Value[]
  readonly wanted: readonly Value[]
}

/** Calls `make` with bundles of parameters of the given types, and compares what it makes at special values. */
function compare(
  lanes: number,
  types: readonly ScalarType[],
  make: (bundles: Bundles, args: readonly Bundle[], scalars: readonly (readonly Value[])[], b: Builder) => Made,
): void {
  const b = new Builder()
  const scalars = types.map((type) => Array.from({ length: lanes }, () => b.binder(type)))
  const bundles = new Bundles(b, lanes)
  const args = types.map((type, i) => bundles.pack(type, scalars[i]))
  const { found, wanted } = make(bundles, args, scalars, b)
  const yields = [...found, ...wanted]
  const results = yields.map((v) => v.type as ScalarType)
  const module = moduleOf({ name: 'f', params: scalars.flat(), results, body: block([], ...yields) })
  verify(module, 'narrowed')
  for (let shift = 0; shift < 60; shift += lanes) {
    const values = types.flatMap((type, i) =>
      Array.from({ length: lanes }, (_, k) => specials[type][(shift * (i + 1) + k) % specials[type].length]),
    )
    const out = interpret(module, new ArrayBuffer(0), values as Constant[], host)
    for (const [k] of found.entries()) {
      const [x, y] = [out[k], out[found.length + k]]
      assert.ok(Object.is(x, y), `lane ${k} of ${lanes} is ${x}, not ${y}, at ${values.join()}`)
    }
  }
}

const all = (bundles: Bundles, bundle: Bundle): Value[] =>
  Array.from({ length: bundles.lanes }, (_, k) => bundles.lane(bundle, k))

/** `op` on each lane by itself. */
const each = (b: Builder, op: Op, type: ScalarType, scalars: readonly (readonly Value[])[]): Value[] =>
  scalars[0].map((_, k) =>
    b.make(
      op,
      type,
      scalars.map((s) => s[k]),
    ),
  )

for (const type of ['i32', 'i64', 'f32', 'f64', 'bool'] as const) {
  test(`lanes of ${type} come back as they were packed`, () => {
    for (const lanes of LANES) {
      compare(lanes, [type], (bundles, [x], [scalars]) => ({ found: all(bundles, x), wanted: scalars }))
    }
  })
}

const conversions: readonly [Op, ScalarType, ScalarType][] = [
  ['i32ToF64', 'i32', 'f64'],
  ['u32ToF64', 'i32', 'f64'],
  ['f32ToF64', 'f32', 'f64'],
  ['f64ToF32', 'f64', 'f32'],
  ['truncSat', 'f64', 'i32'],
  ['i32ToI64', 'i32', 'i64'],
  ['u32ToI64', 'i32', 'i64'],
  ['wrapI64', 'i64', 'i32'],
]
for (const [op, from, to] of conversions) {
  test(`${op} of all lanes`, () => {
    for (const lanes of LANES) {
      compare(lanes, [from], (bundles, [x], scalars, b) => {
        const converted = bundles.convert(op, x)
        assert.ok(converted, 'there is such a conversion')
        return { found: all(bundles, converted!), wanted: each(b, op, to, scalars) }
      })
    }
  })
}

const operations: readonly [Op, ScalarType][] = [
  ['add', 'i32'],
  ['mul', 'i32'],
  ['min', 'i32'],
  ['add', 'i64'],
  ['div', 'f64'],
  ['max', 'f64'],
  ['sub', 'f32'],
]
for (const [op, type] of operations) {
  test(`${op} of ${type} in all lanes`, () => {
    for (const lanes of LANES) {
      compare(lanes, [type, type], (bundles, args, scalars, b) => {
        const made = bundles.map(op, type, args)
        assert.ok(made, 'vectors have the operation')
        return { found: all(bundles, made!), wanted: each(b, op, type, scalars) }
      })
    }
  })
}

test('what vectors cannot do is not done', () => {
  const b = new Builder()
  const bundles = new Bundles(b, 4)
  const [x, i] = [bundles.splat(b.binder('f64')), bundles.splat(b.binder('i32'))]
  assert.is(bundles.map('irem', 'i32', [i, i]), undefined)
  assert.is(bundles.convert('toInt32', x), undefined)
})

/** Masks as wide as what was compared select lanes of any width. */
for (const compared of ['i32', 'i64', 'f64'] as const) {
  for (const chosen of ['i32', 'f64', 'f32', 'i64', 'bool'] as const) {
    test(`comparisons of ${compared} choose lanes of ${chosen}`, () => {
      for (const lanes of LANES) {
        compare(lanes, [compared, compared, chosen, chosen], (bundles, [p, q, x, y], [ps, qs, xs, ys], b) => {
          const cond = bundles.map('lt', 'bool', [p, q])!
          const either = bundles.select(cond, x, y)
          const scalar = ps.map((s, k) => b.binary('lt', s, qs[k]))
          return { found: all(bundles, either), wanted: scalar.map((c, k) => b.select(c, xs[k], ys[k])) }
        })
      }
    })
  }
}

test('logic on masks of different widths, and whether any lane is set', () => {
  for (const lanes of LANES) {
    compare(lanes, ['i32', 'f64'], (bundles, [x, y], [xs, ys], b) => {
      const zero = (v: Value): Value => (v.type === 'i32' ? b.i32(0) : b.f64(0))
      const is = (s: Value): Value => b.binary('lt', s, zero(s))
      const masks = [x, y].map((v, i) => bundles.map('lt', 'bool', [v, bundles.splat(zero([xs, ys][i][0]))])!)
      const [m, n] = masks
      const made = [bundles.and(m, n), bundles.logic('or', n, m), bundles.logic('xor', m, n), bundles.not(n)]
      const lanesOf = (f: (p: Value, q: Value) => Value): Value[] => xs.map((s, k) => f(is(s), is(ys[k])))
      const any = (values: readonly Value[]): Value => values.reduce((p, q) => b.or(p, q))
      return {
        found: [...made.flatMap((bundle) => all(bundles, bundle)), ...masks.map((mask) => bundles.any(mask))],
        wanted: [
          ...lanesOf((p, q) => b.and(p, q)),
          ...lanesOf((p, q) => b.or(p, q)),
          ...lanesOf((p, q) => b.binary('xor', p, q)),
          ...lanesOf((_, q) => b.not(q)),
          any(xs.map(is)),
          any(ys.map(is)),
        ],
      }
    })
  }
})

test('lanes that are on are updated, the others keep what they had', () => {
  for (const lanes of LANES) {
    compare(lanes, ['f64', 'f64', 'f64'], (bundles, [x, y, old], [xs, ys, olds], b) => {
      const on = bundles.map('lt', 'bool', [x, y])!
      const own = bundles.map('le', 'bool', [y, old])!
      const isOn = xs.map((s, k) => b.binary('lt', s, ys[k]))
      const isOwn = ys.map((s, k) => b.binary('le', s, olds[k]))
      // Also where one arm of the new value is the old one, which is made with fewer operations.
      const made = [x, bundles.select(own, x, old), bundles.select(own, old, y)]
      const scalar = [
        xs,
        xs.map((s, k) => b.select(isOwn[k], s, olds[k])),
        ys.map((s, k) => b.select(isOwn[k], olds[k], s)),
      ]
      return {
        found: made.flatMap((v) => all(bundles, bundles.update(on, v, old))),
        wanted: scalar.flatMap((s) => s.map((v, k) => b.select(isOn[k], v, olds[k]))),
      }
    })
  }
})

test('counting', () => {
  for (const lanes of LANES) {
    for (const step of [1, -1, 3, 2 ** 30]) {
      compare(lanes, ['i32'], (bundles, _, [scalars], b) => ({
        found: all(bundles, bundles.counting(scalars[0], step)),
        wanted: scalars.map((_, k) => b.binary('add', scalars[0], b.i32(Math.imul(k, step)))),
      }))
    }
  }
})

test('the same scalar in all lanes', () => {
  for (const lanes of LANES) {
    for (const type of ['i32', 'i64', 'f32', 'f64', 'bool'] as const) {
      for (const width of [4, 8]) {
        compare(lanes, [type], (bundles, _, [scalars]) => ({
          found: all(bundles, bundles.splat(scalars[0], width)),
          wanted: scalars.map(() => scalars[0]),
        }))
      }
    }
  }
})

test.run()
