/** How each op maps the ranges of its operands to the range of its result, and what a condition tells about a value. */
import { withoutAssumptions } from '../ir/build.ts'
import type { Value } from '../ir/types.ts'
import type { Range } from './range.ts'
import { between, full, int32, join } from './range.ts'

type RangeOf = (value: Value) => Range | undefined

const hasZero = (r: Range): boolean => r.lo <= 0 && r.hi >= 0
const hasInfinity = (r: Range): boolean => r.lo === -Infinity || r.hi === Infinity
const isInt32 = (lo: number, hi: number): boolean => lo >= -2147483648 && hi <= 2147483647

/** The range of a pure value. Undefined operands (never computed) give undefined. */
export function transfer(value: Value, rangeOf: RangeOf): Range | undefined {
  if (value.op === 'const') return constant(value)
  if (value.op === 'assume') {
    const range = rangeOf(value.args[0]!)
    return range && refine(range, value, value.args[1]!, value.imm as boolean, rangeOf)
  }
  if (value.op === 'table') return value.type === 'i32' ? int32 : full
  if (value.type === 'bool' || value.type === 'i64') return full
  if (value.op === 'select') return join(rangeOf(value.args[1]!), rangeOf(value.args[2]!))
  const args: Range[] = []
  for (const arg of value.args) {
    const range = arg.type === 'bool' ? between(0, 1) : arg.type === 'i64' ? full : rangeOf(arg)
    if (range === undefined) return undefined
    args.push(range)
  }
  const range = value.type === 'i32' ? intOp(value, args) : floatOp(value, args)
  // Rounding to float32 is monotone; it may underflow to a zero of either sign.
  if (value.type === 'f32')
    return {
      ...range,
      lo: Math.fround(range.lo),
      hi: Math.fround(range.hi),
      negZero: range.negZero || (range.lo < 0 && !range.int),
      f32: true,
    }
  return range
}

function constant(value: Value): Range {
  if (typeof value.imm === 'bigint') return full
  const x = value.imm as number
  if (Number.isNaN(x)) return onlyNaN
  // What is added to such a number may be lost to rounding: nothing made of it counts as exact.
  if (Number.isFinite(x) && Math.abs(x) >= 2 ** 50) {
    const range = { int: Number.isInteger(x), nan: false, negZero: false, f32: false }
    return x > 0 ? { ...range, lo: x, hi: Infinity } : { ...range, lo: -Infinity, hi: x }
  }
  return {
    lo: x,
    hi: x,
    int: Number.isInteger(x),
    nan: false,
    negZero: Object.is(x, -0),
    f32: Object.is(Math.fround(x), x),
  }
}

const onlyNaN: Range = { lo: Infinity, hi: -Infinity, int: true, nan: true, negZero: false, f32: true }
const isOnlyNaN = (r: Range | undefined): boolean => r !== undefined && r.lo > r.hi

/** Products of bounds: 0 times an infinity counts as 0 here, its NaN is told apart. */
const times = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : x * y)
function corners(f: (x: number, y: number) => number, a: Range, b: Range): [number, number] {
  const all = [f(a.lo, b.lo), f(a.lo, b.hi), f(a.hi, b.lo), f(a.hi, b.hi)]
  return [Math.min(...all), Math.max(...all)]
}

