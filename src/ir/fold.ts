/**
 * Rewrite rules of the smart constructors: one equation a rule, in tables by op.
 *
 * Laws of the house: a rule is exact for every operand it matches (-0, NaN, infinities; only NaN payloads are free), it never makes
 * more work than it found, and it goes one way only, so that folding ends. What holds for integers but not for floats is said so by
 * the type it tests. Not here: anything that needs a range (see optimize/narrow.ts).
 */

import type { Constant, Op } from './ops.ts'
import { ops } from './ops.ts'
import type { Immediate, Type, Value } from './types.ts'
import { isVector, laneBytes, laneCount } from './vector.ts'

/** What rules build with: the smart constructors again (see build.ts), so that results fold further. */
export interface Maker {
  make(op: Op, type: Type, args: readonly Value[], imm?: Immediate): Value
  const(type: Type, value: Constant): Value
  i32(value: number): Value
  bool(value: boolean): Value
  unary(op: Op, a: Value): Value
  binary(op: Op, a: Value, b: Value): Value
  select(cond: Value, a: Value, b: Value): Value
  not(a: Value): Value
  and(a: Value, b: Value): Value
  or(a: Value, b: Value): Value
}

type Rule = (b: Maker, args: readonly Value[], type: Type) => Value | undefined
type VectorRule = (b: Maker, args: readonly Value[], type: Type, imm: Immediate) => Value | undefined

export function fold(b: Maker, op: Op, type: Type, args: readonly Value[], imm: Immediate): Value | undefined {
  if (isVector(type) || (args.length > 0 && isVector(args[0]!.type))) return vectorRules[op]?.(b, args, type, imm)
  const row = ops[op]
  if (row.evaluate !== undefined && args.length > 0 && args.every((a) => a.op === 'const')) {
    // Comparisons and conversions are evaluated at the type of their operands.
    const at = row.result === undefined ? type : args[0]!.type
    return b.const(
      type,
      row.evaluate(
        args.map((a) => a.imm as never),
        at,
        imm,
      ),
    )
  }
  if (op === 'assume') return args[0]!.op === 'const' ? args[0]! : undefined
  return rules[op]?.(b, args, type)
}

const is = (value: Value, c: Constant): boolean => value.op === 'const' && Object.is(value.imm, c)
const isNumber = (value: Value): value is Value & { imm: number } =>
  value.op === 'const' && typeof value.imm === 'number'
const isInt = (type: Type): boolean => type === 'i32' || type === 'i64'
const zero = (type: Type): Constant => (type === 'i64' ? 0n : 0)
const isZero = (v: Value): boolean =>
  v.op === 'const' && (v.type === 'i64' ? v.imm === 0n : v.imm === 0) && !Object.is(v.imm, -0)

/** The i32 whose conversion this float is: `i32ToF64(x)` or a constant that is an int32 (and not -0). */
function asInt32(b: Maker, v: Value): Value | undefined {
  if (v.op === 'i32ToF64') return v.args[0]!
  if (isNumber(v) && Object.is(v.imm | 0, v.imm)) return b.i32(v.imm)
  return undefined
}
/** The same for uint32, as bits. */
function asUint32(b: Maker, v: Value): Value | undefined {
  if (v.op === 'u32ToF64') return v.args[0]!
  if (isNumber(v) && Object.is(v.imm >>> 0, v.imm)) return b.i32(v.imm)
  return undefined
}
/** The f32 whose promotion this f64 is, or a constant that float32 holds exactly. */
function asFloat32(b: Maker, v: Value): Value | undefined {
  if (v.op === 'f32ToF64') return v.args[0]!
  if (isNumber(v) && Object.is(Math.fround(v.imm), v.imm)) return b.const('f32', v.imm)
  return undefined
}

const isOrNaN = (v: Value): boolean => v.op === 'select' && is(v.args[2]!, Number.NaN)

