/** Every row of the op table: WebAssembly gives what `evaluate` gives, bit for bit, at the awkward values of each operand type. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { elementSize } from '../../src/artifact.ts'
import { Builder } from '../../src/ir/build.ts'
import { type Op, operandTypes, ops } from '../../src/ir/ops.ts'
import type { Func, ScalarType, Stmt, Value } from '../../src/ir/types.ts'
import { block, func, heap, memoryOptions, moduleOf, run } from './harness.ts'

const f64s = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  0.49999999999999994,
  1.5,
  2.5,
  -1.5,
  -2.5,
  3,
  -7,
  1e300,
  -1e300,
  2 ** 31,
  2 ** 31 - 1,
  -(2 ** 31),
  -(2 ** 31) - 1,
  2 ** 32,
  2 ** 32 - 1,
  2 ** 52 - 0.5,
  2 ** 52 + 1,
  -(2 ** 53),
  2 ** 53 - 1,
  2 ** 63,
  -(2 ** 63),
  2 ** 64,
  2 ** 63 - 1024,
  2 ** 84 + 2 ** 32,
  1.25 * 2 ** 83,
  -(2 ** 80) - 2 ** 30,
  5e-324,
  -5e-324,
  2.2250738585072014e-308,
  1.7976931348623157e308,
  NaN,
  Infinity,
  -Infinity,
  0.1,
  4294967295.7,
  -3.999,
]
const samples: Record<ScalarType, readonly (number | bigint)[]> = {
  f64: f64s,
  f32: [...new Set(f64s.map(Math.fround))],
  i32: [0, 1, -1, 2, -2, 3, 7, -7, 31, 32, 33, 255, 65536, 2147483647, -2147483648, -2147483647, 1431655765],
  i64: [
    0n,
    1n,
    -1n,
    2n,
    -3n,
    7n,
    63n,
    64n,
    65n,
    2n ** 31n,
    -(2n ** 31n),
    2n ** 32n - 1n,
    2n ** 53n + 1n,
    2n ** 63n - 1n,
    -(2n ** 63n),
    -(2n ** 63n) + 1n,
  ],
  bool: [0, 1],
}

/** Tested elsewhere: no operands, memory, or the host. */
const excluded = new Set<Op>(['const', 'binder', 'assume', 'table', 'host'])

/** An op at a type, with each subset of its operands as constants that the folding and legalizing rules look at. */
interface Case {
  readonly op: Op
  readonly at: ScalarType
  readonly types: readonly ScalarType[]
  readonly result: ScalarType
  /** Per variant, the operands that are constants of the module. */
  readonly variants: readonly (readonly (number | bigint | undefined)[])[]
}

function casesOf(op: Op): Case[] {
  // `inBounds` of an i32 is not in the table's `evaluate`: below.
  return ops[op].on
    .filter((at) => op !== 'inBounds' || at === 'f64')
    .map((at) => {
      const result = ops[op].result ?? at
      const types = operandTypes(op, result, ops[op].arity, at)
      const variants: Case['variants'][number][] = [types.map(() => undefined)]
      if (types.length === 2) {
        variants.push(
          ...samples[types[1]!].map((c) => [undefined, c]),
          ...samples[types[0]!].map((c) => [c, undefined]),
        )
      }
      return { op, at, types, result, variants }
    })
}

/** Stores the result of each variant in a cell of 8 bytes. */
function caseFunction(b: Builder, { op, types, result, variants }: Case): Func {
  const params = types.map((type) => b.binder(type))
  const stores = variants.map((fixed, i): Stmt => {
    const args = types.map((type, k): Value => (fixed[k] === undefined ? params[k]! : b.const(type, fixed[k])))
    const value = b.make(op, result, args)
    const element = result === 'bool' ? 'i32' : result
    return {
      kind: 'store',
      element,
      ptr: b.i32(heap()),
      index: b.i32(i * (8 / elementSize[element])),
      value: result === 'bool' ? b.unary('boolToI32', value) : value,
    }
  })
  return func(op, params, [], block(stores))
}

function* tuples(types: readonly ScalarType[]): Generator<(number | bigint)[]> {
  const [type, ...rest] = types
  if (type === undefined) return yield []
  for (const first of samples[type]) for (const others of tuples(rest)) yield [first, ...others]
}

function readCell(memory: DataView, type: ScalarType, address: number): number | bigint {
  if (type === 'f64') return memory.getFloat64(address, true)
  if (type === 'f32') return memory.getFloat32(address, true)
  return type === 'i64' ? memory.getBigInt64(address, true) : memory.getInt32(address, true)
}

const memory = new WebAssembly.Memory(memoryOptions)
const view = new DataView(memory.buffer)

