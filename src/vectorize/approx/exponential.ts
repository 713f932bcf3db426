/**
 * exp and what is made of it: argument reduction after Cody and Waite, x = k ln 2 + r, and a minimax polynomial of r.
 *
 * expm1 is 2^k (e^r - 1) + (2^k - 1), which cancels nowhere (Tang 1992), and the hyperbolic functions of small arguments are made of it.
 */
import type { Value } from '../../ir/types.ts'
import type { Doubles } from './doubles.ts'

/** With trailing zeros, so that multiples of it are exact; and what is missing: more than 0, which keeps signs of zeros and infinities. */
const LN2 = 0.6931471805592082
const LN2_REST = 7.371002565167799e-13

/** (e^r - 1 - r) / r^2 for |r| <= ln(2) / 2. */
const EXP = [
  0.5000000000000012, 0.166666666666667, 0.04166666666651542, 0.008333333333307205, 0.0013888888947016602,
  0.00019841269917383712, 2.4801489941623234e-5, 2.7557216301110554e-6, 2.7631280516516875e-7, 2.5117860896309382e-8,
]

/** High halves of 746, where exp has overflowed or underflowed; of 710.5, where cosh has overflowed; of 40. */
const BEYOND_EXP = 0x40875000
const BEYOND_COSH = 0x40863400
const BEYOND_TANH = 0x40440000

/** `x = k ln 2 + r`, and `e^r - 1`. */
function reduced(d: Doubles, x: Value): { k: Value; less1: Value } {
  const { number, int } = d.nearest(x, Math.LOG2E)
  const r = d.sub(d.sub(x, d.mul(number, LN2)), d.mul(number, LN2_REST))
  return { k: int, less1: d.add(r, d.mul(d.mul(r, r), d.polynomial(r, EXP))) }
}

export function exp(d: Doubles, x: Value): Value {
  const magnitude = d.abs(x)
  const sign = d.xor(x, magnitude)
  const { k, less1 } = reduced(d, d.or(d.atMost(magnitude, BEYOND_EXP), sign))
  return d.orNaN(d.scale(d.add(less1, 1), k), d.isNaN(x))
}

/** `2^k` and `2^k (e^x - 1)` of an x >= 0, where `k` has been lessened. */
function scaled(d: Doubles, x: Value, lessened: number): { power: Value; exponential: Value; less1: Value } {
  const { k, less1 } = reduced(d, x)
  const power = d.powerOf2(d.add(k, d.bits(BigInt(-lessened))))
  const times = d.mul(less1, power)
  return { power, exponential: d.add(times, power), less1: d.add(times, d.sub(power, 2 ** -lessened)) }
}

export function expm1(d: Doubles, x: Value): Value {
  // Below -50 it is -1; from 710 on it has overflowed.
  const within = d.select(d.lt(x, -50), -50, d.select(d.lt(710, x), 710, x))
  const { less1 } = scaled(d, within, 1)
  // -0 would become 0.
  return d.or(d.mul(less1, 2), d.signOf(x))
}

export function tanh(d: Doubles, x: Value): Value {
  const magnitude = d.atMost(d.abs(x), BEYOND_TANH)
  const { less1 } = scaled(d, d.add(magnitude, magnitude), 0)
  return d.orNaN(d.or(d.div(less1, d.add(less1, 2)), d.signOf(x)), d.isNaN(x))
}

/** A quarter of the exponential keeps the sum finite where the result is. */
export function sinh(d: Doubles, x: Value): Value {
  const { less1 } = scaled(d, d.atMost(d.abs(x), BEYOND_COSH), 2)
  const half = d.add(less1, d.div(less1, d.add(d.mul(less1, 4), 1)))
  return d.orNaN(d.or(d.mul(half, 2), d.signOf(x)), d.isNaN(x))
}

export function cosh(d: Doubles, x: Value): Value {
  const { exponential } = scaled(d, d.atMost(d.abs(x), BEYOND_COSH), 2)
  return d.orNaN(d.mul(d.add(exponential, d.div(1 / 16, exponential)), 2), d.isNaN(x))
}

/** 2^r for |r| <= 1/2: (2^r - 1) / r. */
const EXP2 = [
  Math.LN2,
  0.2402265069591013,
  0.055504108664820084,
  0.009618129107594115,
  0.0013333558146774675,
  0.00015403530457119556,
  1.5252733493090102e-5,
  1.3215435278271762e-6,
  1.0178199581348983e-7,
  7.073783990263674e-9,
  4.4347707594289527e-10,
]

/** `2^(high + low)`, where `low` is small beside `high`, or `infinite` where that is not finite or far out of range. Loses NaN. */
export function exp2(d: Doubles, high: Value, low: Value, sum: Value): Value {
  const magnitude = d.abs(sum)
  const sign = d.xor(sum, magnitude)
  const { number, int } = d.nearest(d.or(d.atMost(magnitude, BEYOND_EXP2), sign), 1)
  const near = d.le(magnitude, 1100)
  const r = d.where(near, d.add(d.sub(high, number), low))
  return d.scale(d.add(d.mul(r, d.polynomial(r, EXP2)), 1), int)
}
/** High half of 1100. */
const BEYOND_EXP2 = 0x40913000