/** Compares integers or float32 as such when both sides are promotions of them, one not constant. */
function narrowCompare(op: 'eq' | 'ne' | 'lt' | 'le'): (b: Maker, x: Value, y: Value) => Value | undefined {
  return (b, x, y) => {
    if (x.type !== 'f64') return undefined
    if (op !== 'ne') {
      // (c ? x : NaN) < y = c && x < y
      if (isOrNaN(x)) return b.and(x.args[0]!, b.binary(op, x.args[1]!, y))
      if (isOrNaN(y)) return b.and(y.args[0]!, b.binary(op, x, y.args[1]!))
    }
    const [i, j] = [asInt32(b, x), asInt32(b, y)]
    if (i !== undefined && j !== undefined) return b.binary(op, i, j)
    const [u, v] = [asUint32(b, x), asUint32(b, y)]
    if (u !== undefined && v !== undefined) return b.binary(op === 'lt' ? 'ult' : op === 'le' ? 'ule' : op, u, v)
    const [f, g] = [asFloat32(b, x), asFloat32(b, y)]
    if (f !== undefined && g !== undefined) return b.binary(op, f, g)
    return undefined
  }
}
const compareEq = narrowCompare('eq')
const compareNe = narrowCompare('ne')
const compareLt = narrowCompare('lt')
const compareLe = narrowCompare('le')

const wholeNumber = (v: Value): boolean =>
  v.op === 'i32ToF64' ||
  v.op === 'u32ToF64' ||
  v.op === 'floor' ||
  v.op === 'ceil' ||
  v.op === 'trunc' ||
  v.op === 'nearest' ||
  v.op === 'round'
/** floor, ceil, trunc, nearest, round: the identity on whole numbers. */
const rounding: Rule = (b, [x]) => (wholeNumber(x!) ? x : undefined)

const float32Arithmetic = new Set<Op>([
  'add',
  'sub',
  'mul',
  'div',
  'sqrt',
  'neg',
  'abs',
  'min',
  'max',
  'floor',
  'ceil',
  'trunc',
  'nearest',
])

/** `f64ToF32(op(f32ToF64 x, ...))` is `op` in float32: double rounding is innocuous for one operation (Figueroa 1995). */
const toF32: Rule = (b, [x]) => {
  if (x!.op === 'f32ToF64') return x!.args[0]
  if (x!.op === 'neg') return b.unary('neg', b.unary('f64ToF32', x!.args[0]!))
  if (float32Arithmetic.has(x!.op) && x!.args.some((a) => a.op === 'f32ToF64')) {
    const args = x!.args.map((a) => asFloat32(b, a))
    if (args.every((a) => a !== undefined)) return b.make(x!.op, 'f32', args)
  }
  if (x!.op === 'select') {
    const [f, g] = [asFloat32(b, x!.args[1]!), asFloat32(b, x!.args[2]!)]
    if (f !== undefined && g !== undefined) return b.select(x!.args[0]!, f, g)
  }
  return undefined
}

/** Truncations see through whatever an i32 was converted by. */
const toInt32: Rule = (b, [x]) => {
  switch (x!.op) {
    case 'i32ToF64':
    case 'u32ToF64':
      return x!.args[0]
    case 'trunc':
      return b.unary('toInt32', x!.args[0]!)
    case 'select': {
      const [c, p, q] = x!.args as [Value, Value, Value]
      const free = (v: Value) => v.op === 'const' || v.op === 'i32ToF64' || v.op === 'u32ToF64'
      return free(p) && free(q) ? b.select(c, b.unary('toInt32', p), b.unary('toInt32', q)) : undefined
    }
    default:
      return undefined
  }
}

const isFloat = (t: Type): boolean => t === 'f64' || t === 'f32'

/** `make` of two factors or of dividend and divisor without their signs; undefined where neither is a negation. */
function withoutSigns(b: Maker, op: 'mul' | 'div', x: Value, y: Value): Value | undefined {
  if (x.op !== 'neg' && y.op !== 'neg') return undefined
  const made = b.binary(op, bare(x), bare(y))
  return x.op === y.op ? made : b.unary('neg', made) // -x * y = -(x * y)
}
const bare = (v: Value): Value => (v.op === 'neg' ? v.args[0]! : v)

const isPowerOfTwo = (x: number): boolean => x > 0 && x <= 0x40000000 && (x & (x - 1)) === 0

