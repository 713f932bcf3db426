/**
 * Vectors: what operations evaluate to, said a second time with typed arrays and BigInt (emit/simd.test.ts asks the machine); what
 * folds, what is printed, and what the verifier rejects.
 */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Builder } from '../../src/ir/build.ts'
import type { Lanes } from '../../src/ir/lanes.ts'
import { lanesEvaluator } from '../../src/ir/lanes.ts'
import { type Constant, type Op, ops, resultType, vectorOperands } from '../../src/ir/ops.ts'
import { printFunc } from '../../src/ir/print.ts'
import type { Func, Load, Stmt, Type, Value, VectorType } from '../../src/ir/types.ts'
import { vectorValueType } from '../../src/ir/types.ts'
import {
  isVector,
  laneBytes,
  laneCount,
  laneType,
  maskType,
  narrower,
  VECTOR_TYPES,
  vectorOf,
  wider,
} from '../../src/ir/vector.ts'
import { verify } from '../../src/ir/verify.ts'
import { block, moduleOf } from './functions.ts'
import { reference } from './reference.ts'
import { specials } from './specials.ts'

const arrays = {
  f64x2: Float64Array,
  f32x4: Float32Array,
  i64x2: BigInt64Array,
  i32x4: Int32Array,
  i16x8: Int16Array,
  i8x16: Int8Array,
}
const unsignedArrays = {
  ...arrays,
  i64x2: BigUint64Array,
  i32x4: Uint32Array,
  i16x8: Uint16Array,
  i8x16: Uint8Array,
}

/** Typed arrays as if they had one type: TypeScript has no call that fits them all. */
const arraysOf = (all: Readonly<Record<VectorType, unknown>>, type: VectorType) =>
  all[type] as {
    new (bytes: ArrayBuffer): Constant[]
    from(lanes: Lanes): Constant[] & { readonly buffer: ArrayBuffer }
  }

/** Lanes as the type holds them, by a typed array: rounded, or wrapped. */
const held = (type: VectorType, lanes: Lanes): Lanes => [...arraysOf(arrays, type).from(lanes)]
const unsigned = (type: VectorType, lanes: Lanes): Lanes => [...arraysOf(unsignedArrays, type).from(lanes)]
const isFloat = (type: Type): boolean => type === 'f64x2' || type === 'f32x4'

/** Every special value in some lane, with neighbours that differ by `stride`. */
function vectors(type: VectorType, stride: number): Lanes[] {
  const values = specials[laneType(type)]
  return values.map((_, k) =>
    held(
      type,
      Array.from({ length: laneCount(type) }, (__, i) => values[(k * stride + i * 3) % values.length]!),
    ),
  )
}

const big = (x: Constant): bigint => BigInt(x)
const max = (x: bigint, y: bigint): bigint => (x > y ? x : y)
const min = (x: bigint, y: bigint): bigint => (x < y ? x : y)

/** One lane as mathematics has it, before it is wrapped; of integers. */
const integers: { readonly [K in Op]?: (x: bigint, y: bigint, ux: bigint, uy: bigint, bits: bigint) => bigint } = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  abs: (x) => max(x, -x),
  min,
  max,
  umin: (_, __, x, y) => min(x, y),
  umax: (_, __, x, y) => max(x, y),
  and: (x, y) => x & y,
  or: (x, y) => x | y,
  xor: (x, y) => x ^ y,
  not: (x) => -1n - x,
  shl: (x, y, _, __, bits) => x * 2n ** BigInt.asUintN(64, y & (bits - 1n)),
  shr: (x, y, _, __, bits) => x >> (y & (bits - 1n)),
  ushr: (_, y, x, __, bits) => x >> (y & (bits - 1n)),
  eq: (x, y) => -BigInt(x === y),
  ne: (x, y) => -BigInt(x !== y),
  lt: (x, y) => -BigInt(x < y),
  le: (x, y) => -BigInt(x <= y),
  ult: (_, __, x, y) => -BigInt(x < y),
  ule: (_, __, x, y) => -BigInt(x <= y),
}

