/**
 * Rewrites what WebAssembly has no opcode for into what it has: IR to IR.
 *
 * Afterwards integer division and remainder never see a divisor that traps, `round`, `inBounds`, integer `min`, `max`, `abs` of scalars
 * and `copysign` of vectors are gone, and the index of `table` is a constant. What ranges make cheaper than the general form becomes so. Left for the emitter, since they branch: `toInt32` and `rem`, which call a helper
 * for the operands that are rare.
 */
import { full, int32, type Range } from '../analyze/range.ts'
import { transfer } from '../analyze/transfer.ts'
import type { Builder } from '../ir/build.ts'
import type { Immediate, Op } from '../ir/ops.ts'
import { Rewriter } from '../ir/rewrite.ts'
import type { Load, Module, Stmt, Type, Value } from '../ir/types.ts'
import { isVector, maskType } from '../ir/vector.ts'

export function legalize(module: Module, b: Builder): Module {
  return { ...module, funcs: module.funcs.map((func) => new Legalizer(b).func(func)) }
}

/** Copies and legalizes; outlining builds on it, so that a function is copied once. */
export class Legalizer extends Rewriter {
  private readonly ranges = new Map<Value, Range>()

  protected override rebuild(old: Value): Value {
    const args = this.values(old.args)
    if (old.op === 'toInt32') return this.toInt32(old.args[0]!, args[0]!)
    if (old.op === 'inBounds' && args[0]!.type === 'f64' && this.range(old.args[0]!).int)
      return this.wholeInBounds(old.args[0]!, args[0]!, args[1]!)
    return expansions[old.op]?.(this.b, args, old.type, old.imm) ?? this.b.make(old.op, old.type, args, old.imm)
  }

  /** Where it cannot saturate, truncation to i64 is right modulo 2^32, also for NaN. */
  private toInt32(old: Value, x: Value): Value {
    const { lo, hi } = this.range(old)
    if (lo >= -(2 ** 31) && hi < 2 ** 31) return this.b.unary('truncSat', x)
    return lo >= -(2 ** 63) && hi < 2 ** 63
      ? this.b.unary('wrapI64', this.b.unary('truncSat64', x))
      : this.b.unary('toInt32', x)
  }

  /** What is no fraction need not be converted back to be compared; a NaN would be element 0, and what saturates is beyond all arrays. */
  private wholeInBounds(old: Value, x: Value, length: Value): Value {
    const { b } = this
    const isInside = b.binary('ult', b.unary('truncSat', x), length)
    return this.range(old).nan ? b.and(isInside, b.binary('eq', x, x)) : isInside
  }

  /** What the expression alone tells; what the flow of control tells has been used up by the passes before. */
  private range(value: Value): Range {
    let range = this.ranges.get(value)
    if (range === undefined) {
      const leaf = value.type === 'i32' ? int32 : full
      range = value.op === 'binder' ? leaf : (transfer(value, (arg) => this.range(arg)) ?? leaf)
      this.ranges.set(value, range)
    }
    return range
  }

  protected override load(old: Load): void {
    super.load({ ...old, index: guardedIndex(this.b, old) })
  }

  override stmt(old: Stmt): void {
    super.stmt(old.kind === 'store' ? { ...old, index: guardedIndex(this.b, old) } : old)
  }
}

/** An index that is an int32 wherever its guard holds need not be converted modulo 2^32. */
function guardedIndex(b: Builder, { index, guard }: { readonly index: Value; readonly guard?: Value }): Value {
  return index.op === 'toInt32' && guard !== undefined && implies(guard, index.args[0]!)
    ? b.unary('truncSat', index.args[0]!)
    : index
}

const implies = (guard: Value, index: Value): boolean =>
  (guard.op === 'inBounds' && guard.args[0] === index) ||
  (guard.op === 'and' && guard.args.some((part) => implies(part, index)))

