/**
 * Vectors: each operation at each type, and each form of access, gives as WebAssembly what it gives in the interpreter, bit by bit
 * (but for those of a NaN).
 */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ElementType, elementSize } from '../../src/artifact.ts'
import { legalize } from '../../src/emit/legalize.ts'
import { Builder } from '../../src/ir/build.ts'
import { interpret, interpreter } from '../../src/ir/interpret.ts'
import { type Op, ops, resultType, vectorOperands } from '../../src/ir/ops.ts'
import type { Func, Module, Stmt, Type, Value, VectorType } from '../../src/ir/types.ts'
import { vectorValueType } from '../../src/ir/types.ts'
import { isVector, laneBytes, laneCount, laneType, VECTOR_TYPES } from '../../src/ir/vector.ts'
import { verify } from '../../src/ir/verify.ts'
import { block, func, heap, loop, moduleOf, run } from './harness.ts'

const host = {
  call: () => assert.unreachable() as never,
  throw: () => assert.unreachable() as never,
  allocate: () => assert.unreachable() as never,
}

const elementOf = (type: VectorType): ElementType =>
  ({ f64x2: 'f64', f32x4: 'f32', i64x2: 'i64', i32x4: 'i32', i16x8: 'i16', i8x16: 'i8' })[type] as ElementType

const floats = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  0.49999999999999994,
  1.5,
  -1.5,
  2.5,
  -2.5,
  3,
  1e300,
  -1e300,
  2 ** 31,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 32,
  2 ** 32 - 1,
  2 ** 32 - 0.5,
  2 ** 52 - 0.5,
  -(2 ** 53),
  5e-324,
  NaN,
  Infinity,
  -Infinity,
  0.1,
  -3.999,
  100.7,
  2 ** -140,
]
const integers = [
  0, 1, -1, 2, -2, 7, 31, 64, 127, 128, -128, -129, 255, 256, 32767, 32768, -32768, -32769, 65535, 65536,
]
const specials: Record<Type, readonly (number | bigint)[]> = {
  f64: floats,
  f32: [...new Set(floats.map(Math.fround))],
  i32: [...integers, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31) + 1, 0x55555555],
  i64: [...integers.map(BigInt), 2n ** 31n, 2n ** 32n - 1n, 2n ** 63n - 1n, -(2n ** 63n), -(2n ** 63n) + 1n],
  bool: [0, 1],
  ...(Object.fromEntries(VECTOR_TYPES.map((type) => [type, []])) as unknown as Record<VectorType, []>),
}

/** Inputs: for each operand an array of vectors, with every special value in every lane across from many of the other operand. */
const VECTORS = 40
const arrayAt = (operand: number): number => heap(operand * VECTORS * 16)
const RESULT = 3

function fill(view: DataView, operand: number, type: VectorType, isMask: boolean): void {
  const values = specials[laneType(type)]
  const size = laneBytes(type)
  for (let i = 0; i < VECTORS * laneCount(type); i++) {
    // Strides without a common divisor, so that operands meet in all pairs of neighbours.
    const at = i * [1, 7, 11][operand]! + operand * 3 + Math.floor(i / values.length) * (operand + 1)
    const x = isMask ? (typeof values[0] === 'bigint' ? -BigInt(at & 1) : -(at & 1)) : values[at % values.length]!
    const address = arrayAt(operand) + i * size
    if (typeof x === 'bigint') view.setBigInt64(address, x, true)
    else if (type === 'f64x2') view.setFloat64(address, x, true)
    else if (type === 'f32x4') view.setFloat32(address, x, true)
    else if (size === 4) view.setInt32(address, x, true)
    else if (size === 2) view.setInt16(address, x, true)
    else view.setInt8(address, x)
  }
}

const memory = new WebAssembly.Memory({ initial: 64, maximum: 1024, shared: true })
const END = heap(4 * VECTORS * 16 + 64)

/** What the interpreter works on. */
const other = new DataView(new ArrayBuffer(END))