function integerLanes(op: Op, at: VectorType, a: Lanes, b: Lanes | Constant | undefined): Lanes {
  const second = b === undefined ? a : typeof b === 'object' ? b : a.map(() => b)
  const [ua, ub] = [unsigned(at, a), typeof b === 'object' ? unsigned(at, b) : second]
  const bits = BigInt(8 * laneBytes(at))
  return a.map((x, i) => {
    const result = BigInt.asIntN(Number(bits), integers[op]!(big(x), big(second[i]!), big(ua[i]!), big(ub[i]!), bits))
    return at === 'i64x2' ? result : Number(result)
  })
}

/** On floats: the scalar reference, lane by lane. */
function floatLanes(op: Op, at: VectorType, a: Lanes, b: Lanes | undefined): Lanes {
  const scalar = reference(op, laneType(at))!
  const lanes = a.map((x, i) => scalar(...([x, ...(b === undefined ? [] : [b[i]])] as never[])))
  if (ops[op].result !== 'bool') return lanes
  return lanes.map((x) => (at === 'f64x2' ? (x === 1 ? -1n : 0n) : x === 1 ? -1 : 0))
}

/** The bits of lanes as those of another type. */
function bitsAs(to: VectorType, from: VectorType, lanes: Lanes): Lanes {
  return [...new (arraysOf(arrays, to))(arraysOf(arrays, from).from(lanes).buffer)]
}

const evaluated = (
  op: Op,
  type: Type,
  operands: readonly Type[],
  contents: readonly (Lanes | Constant)[],
  imm?: Value['imm'],
) => {
  const b = new Builder()
  const args = operands.map((t) => b.binder(t))
  return lanesEvaluator(b.intern(op, type, args, imm))(contents)
}

/** Moved or converted lanes are below. */
const lanewise = (Object.keys(ops) as Op[]).filter(
  (op) => op === 'umin' || op === 'umax' || (ops[op].evaluate !== undefined && ops[op].vector !== undefined),
)
for (const op of lanewise.filter((op) => op !== 'select' && op !== 'truncSat' && ops[op].arity < 3)) {
  for (const at of ops[op].vector!) {
    test(`${op} at ${at}`, () => {
      const type = resultType(op, at)
      const operands = vectorOperands(op, type, at)!
      const second = operands[1]
      const others: readonly (Lanes | Constant | undefined)[] =
        second === undefined ? [undefined] : isVector(second) ? vectors(second, 7) : specials[second as 'i32']
      const bitwise = op === 'and' || op === 'or' || op === 'xor' || op === 'not'
      for (const a of vectors(at, 1)) {
        for (const b of others) {
          const contents = b === undefined ? [a] : [a, b]
          const got = evaluated(op, type, operands, contents) as Lanes
          const want =
            isFloat(at) && bitwise
              ? bitsAs(
                  at,
                  maskType(at),
                  integerLanes(
                    op,
                    maskType(at),
                    bitsAs(maskType(at), at, a),
                    b && bitsAs(maskType(at), at, b as Lanes),
                  ),
                )
              : isFloat(at)
                ? floatLanes(op, at, a, b as Lanes | undefined)
                : integerLanes(op, at, a, b)
          for (const [i, x] of want.entries())
            if (!Object.is(got[i], x))
              assert.unreachable(`${op}.${at}(${contents.join('; ')})[${i}] = ${got[i]}, not ${x}`)
        }
      }
    })
  }
}