/** The bits of 1, and of -0. */
const ONE_BITS = 0x3ffn << 52n
const SIGN_BIT = -(1n << 63n)

type Expansion = (b: Builder, args: readonly Value[], type: Type, imm: Immediate) => Value | undefined

const expansions: { readonly [K in Op]?: Expansion } = {
  /** The ceiling, less 1 where x lies below its middle: -0 and halves come out right, and nothing branches. */
  round: (b, [x], type) => {
    const ceiling = b.unary('ceil', x!)
    if (isVector(type)) {
      const middle = b.binary('add', ceiling, b.splat(type, b.f64(-0.5)))
      const one = b.and(b.binary('lt', x!, middle), b.splat('i64x2', b.const('i64', ONE_BITS)))
      return b.binary('sub', ceiling, b.reinterpret(type, one))
    }
    const below = b.binary('lt', x!, b.binary('add', ceiling, b.f64(-0.5)))
    return b.binary('sub', ceiling, b.unary('i32ToF64', b.unary('boolToI32', below)))
  },
  copysign: (b, [x, y], type) => {
    if (!isVector(type)) return undefined
    const bits = maskType(type)
    const constant = (value: bigint): Value =>
      b.splat(bits, bits === 'i64x2' ? b.const('i64', value) : b.i32(Number(value >> 32n)))
    const magnitude = b.and(b.reinterpret(bits, x!), constant(~SIGN_BIT))
    return b.reinterpret(type, b.or(magnitude, b.and(b.reinterpret(bits, y!), constant(SIGN_BIT))))
  },
  min: (b, [x, y], type) =>
    type === 'i32' ? b.select(b.binary('lt', x!, y!), x!, y!) : isVector(type) ? extreme(b, 'min', x!, y!) : undefined,
  max: (b, [x, y], type) =>
    type === 'i32' ? b.select(b.binary('lt', y!, x!), x!, y!) : isVector(type) ? extreme(b, 'max', x!, y!) : undefined,
  abs: (b, [x], type) =>
    type === 'i32' ? b.select(b.binary('lt', x!, b.i32(0)), b.binary('sub', b.i32(0), x!), x!) : undefined,

  inBounds: (b, [x, length]) => {
    if (x!.type === 'i32') return b.binary('ult', x!, length!)
    const index = b.unary('truncSat', x!)
    return b.and(b.binary('ult', index, length!), b.binary('eq', b.unary('i32ToF64', index), x!))
  },

  eq: (b, [x, y]) => withoutSign(b, 'eq', x!, y!),
  ne: (b, [x, y]) => withoutSign(b, 'ne', x!, y!),
  truncSat: (b, [x]) => (isVector(x!.type) ? clampedLanes(b, x!) : clampAfter(b, x!)),
  shuffle: (b, [x, y], type, imm) => {
    // Of two pairs of clamped lanes: one shuffle instead of three.
    if (imm !== LOW_PAIRS || x!.imm !== EVEN_AND_ZERO || y!.imm !== EVEN_AND_ZERO) return undefined
    return b.make('shuffle', type, [x!.args[0]!, y!.args[0]!], '0,2,4,6')
  },

  idiv: (b, [x, y], type) => {
    if (isHarmless(y!)) return undefined
    const zero = number(b, type, 0)
    const one = number(b, type, 1)
    // 0 and -1 are the divisors that may trap. x/-1 = 0-x and x/0 = 0 are both (0-x) & y.
    const special = b.binary('ult', b.binary('add', y!, one), number(b, type, 2))
    const quotient = b.binary('idiv', x!, b.select(special, one, y!))
    return b.select(special, b.and(b.binary('sub', zero, x!), y!), quotient)
  },
  udiv: (b, [x, y], type) => {
    if (isHarmless(y!) || isMinusOne(y!)) return undefined
    const isZero = b.binary('eq', y!, number(b, type, 0))
    return b.select(isZero, number(b, type, 0), b.binary('udiv', x!, b.select(isZero, number(b, type, 1), y!)))
  },
  irem: (b, args, type) => remainder(b, 'irem', args, type),
  urem: (b, args, type) => remainder(b, 'urem', args, type),

  /** Of integers: the integer remainder, with the sign of the dividend also where it is 0. */
  rem: (b, [x, y]) => {
    const [u, v] = [asUint32(b, x!), asUint32(b, y!)]
    if (u !== undefined && v !== undefined) return orNaN(b, v, b.unary('u32ToF64', legal(b, 'urem', u, v)))
    const [i, j] = [asInt32(b, x!), asInt32(b, y!)]
    if (i !== undefined && j !== undefined)
      return orNaN(b, j, b.binary('copysign', b.unary('i32ToF64', legal(b, 'irem', i, j)), x!))
    // x % 2^k: every step is exact, and a remainder of 0 keeps the sign of x.
    if (y!.op === 'const' && isPowerOfTwo(Math.abs(y!.imm as number))) {
      const whole = b.unary('trunc', b.binary('div', x!, y!))
      return b.binary('copysign', b.binary('sub', x!, b.binary('mul', whole, y!)), x!)
    }
    return undefined
  },

  table: (b, [ptr, index], type) => {
    if (index!.op === 'const') return undefined
    const sum = index!.op === 'add' && index!.args[1]!.op === 'const' && inOffset(index!.args[1]!.imm as number)
    const [varying, constant] = sum ? [index!.args[0]!, index!.args[1]!] : [index!, b.i32(0)]
    const shift = type === 'i32' ? 2 : 3
    return b.make('table', type, [b.binary('add', ptr!, b.binary('shl', varying, b.i32(shift))), constant])
  },
}