const rules: { readonly [K in Op]?: Rule } = {
  add: (b, [x, y], t) => {
    if (isFloat(t)) {
      if (y!.op === 'neg') return b.binary('sub', x!, y!.args[0]!) // x + -y = x - y
      if (x!.op === 'neg') return b.binary('sub', y!, x!.args[0]!)
      return is(y!, -0) ? x : undefined // x + -0 = x
    }
    if (isZero(y!)) return x // x + 0 = x
    if (y!.op === 'const' && x!.op === 'add' && x!.args[1]!.op === 'const')
      return b.binary('add', x!.args[0]!, b.binary('add', x!.args[1]!, y!)) // (x + c) + d = x + (c + d)
    return undefined
  },
  sub: (b, [x, y], t) => {
    if (isFloat(t)) {
      if (y!.op === 'neg') return b.binary('add', x!, y!.args[0]!) // x - -y = x + y
      return isNumber(y!) && x!.op !== 'const' ? b.binary('add', x!, b.const(t, -y!.imm)) : undefined // x - c = x + -c
    }
    if (x === y) return b.const(t, zero(t)) // x - x = 0
    if (y!.op === 'const') return b.binary('add', x!, b.binary('sub', b.const(t, zero(t)), y!)) // x - c = x + -c
    return undefined
  },
  mul: (b, [x, y], t) => {
    if (isFloat(t)) {
      if (is(y!, 1)) return x // x * 1 = x
      return is(y!, -1) ? b.unary('neg', x!) : withoutSigns(b, 'mul', x!, y!) // x * -1 = -x
    }
    if (y!.op !== 'const') return undefined
    if (isZero(y!)) return y // x * 0 = 0
    if (y!.imm === 1 || y!.imm === 1n) return x
    if (t === 'i32' && isPowerOfTwo(y!.imm as number))
      return b.binary('shl', x!, b.i32(31 - Math.clz32(y!.imm as number))) // x * 2^k = x << k
    return undefined
  },
  div: (b, [x, y], t) => {
    if (!isNumber(y!)) return withoutSigns(b, 'div', x!, y!)
    if (y.imm === 1) return x // x / 1 = x
    // x / 2^k = x * 2^-k: the reciprocal is exact
    const exponent = Math.log2(Math.abs(y.imm))
    return Number.isInteger(exponent) &&
      2 ** exponent === Math.abs(y.imm) &&
      Math.abs(exponent) < (t === 'f64' ? 1000 : 100)
      ? b.binary('mul', x!, b.const(t, 1 / y.imm))
      : undefined
  },
  irem: (b, [x, y], t) => (y!.imm === 1 || y!.imm === 1n || y!.imm === -1 ? b.const(t, zero(t)) : undefined),
  idiv: (b, [x, y]) => (y!.imm === 1 || y!.imm === 1n ? x : undefined),
  neg: (b, [x]) => (x!.op === 'neg' ? x!.args[0] : undefined), // -(-x) = x
  abs: (b, [x]) =>
    x!.op === 'abs' ? x : x!.op === 'neg' ? b.unary('abs', x!.args[0]!) : x!.op === 'u32ToF64' ? x : undefined,
  floor: rounding,
  ceil: rounding,
  trunc: rounding,
  nearest: rounding,
  round: rounding,
  min: (b, [x, y]) => (x === y ? x : undefined),
  max: (b, [x, y]) => (x === y ? x : undefined),

  and: (b, [x, y], t) => {
    if (x === y) return x
    if (isZero(y!)) return y // x & 0 = 0
    if (y!.op === 'const' && (t === 'bool' ? y!.imm === 1 : y!.imm === -1 || y!.imm === -1n)) return x // x & ~0 = x
    if (y!.op === 'const' && x!.op === 'and' && x!.args[1]!.op === 'const')
      return b.and(x!.args[0]!, b.and(x!.args[1]!, y!))
    return undefined
  },
  or: (b, [x, y], t) => {
    if (x === y || isZero(y!)) return x // x | 0 = x
    if (t === 'bool' && is(y!, 1)) return y
    return undefined
  },
  xor: (b, [x, y], t) => {
    if (x === y) return b.const(t, zero(t))
    if (isZero(y!)) return x
    if (t === 'bool' && is(y!, 1)) return b.not(x!)
    if (y!.op === 'const' && x!.op === 'xor' && x!.args[1]!.op === 'const')
      return b.binary('xor', x!.args[0]!, b.binary('xor', x!.args[1]!, y!))
    return undefined
  },
  not: (b, [x]) => {
    const [p, q] = x!.args
    switch (x!.op) {
      case 'not':
        return p
      case 'eq':
        return b.binary('ne', p!, q!) // also with NaN
      case 'ne':
        return b.binary('eq', p!, q!)
      case 'lt':
        return isInt(p!.type) ? b.binary('le', q!, p!) : undefined
      case 'le':
        return isInt(p!.type) ? b.binary('lt', q!, p!) : undefined
      case 'ult':
        return b.binary('ule', q!, p!)
      case 'ule':
        return b.binary('ult', q!, p!)
      default:
        return undefined
    }
  },
  shl: (b, [x, y]) => shift(b, 'shl', x!, y!),
  shr: (b, [x, y]) => shift(b, 'shr', x!, y!),
  ushr: (b, [x, y]) => shift(b, 'ushr', x!, y!),

  eq: (b, [x, y]) => {
    if (x === y && x!.type !== 'f64' && x!.type !== 'f32') return b.bool(true)
    if (x!.op === 'boolToI32' && y!.op === 'const')
      return y!.imm === 0 ? b.not(x!.args[0]!) : y!.imm === 1 ? x!.args[0] : b.bool(false)
    return compareEq(b, x!, y!)
  },
  ne: (b, [x, y]) => {
    if (x === y && x!.type !== 'f64' && x!.type !== 'f32') return b.bool(false)
    if (x!.op === 'boolToI32' && y!.op === 'const')
      return y!.imm === 0 ? x!.args[0] : y!.imm === 1 ? b.not(x!.args[0]!) : b.bool(true)
    return compareNe(b, x!, y!)
  },
  lt: (b, [x, y]) => (x === y ? b.bool(false) : compareLt(b, x!, y!)), // NaN < NaN is false too
  le: (b, [x, y]) => (x === y && isInt(x!.type) ? b.bool(true) : compareLe(b, x!, y!)),
  ult: (b, [x, y]) => (x === y || isZero(y!) ? b.bool(false) : undefined),
  ule: (b, [x, y]) => (x === y || isZero(x!) ? b.bool(true) : undefined),

  select: (b, [c, x, y], t) => {
    if (c!.op === 'const') return c!.imm === 1 ? x : y
    if (x === y) return x
    if (c!.op === 'not') return b.select(c!.args[0]!, y!, x!)
    if (t === 'bool') {
      if (is(y!, 0)) return b.and(c!, x!)
      if (is(x!, 1)) return b.or(c!, y!)
      if (is(x!, 0)) return b.and(b.not(c!), y!)
      if (is(y!, 1)) return b.or(b.not(c!), x!)
    }
    if (t === 'i32' && is(x!, 1) && is(y!, 0)) return b.unary('boolToI32', c!)
    if (t === 'f64') {
      // Select before converting, so that integers stay integers.
      const [i, j] = [asInt32(b, x!), asInt32(b, y!)]
      if (i !== undefined && j !== undefined) return b.unary('i32ToF64', b.select(c!, i, j))
      const [f, g] = [x!.op === 'f32ToF64' || y!.op === 'f32ToF64' ? asFloat32(b, x!) : undefined, asFloat32(b, y!)]
      if (f !== undefined && g !== undefined) return b.unary('f32ToF64', b.select(c!, f, g))
    }
    return undefined
  },

  f64ToF32: toF32,
  toInt32,
  truncSat: (b, [x]) =>
    x!.op === 'i32ToF64' ? x!.args[0] : x!.op === 'trunc' ? b.unary('truncSat', x!.args[0]!) : undefined,
  wrapI64: (b, [x]) => (x!.op === 'i32ToI64' || x!.op === 'u32ToI64' ? x!.args[0] : undefined),
  i64ToF64: (b, [x]) =>
    x!.op === 'i32ToI64'
      ? b.unary('i32ToF64', x!.args[0]!)
      : x!.op === 'u32ToI64'
        ? b.unary('u32ToF64', x!.args[0]!)
        : undefined,
  inBounds: (b, [x, n]) => {
    const int = asInt32(b, x!) ?? asUint32(b, x!)
    if (int !== undefined) return b.binary('ult', int, n!) // lengths are below 2^31
    if (isNumber(x!) && !Object.is(x.imm, -0)) return b.bool(false)
    return undefined
  },
}

