/** Concrete numbers and the ranges of the analysis: the smallest range around some, and whether one lies in it. */
import type { Range } from '../../src/analyze/range.ts'

export function hullOf(values: readonly number[]): Range {
  const numbers = values.filter((x) => x === x)
  return {
    lo: Math.min(...numbers) + 0,
    hi: Math.max(...numbers) + 0,
    int: numbers.every((x) => Number.isInteger(x) || !Number.isFinite(x)),
    nan: numbers.length < values.length,
    negZero: numbers.some((x) => Object.is(x, -0)),
    f32: values.every((x) => Object.is(Math.fround(x), x)),
  }
}

/** Whether `x` is one of the numbers that `range` allows. Undefined allows none. */
export function contains(range: Range | undefined, x: number): boolean {
  if (range === undefined) return false
  if (range.f32 && !Object.is(Math.fround(x), x)) return false
  if (x !== x) return range.nan
  if (Object.is(x, -0) && !range.negZero) return false
  return range.lo <= x && x <= range.hi && (!range.int || Number.isInteger(x) || !Number.isFinite(x))
}

export function showRange(range: Range | undefined): string {
  if (range === undefined) return 'nothing'
  const { lo, hi, int, nan, negZero, f32 } = range
  const flags = Object.entries({ int, nan, negZero, f32 }).filter(([, set]) => set)
  return `[${lo}, ${hi}] ${flags.map(([name]) => name).join(' ')}`
}
