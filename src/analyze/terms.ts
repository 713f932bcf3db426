/**
 * Integers as sums of terms: `i - (w - 1)` is i - w + 1. On the mathematical integers: nothing is taken apart that may have been
 * rounded or have wrapped. Conversions between types, and assumptions, are seen through. Never changes the IR.
 */
import { type Builder, constantOf, withoutAssumptions } from '../ir/build.ts'
import type { Value } from '../ir/types.ts'
import { isExact } from './range.ts'
import type { Ranges } from './ranges.ts'

/** `constant + sum(coefficient * atom)`. */
export interface Sum {
  readonly terms: ReadonlyMap<Value, number>
  readonly constant: number
}

export class Terms {
  private readonly ranges: Ranges

  constructor(ranges: Ranges) {
    this.ranges = ranges
  }

  /** Whether an operation gives the mathematical result. */
  isTrue(value: Value): boolean {
    if (value.type === 'f64') return isExact(this.ranges(value)) && value.args.every((a) => isExact(this.ranges(a)))
    if (value.type !== 'i32') return false
    const [r, s] = value.args.map((a) => this.ranges(a))
    if (r === undefined || s === undefined) return false
    const [lo, hi] =
      value.op === 'sub'
        ? [r.lo - s.hi, r.hi - s.lo]
        : value.op === 'add'
          ? [r.lo + s.lo, r.hi + s.hi]
          : [-Infinity, Infinity]
    return lo >= -2147483648 && hi <= 2147483647
  }

  /** The same number in another type, or a rounding that changes nothing. */
  stripped(value: Value): Value {
    const [x] = value.args
    switch (value.op) {
      case 'i32ToF64':
      case 'i32ToI64':
        return x!
      case 'u32ToF64':
      case 'u32ToI64':
        return (this.ranges(x!)?.lo ?? -1) >= 0 ? x! : value
      case 'toInt32':
      case 'truncSat': {
        const range = this.ranges(x!)
        return isExact(range) && range!.lo >= -2147483648 && range!.hi <= 2147483647 ? x! : value
      }
      case 'floor':
      case 'ceil':
      case 'trunc':
      case 'round':
        return isExact(this.ranges(x!)) ? x! : value
      default:
        return value
    }
  }

  /** A value as another plus a constant, one step. */
  peelOnce(value: Value): [Value, number] {
    const constant = value.op === 'add' ? constantOf(value.args[1]!) : undefined
    if (typeof constant === 'number' && Number.isInteger(constant) && this.isTrue(value))
      return [value.args[0]!, constant]
    return [this.stripped(value), 0]
  }
  peel(old: Value): [Value, number] {
    let [value, offset] = [withoutAssumptions(old), 0]
    for (;;) {
      const [next, more] = this.peelOnce(value)
      if (next === value) return [value, offset]
      value = withoutAssumptions(next)
      offset += more
    }
  }

  /** Undefined where the constant is no integer. */
  linear(old: Value): Sum | undefined {
    const terms = new Map<Value, number>()
    let constant = 0
    const add = (value: Value, factor: number): void => {
      const [bare, offset] = this.peel(value)
      constant += offset * factor
      const [a, b] = bare.args as [Value, Value]
      const by = bare.op === 'mul' ? constantOf(b) : undefined
      if (bare.op === 'const' && typeof bare.imm === 'number') constant += bare.imm * factor
      else if ((bare.op === 'add' || bare.op === 'sub') && this.isTrue(bare)) {
        add(a, factor)
        add(b, bare.op === 'add' ? factor : -factor)
      } else if (bare.op === 'neg' && bare.type === 'f64') add(a, -factor)
      else if (bare.op === 'mul' && bare.type === 'f64' && Number.isInteger(by) && this.isTrue(bare))
        add(a, factor * (by as number))
      else terms.set(bare, (terms.get(bare) ?? 0) + factor)
    }
    add(old, 1)
    return Number.isInteger(constant) ? { terms, constant } : undefined
  }
}

/** `x - y + more`. */
export function difference(x: Sum, y: Sum, more: number): Sum {
  const terms = new Map(x.terms)
  for (const [atom, coefficient] of y.terms) terms.set(atom, (terms.get(atom) ?? 0) - coefficient)
  for (const [atom, coefficient] of terms) if (coefficient === 0) terms.delete(atom)
  return { terms, constant: x.constant - y.constant + more }
}

/** A sum as an f64 value. */
export function total({ terms, constant }: Sum, b: Builder): Value {
  const all = [...terms].map(([atom, coefficient]) =>
    b.binary('mul', atom.type === 'i32' ? b.unary('i32ToF64', atom) : atom, b.f64(coefficient)),
  )
  if (constant !== 0 || all.length === 0) all.push(b.f64(constant))
  return all.reduce((x, y) => b.binary('add', x, y))
}

/** Integers of which sums are exact. */
export const isSmall = (range: ReturnType<Ranges>): boolean =>
  isExact(range) && range!.lo >= -(2 ** 40) && range!.hi <= 2 ** 40