test('lanes move', () => {
  const v = [1, 2, 3, 4]
  assert.equal(evaluated('splat', 'i8x16', ['i32'], [300]), new Array(16).fill(44))
  assert.equal(evaluated('splat', 'i64x2', ['i64'], [5n]), [5n, 5n])
  assert.is(evaluated('lane', 'i32', ['i32x4'], [v], 2), 3)
  assert.equal(evaluated('withLane', 'i32x4', ['i32x4', 'i32'], [v, 9], 1), [1, 9, 3, 4])
  assert.equal(
    evaluated('withLane', 'i16x8', ['i16x8', 'i32'], [new Array(8).fill(0), 40000], 0).toString(),
    '-25536,0,0,0,0,0,0,0',
  )
  assert.equal(evaluated('shuffle', 'i32x4', ['i32x4', 'i32x4'], [v, [5, 6, 7, 8]], '0,7,2,5'), [1, 8, 3, 6])
  assert.equal(
    evaluated(
      'select',
      'f64x2',
      ['i64x2', 'f64x2', 'f64x2'],
      [
        [-1n, 0n],
        [1, NaN],
        [NaN, -0],
      ],
    ),
    [1, -0],
  )
})

test('lanes change width', () => {
  for (const from of ['i8x16', 'i16x8', 'i32x4'] as const) {
    const to = wider[from]!
    const half = laneCount(to)
    const exact = (x: Constant): Constant => (to === 'i64x2' ? big(x) : x)
    for (const a of vectors(from, 5)) {
      assert.equal(evaluated('extendLow', to, [from], [a]), a.slice(0, half).map(exact))
      assert.equal(evaluated('extendHigh', to, [from], [a]), a.slice(half).map(exact))
      assert.equal(evaluated('uextendLow', to, [from], [a]), unsigned(from, a).slice(0, half).map(exact))
      assert.equal(evaluated('uextendHigh', to, [from], [a]), unsigned(from, a).slice(half).map(exact))
    }
  }
  for (const from of ['i32x4', 'i16x8'] as const) {
    const to = narrower[from]!
    const clamp = (low: number, high: number) => (x: Constant) =>
      [...held(to, [Math.min(Math.max(Number(x), low), high)])][0]!
    const bits = 8 * laneBytes(to)
    for (const [k, a] of vectors(from, 5).entries()) {
      const other = vectors(from, 3)[k]!
      const both = [...a, ...other]
      assert.equal(
        evaluated('narrow', to, [from, from], [a, other]),
        both.map(clamp(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)),
      )
      assert.equal(evaluated('unarrow', to, [from, from], [a, other]), both.map(clamp(0, 2 ** bits - 1)))
      if (to === 'i8x16')
        assert.equal(unsigned(to, evaluated('unarrow', to, [from, from], [a, other]) as Lanes), [
          ...Uint8ClampedArray.from(both as number[]),
        ])
    }
  }
})

test('lanes change kind', () => {
  const toInt = reference('truncSat', 'f64')!
  for (const a of vectors('f64x2', 5)) {
    const numbers = a as number[]
    assert.equal(evaluated('demote', 'f32x4', ['f64x2'], [a]), [...Float32Array.from(numbers), 0, 0])
    assert.equal(evaluated('truncSat', 'i32x4', ['f64x2'], [a]), [...numbers.map((x) => toInt(x as never)), 0, 0])
    // An f64 holds every integer between the bounds.
    const within = numbers.map((x) => (Number.isNaN(x) ? 0 : Math.trunc(Math.max(0, Math.min(x, 2 ** 32 - 1)))))
    assert.equal(evaluated('utruncSat', 'i32x4', ['f64x2'], [a]), [...Int32Array.from(Uint32Array.from(within)), 0, 0])
    assert.equal(evaluated('reinterpret', 'i64x2', ['f64x2'], [a]), bitsAs('i64x2', 'f64x2', a))
  }
  for (const a of vectors('i32x4', 5)) {
    assert.equal(evaluated('convertLow', 'f64x2', ['i32x4'], [a]), a.slice(0, 2))
    assert.equal(evaluated('uconvertLow', 'f64x2', ['i32x4'], [a]), unsigned('i32x4', a).slice(0, 2))
    assert.equal(evaluated('reinterpret', 'i8x16', ['i32x4'], [a]), bitsAs('i8x16', 'i32x4', a))
    const signs = a.map((x) => (x < 0 ? '1' : '0'))
    assert.is(evaluated('bitmask', 'i32', ['i32x4'], [a]), Number.parseInt(signs.reverse().join(''), 2))
    assert.is(evaluated('anyTrue', 'bool', ['i32x4'], [a]), a.join() === '0,0,0,0' ? 0 : 1)
    assert.is(evaluated('allTrue', 'bool', ['i32x4'], [a]), a.includes(0) ? 0 : 1)
  }
  for (const a of vectors('f32x4', 5)) assert.equal(evaluated('promoteLow', 'f64x2', ['f32x4'], [a]), a.slice(0, 2))
})