/** Runs `main` both ways over memories of the same contents, with each argument, and compares all of it as numbers of `type`. */
function compare(
  module: Module,
  b: Builder,
  type: Type,
  args: readonly (number | bigint)[],
  prepare: (view: DataView) => void = () => {},
) {
  verify(module, 'legal')
  const { main, emitted } = run(module, b, { memory })
  const legal = legalize(module, b)
  verify(legal, 'legal')
  const view = new DataView(memory.buffer)
  const both = [view, other] as const
  const interpreters = [module, legal].map(interpreter)
  const start = (v: DataView): void => {
    new Uint8Array(v.buffer).fill(0, heap(), END)
    prepare(v)
  }
  for (const x of args) {
    start(view)
    main(x)
    for (const { run } of interpreters) {
      start(other)
      run(other.buffer, [x], host)
      for (let at = heap(); at < END; at += sizeOf(type)) {
        const [got, want] = both.map((v) => readAs(type, v, at))
        if (!Object.is(got, want)) assert.unreachable(`byte ${at - heap()}: ${got}, not ${want}\n${emitted.wat()}`)
      }
    }
  }
}

const sizeOf = (type: Type): number =>
  type === 'f64x2' || type === 'f64' ? 8 : type === 'f32x4' || type === 'f32' ? 4 : 1
const readAs = (type: Type, view: DataView, at: number): number =>
  sizeOf(type) === 8 ? view.getFloat64(at, true) : sizeOf(type) === 4 ? view.getFloat32(at, true) : view.getUint8(at)

/** For all vectors of the operands: the result to its place. Scalar operands are parameters. */
function applied(b: Builder, types: readonly Type[], make: (args: Value[]) => Value): Func {
  const scalar = types.find((type) => !isVector(type))
  const param = b.binder(scalar ?? 'i32', 'x')
  const loads: Stmt[] = []
  const each = loop(
    b,
    [['i', b.i32(0)]],
    (i) => b.binary('lt', i!, b.i32(VECTORS)),
    ([i]) => {
      const args = types.map((type, operand) => {
        if (!isVector(type)) return param
        const result = b.binder(type)
        const index = b.binary('mul', i!, b.i32(laneCount(type)))
        loads.push({
          kind: 'load',
          element: elementOf(type),
          lanes: laneCount(type),
          ptr: b.i32(arrayAt(operand)),
          index,
          result,
        })
        return result
      })
      const value = make(args)
      return block([...loads, ...stored(b, value, i!)], [b.binary('add', i!, b.i32(1))])
    },
  )
  return func('main', [param], [], block([each]))
}

function stored(b: Builder, value: Value, i: Value): Stmt[] {
  const ptr = b.i32(arrayAt(RESULT))
  const { type } = value
  if (isVector(type)) {
    const lanes = laneCount(type)
    return [{ kind: 'store', element: elementOf(type), lanes, ptr, index: b.binary('mul', i, b.i32(lanes)), value }]
  }
  const scalar = type === 'bool' ? b.unary('boolToI32', value) : value
  return [{ kind: 'store', element: scalar.type as ElementType, ptr, index: i, value: scalar }]
}

interface Case {
  readonly operands: readonly Type[]
  readonly type: Type
  readonly imms: readonly (number | string | undefined)[]
}

function casesOf(op: Op): Case[] {
  return ops[op].vector!.flatMap((at): Case[] => {
    const lanes = laneCount(at)
    const all = Array.from({ length: lanes }, (_, i) => i)
    const one = (type: Type, first: Type, imms: Case['imms'] = [undefined]): Case => {
      const operands = vectorOperands(op, type, first)
      assert.ok(operands, `${op} at ${at}`)
      return { operands: operands!, type, imms }
    }
    if (op === 'splat' || op === 'select') return [one(at, at)]
    if (op === 'lane' || op === 'withLane') return [one(resultType(op, at), at, all)]
    if (op === 'reinterpret') return VECTOR_TYPES.filter((t) => t !== at && !isFloat(at)).map((type) => one(type, at))
    if (op === 'shuffle')
      return [
        one(at, at, [all.map((i) => i * 2), all.map((i) => i * 2 + 1), all.map((i) => 2 * lanes - 1 - i)].map(String)),
      ]
    return [one(resultType(op, at), at)]
  })
}
const isFloat = (type: Type): boolean => type === 'f64x2' || type === 'f32x4'

