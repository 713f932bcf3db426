/**
 * Indices that a float cannot hold exactly, as i64: `y * w + x`, where nothing is known of the factors but that they are int32.
 *
 * Such a product may lie beyond 2^53, where floats are rounded. But an array is far shorter than that: what is rounded is out of bounds,
 * rounded or not, as long as nothing else in the sum is large enough to bring it back. So an integer of 64 bits, which holds the product of two
 * int32 exactly, is in bounds where the float is, and is the same integer there. Checked so, an index costs one comparison, and no
 * conversion.
 */
import { isExact } from '../analyze/range.ts'
import type { Ranges } from '../analyze/ranges.ts'
import type { Builder } from '../ir/build.ts'
import type { Value } from '../ir/types.ts'

/** Largest magnitude that may stand beside a product in a sum, and that a product may have. */
const MOST_BESIDE = 2 ** 44
const MOST = 2 ** 62 * 1.5

interface Place {
  readonly value: Value
  /** The largest magnitude it can have. */
  readonly most: number
  /** It may lie beyond 2^53. */
  readonly isWide: boolean
}

/**
 * @param exactly the exact i64 of an integer below 2^53, if it takes no conversion at run time
 * @returns an i64 that is in the bounds of an array where `index`, an f64, is, and equal to it there
 */
export function wideIndex(
  index: Value,
  b: Builder,
  ranges: Ranges,
  exactly: (value: Value) => Value | undefined,
): Value | undefined {
  const placeOf = (old: Value): Place | undefined => {
    if (old.op === 'assume') return placeOf(old.args[0]!)
    const range = ranges(old)
    if (isExact(range)) {
      const value = exactly(old)
      return value && { value, most: Math.max(-range!.lo, range!.hi), isWide: false }
    }
    if (old.op !== 'add' && old.op !== 'sub' && old.op !== 'mul') return undefined
    const [x, y] = old.args.map(placeOf)
    if (x === undefined || y === undefined || (x.isWide && y.isWide)) return undefined
    const other = x.isWide ? y : x
    const isSum = old.op !== 'mul'
    const most = isSum ? x.most + y.most : x.most * y.most
    // A product of integers is no smaller than its factors, unless one of them is 0.
    const mayBe = isSum ? Math.min(x.most, y.most) <= MOST_BESIDE && other.most <= MOST_BESIDE : !isWideByUnknown(x, y)
    return mayBe && most <= MOST ? { value: b.binary(old.op, x.value, y.value), most, isWide: true } : undefined
  }
  return placeOf(index)?.value
}

/** A wide factor of a product: the other one has to be a constant. */
const isWideByUnknown = (x: Place, y: Place): boolean =>
  (x.isWide && y.value.op !== 'const') || (y.isWide && x.value.op !== 'const')
