/**
 * Quotients of integers by constants, without a division. Rounded ones: `Math.round`-like conversions of `x / 255`, as stores to clamped bytes make them,
 * take a float division, a rounding and two conversions, where `(x + 127) / 255` without a remainder is the same number.
 *
 * For an odd divisor d no quotient lies halfway between integers; the nearest half is 1 / (2 d) away, far beyond what the division of
 * numbers below 2^31 can be wrong by. Clamping to integers commutes with rounding.
 *
 * Requires: narrowed IR, and ranges of sums that loops have been unrolled to. Breaks nothing.
 */
import { type Ranges, rangesOf } from '../analyze/ranges.ts'
import type { Builder } from '../ir/build.ts'
import { constantOf } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import type { Module, Value } from '../ir/types.ts'

export function divide(module: Module, b: Builder): Module {
  const ranges = rangesOf(module)
  return Editor.each(module, (func) => new Divider(b, ranges).func(func))
}

class Divider extends Editor {
  private readonly ranges: Ranges
  constructor(b: Builder, ranges: Ranges) {
    super(b)
    this.ranges = ranges
  }

  protected override rebuild(old: Value): Value {
    const inner = old.op === 'truncSat' && old.type === 'i32' ? old.args[0]! : undefined
    const isRounded = inner?.op === 'nearest' || inner?.op === 'round'
    const made = isRounded ? this.rounded(inner.args[0]!) : this.whole(old)
    return made ?? super.rebuild(old)
  }

  /** Quotient or remainder, by a positive constant, of what is not negative. */
  private whole(old: Value): Value | undefined {
    const { b } = this
    const isQuotient = old.op === 'idiv' || old.op === 'udiv'
    if (old.type !== 'i32' || (!isQuotient && old.op !== 'irem' && old.op !== 'urem')) return undefined
    const [dividend, divisor] = old.args as [Value, Value]
    const d = constantOf(divisor) as number | undefined
    const range = this.ranges(dividend)
    if (d === undefined || d < 2 || range === undefined || range.lo < 0) return undefined
    const x = this.value(dividend)
    const quotient = multiplied(b, x, d, range.hi, Number.POSITIVE_INFINITY)
    return isQuotient ? quotient : quotient && b.binary('sub', x, b.binary('mul', quotient, b.i32(d)))
  }

  /** The i32 nearest to a float that is a clamped quotient; beyond `most` it need only be as large. */
  private rounded(value: Value, most = Number.POSITIVE_INFINITY): Value | undefined {
    const { b } = this
    const [x, y] = value.args as [Value, Value]
    if (value.op === 'min' || value.op === 'max') {
      const bound = constantOf(y)
      if (!isInt32(bound)) return undefined
      const inner = this.rounded(x, value.op === 'min' ? Math.min(most, bound as number) : most)
      const isBelow = value.op === 'max' && (bound as number) <= 0 && (this.ranges(x)?.lo ?? -1) >= 0
      return isBelow ? inner : inner && b.binary(value.op, inner, b.i32(bound as number))
    }
    // An integer more or less moves no quotient to a half.
    if (value.op === 'add' && x.op === 'i32ToF64' && y.op === 'div') return this.sum(x.args[0]!, y)
    if (value.op === 'add' && y.op === 'i32ToF64' && x.op === 'div') return this.sum(y.args[0]!, x)
    return value.op === 'div' ? this.quotient(x, y, most) : undefined
  }

  private sum(integer: Value, division: Value): Value | undefined {
    const range = this.ranges(integer)
    if (range === undefined || range.lo < -SMALL || range.hi > SMALL) return undefined
    const quotient = this.quotient(division.args[0]!, division.args[1]!, Number.POSITIVE_INFINITY)
    return quotient && this.b.binary('add', this.value(integer), quotient)
  }

  private quotient(dividend: Value, divisor: Value, most: number): Value | undefined {
    const { b } = this
    const d = constantOf(divisor)
    if (
      dividend.op !== 'i32ToF64' ||
      typeof d !== 'number' ||
      !Number.isInteger(d) ||
      d < 3 ||
      d % 2 === 0 ||
      d > SMALL
    )
      return undefined
    const range = this.ranges(dividend.args[0]!)
    if (range === undefined || range.lo < 0 || range.hi > 2 ** 31 - 1 - SMALL) return undefined
    const sum = b.binary('add', this.value(dividend.args[0]!), b.i32((d - 1) / 2))
    return divided(b, sum, d, range.hi + (d - 1) / 2, most)
  }
}

const SMALL = 2 ** 16

const isInt32 = (value: unknown): boolean => typeof value === 'number' && (value | 0) === value

/**
 * `x / d` for 0 <= x <= most, by a multiplication and a shift where both fit into 32 bits (Granlund & Montgomery 1994): vectors have no
 * integer division. Quotients above `bound` may come out as any number above it.
 */
function divided(b: Builder, x: Value, d: number, most: number, bound: number): Value {
  return multiplied(b, x, d, most, bound) ?? b.binary('udiv', x, b.i32(d))
}

function multiplied(b: Builder, x: Value, d: number, most: number, bound: number): Value | undefined {
  const exact = Math.min(most, (bound + 1) * d)
  for (let shift = 0; shift < 32; shift++) {
    const factor = Math.ceil(2 ** shift / d)
    if (most * factor >= 2 ** 32) break
    if (exact * (factor * d - 2 ** shift) < 2 ** shift)
      return b.binary('ushr', b.binary('mul', x, b.i32(factor)), b.i32(shift))
  }
  return undefined
}
