/**
 * The op table: one row an operation. Folding, verifying, printing, interpreting and emitting are driven by it.
 *
 * Every op is total: no operand makes it trap, so hoisting and if-conversion are always legal. A row says which types the op is
 * defined at (the type of its result, or of its operands where `result` is fixed), and evaluates it on constants: i32 and bool as
 * JavaScript numbers, i64 as a bigint in [-2^63, 2^63), f32 as a number that is a float32. Where it is defined at vectors too, it
 * means the same lane by lane; lanes.ts evaluates that.
 */
import type { ScalarType, Type, VectorType } from './vector.ts'
import { isVector, laneType, maskType, narrower, VECTOR_TYPES, wider } from './vector.ts'

export type { ScalarType, Type, VectorType } from './vector.ts'

export type Constant = number | bigint
export type Immediate = number | bigint | string | boolean | undefined

interface OpRow {
  /** Number of operands. */
  readonly arity: number
  /** Scalar operand types it is defined at. */
  readonly on: readonly ScalarType[]
  /** Result type at scalars, where it is not that of the operands. */
  readonly result?: ScalarType
  /** Vector types it is defined at: those of the result, or of the operand where the result is a mask, a scalar or fixed. */
  readonly vector?: readonly VectorType[]
  readonly commutative?: true
  /** Rough cycles, for choosing between a select and a branch. 1 where absent. */
  readonly cost?: number
  /** Absent for ops that constants do not fold through (host functions, binders). */
  // biome-ignore lint/suspicious/noExplicitAny: numbers or bigints, as `on` says
  readonly evaluate?: (args: readonly any[], type: Type, imm: Immediate) => Constant
}

const floats = ['f64', 'f32'] as const
const ints = ['i32', 'i64'] as const
const bits = ['i32', 'i64', 'bool'] as const
const all = ['f64', 'f32', 'i32', 'i64'] as const
const floatVectors = ['f64x2', 'f32x4'] as const
const intVectors = ['i64x2', 'i32x4', 'i16x8', 'i8x16'] as const
const smallVectors = ['i32x4', 'i16x8', 'i8x16'] as const
const shiftVectors = ['i64x2', 'i32x4', 'i16x8'] as const

/** Rounds or wraps an evaluated result to its type. */
function wrap(value: Constant, type: Type): Constant {
  if (type === 'i32') return Number(value) | 0
  if (type === 'i64') return BigInt.asIntN(64, value as bigint)
  if (type === 'f32') return Math.fround(value as number)
  return value
}
const u64 = (x: bigint) => BigInt.asUintN(64, x)
const bool = (x: boolean) => (x ? 1 : 0)
const saturate = (x: number, lo: number, hi: number) => (x !== x ? 0 : x <= lo ? lo : x >= hi ? hi : Math.trunc(x))
const saturate64 = (x: number) =>
  x !== x ? 0n : x <= -(2 ** 63) ? -(2n ** 63n) : x >= 2 ** 63 ? 2n ** 63n - 1n : BigInt(Math.trunc(x))

function nearest(x: number): number {
  const floor = Math.floor(x)
  const rest = x - floor
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0)
  const rounded = up ? floor + 1 : floor
  return rounded === 0 ? (x < 0 || Object.is(x, -0) ? -0 : 0) : rounded
}

