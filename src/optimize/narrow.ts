/**
 * Representation selection: floats that are proved to be integers become i32 (after LuaJIT's lj_opt_narrow).
 *
 * Lowering made every number an f64. Here a variable whose range fits int32, uint32 or float32 is kept as such, arithmetic on
 * integers is done in i32 wherever its exact result is known modulo 2^32, and indices and bit operations take it from there without
 * a conversion. Whatever is not proved stays a float: correct by construction, only slower.
 *
 * Requires: lowered IR. Leaves: no `assume`. Breaks nothing.
 */

import { isExact } from '../analyze/range.ts'
import type { Range, Ranges } from '../analyze/ranges.ts'
import { rangesOf } from '../analyze/ranges.ts'
import { isMultiple } from '../analyze/transfer.ts'
import { truncatedOnly } from '../analyze/truncation.ts'
import { signedZeros } from '../analyze/zeros.ts'
import type { Builder } from '../ir/build.ts'
import type { Op } from '../ir/ops.ts'
import { Rewriter } from '../ir/rewrite.ts'
import type { Block, Call, Func, If, Label, Load, Loop, Module, Region, Stmt, Store, Value } from '../ir/types.ts'
import { leaves } from '../ir/types.ts'
import { wideIndex } from './indices.ts'
import {
  type Facts,
  fitsInt32,
  fitsUint32,
  keepAs,
  type Representation,
  toFloat,
  typeOf,
  within,
} from './representation.ts'

export function narrow(module: Module, b: Builder): Module {
  const ranges = rangesOf(module)
  const facts: Facts = { ranges, zeros: signedZeros(module, ranges), truncated: truncatedOnly(module, ranges) }
  return { ...module, funcs: module.funcs.map((func, i) => new Narrower(b, facts, module).narrowFunc(func, i === 0)) }
}

class Narrower extends Rewriter {
  private readonly facts: Facts
  private readonly ranges: Ranges
  private readonly module: Module
  private readonly targets = new Map<Label, readonly Representation[]>()
  private readonly low = new Map<Value, Value | null>()

  constructor(b: Builder, facts: Facts, module: Module) {
    super(b)
    this.facts = facts
    this.ranges = facts.ranges
    this.module = module
  }

  private kept(value: Value): Representation {
    return keepAs(value, this.facts)
  }

  narrowFunc(func: Func, kernel: boolean): Func {
    // The kernel's own parameters and results are the boundary's.
    if (kernel) return this.func(func)
    const params = func.params.map((p) => this.bindAs(p, this.kept(p)))
    const body = this.blockYielding(
      func.body,
      func.body.yields.map((v) => this.kept(v)),
    )
    return { ...func, params, results: func.body.yields.map((v) => typeOf(v, this.facts)), body }
  }

  /** A fresh binder kept as `kept`; uses of the old one see its conversion back to a float. */
  private bindAs(old: Value, kept: Representation): Value {
    const type = kept === 'u32' ? 'i32' : kept
    const fresh = this.b.binder(type, old.imm as string | undefined, old)
    this.map.set(old, kept === old.type ? fresh : this.b.unary(toFloat[kept]!, fresh))
    return fresh
  }

  /** `old` as the representation of what it flows into. */
  private valueAs(old: Value, kept: Representation): Value {
    if (kept === 'i32' || kept === 'u32')
      return old.type === 'f64' ? (this.low32(old) ?? this.b.unary('toInt32', this.value(old))) : this.value(old)
    if (kept === 'i64' && old.type === 'f64') return this.low64(old) ?? this.b.unary('truncSat64', this.value(old))
    if (kept === 'f32' && old.type === 'f64') return this.b.unary('f64ToF32', this.value(old))
    return this.value(old)
  }

  private blockYielding(old: Block, kept: readonly Representation[]): Block {
    const yields = old.yields
    const block = this.block({ stmts: old.stmts, yields: [] })
    // `block` put the statements in; the yields are converted to what they flow into.
    if (yields.length === 0 || leaves(block)) return block
    return { ...block, yields: yields.map((v, i) => this.valueAs(v, kept[i]!)) }
  }

  protected override if(old: If): void {
    const cond = this.value(old.cond)
    if (cond.op === 'const') return super.if(old)
    const kept = old.results.map((r) => this.kept(r))
    const then = this.blockYielding(old.then, kept)
    const otherwise = this.blockYielding(old.else, kept)
    this.emit({ ...old, cond, then, else: otherwise, results: old.results.map((r, i) => this.bindAs(r, kept[i]!)) })
  }