function shift(b: Maker, op: 'shl' | 'shr' | 'ushr', x: Value, y: Value): Value | undefined {
  if (y.op !== 'const') return undefined
  const width = x.type === 'i64' ? 63n : 31
  const count = typeof width === 'bigint' ? (y.imm as bigint) & width : (y.imm as number) & width
  if (Number(count) === 0) return x
  if (count !== y.imm) return b.binary(op, x, b.const(x.type, count))
  // (x << a) << b = x << (a + b) while the sum stays below the width
  if (x.op === op && x.args[1]!.op === 'const' && x.type === 'i32') {
    const sum = (count as number) + (x.args[1]!.imm as number)
    if (sum < 32) return b.binary(op, x.args[0]!, b.i32(sum))
  }
  return undefined
}

/** What selects between the operands of a comparison, if an operation does. */
function extremes({ op, args }: Value): readonly [Op?, Op?] {
  const type = args[0]?.type
  if (type === 'f64x2' || type === 'f32x4') return op === 'lt' ? ['pmin', 'pmax'] : []
  if (type === 'i64x2') return []
  if (op === 'lt' || op === 'le') return ['min', 'max']
  return op === 'ult' || op === 'ule' ? ['umin', 'umax'] : []
}

/** Of what is chosen by the bits of a mask, `masked` holds on one side only: `m & (m ? x : y)` is `m & x`, and `m | (m ? x : y)` is `m | y`. */
const masked =
  (op: 'and' | 'or'): VectorRule =>
  (b, [x, y], type) => {
    if (x === y) return x
    for (const [mask, chosen] of [
      [x!, y!],
      [y!, x!],
    ] as const) {
      if (chosen.op === 'select' && chosen.args[0] === mask)
        return b.make(op, type, [mask, chosen.args[op === 'and' ? 1 : 2]!])
    }
    return undefined
  }