const table = {
  const: { arity: 0, on: [...all, 'bool'], cost: 0 },
  binder: { arity: 0, on: [...all, 'bool'], vector: VECTOR_TYPES, cost: 0 },

  add: { arity: 2, on: all, vector: VECTOR_TYPES, commutative: true, evaluate: ([a, b], t) => wrap(a + b, t) },
  sub: { arity: 2, on: all, vector: VECTOR_TYPES, evaluate: ([a, b], t) => wrap(a - b, t) },
  mul: {
    arity: 2,
    on: all,
    vector: ['f64x2', 'f32x4', 'i64x2', 'i32x4', 'i16x8'],
    commutative: true,
    evaluate: ([a, b], t) => (t === 'i32' ? Math.imul(a, b) : wrap(a * b, t)),
  },
  div: { arity: 2, on: floats, vector: floatVectors, cost: 12, evaluate: ([a, b], t) => wrap(a / b, t) },
  /** JavaScript's `%` on numbers. */
  rem: { arity: 2, on: ['f64'], vector: ['f64x2'], cost: 40, evaluate: ([a, b]) => a % b },
  /** Integer division toward zero; x/0 is 0, and the one overflow wraps. */
  idiv: {
    arity: 2,
    on: ints,
    cost: 12,
    evaluate: ([a, b], t) => (Number(b) === 0 ? wrap(b, t) : wrap(t === 'i32' ? Math.trunc(a / b) : a / b, t)),
  },
  udiv: {
    arity: 2,
    on: ints,
    cost: 12,
    evaluate: ([a, b], t) =>
      t === 'i32' ? (b === 0 ? 0 : Math.floor((a >>> 0) / (b >>> 0)) | 0) : b === 0n ? 0n : wrap(u64(a) / u64(b), t),
  },
  /** Remainder with the dividend's sign; x%0 is 0. */
  irem: {
    arity: 2,
    on: ints,
    cost: 12,
    evaluate: ([a, b], t) => (Number(b) === 0 ? wrap(b, t) : wrap(t === 'i32' ? (a % b) + 0 : a % b, t)),
  },
  urem: {
    arity: 2,
    on: ints,
    cost: 12,
    evaluate: ([a, b], t) =>
      t === 'i32' ? (b === 0 ? 0 : ((a >>> 0) % (b >>> 0)) | 0) : b === 0n ? 0n : wrap(u64(a) % u64(b), t),
  },
  neg: { arity: 1, on: floats, vector: floatVectors, evaluate: ([a]) => -a },
  abs: { arity: 1, on: [...floats, 'i32'], vector: VECTOR_TYPES, evaluate: ([a], t) => wrap(Math.abs(a), t) },
  sqrt: { arity: 1, on: floats, vector: floatVectors, cost: 12, evaluate: ([a], t) => wrap(Math.sqrt(a), t) },
  floor: { arity: 1, on: floats, vector: floatVectors, cost: 3, evaluate: ([a]) => Math.floor(a) },
  ceil: { arity: 1, on: floats, vector: floatVectors, cost: 3, evaluate: ([a]) => Math.ceil(a) },
  trunc: { arity: 1, on: floats, vector: floatVectors, cost: 3, evaluate: ([a]) => Math.trunc(a) },
  /** To the nearest integer, halves to even. */
  nearest: { arity: 1, on: floats, vector: floatVectors, cost: 3, evaluate: ([a]) => nearest(a) },
  /** JavaScript's `Math.round`: halves up, keeps -0. */
  round: { arity: 1, on: ['f64'], vector: ['f64x2'], cost: 6, evaluate: ([a]) => Math.round(a) },
  copysign: {
    arity: 2,
    on: floats,
    vector: floatVectors,
    evaluate: ([a, b]) => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a)),
  },
  /** On floats with JavaScript's rules for NaN and -0; on integers signed. */
  min: {
    arity: 2,
    on: ['f64', 'f32', 'i32'],
    vector: [...floatVectors, ...smallVectors],
    cost: 2,
    evaluate: ([a, b]) => Math.min(a, b),
  },
  max: {
    arity: 2,
    on: ['f64', 'f32', 'i32'],
    vector: [...floatVectors, ...smallVectors],
    cost: 2,
    evaluate: ([a, b]) => Math.max(a, b),
  },

  and: { arity: 2, on: bits, vector: VECTOR_TYPES, commutative: true, evaluate: ([a, b]) => a & b },
  or: { arity: 2, on: bits, vector: VECTOR_TYPES, commutative: true, evaluate: ([a, b]) => a | b },
  xor: { arity: 2, on: bits, vector: VECTOR_TYPES, commutative: true, evaluate: ([a, b]) => a ^ b },
  not: { arity: 1, on: ['bool'], vector: VECTOR_TYPES, evaluate: ([a]) => 1 - a },
  /** Shift counts are taken modulo the width. */
  shl: {
    arity: 2,
    on: ints,
    vector: shiftVectors,
    evaluate: ([a, b], t) => (t === 'i32' ? a << b : wrap(a << (b & 63n), t)),
  },
  shr: {
    arity: 2,
    on: ints,
    vector: shiftVectors,
    evaluate: ([a, b], t) => (t === 'i32' ? a >> b : wrap(a >> (b & 63n), t)),
  },
  ushr: {
    arity: 2,
    on: ints,
    vector: shiftVectors,
    evaluate: ([a, b], t) => (t === 'i32' ? (a >>> b) | 0 : wrap(u64(a) >> (b & 63n), t)),
  },
  clz: { arity: 1, on: ['i32'], evaluate: ([a]) => Math.clz32(a) },

  eq: {
    arity: 2,
    on: [...all, 'bool'],
    vector: VECTOR_TYPES,
    result: 'bool',
    commutative: true,
    evaluate: ([a, b]) => bool(a === b),
  },
  ne: {
    arity: 2,
    on: [...all, 'bool'],
    vector: VECTOR_TYPES,
    result: 'bool',
    commutative: true,
    evaluate: ([a, b]) => bool(a !== b),
  },
  lt: { arity: 2, on: all, vector: VECTOR_TYPES, result: 'bool', evaluate: ([a, b]) => bool(a < b) },
  le: { arity: 2, on: all, vector: VECTOR_TYPES, result: 'bool', evaluate: ([a, b]) => bool(a <= b) },
  /** Unsigned comparisons. */
  ult: {
    arity: 2,
    on: ints,
    vector: smallVectors,
    result: 'bool',
    evaluate: ([a, b], t) => bool(t === 'i64' ? u64(a) < u64(b) : a >>> 0 < b >>> 0),
  },
  ule: {
    arity: 2,
    on: ints,
    vector: smallVectors,
    result: 'bool',
    evaluate: ([a, b], t) => bool(t === 'i64' ? u64(a) <= u64(b) : a >>> 0 <= b >>> 0),
  },
  /** `select(cond, then, else)`. */
  select: { arity: 3, on: [...all, 'bool'], vector: VECTOR_TYPES, evaluate: ([c, a, b]) => (c ? a : b) },

  i32ToF64: { arity: 1, on: ['i32'], result: 'f64', evaluate: ([a]) => a },
  u32ToF64: { arity: 1, on: ['i32'], result: 'f64', evaluate: ([a]) => a >>> 0 },
  i64ToF64: { arity: 1, on: ['i64'], result: 'f64', evaluate: ([a]) => Number(a) },
  u64ToF64: { arity: 1, on: ['i64'], result: 'f64', evaluate: ([a]) => Number(u64(a)) },
  f32ToF64: { arity: 1, on: ['f32'], result: 'f64', evaluate: ([a]) => a },
  f64ToF32: { arity: 1, on: ['f64'], result: 'f32', evaluate: ([a]) => Math.fround(a) },
  boolToI32: { arity: 1, on: ['bool'], result: 'i32', cost: 0, evaluate: ([a]) => a },
  /** JavaScript's ToInt32: modulo 2^32; NaN and infinities give 0. */
  toInt32: { arity: 1, on: ['f64'], result: 'i32', cost: 6, evaluate: ([a]) => a | 0 },
  /** Truncation that saturates at the ends of i32; NaN gives 0. */
  truncSat: {
    arity: 1,
    on: ['f64'],
    vector: ['f64x2'],
    result: 'i32',
    cost: 3,
    evaluate: ([a]) => saturate(a, -2147483648, 2147483647) | 0,
  },
  truncSat64: { arity: 1, on: ['f64'], result: 'i64', cost: 3, evaluate: ([a]) => saturate64(a) },
  i32ToI64: { arity: 1, on: ['i32'], result: 'i64', evaluate: ([a]) => BigInt(a) },
  u32ToI64: { arity: 1, on: ['i32'], result: 'i64', evaluate: ([a]) => BigInt(a >>> 0) },
  wrapI64: { arity: 1, on: ['i64'], result: 'i32', evaluate: ([a]) => Number(BigInt.asIntN(32, a)) },

  /** `inBounds(index, length)`: the number `index` is an integer in [0, length). A -0 is element 0. */
  inBounds: {
    arity: 2,
    on: ['f64', 'i32'],
    result: 'bool',
    cost: 2,
    evaluate: ([a, n]) => bool(Number.isInteger(a) && a >= 0 && a < n),
  },
  /** The value itself, known to lie where `cond` (args[1]) is `imm`. Dropped once ranges are known. */
  assume: { arity: 2, on: [...all, 'bool'], cost: 0 },
  /**
   * `table(ptr, index)`: cell `index` (of the result's size) of a table in memory that nothing writes during the call, hence pure.
   * The index must be valid wherever it is used or not: lowering clamps it.
   */
  table: { arity: 2, on: ['i32', 'f64', 'i64'], cost: 2 },

  // Vectors only

  umin: { arity: 2, on: [], vector: smallVectors, cost: 1 },
  umax: { arity: 2, on: [], vector: smallVectors, cost: 1 },
  /** `b < a ? b : a` and `a < b ? b : a`, whatever NaN and the signs of zeros make of it. */
  pmin: { arity: 2, on: [], vector: floatVectors, evaluate: ([a, b]) => (b < a ? b : a) },
  pmax: { arity: 2, on: [], vector: floatVectors, evaluate: ([a, b]) => (a < b ? b : a) },
  /** `a * b + c` and `c - a * b`, rounded once or twice. */
  madd: { arity: 3, on: [], vector: floatVectors, evaluate: ([a, b, c]) => a * b + c },
  nmadd: { arity: 3, on: [], vector: floatVectors, evaluate: ([a, b, c]) => c - a * b },
  /** All lanes are the scalar; of an i32 the low bits, where lanes are narrower. */
  splat: { arity: 1, on: [], vector: VECTOR_TYPES },
  /** Lane `imm`; one of 8 or 16 bits is widened by its sign. */
  lane: { arity: 1, on: [], vector: VECTOR_TYPES },
  /** `withLane(vector, scalar)`: the vector but for lane `imm`. */
  withLane: { arity: 2, on: [], vector: VECTOR_TYPES },
  /** Lanes picked from those of both operands: `imm` is a list of their numbers, such as `0,2,4,6`. */
  shuffle: { arity: 2, on: [], vector: VECTOR_TYPES },
  /** One half of the lanes as lanes twice as wide. */
  extendLow: { arity: 1, on: [], vector: smallVectors },
  extendHigh: { arity: 1, on: [], vector: smallVectors },
  uextendLow: { arity: 1, on: [], vector: smallVectors },
  uextendHigh: { arity: 1, on: [], vector: smallVectors },
  /** The lanes of both operands, signed, as lanes half as wide: saturated to what these hold, signed or unsigned. */
  narrow: { arity: 2, on: [], vector: ['i32x4', 'i16x8'] },
  unarrow: { arity: 2, on: [], vector: ['i32x4', 'i16x8'] },
  /** The low two lanes as f64. */
  convertLow: { arity: 1, on: [], vector: ['i32x4'] },
  uconvertLow: { arity: 1, on: [], vector: ['i32x4'] },
  promoteLow: { arity: 1, on: [], vector: ['f32x4'] },
  /** To the low two lanes; the others are 0. */
  demote: { arity: 1, on: [], vector: ['f64x2'] },
  utruncSat: { arity: 1, on: [], vector: ['f64x2'] },
  /** Whether a lane, whether every lane is not 0. */
  anyTrue: { arity: 1, on: [], vector: intVectors },
  allTrue: { arity: 1, on: [], vector: intVectors, cost: 2 },
  /** The sign bits of the lanes, that of lane 0 lowest. */
  bitmask: { arity: 1, on: [], vector: intVectors, cost: 2 },
  /** The same bits as another vector type. The bits of a NaN are free. */
  reinterpret: { arity: 1, on: [], vector: VECTOR_TYPES, cost: 0 },

  /** A `Math` function computed by the host, so that bits match: `imm` is its path. Never folded: engines differ. */
  host: { arity: 0, on: ['f64'], cost: 60 },
} as const satisfies Record<string, OpRow>

