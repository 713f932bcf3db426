/**
 * Bounds check elimination by conditions that already hold: `i < a.length` proves `a[i]` for an i that is not negative.
 *
 * Conditions are on the `assume` values themselves (ABCD, Bodik et al. 2000, in its simplest form), so this looks up a chain and needs
 * no guard. What other arrays' lengths say is left to version.ts.
 *
 * Requires: lowered IR. Breaks nothing.
 */
import type { Ranges } from '../analyze/ranges.ts'
import { rangesOf } from '../analyze/ranges.ts'
import type { Builder } from '../ir/build.ts'
import { constantOf, withoutAssumptions } from '../ir/build.ts'
import { Rewriter } from '../ir/rewrite.ts'
import type { Module, Value } from '../ir/types.ts'

export function bounds(module: Module, b: Builder): Module {
  const ranges = rangesOf(module)
  return { ...module, funcs: module.funcs.map((func) => new Eliminator(b, ranges).func(func)) }
}

class Eliminator extends Rewriter {
  private readonly ranges: Ranges
  constructor(b: Builder, ranges: Ranges) {
    super(b)
    this.ranges = ranges
  }

  protected override rebuild(old: Value): Value {
    if (old.op === 'inBounds' && isBelow(old.args[0]!, old.args[1]!)) {
      const range = this.ranges(old.args[0]!)
      if (range !== undefined && range.int && !range.nan && range.lo >= 0) return this.b.bool(true)
    }
    return super.rebuild(old)
  }
}

/** Whether conditions on `index` say that it is less than `length`. */
function isBelow(index: Value, length: Value): boolean {
  let [value, offset] = split(index)
  for (; value.op === 'assume'; value = value.args[0]!) {
    const [assumed, cond] = value.args as [Value, Value]
    if (value.imm !== true || (cond.op !== 'lt' && cond.op !== 'le')) continue
    const [left, right] = cond.args as [Value, Value]
    if (withoutAssumptions(left) !== withoutAssumptions(assumed)) continue
    // value < limit + k (or <=), so value + offset < length where limit is the length and k + offset is at most 0
    const [limit, k] = split(right)
    const isLength = limit.op === 'i32ToF64' && withoutAssumptions(limit.args[0]!) === withoutAssumptions(length)
    if (isLength && k + offset + (cond.op === 'le' ? 1 : 0) <= 0) return true
  }
  return false
}

/** A value as another plus a constant. */
function split(value: Value): [Value, number] {
  const bare = value.op === 'assume' && value.args[0]!.op === 'add' ? value.args[0]! : value
  const constant = bare.op === 'add' ? constantOf(bare.args[1]!) : undefined
  return typeof constant === 'number' && Number.isInteger(constant) ? [bare.args[0]!, constant] : [value, 0]
}
