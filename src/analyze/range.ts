/** One value's range, and the lattice it lives in. */

export interface Range {
  /** Bounds of the values other than NaN, inclusive; infinities are values like others. `lo > hi`: only NaN. */
  readonly lo: number
  readonly hi: number
  /** All finite values are integers. */
  readonly int: boolean
  readonly nan: boolean
  readonly negZero: boolean
  /** All values are float32 values. */
  readonly f32: boolean
}

export const full: Range = { lo: -Infinity, hi: Infinity, int: false, nan: true, negZero: true, f32: false }
export const int32: Range = { lo: -2147483648, hi: 2147483647, int: true, nan: false, negZero: false, f32: false }
export const between = (lo: number, hi: number): Range => ({
  lo,
  hi,
  int: true,
  nan: false,
  negZero: false,
  f32: Math.max(Math.abs(lo), Math.abs(hi)) <= 2 ** 24,
})

export function join(x: Range | undefined, y: Range | undefined): Range | undefined {
  if (x === undefined || y === undefined) return x ?? y
  return {
    lo: Math.min(x.lo, y.lo),
    hi: Math.max(x.hi, y.hi),
    int: x.int && y.int,
    nan: x.nan || y.nan,
    negZero: x.negZero || y.negZero,
    f32: x.f32 && y.f32,
  }
}

/** Integers that floats hold exactly, and sums of few of them too. */
export function isExact(range: Range | undefined): boolean {
  if (range === undefined) return false
  return range.int && !range.nan && range.lo >= -(2 ** 53) && range.hi <= 2 ** 53
}