function floatOp(value: Value, [a, b]: readonly Range[]): Range {
  if (isOnlyNaN(a) || isOnlyNaN(b)) return value.op === 'host' || value.op === 'copysign' ? full : onlyNaN
  switch (value.op) {
    case 'add':
      return {
        lo: a!.lo + b!.lo || 0,
        hi: a!.hi + b!.hi || 0,
        int: a!.int && b!.int,
        negZero: a!.negZero && b!.negZero,
        f32: false,
        nan:
          a!.nan ||
          b!.nan ||
          (a!.hi === Infinity && b!.lo === -Infinity) ||
          (a!.lo === -Infinity && b!.hi === Infinity),
        ...infinite(a!.lo + b!.lo, a!.hi + b!.hi),
      }
    case 'sub':
      return {
        lo: a!.lo - b!.hi || 0,
        hi: a!.hi - b!.lo || 0,
        int: a!.int && b!.int,
        negZero: a!.negZero && hasZero(b!),
        f32: false,
        nan:
          a!.nan ||
          b!.nan ||
          (a!.hi === Infinity && b!.hi === Infinity) ||
          (a!.lo === -Infinity && b!.lo === -Infinity),
        ...infinite(a!.lo - b!.hi, a!.hi - b!.lo),
      }
    case 'mul':
      if (isSquare(value)) return squared(a!)
      return value.args[1]!.op === 'const' &&
        isPowerOfTwo(1 / (value.args[1]!.imm as number)) &&
        isMultiple(value.args[0]!, 1 / (value.args[1]!.imm as number))
        ? { ...product(a!, b!), int: a!.int }
        : product(a!, b!)
    case 'div':
      return value.args[1]!.op === 'const' && isMultiple(value.args[0]!, value.args[1]!.imm as number)
        ? { ...quotient(a!, b!), int: a!.int }
        : quotient(a!, b!)
    case 'rem':
      return remainder(a!, b!)
    case 'neg':
      return { ...a!, lo: -a!.hi, hi: -a!.lo, negZero: hasZero(a!) }
    case 'abs':
      return {
        ...a!,
        lo: hasZero(a!) ? 0 : Math.min(Math.abs(a!.lo), Math.abs(a!.hi)),
        hi: Math.max(Math.abs(a!.lo), Math.abs(a!.hi)),
        negZero: false,
      }
    case 'sqrt':
      return {
        lo: Math.sqrt(Math.max(a!.lo, 0)),
        hi: Math.sqrt(Math.max(a!.hi, 0)),
        int: false,
        nan: a!.nan || a!.lo < 0,
        negZero: a!.negZero,
        f32: false,
      }
    case 'floor':
      return rounded(a!, Math.floor, false)
    case 'ceil':
      return rounded(a!, Math.ceil, true)
    case 'trunc':
      return rounded(a!, Math.trunc, true)
    case 'round':
      return rounded(a!, Math.round, true)
    case 'nearest':
      return { ...rounded(a!, (x) => x, true), lo: Math.floor(a!.lo), hi: Math.ceil(a!.hi) }
    case 'min':
    case 'max':
      return extremum(value.op, a!, b!)
    case 'i32ToF64':
      return { ...a!, int: true, nan: false, negZero: false, f32: Math.max(-a!.lo, a!.hi) <= 2 ** 24 }
    case 'u32ToF64':
      return a!.lo >= 0 ? { ...a!, f32: a!.hi <= 2 ** 24 } : between(0, 2 ** 32 - 1)
    case 'i64ToF64':
      return between(-(2 ** 63), 2 ** 63)
    case 'u64ToF64':
      return between(0, 2 ** 64)
    case 'f32ToF64':
      return { ...a!, f32: true }
    case 'f64ToF32':
      return {
        ...a!,
        lo: Math.fround(a!.lo),
        hi: Math.fround(a!.hi),
        negZero: a!.negZero || (a!.lo < 0 && !a!.int),
        f32: true,
      }
    case 'host':
      return value.imm === 'Math.sin' || value.imm === 'Math.cos' ? { ...full, lo: -1, hi: 1 } : full
    default:
      return full
  }
}

/** NaN from inf - inf must not become a bound. */
const infinite = (lo: number, hi: number): Partial<Range> =>
  Number.isNaN(lo) || Number.isNaN(hi) ? { lo: -Infinity, hi: Infinity } : {}

/** Never negative, nor a -0. */
const isSquare = ({ args }: Value): boolean => withoutAssumptions(args[0]!) === withoutAssumptions(args[1]!)
function squared(a: Range): Range {
  const [low, high] = [Math.abs(a.lo), Math.abs(a.hi)]
  return {
    ...a,
    lo: hasZero(a) ? 0 : Math.min(low, high) ** 2,
    hi: Math.max(low, high) ** 2,
    negZero: false,
    f32: false,
  }
}