export type Op = keyof typeof table
export const ops: Readonly<Record<Op, OpRow>> = table

/** The type that `op` gives where its first operand is a `first`. Not for `splat` and `reinterpret`, which give any. */
export function resultType(op: Op, first: Type): Type {
  if (!isVector(first)) return ops[op].result ?? first
  switch (op) {
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'ult':
    case 'ule':
      return maskType(first)
    case 'lane':
      return laneType(first)
    case 'extendLow':
    case 'extendHigh':
    case 'uextendLow':
    case 'uextendHigh':
      return wider[first] ?? first
    case 'narrow':
    case 'unarrow':
      return narrower[first] ?? first
    case 'convertLow':
    case 'uconvertLow':
    case 'promoteLow':
      return 'f64x2'
    case 'truncSat':
    case 'utruncSat':
      return 'i32x4'
    case 'demote':
      return 'f32x4'
    case 'anyTrue':
    case 'allTrue':
      return 'bool'
    case 'bitmask':
      return 'i32'
    default:
      return first
  }
}

/**
 * Operand types of an op that takes or gives vectors, where it gives `type` and its first operand is a `first`. Undefined where no
 * such op is.
 */
export function vectorOperands(op: Op, type: Type, first: Type): readonly Type[] | undefined {
  const { vector = [], arity } = ops[op]
  const definedAt = (t: Type): t is VectorType => isVector(t) && vector.includes(t)
  switch (op) {
    case 'binder':
      return definedAt(type) ? [] : undefined
    case 'splat':
      return definedAt(type) ? [laneType(type)] : undefined
    case 'withLane':
      return definedAt(type) ? [type, laneType(type)] : undefined
    case 'select':
      return definedAt(type) ? [maskType(type), type, type] : undefined
    case 'shl':
    case 'shr':
    case 'ushr':
      return definedAt(type) ? [type, 'i32'] : undefined
    case 'reinterpret':
      return definedAt(type) && definedAt(first) ? [first] : undefined
    default:
      return definedAt(first) && type === resultType(op, first) ? Array.from({ length: arity }, () => first) : undefined
  }
}

/** Operand types of ops on scalars: of those whose operands are not all of one type, or whose count varies, and of the rest. */
export function operandTypes(op: Op, type: ScalarType, count: number, firstOperand: ScalarType): readonly ScalarType[] {
  switch (op) {
    case 'select':
      return ['bool', type, type]
    case 'assume':
      return [type, 'bool']
    case 'table':
      return ['i32', 'i32']
    case 'inBounds':
      return [firstOperand, 'i32']
    case 'host':
      return Array.from({ length: count }, () => 'f64' as const)
    default:
      return Array.from({ length: ops[op].arity }, () => (ops[op].result === undefined ? type : firstOperand))
  }
}