/** Whether a number is 0 does not depend on its sign. */
function withoutSign(b: Builder, op: 'eq' | 'ne', x: Value, y: Value): Value | undefined {
  return y.op === 'const' && y.imm === 0 && x.op === 'copysign' ? b.binary(op, x.args[0]!, y) : undefined
}

const roundings = new Set<Op>(['nearest', 'floor', 'ceil', 'trunc'])

/** Clamping to integers commutes with rounding, and costs less on integers; a NaN gives 0, which must lie within. */
function clampAfter(b: Builder, x: Value): Value | undefined {
  const clamped = roundings.has(x.op) ? x.args[0]! : x
  const [outer, first] = clamped.args
  if ((clamped.op !== 'min' && clamped.op !== 'max') || outer!.op !== (clamped.op === 'min' ? 'max' : 'min'))
    return undefined
  const [inner, second] = outer!.args
  const [lo, hi] = clamped.op === 'min' ? [second!, first!] : [first!, second!]
  if (!isInt32(lo) || !isInt32(hi) || (lo.imm as number) > 0 || (hi.imm as number) < 0) return undefined
  const index = b.unary('truncSat', clamped === x ? inner! : b.unary(x.op, inner!))
  const [low, high] = [b.i32(lo.imm as number), b.i32(hi.imm as number)]
  const atLeast = b.select(b.binary('lt', index, low), low, index)
  return b.select(b.binary('lt', high, atLeast), high, atLeast)
}

/** 1.5 * 2^52: what is added to it is rounded to an integer, halves to even, which the low half of the sum's bits then holds. */
const ROUNDING = 6755399441055744
const LOW_PAIRS = '0,1,4,5'
const EVEN_AND_ZERO = '0,2,4,4'

/**
 * Floats in lanes that are rounded and clamped between 0 and an int32: the maximum and minimum of one instruction take a NaN to 0, and
 * adding takes the place of rounding and of a conversion that would have to see to what does not fit.
 */