/** Lanes of the same bits everywhere, all 0 or all 1. */
const isBits = (v: Value, bits: 0 | -1): boolean =>
  v.op === 'splat' && v.args[0]!.op === 'const' && Number(v.args[0]!.imm) === bits

/** Ops that take or give vectors have these rules only. */
const vectorRules: { readonly [K in Op]?: VectorRule } = {
  and: masked('and'),
  or: masked('or'),
  not: (_, [x]) => (x!.op === 'not' ? x!.args[0] : undefined),
  select: (b, [mask, x, y], type) => {
    if (x === y) return x
    const [p, q] = mask!.args
    if (mask!.op === 'not') return b.make('select', type, [p!, y!, x!]) // not c ? x : y = c ? y : x
    if (mask!.type === type) {
      const without = (): Value => b.make('not', type, [mask!])
      if (isBits(x!, -1)) return isBits(y!, 0) ? mask : b.make('or', type, [mask!, y!])
      if (isBits(y!, 0)) return b.make('and', type, [mask!, x!])
      if (isBits(x!, 0)) return isBits(y!, -1) ? without() : b.make('and', type, [y!, without()])
      if (isBits(y!, -1)) return b.make('or', type, [x!, without()])
    }
    const [least, most] = extremes(mask!)
    // p < q ? p : q = pmin(q, p): of pmin's and pmax's operands the second is taken where the comparison holds
    if (x === p && y === q && least !== undefined) return b.make(least, type, [q!, p!])
    return x === q && y === p && most !== undefined ? b.make(most, type, [p!, q!]) : undefined
  },
  lane: (b, [v], type, imm) => {
    const [first, second] = v!.args
    if (v!.op === 'withLane' && v!.imm !== imm) return b.make('lane', type, [first!], imm)
    // A narrow lane is only the low bits of the scalar.
    if (!isVector(v!.type) || laneBytes(v!.type) < 4) return undefined
    return v!.op === 'splat' ? first : v!.op === 'withLane' ? second : undefined
  },
  shuffle: (_, [x, y], type, imm) => {
    const count = isVector(type) ? laneCount(type) : 0
    const isWhole = (from: number): boolean => imm === Array.from({ length: count }, (__, i) => from + i).join()
    return isWhole(0) ? x : isWhole(count) ? y : undefined
  },
  reinterpret: (b, [x], type) =>
    x!.type === type ? x : x!.op === 'reinterpret' ? b.make('reinterpret', type, [x!.args[0]!]) : undefined,
}