/** Not every engine has these, and how often they round is free. */
const relaxed = new Set<Op>(['madd', 'nmadd'])
const onVectors = (Object.keys(ops) as Op[]).filter((op) => op !== 'binder' && !relaxed.has(op) && ops[op].vector)

for (const op of onVectors) {
  test(`${op} of vectors`, () => {
    for (const { operands, type, imms } of casesOf(op)) {
      for (const imm of imms) {
        const b = new Builder()
        const module = moduleOf(applied(b, operands, (args) => b.make(op, type, args, imm)))
        const scalar = operands.find((t) => !isVector(t))
        compare(module, b, type, scalar === undefined ? [0] : specials[scalar], (view) => {
          for (const [i, t] of operands.entries()) if (isVector(t)) fill(view, i, t, op === 'select' && i === 0)
        })
      }
    }
  })
}

test('minima and maxima with constants', () => {
  for (const op of ['min', 'max'] as const) {
    for (const type of ['f64x2', 'f32x4'] as const) {
      for (const limit of [0, -0, 1, -1, 0.5, 255, Infinity, -Infinity, NaN]) {
        const b = new Builder()
        const constant = b.splat(type, b.const(laneType(type), limit))
        const module = moduleOf(applied(b, [type], ([x]) => b.binary(op, x!, constant)))
        compare(module, b, type, [0], (view) => fill(view, 0, type, false))
      }
    }
  }
})

test('clamped lanes as integers', () => {
  const fractions = [
    ...floats,
    254.5,
    255.5,
    255.49999999999997,
    253.5,
    0.5000000000000001,
    2 ** 31 - 0.5,
    2 ** 31 - 1.5,
  ]
  for (const rounding of ['nearest', 'floor', 'ceil', 'trunc', undefined] as const) {
    for (const [low, high] of [
      [0, 255],
      [0, 2 ** 31 - 1],
      [-0, 7],
      [1, 9],
      [0, 2.5],
      [0, -1],
    ] as const) {
      for (const isPaired of [false, true]) {
        const b = new Builder()
        const at = (x: number): Value => b.splat('f64x2', b.f64(x))
        const clamped = (x: Value): Value => {
          const between = b.binary('min', b.binary('max', x, at(low)), at(high))
          return b.make('truncSat', 'i32x4', [rounding === undefined ? between : b.unary(rounding, between)])
        }
        const both = ([x, y]: Value[]): Value =>
          b.shuffle(clamped(x!), clamped(y!), isPaired ? [0, 1, 4, 5] : [0, 1, 2, 3])
        const module = moduleOf(applied(b, ['f64x2', 'f64x2'], both))
        compare(module, b, 'i32', [0], (view) => {
          for (const [operand, shift] of [0, 5].entries())
            for (let i = 0; i < 2 * VECTORS; i++)
              view.setFloat64(arrayAt(operand) + 8 * i, fractions[(i + shift) % fractions.length]!, true)
        })
      }
    }
  }
})

const ELEMENTS = Object.keys(elementSize) as ElementType[]

test('loads and stores of several elements', () => {
  let forms = 0
  for (const element of ELEMENTS) {
    for (const lanes of [2, 4, 8, 16]) {
      const type = vectorValueType(element, lanes)
      if (type === undefined) continue
      forms++
      const b = new Builder()
      const [index, result, y] = [b.binder('i32', 'i'), b.binder(type), b.binder(type, 'y')]
      const whole = { element: elementOf(type), lanes: laneCount(type), ptr: b.i32(arrayAt(RESULT)), index: b.i32(0) }
      const main = func(
        'main',
        [index],
        [],
        block([
          { kind: 'load', element, lanes, ptr: b.i32(arrayAt(0)), index, result },
          { kind: 'store', ...whole, value: result },
          { kind: 'store', element, lanes, ptr: b.i32(arrayAt(1)), index, value: result },
          { kind: 'load', ...whole, ptr: b.i32(arrayAt(2)), result: y },
          // What is stored has bits above those of the element.
          { kind: 'store', element, lanes, ptr: b.i32(arrayAt(1)), index: b.binary('add', index, b.i32(20)), value: y },
        ]),
      )
      // As floats, bytes below 64 are no NaNs.
      const bytes = isFloat(type) ? 63 : 255
      compare(moduleOf(main), b, 'i32', [0, 1, 3, 5], (view) => {
        for (let k = 0; k < VECTORS * 16; k++) {
          view.setUint8(arrayAt(0) + k, (k * 89 + 128) & bytes)
          view.setUint8(arrayAt(2) + k, (k * 97 + 200) & bytes)
        }
      })
    }
  }
  assert.is(forms, 3 * 4 + 2 * 3 + 3 * 2 + 3)
})

