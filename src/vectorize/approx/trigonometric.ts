/**
 * sin, cos, tan: x = k pi/2 + r after Cody and Waite, with pi/2 in four parts of which the first three have 26 bits, so that their
 * products with k are exact up to |x| = 2^27; then a minimax polynomial of r. Further out the products are rounded, which is
 * as if x had been.
 *
 * atan and its kin: one division brings the argument between -tan(pi/8) and tan(pi/8).
 */
import type { Value } from '../../ir/types.ts'
import type { Doubles } from './doubles.ts'

const TWO_OVER_PI = 0.6366197723675814
const HALF_PI_1 = 1.5707963109016418
const HALF_PI_2 = 1.5893254712295857e-8
const HALF_PI_3 = 6.123233932053594e-17
const HALF_PI_4 = 6.36831716351095e-25

/** (sin(r) / r - 1) / r^2, of r^2, for |r| <= pi/4. */
const SIN = [
  -0.16666666666666632, 0.008333333333322413, -0.00019841269829807808, 2.755731369191752e-6, -2.505075811513216e-8,
  1.589679564327126e-10,
]
/** (cos(r) - 1 + r^2 / 2) / r^4, of r^2. */
const COS = [
  0.0416666666666666, -0.0013888888888874125, 2.4801587289482174e-5, -2.755731435232904e-7, 2.087572327265264e-9,
  -1.1359647771176252e-11,
]

interface Reduced {
  readonly sine: Value
  readonly cosine: Value
  /** The number of the quadrant, in its low bits. */
  readonly quadrant: Value
}

function reduced(d: Doubles, x: Value): Reduced {
  const { number: k, int: quadrant } = d.nearest(x, TWO_OVER_PI)
  const exact = [HALF_PI_1, HALF_PI_2, HALF_PI_3, HALF_PI_4].reduce((r, part) => d.sub(r, d.mul(k, part)), x)
  // Where neighbouring numbers are a quadrant apart, the rest is anything.
  const r = d.where(d.not(d.lt(1, d.abs(exact))), exact)
  const z = d.mul(r, r)
  const [first, ...further] = SIN
  // The first term on its own: so z = 0 gives 0 and not -0, and sin(-0) is -0.
  const tail = d.add(d.mul(z, first!), d.mul(d.mul(z, z), d.polynomial(z, further)))
  const half = d.mul(z, 0.5)
  const rounded = d.sub(1, half)
  const lost = d.sub(d.sub(1, rounded), half)
  return {
    sine: d.add(r, d.mul(r, tail)),
    cosine: d.add(rounded, d.add(lost, d.mul(d.mul(z, z), d.polynomial(z, COS)))),
    quadrant,
  }
}

/** The function in the quadrant: `even` or `odd`, its sign turned in the third and fourth. */
function inQuadrant(d: Doubles, quadrant: Value, even: Value, odd: Value): Value {
  const isOdd = d.eqBits(d.and(quadrant, d.bits(1n)), 1n)
  const sign = d.asNumber(d.shl(d.and(quadrant, d.bits(2n)), 62))
  return d.turned(d.select(isOdd, odd, even), sign)
}

export function sin(d: Doubles, x: Value): Value {
  const { sine, cosine, quadrant } = reduced(d, x)
  return inQuadrant(d, quadrant, sine, cosine)
}

export function cos(d: Doubles, x: Value): Value {
  const { sine, cosine, quadrant } = reduced(d, x)
  return inQuadrant(d, d.add(quadrant, d.bits(1n)), sine, cosine)
}

export function tan(d: Doubles, x: Value): Value {
  const { sine, cosine, quadrant } = reduced(d, x)
  const odd = d.and(quadrant, d.bits(1n))
  const isOdd = d.eqBits(odd, 1n)
  const quotient = d.div(d.select(isOdd, cosine, sine), d.select(isOdd, sine, cosine))
  return d.turned(quotient, d.asNumber(d.shl(odd, 63)))
}

const HALF_PI = Math.PI / 2
const HALF_PI_REST = 6.123233995736766e-17
const QUARTER_PI = HALF_PI / 2
const QUARTER_PI_REST = HALF_PI_REST / 2
const TAN_1_8 = 0.4142135623730951
const TAN_3_8 = 2.414213562373095

/** (atan(t) / t - 1) / t^2, of t^2, for |t| <= tan(pi/8). */
const ATAN = [
  -0.333333333333332, 0.19999999999954, -0.1428571428023966, 0.11111110785674974, -0.09090897822618009,
  0.07692061382689974, -0.06663117404309978, 0.058479866474096254, -0.050397427018288, 0.03807565008332278,
  -0.017919293750869827,
]