function product(a: Range, b: Range): Range {
  const [lo, hi] = corners(times, a, b)
  const signsDiffer = (a.lo < 0 && b.hi > 0) || (b.lo < 0 && a.hi > 0)
  return {
    lo,
    hi,
    int: a.int && b.int,
    f32: false,
    nan: a.nan || b.nan || (hasZero(a) && hasInfinity(b)) || (hasZero(b) && hasInfinity(a)),
    negZero:
      a.negZero ||
      b.negZero ||
      (hasZero(a) && b.lo < 0) ||
      (hasZero(b) && a.lo < 0) ||
      (signsDiffer && !(a.int && b.int)),
  }
}

function quotient(a: Range, b: Range): Range {
  const nan = a.nan || b.nan || (hasZero(a) && hasZero(b)) || (hasInfinity(a) && hasInfinity(b))
  const negZero = !(a.lo >= 0 && b.lo >= 0 && !a.negZero && !b.negZero)
  if (hasZero(b) || hasInfinity(a) || hasInfinity(b)) {
    const positive = a.lo >= 0 && b.lo >= 0 && !b.negZero && !a.negZero
    return { lo: positive ? 0 : -Infinity, hi: Infinity, int: false, nan, negZero, f32: false }
  }
  const [lo, hi] = corners((x, y) => x / y, a, b)
  return { lo, hi, int: false, nan, negZero, f32: false }
}

/** The dividend's sign, and less than the divisor's magnitude. */
function remainder(a: Range, b: Range): Range {
  const int = a.int && b.int
  const bound = Math.max(Math.abs(b.lo), Math.abs(b.hi)) - (int && !hasInfinity(b) ? 1 : 0)
  return {
    lo: a.lo >= 0 ? 0 : Math.max(a.lo, -bound),
    hi: a.hi <= 0 ? 0 : Math.min(a.hi, bound),
    int,
    f32: false,
    nan: a.nan || b.nan || hasZero(b) || hasInfinity(a),
    negZero: a.negZero || a.lo < 0,
  }
}

function rounded(a: Range, f: (x: number) => number, mayNegZero: boolean): Range {
  return {
    ...a,
    lo: f(a.lo) + 0,
    hi: f(a.hi) + 0,
    int: true,
    negZero: a.negZero || (mayNegZero && !a.int && a.lo < 0 && a.hi > -1),
  }
}

function extremum(op: 'min' | 'max', a: Range, b: Range): Range {
  const f = op === 'min' ? Math.min : Math.max
  return {
    lo: f(a.lo, b.lo),
    hi: f(a.hi, b.hi),
    int: a.int && b.int,
    nan: a.nan || b.nan,
    negZero: a.negZero || b.negZero,
    f32: a.f32 && b.f32,
  }
}