  protected override loop(old: Loop): void {
    const kept = old.params.map((p) => this.kept(p))
    const inits = old.inits.map((v, i) => this.valueAs(v, kept[i]!))
    const params = old.params.map((p, i) => this.bindAs(p, kept[i]!))
    const cond = this.value(old.cond)
    const body = this.blockYielding(old.body, kept)
    this.emit({ ...old, inits, params, cond, body, results: old.results.map((r, i) => this.bindAs(r, kept[i]!)) })
  }

  protected override region(old: Region): void {
    const label: Label = { name: old.label.name }
    const kept = old.results.map((r) => this.kept(r))
    this.labels.set(old.label, label)
    this.targets.set(old.label, kept)
    const body = this.blockYielding(old.body, kept)
    this.emit({ ...old, label, body, results: old.results.map((r, i) => this.bindAs(r, kept[i]!)) })
  }

  /** Floats in memory that are integers: elements of a table of them. */
  private readonly loaded = new Set<Value>()
  protected override load(old: Load): void {
    super.load(this.indexed(old))
    if (old.element === 'f64' && fitsInt32(this.ranges(old.result))) this.loaded.add(old.result)
  }

  /** An index is only used where it is in bounds: any integer equal to it modulo 2^32 will do. */
  private indexed<T extends Load | Store>(old: T): T {
    const [x] = old.index.args
    if (old.index.op !== 'truncSat' || fitsInt32(this.ranges(x!))) return old
    const low = isExact(this.ranges(x!)) ? this.low32(x!) : this.wideUnderCheck(x!, old.guard)
    if (low === undefined) return old
    this.map.set(low, low)
    return { ...old, index: low }
  }

  private wideUnderCheck(x: Value, guard: Value | undefined): Value | undefined {
    const wide = guard?.op === 'inBounds' && guard.args[0] === x ? this.wide(x) : undefined
    return wide && this.b.unary('wrapI64', wide)
  }
  private wide(index: Value): Value | undefined {
    return wideIndex(index, this.b, this.ranges, (value) => this.low64(value))
  }

  override stmt(old: Stmt): void {
    if (old.kind === 'store') return super.stmt(this.indexed(old))
    if (old.kind === 'exit') {
      const kept = this.targets.get(old.target)!
      this.emit({
        ...old,
        target: this.labels.get(old.target)!,
        values: old.values.map((v, i) => this.valueAs(v, kept[i]!)),
      })
    } else if (old.kind === 'call' && !old.callee.startsWith('host:')) {
      this.call(old)
    } else {
      super.stmt(old)
    }
  }

  private call(old: Call): void {
    const callee = this.module.funcs.find((f) => f.name === old.callee)!
    const args = old.args.map((v, i) => this.valueAs(v, this.kept(callee.params[i]!)))
    const results = old.results.map((r, i) =>
      this.bindAs(r, callee.body.yields.length > 0 ? this.kept(callee.body.yields[i]!) : r.type),
    )
    this.emit({ ...old, args, results })
  }

  protected override rebuild(old: Value): Value {
    const { b } = this
    const [x, y] = old.args as [Value, Value]
    switch (old.op) {
      case 'assume':
        return this.value(x)
      case 'toInt32':
        return this.truncated(old, x)
      case 'truncSat':
        return (fitsInt32(this.ranges(x)) ? this.low32(x) : undefined) ?? super.rebuild(old)
      case 'inBounds': {
        if (x.type === 'f64' && fitsInt32(this.ranges(x))) {
          const index = this.low32(x)
          if (index !== undefined) return this.proved(old) ?? b.binary('ult', index, this.value(y))
        }
        const wide = x.type === 'f64' ? this.wide(x) : undefined
        return (
          this.proved(old) ?? (wide && b.binary('ult', wide, b.unary('u32ToI64', this.value(y)))) ?? super.rebuild(old)
        )
      }
      case 'lt':
      case 'le':
      case 'eq':
      case 'ne':
        return this.proved(old) ?? this.compare(old, x, y)
      case 'ult':
      case 'ule':
        return this.proved(old) ?? super.rebuild(old)
      default: {
        if (old.type !== 'f64') return super.rebuild(old)
        const range = this.ranges(old)
        const zero = range?.negZero === true && this.facts.zeros.has(old)
        if (!zero && fitsInt32(range) && isArithmetic(old)) {
          const low = this.low32(old)
          if (low !== undefined) return b.unary('i32ToF64', low)
        }
        return super.rebuild(old)
      }
    }
  }