function clampedLanes(b: Builder, x: Value): Value | undefined {
  const [clamped] = roundings.has(x.op) ? x.args : [x]
  const [inner, high] = clamped!.args
  const [value, low] = inner?.args ?? []
  if (x.type !== 'f64x2' || clamped!.op !== 'min' || inner!.op !== 'max') return undefined
  if (laneOf(low!) !== 0 || !isInt32(high!.args[0]!) || laneOf(high!)! < 0) return undefined
  const between = b.make('pmin', x.type, [high!, b.make('pmax', x.type, [low!, value!])])
  const rounded = x.op === 'nearest' ? between : b.unary(roundings.has(x.op) ? x.op : 'trunc', between)
  const bits = b.reinterpret('i32x4', b.binary('add', rounded, b.splat('f64x2', b.f64(ROUNDING))))
  return b.make('shuffle', 'i32x4', [bits, b.splat('i32x4', b.i32(0))], EVEN_AND_ZERO)
}

/**
 * The minimum or maximum of floats in lanes and a constant: of the two that an instruction takes, it gives the first unless the second
 * is beyond it, so that a NaN stays. Where the other zero would be the answer, adding 0 makes it that one first.
 */
function extreme(b: Builder, op: 'min' | 'max', x: Value, y: Value): Value | undefined {
  const [value, limit] = laneOf(x) === undefined ? [x, y] : [y, x]
  const constant = laneOf(limit)
  if ((x.type !== 'f64x2' && x.type !== 'f32x4') || constant === undefined || Number.isNaN(constant)) return undefined
  if (op === 'min') return Object.is(constant, -0) ? undefined : b.make('pmin', x.type, [value, limit])
  return b.make('pmax', x.type, [Object.is(constant, 0) ? b.binary('add', value, limit) : value, limit])
}

/** The constant that all lanes are, if they are. */
const laneOf = (x: Value): number | undefined =>
  x.op === 'splat' && x.args[0]!.op === 'const' ? (x.args[0]!.imm as number) : undefined

const isInt32 = (x: Value): boolean => x.op === 'const' && ((x.imm as number) | 0) === x.imm

// wasm's rem_s gives 0 for the one quotient that overflows: only 0 traps.
function remainder(b: Builder, op: 'irem' | 'urem', [x, y]: readonly Value[], type: Type): Value | undefined {
  if (isHarmless(y!) || isMinusOne(y!)) return undefined
  return b.binary(op, x!, b.select(b.binary('eq', y!, number(b, type, 0)), number(b, type, 1), y!))
}

const legal = (b: Builder, op: 'irem' | 'urem', x: Value, y: Value): Value =>
  remainder(b, op, [x, y], 'i32') ?? b.binary(op, x, y)

const orNaN = (b: Builder, divisor: Value, result: Value): Value =>
  b.select(b.binary('eq', divisor, b.i32(0)), b.f64(NaN), result)

const number = (b: Builder, type: Type, value: number): Value => b.const(type, type === 'i64' ? BigInt(value) : value)

const isPowerOfTwo = (x: number): boolean => x >= 1 && x <= 2 ** 52 && 2 ** Math.round(Math.log2(x)) === x

const inOffset = (index: number): boolean => index >= 0 && index < 8192
const isMinusOne = (y: Value): boolean => y.op === 'const' && (y.imm === -1 || y.imm === -1n)
/** A constant divisor that no operation traps on. */
const isHarmless = (y: Value): boolean => y.op === 'const' && y.imm !== 0 && y.imm !== 0n && !isMinusOne(y)

function asInt32(b: Builder, x: Value): Value | undefined {
  if (x.op === 'i32ToF64') return x.args[0]
  return x.op === 'const' && Object.is((x.imm as number) | 0, x.imm) ? b.i32(x.imm as number) : undefined
}
function asUint32(b: Builder, x: Value): Value | undefined {
  if (x.op === 'u32ToF64') return x.args[0]
  return x.op === 'const' && Object.is((x.imm as number) >>> 0, x.imm) ? b.i32(x.imm as number) : undefined
}
