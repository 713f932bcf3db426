/**
 * Logarithms: x = 2^k m with m between sqrt(1/2) and sqrt(2), and log m = 2 artanh(s) with s = (m - 1) / (m + 1), a polynomial of s^2.
 */
import type { Value } from '../../ir/types.ts'
import { type Doubles, MANTISSA, ONE } from './doubles.ts'

const LN2 = 0.6931471805592082
const LN2_REST = 7.371002565167799e-13
const LOG10_2 = 0.30102999566361177
const LOG10_2_REST = 3.694239077158931e-13

/** (2 artanh(s) / s - 2) / s^2, of s^2. */
const LOG = [
  0.6666666666666734, 0.39999999999413965, 0.2857142874256212, 0.22222198553785802, 0.18183565407314484,
  0.15314021115443024, 0.14796261212322498,
]

/** Bits of sqrt(1/2), rounded down. */
const SQRT_HALF = 0x3fe6a09e00000000n
const SMALLEST_NORMAL = 2 ** -1022
const TWO52 = 2 ** 52

/** `x = 2^k m`, for x > 0. */
export function parts(d: Doubles, x: Value): { k: Value; m: Value } {
  const tiny = d.lt(x, SMALLEST_NORMAL)
  // 2^54 where tiny, 1 elsewhere.
  const factor = d.asNumber(d.add(d.and(tiny, d.bits(54n << 52n)), d.bits(ONE)))
  const bits = d.add(d.asInt(d.mul(x, factor)), d.bits(ONE - SQRT_HALF))
  const exponent = d.sub(d.asNumber(d.or(d.ushr(bits, 52), d.asInt(d.constant(TWO52)))), TWO52 + 1023)
  const m = d.asNumber(d.add(d.and(bits, d.bits(MANTISSA)), d.bits(SQRT_HALF)))
  return { k: d.sub(exponent, d.where(tiny, 54)), m }
}

/** The parts of log(1 + f): it is `f - (square - rest)`. */
function mantissa(d: Doubles, f: Value): { square: Value; rest: Value } {
  const s = d.div(f, d.add(f, 2))
  const z = d.mul(s, s)
  const square = d.mul(d.mul(f, f), 0.5)
  return { square, rest: d.mul(s, d.add(square, d.mul(z, d.polynomial(z, LOG)))) }
}

/** `x = 2^k (1 + f)`; k is infinite where the logarithm is. */
function split(d: Doubles, x: Value): { k: Value; f: Value } {
  const { k, m } = parts(d, x)
  const infinite = d.add(d.where(d.eq(x, 0), Number.NEGATIVE_INFINITY), d.where(d.eq(x, Infinity), Infinity))
  return { k: d.add(k, infinite), f: d.sub(m, 1) }
}

const orInvalid = (d: Doubles, result: Value, x: Value): Value => d.orNaN(result, d.not(d.le(0, x)))

/** `k ln 2 + log(1 + f)` and a little more. */
function natural(d: Doubles, k: Value, f: Value, more?: Value): Value {
  const { square, rest } = mantissa(d, f)
  const low = d.mul(k, LN2_REST)
  const small = d.add(rest, more === undefined ? low : d.add(low, more))
  return d.sub(d.mul(k, LN2), d.sub(d.sub(square, small), f))
}

export function log(d: Doubles, x: Value): Value {
  const { k, f } = split(d, x)
  return orInvalid(d, natural(d, k, f), x)
}

/** log of the rounded sum, and what the rounding lost. */
export function log1p(d: Doubles, x: Value): Value {
  const sum = d.add(x, 1)
  const { k, f } = split(d, sum)
  // The one of the two is exact for small sums, the other for great ones.
  const lost = d.select(d.lt(x, 1), d.sub(x, d.sub(sum, 1)), d.sub(1, d.sub(sum, x)))
  const more = d.where(d.and(d.lt(0, sum), d.lt(sum, Infinity)), d.div(lost, sum))
  return d.or(orInvalid(d, natural(d, k, f, more), sum), d.where(d.eq(x, 0), x))
}

function ofMantissa(d: Doubles, f: Value): Value {
  const { square, rest } = mantissa(d, f)
  return d.sub(f, d.sub(square, rest))
}

export function log2(d: Doubles, x: Value): Value {
  const { k, f } = split(d, x)
  return orInvalid(d, d.add(d.mul(ofMantissa(d, f), Math.LOG2E), k), x)
}

export function log10(d: Doubles, x: Value): Value {
  const { k, f } = split(d, x)
  const low = d.add(d.mul(k, LOG10_2_REST), d.mul(ofMantissa(d, f), Math.LOG10E))
  return orInvalid(d, d.add(d.mul(k, LOG10_2), low), x)
}