  /** A comparison that ranges decide. */
  private proved(old: Value): Value | undefined {
    const [x, y] = old.args as [Value, Value]
    if (x.type === 'i64' || x.type === 'bool') return undefined
    const [r, s] = [this.ranges(x), this.ranges(y)]
    if (r === undefined || s === undefined || r.lo > r.hi || s.lo > s.hi) return undefined
    const yes = (c: boolean) => (c ? this.b.bool(true) : undefined)
    const no = (c: boolean) => (c ? this.b.bool(false) : undefined)
    const ordered = !r.nan && !s.nan
    switch (old.op) {
      case 'lt':
        return yes(ordered && r.hi < s.lo) ?? no(r.lo >= s.hi)
      case 'le':
        return yes(ordered && r.hi <= s.lo) ?? no(r.lo > s.hi)
      case 'eq':
        return no(r.hi < s.lo || r.lo > s.hi)
      case 'ne':
        return yes(r.hi < s.lo || r.lo > s.hi)
      case 'ult':
        return r.lo >= 0 && s.lo >= 0 ? (yes(r.hi < s.lo) ?? no(r.lo >= s.hi)) : undefined
      case 'ule':
        return r.lo >= 0 && s.lo >= 0 ? (yes(r.hi <= s.lo) ?? no(r.lo > s.hi)) : undefined
      case 'inBounds':
        return yes(within(r, 0, Infinity) && r.hi < s.lo) ?? no(r.hi < 0 || r.lo >= s.hi)
      default:
        return undefined
    }
  }

  private compare(old: Value, x: Value, y: Value): Value {
    const shortcut = this.divides(old, x, y) ?? this.isSmall(old, x, y)
    if (shortcut !== undefined) return shortcut
    if (x.type === 'f64') {
      const both = (fits: (r: Range | undefined) => boolean) => fits(this.ranges(x)) && fits(this.ranges(y))
      if (both(fitsInt32)) {
        const [i, j] = [this.low32(x), this.low32(y)]
        if (i !== undefined && j !== undefined) return this.b.binary(old.op, i, j)
      }
      if (both(fitsUint32)) {
        const [i, j] = [this.low32(x), this.low32(y)]
        if (i !== undefined && j !== undefined)
          return this.b.binary(old.op === 'lt' ? 'ult' : old.op === 'le' ? 'ule' : old.op, i, j)
      }
    }
    if (x.type === 'f64' && isExact(this.ranges(x)) && isExact(this.ranges(y))) {
      // Integers that may leave int32: exact in i64, and cheaper there than as floats.
      const [i, j] = [this.low64(x), this.low64(y)]
      if (i !== undefined && j !== undefined) return this.b.binary(old.op, i, j)
    }
    return super.rebuild(old)
  }

  /** `x % 2^k === 0` of an integer: its low bits are 0, whatever its sign. */
  private divides(old: Value, x: Value, y: Value): Value | undefined {
    const { b } = this
    if ((old.op !== 'eq' && old.op !== 'ne') || x.op !== 'rem' || y.op !== 'const' || y.imm !== 0) return undefined
    const [value, divisor] = x.args as [Value, Value]
    const mask = divisor.op === 'const' ? Math.abs(divisor.imm as number) - 1 : -1
    if (!(mask >= 0 && mask < 2 ** 30) || !Number.isInteger(mask) || !isPowerOfTwo(mask + 1)) return undefined
    const low = isExact(this.ranges(value)) ? this.low32(value) : undefined
    return low && b.binary(old.op, b.and(low, b.i32(mask)), b.i32(0))
  }

  /** `|x| <= c` of an integer, by one unsigned comparison. */
  private isSmall(old: Value, x: Value, y: Value): Value | undefined {
    const { b } = this
    if (old.op !== 'le' || x.op !== 'abs' || y.op !== 'const' || !(y.imm === 2 ** 50)) return undefined
    const wide = this.low64(x.args[0]!)
    return wide && b.binary('ule', b.binary('add', wide, b.const('i64', 2n ** 50n)), b.const('i64', 2n ** 51n))
  }