const tested = (Object.keys(ops) as Op[]).filter((op) => !excluded.has(op))
for (const op of tested) {
  test(`op ${op}`, () => {
    for (const c of casesOf(op)) {
      const b = new Builder()
      const { main } = run(moduleOf(caseFunction(b, c)), b, { memory })
      for (const operands of tuples(c.types)) {
        if (op === 'inBounds' && operands[1]! < 0) continue // no length
        main(...operands)
        for (const [i, fixed] of c.variants.entries()) {
          const args = operands.map((x, k) => fixed[k] ?? x)
          if (op === 'inBounds' && args[1]! < 0) continue
          const expected = ops[op].evaluate!(args, ops[op].result === undefined ? c.result : c.at, undefined)
          const actual = readCell(view, c.result, heap(8 * i))
          if (!Object.is(actual, expected)) {
            assert.unreachable(
              `${op} ${c.at} (${args.map(show)}), constants (${fixed}) = ${show(actual)}, not ${show(expected)}`,
            )
          }
        }
      }
    }
  })
}

const show = (x: unknown): string => (Object.is(x, -0) ? '-0' : String(x))

test('clamping to integers, before or after rounding', () => {
  for (const rounding of ['nearest', 'floor', 'ceil', 'trunc', undefined] as const) {
    for (const [lo, hi] of [
      [0, 255],
      [-128, 127],
      [-0, 0],
      [5, 9],
      [-2147483648, 2147483647],
      [0.5, 7],
      [3, -3],
    ] as const) {
      for (const outer of ['min', 'max'] as const) {
        const b = new Builder()
        const x = b.binder('f64')
        const inner = outer === 'min' ? b.binary('max', x, b.f64(lo)) : b.binary('min', x, b.f64(hi))
        const clamped = b.binary(outer, inner, b.f64(outer === 'min' ? hi : lo))
        const rounded = rounding === undefined ? clamped : b.unary(rounding, clamped)
        const { main } = run(moduleOf(func('f', [x], ['i32'], block([], [b.unary('truncSat', rounded)]))), b, {
          memory,
        })
        const at = (value: number): number => {
          const c = outer === 'min' ? Math.min(Math.max(value, lo), hi) : Math.max(Math.min(value, hi), lo)
          const r = rounding === undefined ? c : (ops[rounding].evaluate!([c], 'f64', undefined) as number)
          return ops.truncSat.evaluate!([r], 'f64', undefined) as number
        }
        for (const value of [...f64s, 254.5, 255.5, 255.49999, 8.5, 5.5, -128.5, -0.25, 0.75])
          assert.is(main(value), at(value), `${rounding} ${outer} ${lo} ${hi} ${value}`)
      }
    }
  }
})

test('toInt32 of what cannot be large is truncation', () => {
  const b = new Builder()
  const [i, j] = [b.binder('i32'), b.binder('i32')]
  const product = b.binary('add', b.binary('mul', b.unary('i32ToF64', i), b.unary('u32ToF64', j)), b.f64(0.5))
  const quotient = b.binary('div', b.unary('i32ToF64', i), b.f64(3))
  const both = b.binary('xor', b.unary('toInt32', product), b.binary('mul', b.unary('toInt32', quotient), b.i32(5)))
  const { main, emitted } = run(moduleOf(func('f', [i, j], ['i32'], block([], [both]))), b)
  assert.not.match(emitted.wat(), 'call')
  for (const x of samples.i32 as number[]) {
    for (const y of samples.i32 as number[])
      assert.is(main(x, y), ((x * (y >>> 0) + 0.5) | 0) ^ Math.imul((x / 3) | 0, 5))
  }
})

test('inBounds of an i32 index', () => {
  const b = new Builder()
  const [i, n] = [b.binder('i32'), b.binder('i32')]
  const { main } = run(
    moduleOf(func('f', [i, n], ['bool'], block([], [b.intern('inBounds', 'bool', [i, n], undefined)]))),
    b,
  )
  assert.equal(
    [-1, 0, 4, 5, -2147483648].map((x) => main(x, 5)),
    [0, 1, 1, 0, 0],
  )
})

test('host functions are imported raw, at the number of arguments they are called with', () => {
  const b = new Builder()
  const [x, y] = [b.binder('f64'), b.binder('f64')]
  const sum = ['Math.pow', 'Math.atan2']
    .map((path) => b.make('host', 'f64', [x, y], path))
    .reduce((p, q) => b.binary('add', p, q))
  const both = b.binary(
    'add',
    sum,
    b.binary('add', b.make('host', 'f64', [x], 'Math.hypot'), b.make('host', 'f64', [x, y], 'Math.hypot')),
  )
  const { main, emitted } = run(moduleOf(func('f', [x, y], ['f64'], block([], [both]))), b)
  assert.is(main(1.5, -2.25), 1.5 ** -2.25 + Math.atan2(1.5, -2.25) + (Math.hypot(1.5) + Math.hypot(1.5, -2.25)))
  assert.equal([...emitted.imports].sort(), ['Math.atan2', 'Math.hypot', 'Math.pow', 'memory'])
})