test('a splat of a constant', () => {
  for (const type of VECTOR_TYPES) {
    const b = new Builder()
    const values = specials[laneType(type)]
    const stores = values.flatMap((x, i) => stored(b, b.splat(type, b.const(laneType(type), x)), b.i32(i)))
    const { emitted } = run(moduleOf(func('main', [b.binder('i32')], [], block(stores))), b)
    assert.not.match(emitted.wat(), 'splat')
    compare(moduleOf(func('main', [b.binder('i32')], [], block(stores))), b, type, [0])
  }
})

/** Vectors that loops carry, ifs give, and functions take and return; hot loops as functions of their own. */
function carrying(b: Builder): Module {
  const [n, x] = [b.binder('i32', 'n'), b.binder('f64', 'x')]
  const [p, q] = [b.binder('f64x2', 'p'), b.binder('i32x4', 'q')]
  const double = func('double', [p, q], ['i32x4', 'f64x2'], block([], [b.binary('add', q, q), b.binary('mul', p, p)]))
  const zero = b.splat('i32x4', b.i32(0))
  const stop = { name: 'stop' }
  const counted = loop(
    b,
    [
      ['i', b.i32(0)],
      ['u', b.splat('f64x2', x)],
      ['v', b.withLane(b.splat('f64x2', b.f64(0.5)), 1, x)],
      ['w', b.withLane(zero, 2, n)],
    ],
    (i) => b.binary('lt', i!, n),
    ([i, u, v, w]) => {
      const results = [b.binder('i32x4', 'r'), b.binder('f64x2', 's')]
      const sum = b.binary('add', u!, b.binary('mul', v!, b.splat('f64x2', b.f64(0.25))))
      const big = b.unary('anyTrue', b.binary('lt', b.splat('f64x2', b.f64(1e6)), sum))
      const merged = b.binder('f64x2', 'm')
      return block(
        [
          {
            kind: 'if',
            cond: big,
            then: block([{ kind: 'exit', target: stop, values: [sum] }]),
            else: block([]),
            results: [],
          },
          { kind: 'call', callee: 'double', args: [v!, w!], results },
          {
            kind: 'if',
            cond: b.unary('allTrue', b.binary('lt', results[1]!, u!)),
            then: block([], [b.unary('neg', sum)]),
            else: block([], [sum]),
            results: [merged],
          },
        ],
        // Two that change places.
        [b.binary('add', i!, b.i32(1)), v!, merged, b.binary('add', results[0]!, b.splat('i32x4', i!))],
      )
    },
  )
  const out = b.binder('f64x2', 'out')
  const [, u, , w] = counted.results
  const body = block([counted], [b.binary('add', u!, b.unary('convertLow', w!))])
  const main = func(
    'main',
    [n, x],
    ['f64', 'f64'],
    block([{ kind: 'region', label: stop, body, results: [out] }], [b.lane(out, 0), b.lane(out, 1)]),
  )
  return moduleOf(main, double)
}

test('vectors carried, passed and returned', () => {
  for (const outline of [false, true, { smallTrips: 0, chunkTrips: 2, fuel: 2, nestFuel: 1 }]) {
    const b = new Builder()
    const module = carrying(b)
    verify(module, 'legal')
    const { main } = run(module, b, {}, { outline })
    for (const n of [0, 1, 2, 7, 100]) {
      for (const x of [0.5, -3, 2e6, 1.25])
        assert.is(main(n, x), interpret(module, new ArrayBuffer(0), [n, x], host)[0])
    }
  }
})

test.run()