  /** The exact i64 of an integer below 2^53; undefined where that would take a conversion from a float. */
  private low64(old: Value): Value | undefined {
    const { b } = this
    const [x, y] = old.args as [Value, Value]
    const range = this.ranges(old)
    if (!isExact(range)) return undefined
    if (old.op === 'assume') return this.low64(x)
    if (old.op === 'const') return b.const('i64', BigInt(old.imm as number))
    if (fitsInt32(range) || fitsUint32(range)) {
      const low = this.low32(old)
      if (low !== undefined) return b.unary(fitsInt32(range) ? 'i32ToI64' : 'u32ToI64', low)
    }
    switch (old.op) {
      case 'binder': {
        const fresh = this.value(old)
        return fresh.op === 'i64ToF64' ? fresh.args[0] : undefined
      }
      case 'mul': {
        const shift = y.op === 'const' ? Math.log2(1 / (y.imm as number)) : 0
        if (shift > 0 && Number.isInteger(shift)) {
          // A multiple of 2^k, divided by it.
          const i = isMultiple(x, 2 ** shift) ? this.low64(x) : undefined
          return i && b.binary('shr', i, b.const('i64', BigInt(shift)))
        }
        return this.both64(x, y, (i, j) => b.binary('mul', i, j))
      }
      case 'add':
      case 'sub':
        return this.both64(x, y, (i, j) => b.binary(old.op, i, j))
      case 'abs': {
        const i = this.low64(x)
        return i && b.select(b.binary('lt', i, b.const('i64', 0n)), b.binary('sub', b.const('i64', 0n), i), i)
      }
      case 'rem': {
        const divisor = y.op === 'const' ? (y.imm as number) : 0
        if (!Number.isInteger(divisor) || divisor === 0 || Math.abs(divisor) > 2 ** 52) return undefined
        const i = this.low64(x)
        return i && b.binary('irem', i, b.const('i64', BigInt(divisor)))
      }
      case 'min':
      case 'max':
        return this.both64(x, y, (i, j) =>
          b.select(old.op === 'min' ? b.binary('lt', i, j) : b.binary('lt', j, i), i, j),
        )
      case 'select':
        return this.both64(y, old.args[2]!, (i, j) => b.select(this.value(x), i, j))
      default:
        return undefined
    }
  }

  private both64(x: Value, y: Value, combine: (i: Value, j: Value) => Value): Value | undefined {
    const i = this.low64(x)
    const j = i && this.low64(y)
    return i && j && combine(i, j)
  }

  /** `x | 0`. */
  private truncated(old: Value, x: Value): Value {
    const { b } = this
    const range = this.ranges(x)
    const low = isExact(range) ? this.low32(x) : undefined
    if (low !== undefined) return low
    const wide = isExact(range) ? this.low64(x) : undefined
    if (wide !== undefined) return b.unary('wrapI64', wide)
    const quotient = this.quotient(x)
    if (quotient !== undefined) return quotient
    if (range !== undefined && range.lo >= -2147483648 && range.hi <= 2147483647)
      return b.unary('truncSat', this.value(x))
    return super.rebuild(old)
  }

  /** The integer quotient, toward zero, of `x / y` for int32 operands and a divisor that is never 0. */
  private quotient(x: Value): Value | undefined {
    const { b } = this
    const [p, q] = dividends(b, x)
    if (p === undefined || q === undefined) return undefined
    const divisor = this.ranges(q)
    if (!fitsInt32(this.ranges(p)) || !fitsInt32(divisor) || (divisor!.lo <= 0 && divisor!.hi >= 0)) return undefined
    const [i, j] = [this.low32(p), this.low32(q)]
    return i === undefined || j === undefined ? undefined : b.binary('idiv', i, j)
  }

  /**
   * An i32 equal, modulo 2^32, to the integer that the float `old` is; undefined where that would take a conversion at run time.
   * The sign of a zero is lost.
   */
  private low32(old: Value): Value | undefined {
    let low = this.low.get(old)
    if (low === undefined) {
      low = this.computeLow32(old) ?? null
      this.low.set(old, low)
    }
    return low ?? undefined
  }