/** atan(y / x) for y, x >= 0; or, on the left, what is missing from it to pi. */
function angle(d: Doubles, y: Value, x: Value, left?: { sign: Value; isLeft: Value }): Value {
  const isSteep = d.lt(d.mul(x, TAN_3_8), y)
  // With `le` for two that are infinite.
  const limit = d.mul(x, TAN_1_8)
  const isMiddle = left === undefined ? d.lt(limit, y) : d.and(d.le(limit, y), d.lt(0, y))
  const difference = left === undefined ? d.sub(y, x) : d.where(d.ne(x, y), d.sub(y, x))
  const up = d.select(isSteep, d.neg(x), d.select(isMiddle, difference, y))
  const right = d.select(isSteep, y, d.select(isMiddle, d.add(x, y), x))
  // Both may be 0.
  const t = d.div(up, left === undefined ? right : d.add(right, d.where(d.eq(right, 0), 1)))
  const z = d.mul(t, t)
  const curved = d.mul(d.mul(t, z), d.polynomial(z, ATAN))
  // 0, pi/4 or pi/2, and what they lack.
  const whole = d.add(d.where(isMiddle, QUARTER_PI), d.where(isSteep, QUARTER_PI))
  const rest = d.add(d.where(isMiddle, QUARTER_PI_REST), d.where(isSteep, QUARTER_PI_REST))
  const part = d.add(t, d.add(curved, rest))
  if (left === undefined) return d.add(whole, part)
  const { sign, isLeft } = left
  const far = d.add(d.turned(whole, sign), d.where(isLeft, Math.PI))
  return d.add(far, d.add(d.turned(part, sign), d.where(isLeft, 2 * HALF_PI_REST)))
}

export function atan(d: Doubles, x: Value): Value {
  return d.or(angle(d, d.abs(x), d.constant(1)), d.signOf(x))
}

/** Where both are 0 the angle is 0, and pi/4 where both are infinite. */
export function atan2(d: Doubles, y: Value, x: Value): Value {
  const [up, right] = [d.abs(y), d.abs(x)]
  // Smaller by so much that their sum is finite.
  const factor = d.select(d.or(d.lt(2 ** 1000, up), d.lt(2 ** 1000, right)), 2 ** -10, 1)
  const sign = d.signOf(x)
  const isLeft = d.ne(d.or(sign, d.constant(1)), 1)
  return d.or(angle(d, d.mul(up, factor), d.mul(right, factor), { sign, isLeft }), d.signOf(y))
}

/** (asin(s) / s - 1) / s^2, of s^2, for |s| <= 1/2. */
const ASIN = [
  0.16666666666665383, 0.07500000000343054, 0.044642856823475824, 0.030381959331444754, 0.02237175352057517,
  0.017359771124993578, 0.013884598453509669, 0.012173278767259621, 0.006510857349319587, 0.019573892474590293,
  -0.016294049517446105, 0.031958948012381305,
]

/** asin of |x| up to 1/2, otherwise that of sqrt((1 - |x|) / 2), which is half of what is missing to pi/2. */
function arc(d: Doubles, x: Value): { part: Value; isGreat: Value } {
  const magnitude = d.abs(x)
  const isGreat = d.lt(0.5, magnitude)
  const z = d.select(isGreat, d.mul(d.sub(1, magnitude), 0.5), d.mul(magnitude, magnitude))
  const s = d.select(isGreat, d.sqrt(z), magnitude)
  return { part: d.add(s, d.mul(d.mul(s, z), d.polynomial(z, ASIN))), isGreat }
}

export function asin(d: Doubles, x: Value): Value {
  const { part, isGreat } = arc(d, x)
  const missing = d.sub(HALF_PI, d.sub(d.add(part, part), HALF_PI_REST))
  return d.or(d.select(isGreat, missing, part), d.signOf(x))
}

export function acos(d: Doubles, x: Value): Value {
  const { part, isGreat } = arc(d, x)
  const sign = d.signOf(x)
  const small = d.sub(HALF_PI, d.sub(d.turned(part, sign), HALF_PI_REST))
  const twice = d.add(part, part)
  const great = d.select(d.lt(x, 0), d.sub(Math.PI, d.sub(twice, 2 * HALF_PI_REST)), twice)
  return d.select(isGreat, great, small)
}