function intOp(value: Value, [a, b]: readonly Range[]): Range {
  switch (value.op) {
    case 'add':
      return bounded(a!.lo + b!.lo, a!.hi + b!.hi)
    case 'sub':
      return bounded(a!.lo - b!.hi, a!.hi - b!.lo)
    case 'mul':
      return isSquare(value) ? bounded(squared(a!).lo, squared(a!).hi) : bounded(...corners(times, a!, b!))
    case 'and':
      return b!.lo >= 0
        ? between(0, a!.lo >= 0 ? Math.min(a!.hi, b!.hi) : b!.hi)
        : a!.lo >= 0
          ? between(0, a!.hi)
          : int32
    case 'or':
    case 'xor':
      return a!.lo >= 0 && b!.lo >= 0 ? between(0, 2 ** (32 - Math.clz32(Math.max(a!.hi, b!.hi))) - 1) : int32
    case 'shl':
      return b!.lo === b!.hi ? bounded(a!.lo * 2 ** (b!.lo & 31), a!.hi * 2 ** (b!.lo & 31)) : int32
    case 'shr':
      return b!.lo === b!.hi ? between(a!.lo >> b!.lo, a!.hi >> b!.lo) : a!.lo >= 0 ? between(0, a!.hi) : int32
    case 'ushr':
      if (a!.lo >= 0) return b!.lo === b!.hi ? between(a!.lo >>> b!.lo, a!.hi >>> b!.lo) : between(0, a!.hi)
      return b!.lo === b!.hi && (b!.lo & 31) > 0 ? between(0, 2 ** (32 - (b!.lo & 31)) - 1) : int32
    case 'min':
      return between(Math.min(a!.lo, b!.lo), Math.min(a!.hi, b!.hi))
    case 'max':
      return between(Math.max(a!.lo, b!.lo), Math.max(a!.hi, b!.hi))
    case 'abs':
      return a!.lo === -2147483648
        ? int32
        : between(
            hasZero(a!) ? 0 : Math.min(Math.abs(a!.lo), Math.abs(a!.hi)),
            Math.max(Math.abs(a!.lo), Math.abs(a!.hi)),
          )
    case 'irem': {
      const { lo, hi } = remainder(a!, b!)
      return between(Math.min(lo, 0), Math.max(hi, 0))
    }
    case 'idiv':
      return a!.lo >= 0 && b!.lo >= 0 ? between(0, a!.hi) : int32
    case 'clz':
      return between(0, 32)
    case 'boolToI32':
      return between(0, 1)
    case 'toInt32':
      return !a!.nan && isInt32(Math.trunc(a!.lo), Math.trunc(a!.hi))
        ? between(Math.trunc(a!.lo) + 0, Math.trunc(a!.hi) + 0)
        : a!.nan && isInt32(Math.trunc(a!.lo), Math.trunc(a!.hi))
          ? between(Math.min(Math.trunc(a!.lo), 0), Math.max(Math.trunc(a!.hi), 0))
          : a!.lo > a!.hi
            ? between(0, 0)
            : int32
    case 'truncSat': {
      if (a!.lo > a!.hi) return between(0, 0)
      const clamp = (x: number) => Math.min(Math.max(Math.trunc(x), -2147483648), 2147483647) + 0
      const [lo, hi] = [clamp(a!.lo), clamp(a!.hi)]
      return a!.nan ? between(Math.min(lo, 0), Math.max(hi, 0)) : between(lo, hi)
    }
    default:
      return int32
  }
}

/** Exact bounds, or everything where the operation may wrap. */
const bounded = (lo: number, hi: number): Range => (isInt32(lo, hi) ? between(lo, hi) : int32)

const isPowerOfTwo = (x: number): boolean => x >= 1 && x <= 2 ** 52 && 2 ** Math.round(Math.log2(x)) === x

/** Whether `x % divisor === 0` is known. */
export function isMultiple(value: Value, divisor: number): boolean {
  if (value.op !== 'assume' || !Number.isInteger(divisor)) return false
  const [inner, cond] = value.args as [Value, Value]
  const [rem, zero] = cond.args as [Value, Value]
  const tested = value.imm === true && cond.op === 'eq' && rem?.op === 'rem' && zero?.op === 'const' && zero.imm === 0
  return (
    (tested && rem.args[1]!.imm === divisor && withoutAssumptions(rem.args[0]!) === withoutAssumptions(inner)) ||
    isMultiple(inner, divisor)
  )
}

/** What a value was compared as: itself, or the float it was converted to. */
function subjectOf(value: Value): Value {
  const inner = withoutAssumptions(value)
  return inner.op === 'i32ToF64' ? subjectOf(inner.args[0]!) : inner
}

/** `range` of `value`, where `cond` is `truth`; undefined where that cannot be. */
export function refine(range: Range, value: Value, cond: Value, truth: boolean, rangeOf: RangeOf): Range | undefined {
  const refined = known(range, value, cond, truth, rangeOf)
  return refined.lo > refined.hi && !refined.nan ? undefined : refined
}