  private computeLow32(old: Value): Value | undefined {
    const { b } = this
    const [x, y] = old.args as [Value, Value]
    const range = this.ranges(old)
    if (!isExact(range)) return undefined
    switch (old.op) {
      case 'const':
        return b.i32(Number(BigInt.asIntN(32, BigInt(old.imm as number))))
      case 'binder': {
        const fresh = this.value(old)
        if (fresh.op === 'i64ToF64') return b.unary('wrapI64', fresh.args[0]!)
        if (this.loaded.has(old)) return b.unary('truncSat', fresh)
        return fresh.op === 'i32ToF64' || fresh.op === 'u32ToF64' ? fresh.args[0] : undefined
      }
      case 'i32ToF64':
      case 'u32ToF64':
        return this.value(x)
      case 'assume':
        return this.low32(x)
      case 'floor':
      case 'ceil':
      case 'trunc':
      case 'round':
      case 'nearest':
        return this.roundedLow32(old, x)
      case 'add':
      case 'sub':
      case 'mul':
        return isExact(this.ranges(x)) && isExact(this.ranges(y))
          ? this.both(x, y, (i, j) => b.binary(old.op, i, j))
          : undefined
      case 'neg': {
        const i = isExact(this.ranges(x)) ? this.low32(x) : undefined
        return i && b.binary('sub', b.i32(0), i)
      }
      case 'abs': {
        const i = fitsInt32(this.ranges(x)) ? this.low32(x) : undefined
        return i && b.unary('abs', i)
      }
      case 'min':
      case 'max':
        return fitsInt32(this.ranges(x)) && fitsInt32(this.ranges(y))
          ? this.both(x, y, (i, j) => b.binary(old.op, i, j))
          : undefined
      case 'rem':
        return this.remainderLow32(x, y)
      case 'select': {
        const z = old.args[2]!
        return this.both(y, z, (i, j) => b.select(this.value(x), i, j))
      }
      default:
        return undefined
    }
  }

  private both(x: Value, y: Value, combine: (i: Value, j: Value) => Value): Value | undefined {
    const i = this.low32(x)
    const j = i && this.low32(y)
    return i && j && combine(i, j)
  }

  /** floor and its kin of an integer, or of a quotient of integers; of other floats that fit, by a truncation. */
  private roundedLow32(old: Value, x: Value): Value | undefined {
    const { b } = this
    if (isExact(this.ranges(x))) return this.low32(x)
    const range = this.ranges(x)!
    const quotient = this.quotient(x)
    if (quotient !== undefined && (old.op === 'trunc' || (old.op === 'floor' && range.lo >= 0))) return quotient
    if (!fitsInt32(this.ranges(old))) return undefined
    return b.unary(
      'truncSat',
      old.op === 'trunc' || (old.op === 'floor' && range.lo >= 0) ? this.value(x) : b.unary(old.op, this.value(x)),
    )
  }

  private remainderLow32(x: Value, y: Value): Value | undefined {
    const { b } = this
    const [r, s] = [this.ranges(x), this.ranges(y)]
    if (!fitsInt32(r) || !fitsInt32(s) || (s!.lo <= 0 && s!.hi >= 0)) return undefined
    return this.both(x, y, (i, j) => {
      const power = j.op === 'const' ? Math.abs(j.imm as number) : 0
      if (r!.lo >= 0 && power > 0 && isPowerOfTwo(power)) return b.and(i, b.i32(power - 1)) // x % 2^k = x & (2^k - 1) for x >= 0
      return b.binary(r!.lo >= 0 && s!.lo > 0 ? 'urem' : 'irem', i, j)
    })
  }
}

/** The operands of a division; multiplying by 2^-k is one. */
function dividends(b: Builder, x: Value): [Value, Value] | [] {
  if (x.op === 'div') return [x.args[0]!, x.args[1]!]
  if (x.op === 'mul' && x.args[1]!.op === 'const') {
    const inverse = 1 / (x.args[1]!.imm as number)
    if (Number.isInteger(inverse) && Math.abs(inverse) <= 2 ** 30 && isPowerOfTwo(Math.abs(inverse)))
      return [x.args[0]!, b.f64(inverse)]
  }
  return []
}

const isPowerOfTwo = (x: number): boolean => (x & (x - 1)) === 0

const arithmetic = new Set<Op>(['add', 'sub', 'mul', 'neg', 'abs', 'min', 'max', 'rem', 'select'])
const roundings = new Set<Op>(['floor', 'ceil', 'trunc', 'round', 'nearest'])
const isArithmetic = ({ op }: Value): boolean => arithmetic.has(op) || roundings.has(op)
