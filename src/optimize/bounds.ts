/**
 * Bounds check elimination by conditions that already hold: `i < a.length` proves `a[i]` for an i that is not negative.
 *
 * Conditions are on the `assume` values themselves (ABCD, Bodik et al. 2000, in its simplest form), so this looks up a chain and needs
 * no guard. What other arrays' lengths say is left to version.ts.
 *
 * Not a pass of its own: versioning looks at the same checks (see version.ts).
 */
import type { Ranges } from '../analyze/ranges.ts'
import type { Builder } from '../ir/build.ts'
import { constantOf, withoutAssumptions } from '../ir/build.ts'
import { Rewriter } from '../ir/rewrite.ts'
import type { Value } from '../ir/types.ts'

/** A rewriter that folds checks which conditions around them prove. */
export class BoundsEliminator extends Rewriter {
  protected readonly ranges: Ranges
  constructor(b: Builder, ranges: Ranges) {
    super(b)
    this.ranges = ranges
  }

  protected override rebuild(old: Value): Value {
    return isProved(old, this.ranges) ? this.b.bool(true) : super.rebuild(old)
  }
}

/** Whether `inBounds(index, length)` holds by what is assumed about the index. */
export function isProved(check: Value, ranges: Ranges): boolean {
  if (check.op !== 'inBounds' || !isBelow(check.args[0]!, check.args[1]!)) return false
  const range = ranges(check.args[0]!)
  return range?.int === true && !range.nan && range.lo >= 0
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
