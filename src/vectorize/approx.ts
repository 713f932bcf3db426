/**
 * `fastmath: approx`: functions of `Math` on vectors of f64, a few units in the last place off (docs/FASTMATH.md has how many).
 *
 * They are IR like any other, without branches and tables, and right for every operand: NaN, infinities, zeros of both signs, subnormal
 * numbers. Coefficients are those of minimax polynomials, by Remez's exchange in 240-bit arithmetic, rounded to f64.
 */
import type { Builder } from '../ir/build.ts'
import type { Value } from '../ir/types.ts'
import { Doubles } from './approx/doubles.ts'
import { cosh, exp, expm1, sinh, tanh } from './approx/exponential.ts'
import { log, log1p, log2, log10 } from './approx/logarithm.ts'
import { pow } from './approx/power.ts'
import { acos, asin, atan, atan2, cos, sin, tan } from './approx/trigonometric.ts'

interface Approximation {
  readonly make: (d: Doubles, x: Value, y: Value) => Value
  /** Rough cycles on a vector, as the op table counts them: 60 for a call of the host. */
  readonly cost: number
}

const approximations: Readonly<Record<string, Approximation>> = {
  'Math.exp': { make: exp, cost: 18 },
  'Math.expm1': { make: expm1, cost: 20 },
  'Math.sinh': { make: sinh, cost: 26 },
  'Math.cosh': { make: cosh, cost: 24 },
  'Math.tanh': { make: tanh, cost: 24 },
  'Math.log': { make: log, cost: 24 },
  'Math.log1p': { make: log1p, cost: 32 },
  'Math.log2': { make: log2, cost: 24 },
  'Math.log10': { make: log10, cost: 24 },
  'Math.sin': { make: sin, cost: 20 },
  'Math.cos': { make: cos, cost: 20 },
  'Math.tan': { make: tan, cost: 26 },
  'Math.asin': { make: asin, cost: 26 },
  'Math.acos': { make: acos, cost: 28 },
  'Math.atan': { make: atan, cost: 28 },
  'Math.atan2': { make: atan2, cost: 36 },
  'Math.pow': { make: pow, cost: 60 },
}

/** The names of what can be approximated, such as `Math.exp`. */
export const approximable: readonly string[] = Object.keys(approximations)

/** Rough cycles of the approximation on one vector; undefined where there is none. */
export const approximationCost = (path: string): number | undefined => approximations[path]?.cost

/** The function on a vector of f64; undefined where there is no approximation. */
export function approximate(b: Builder, path: string, args: readonly Value[]): Value | undefined {
  return approximations[path]?.make(new Doubles(b), args[0]!, args[1]!)
}