test('types fit together', () => {
  for (const type of VECTOR_TYPES) {
    assert.is(laneCount(type) * laneBytes(type), 16)
    assert.is(laneBytes(maskType(type)), laneBytes(type))
    if (laneBytes(type) > 2) assert.is(vectorOf(laneType(type)), type)
  }
  assert.is(vectorOf('bool'), undefined)
})

test('folding of vectors', () => {
  const b = new Builder()
  const [x, i, v, w] = [b.binder('f64'), b.binder('i32'), b.binder('f64x2'), b.binder('f64x2')]
  const mask = b.binary('lt', v, w)
  assert.is(mask.type, 'i64x2')
  assert.is(b.lane(b.splat('f64x2', x), 1), x)
  assert.is(b.lane(b.splat('i16x8', i), 1).op, 'lane')
  assert.is(b.lane(b.withLane(v, 1, x), 1), x)
  assert.is(b.lane(b.withLane(v, 1, x), 0), b.lane(v, 0))
  assert.is(b.select(mask, v, v), v)
  assert.is(b.and(mask, mask), mask)
  assert.is(b.not(b.not(mask)), mask)
  assert.is(b.not(mask).type, 'i64x2')
  assert.is(b.shuffle(v, w, [0, 1]), v)
  assert.is(b.shuffle(v, w, [2, 3]), w)
  assert.is(b.shuffle(v, w, [1, 2]), b.shuffle(v, w, [1, 2]))
  assert.is.not(b.shuffle(v, w, [1, 2]), b.shuffle(v, w, [0, 2]))
  assert.is(b.reinterpret('i64x2', b.reinterpret('i8x16', mask)), mask)
  // What a mask chooses by itself.
  const [m, n] = [b.binder('i64x2'), b.binder('i64x2')]
  const [none, all] = [0n, -1n].map((bits) => b.splat('i64x2', b.const('i64', bits)))
  assert.is(b.select(mask, all!, none!), mask)
  assert.is(b.select(mask, none!, all!), b.not(mask))
  assert.is(b.select(mask, m, none!), b.and(mask, m))
  assert.is(b.select(mask, none!, m), b.and(m, b.not(mask)))
  assert.is(b.select(mask, all!, m), b.or(mask, m))
  assert.is(b.select(mask, m, all!), b.or(m, b.not(mask)))
  assert.is(b.and(mask, b.select(mask, m, n)), b.and(mask, m))
  assert.is(b.or(b.select(mask, m, n), mask), b.or(mask, n))
  // Lane 0 is not 0, nor are zeros of another type a mask.
  const first = b.splat('i64x2', b.lane(m, 0))
  for (const x of [first, b.splat('i64x2', b.binder('i64', '0'))]) assert.is(b.select(mask, x, n).op, 'select')
  assert.is(b.select(mask, v, b.splat('f64x2', b.f64(0))).op, 'select')
  // Scalar rules do not hold: x == x is not true, x - x is not the constant 0.
  const lanes = b.binder('i32x4')
  assert.is(b.binary('eq', lanes, lanes).type, 'i32x4')
  assert.is(b.binary('sub', lanes, lanes).op, 'sub')
  assert.is(b.unary('extendLow', lanes).type, 'i64x2')
})