test('table cells', () => {
  const b = new Builder()
  const [ptr, i] = [b.binder('i32'), b.binder('i32')]
  const cell = (type: ScalarType, index: Value): Value => b.make('table', type, [ptr, index])
  const sum = b.binary(
    'add',
    b.binary('add', cell('f64', b.binary('add', i, b.i32(2))), cell('f64', b.i32(0))),
    b.unary('i32ToF64', cell('i32', i)),
  )
  const { main, f64, i32 } = run(moduleOf(func('f', [ptr, i], ['f64'], block([], [sum]))), b)
  f64[heap() / 8] = 0.5
  f64[heap() / 8 + 5] = 40
  i32[heap() / 4 + 3] = 7
  assert.is(main(heap(), 3), 47.5)
})

test('toInt32 and rem: random operands', () => {
  const b = new Builder()
  const [x, y] = [b.binder('f64'), b.binder('f64')]
  const toInt32 = run(moduleOf(func('f', [x], ['i32'], block([], [b.unary('toInt32', x)]))), b).main
  const rem = run(moduleOf(func('g', [x, y], ['f64'], block([], [b.binary('rem', x, y)]))), b).main
  const bits = new BigUint64Array(1)
  const number = new Float64Array(bits.buffer)
  let state = 12345n
  const random = (): bigint => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n)
    return state ^ (state >> 33n)
  }
  const any = (): number => {
    bits[0] = random()
    const kind = Number(random() & 7n)
    if (kind === 0) return Number(BigInt.asIntN(54, random()))
    if (kind === 1) return Number(BigInt.asIntN(33, random()))
    if (kind === 2) return Number(BigInt.asIntN(40, random())) / 256
    if (kind === 3) bits[0] &= 0x800fffffffffffffn // subnormal
    if (kind === 4) bits[0] = (bits[0]! & 0x800fffffffffffffn) | ((1023n + (random() & 127n)) << 52n) // up to 2^128
    return number[0]!
  }
  for (let i = 0; i < 300_000; i++) {
    const [p, q] = [any(), any()]
    if (toInt32(p) !== (p | 0)) assert.unreachable(`${p} | 0`)
    if (!Object.is(rem(p, q), p % q)) assert.unreachable(`${p} % ${q} = ${p % q}, not ${rem(p, q)}`)
  }
})

test('rem by a constant: alone and in lanes, about whole quotients and about where they cease to be exact', () => {
  const divisors = [
    1,
    2,
    3,
    6,
    7,
    10,
    360,
    255,
    0.1,
    1 / 3,
    Math.PI,
    2 * Math.PI,
    1e-5,
    1e22,
    2 ** 53 - 1,
    2 ** 70,
    -360,
    5e-324,
    1e308,
  ]
  let state = 1
  const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647
  for (const divisor of divisors) {
    const b = new Builder()
    const [x, y] = [b.binder('f64'), b.binder('f64')]
    const pair = b.make('withLane', 'f64x2', [b.make('splat', 'f64x2', [x]), y], 1)
    const both = b.make('rem', 'f64x2', [pair, b.make('splat', 'f64x2', [b.f64(divisor)])])
    const lanes = [0, 1].map((i) => b.make('lane', 'f64', [both], i)) as [Value, Value]
    const main = (value: Value) => run(moduleOf(func('f', [x, y], ['f64'], block([], [value]))), b).main
    const [alone, first, second] = [main(b.binary('rem', x, b.f64(divisor))), main(lanes[0]), main(lanes[1])]
    const size = Math.abs(divisor)
    const near = [0, -0, 1, 2, 3, 2 ** 20, 2 ** 43, 2 ** 44, 2 ** 45, 2 ** 51, 2 ** 52, 2 ** 53, 2 ** 54].map(
      (q) => q * size,
    )
    const values = [
      ...near,
      NaN,
      Infinity,
      5e-324,
      1.5,
      size / 2,
      1e300,
      ...Array.from({ length: 300 }, () => 2 ** (random() * 60 - 4) * size),
    ]
    const all = values.flatMap((v) => [v, -v, nextUp(v), -nextUp(v), Math.round(v / size) * size])
    for (const [i, p] of all.entries()) {
      const q = all[(i * 7 + 3) % all.length]!
      if (!Object.is(alone(p, q), p % divisor))
        assert.unreachable(`${p} % ${divisor} = ${p % divisor}, not ${alone(p, q)}`)
      const [r, s] = [first(p, q), second(p, q)]
      if (!Object.is(r, p % divisor)) assert.unreachable(`in lanes ${p} % ${divisor} = ${p % divisor}, not ${r}`)
      if (!Object.is(s, q % divisor)) assert.unreachable(`in lanes ${q} % ${divisor} = ${q % divisor}, not ${s}`)
    }
  }
})

/** The next float away from zero. */
function nextUp(x: number): number {
  const bits = new BigInt64Array(Float64Array.of(x).buffer)
  if (Number.isFinite(x)) bits[0]!++
  return new Float64Array(bits.buffer)[0]!
}

test.run()
