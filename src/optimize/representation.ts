/** How numbers are kept, by what is known of them: as int32, uint32, int64 or float32 wherever that is exact. */
import { isExact } from '../analyze/range.ts'
import type { Range, Ranges } from '../analyze/ranges.ts'
import type { Op } from '../ir/ops.ts'
import type { Type, Value } from '../ir/types.ts'

export interface Facts {
  readonly ranges: Ranges
  /** Values whose -0 would be noticed. */
  readonly zeros: ReadonlySet<Value>
  /** Values that are only seen modulo 2^32. */
  readonly truncated: ReadonlySet<Value>
}

/** How a value that merges others is kept: `u32` is i32 bits read unsigned. */
export type Representation = Type | 'u32'

export const within = (r: Range, lo: number, hi: number): boolean => r.int && !r.nan && r.lo >= lo && r.hi <= hi
export const fitsInt32 = (r: Range | undefined): boolean => r !== undefined && within(r, -2147483648, 2147483647)
export const fitsUint32 = (r: Range | undefined): boolean => r !== undefined && within(r, 0, 4294967295)

export function keepAs(value: Value, { ranges, zeros, truncated }: Facts): Representation {
  if (value.type !== 'f64') return value.type
  const range = ranges(value)
  if (range === undefined) return 'f64'
  if (truncated.has(value)) return 'i32'
  const zero = range.negZero && zeros.has(value)
  if (!zero && fitsInt32(range)) return 'i32'
  if (!zero && fitsUint32(range)) return 'u32'
  if (!zero && isExact(range)) return 'i64'
  return range.f32 && !range.int ? 'f32' : 'f64'
}

/** The type that `keepAs` comes to. */
export const typeOf = (value: Value, facts: Facts): Type => {
  const kept = keepAs(value, facts)
  return kept === 'u32' ? 'i32' : kept
}

/** How a float is had back from what is kept. */
export const toFloat: Readonly<Record<string, Op>> = {
  i32: 'i32ToF64',
  u32: 'u32ToF64',
  i64: 'i64ToF64',
  f32: 'f32ToF64',
}