const b = new Builder()
const [p, v, m] = [b.binder('i32', 'p'), b.binder('f64x2', 'v'), b.binder('i64x2', 'm')]
const func = (stmts: Stmt[], ...yields: Value[]): Func => ({
  name: 'f',
  params: [p, v, m],
  results: yields.map((y) => y.type),
  body: block(stmts, ...yields),
})
const load = (change: Partial<Load> = {}): Load => {
  return { kind: 'load', element: 'f64', lanes: 2, ptr: p, index: b.i32(0), result: b.binder('f64x2', 'x'), ...change }
}

test('text form', () => {
  const one = load()
  const sum = b.select(m, b.binary('add', one.result, v), b.shuffle(v, one.result, [1, 2]))
  const flipped = b.lane(b.splat('i64x2', b.lane(b.not(m), 1)), 0)
  const store: Stmt = { kind: 'store', element: 'f64', lanes: 2, ptr: p, index: b.i32(2), value: sum }
  const text = printFunc(func([one, store], b.withLane(v, 0, b.f64(1)), flipped, b.reinterpret('f32x4', v)))
  assert.is(
    text
      .split('\n')
      .map((line) => line.trim())
      .join('\n')
      .trim(),
    [
      'func f(%p: i32, %v: f64x2, %m: i64x2) -> f64x2, i64, f32x4 {',
      '%x = load f64 x2 %p[0]',
      'store f64 x2 %p[2] = %m ? %v + %x : shuffle(%v, %x, [1, 2])',
      'return withLane(%v, 0, 1.0), lane(~%m, 1), reinterpret.f32x4(%v)',
      '}',
    ].join('\n'),
  )
})

const rejected = (name: string, f: Func, message: RegExp): void => {
  test(`rejects ${name}`, () => assert.throws(() => verify(moduleOf(f), 'legal'), message))
}
const bad = (op: Op, type: Type, args: Value[], imm?: Value['imm']): Value => ({ ...b.binder(type), op, args, imm })

test('the verifier takes what is well formed', () => {
  const one = load()
  verify(
    moduleOf(func([one, load({ element: 'u8', lanes: 4, result: b.binder('i32x4') })], b.lane(one.result, 1))),
    'legal',
  )
})
rejected('a vector access of a form that is not', func([load({ lanes: 4 })]), /no vector of 4 such elements/)
rejected('a vector access with a guard', func([load({ guard: b.bool(true), otherwise: v })]), /no guard/)
rejected('a load of another type', func([load({ result: b.binder('f32x4') })]), /loads f64x2/)
rejected(
  'a store of a scalar',
  func([{ kind: 'store', element: 'f64', lanes: 2, ptr: p, index: p, value: b.f64(1) }]),
  /must be f64x2/,
)
rejected('a lane that is not there', func([], bad('lane', 'f64', [v], 2)), /immediate/)
rejected('too few lanes', func([], bad('shuffle', 'f64x2', [v, v], '1')), /immediate/)
rejected('lanes beyond both', func([], bad('shuffle', 'f64x2', [v, v], '0,4')), /immediate/)
rejected('a mask of another width', func([], bad('lt', 'i32x4', [v, v])), /does not give i32x4 of f64x2/)
rejected(
  'a condition that is a vector',
  func([], bad('select', 'f64x2', [v, v, v])),
  /operand 0 is f64x2, must be i64x2/,
)
rejected(
  'an operation that has no instruction',
  func([], bad('mul', 'i8x16', [bad('splat', 'i8x16', [p]), bad('splat', 'i8x16', [p])])),
  /does not give i8x16/,
)
rejected('a constant', func([], { ...b.i32(0), id: 1e6, type: 'i32x4' }), /does not give i32x4/)

test('every form of access has one type', () => {
  assert.is(vectorValueType('u8c', 16), 'i8x16')
  assert.is(vectorValueType('i16', 8), 'i16x8')
  assert.is(vectorValueType('u16', 16), undefined)
  assert.is(vectorValueType('i32', 8), undefined)
  assert.is(vectorValueType('u64', 2), 'i64x2')
  assert.is(vectorValueType('f64', 4), undefined)
})

test.run()
