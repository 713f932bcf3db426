import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Constant, Op, ScalarType } from '../../src/ir/ops.ts'
import { operandTypes, ops } from '../../src/ir/ops.ts'
import { reference } from './reference.ts'
import { specials } from './specials.ts'

/** Operations without an evaluation: constants do not fold through them. */
const opaque = new Set<Op>(['const', 'binder', 'assume', 'table', 'host'])

/** All lists of one element from each choice. */
function combinations(choices: readonly (readonly Constant[])[]): Constant[][] {
  return choices.reduce<Constant[][]>((lists, choice) => lists.flatMap((l) => choice.map((c) => [...l, c])), [[]])
}

/** Lengths of arrays are not negative; these are small enough to make such an array. */
const lengths = [0, 1, 2, 3, 4, 7, 8, 100, 1000]

for (const op of Object.keys(ops) as Op[]) {
  const row = ops[op]
  if (opaque.has(op)) {
    test(`${op}: constants do not fold`, () => assert.is(row.evaluate, undefined))
    continue
  }
  for (const at of row.on) {
    test(`${op} at ${at}`, () => {
      const expected = reference(op, at)
      assert.ok(expected, 'test/ir/reference.ts does not say what it means')
      const operands = operandTypes(op, row.result ?? at, row.arity, at)
      assert.is(operands.length, row.arity)
      const choices = operands.map((type, i) => (op === 'inBounds' && i === 1 ? lengths : specials[type]))
      for (const args of combinations(choices)) {
        const [got, want] = [row.evaluate!(args, at, undefined), expected!(...(args as never[]))]
        if (!Object.is(got, want))
          assert.unreachable(`${op}.${at}(${args.map(show).join(', ')}) = ${show(got)}, not ${show(want)}`)
      }
    })
  }
}

test('commutative operations are', () => {
  for (const op of Object.keys(ops) as Op[]) {
    const row = ops[op]
    if (row.commutative === undefined) continue
    for (const at of row.on) {
      for (const [a, b] of combinations([specials[at], specials[at]])) {
        const same = Object.is(row.evaluate!([a, b], at, undefined), row.evaluate!([b, a], at, undefined))
        if (!same) assert.unreachable(`${op}.${at}(${show(a)}, ${show(b)})`)
      }
    }
  }
})

test('results are constants of their type', () => {
  const fits: Readonly<Record<ScalarType, (x: Constant) => boolean>> = {
    i32: (x) => Object.is(Int32Array.of(x as number)[0], x),
    i64: (x) => typeof x === 'bigint' && BigInt.asIntN(64, x) === x,
    f32: (x) => Object.is(Float32Array.of(x as number)[0], x),
    f64: (x) => typeof x === 'number',
    bool: (x) => Object.is(x, 0) || Object.is(x, 1),
  }
  for (const op of Object.keys(ops) as Op[]) {
    const { evaluate, on, result, arity } = ops[op]
    if (evaluate === undefined) continue
    for (const at of on) {
      const operands = operandTypes(op, result ?? at, arity, at)
      for (const args of combinations(operands.map((type) => specials[type]))) {
        const got = evaluate(args, at, undefined)
        if (!fits[result ?? at](got)) assert.unreachable(`${op}.${at}(${args.map(show).join(', ')}) = ${show(got)}`)
      }
    }
  }
})

const show = (x: Constant): string => (Object.is(x, -0) ? '-0' : String(x))

test.run()