function known(range: Range, value: Value, cond: Value, truth: boolean, rangeOf: RangeOf): Range {
  if (cond.op === 'not') return known(range, value, cond.args[0]!, !truth, rangeOf)
  if (cond.op === 'and' || cond.op === 'or') {
    if ((cond.op === 'and') !== truth) return range
    return cond.args.reduce((r, part) => known(r, value, part, truth, rangeOf), range)
  }
  const [x, y] = cond.args as [Value, Value]
  if (x === undefined || y === undefined) return range
  const subject = subjectOf(value)
  const square = squareBelow(x, y, cond.op, truth, subject, rangeOf)
  if (square !== undefined)
    return { ...range, lo: Math.max(range.lo, -square), hi: Math.min(range.hi, square), nan: false }
  if (
    cond.op === 'le' &&
    truth &&
    x.op === 'abs' &&
    x.type === 'f64' &&
    (y.imm as number) >= 0 &&
    subjectOf(x.args[0]!) === subject &&
    y.op === 'const'
  ) {
    return { ...range, lo: Math.max(range.lo, -(y.imm as number)), hi: Math.min(range.hi, y.imm as number), nan: false }
  }
  const [isX, isY] = [subjectOf(x) === subject, subjectOf(y) === subject]
  if (isX === isY) return range
  const other = rangeOf(isX ? y : x)
  if (other === undefined) return range
  return compared(range, cond.op, truth, isX, other)
}

/** `v * v < y`: the largest magnitude v can have. */
function squareBelow(
  x: Value,
  y: Value,
  op: string,
  truth: boolean,
  subject: Value,
  rangeOf: RangeOf,
): number | undefined {
  const square = subjectOf(x)
  if (
    !truth ||
    (op !== 'lt' && op !== 'le') ||
    square.op !== 'mul' ||
    square.type !== 'f64' ||
    square.args[0] !== square.args[1] ||
    subjectOf(square.args[0]!) !== subject
  )
    return undefined
  const limit = rangeOf(y)
  // The product may have been rounded down, to 0 even: a little more than the root bounds it.
  return limit === undefined || limit.hi < 0 ? undefined : Math.max(1, Math.ceil(Math.sqrt(limit.hi) * (1 + 2 ** -50)))
}

/** Bounds from a comparison with `other`; `left`: the value is the left operand. */
function compared(range: Range, op: string, truth: boolean, left: boolean, other: Range): Range {
  switch (op) {
    case 'lt':
    case 'le': {
      const gap = range.int && other.int && (op === 'lt') === truth ? 1 : 0
      // Not (x < y) means x >= y only where neither is NaN; a NaN of the value itself stays possible.
      if (!truth && other.nan) return range
      const nan = range.nan && !truth
      return left === truth
        ? { ...range, hi: Math.min(range.hi, other.hi - gap), nan }
        : { ...range, lo: Math.max(range.lo, other.lo + gap), nan }
    }
    case 'eq':
    case 'ne':
      return (op === 'eq') === truth ? equal(range, other) : unequal(range, other)
    case 'ult':
    case 'ule':
      // 0 <= x < y for a signed, non-negative y
      if (truth && left && other.lo >= 0)
        return { ...range, lo: Math.max(range.lo, 0), hi: Math.min(range.hi, other.hi - (op === 'ult' ? 1 : 0)) }
      return range
    case 'inBounds':
      if (truth && left)
        return { ...range, lo: Math.max(range.lo, 0), hi: Math.min(range.hi, other.hi - 1), int: true, nan: false }
      return range
    default:
      return range
  }
}

const equal = (range: Range, other: Range): Range => ({
  ...range,
  lo: Math.max(range.lo, other.lo),
  hi: Math.min(range.hi, other.hi),
  int: range.int || other.int,
  nan: false,
})

/** An integer that is not its bound: the bound moves by one. */
function unequal(range: Range, other: Range): Range {
  if (!range.int || other.lo !== other.hi || other.nan) return range
  if (range.lo === other.lo) return { ...range, lo: range.lo + 1 }
  if (range.hi === other.hi) return { ...range, hi: range.hi - 1 }
  return range
}
