/**
 * pow: 2 to the y log2(x), the logarithm in two parts of which the first has at most 21 bits, so that its products are exact
 * (the scheme of fdlibm's pow, without its tables).
 */
import type { Value } from '../../ir/types.ts'
import type { Doubles } from './doubles.ts'
import { exp2 } from './exponential.ts'
import { parts } from './logarithm.ts'

/** 2 / (3 ln 2), its first 21 bits, and the rest. */
const SCALE = 0.9617966939259756
const SCALE_HIGH = 0.961796760559082
const SCALE_LOW = -6.663310642634338e-8

/** (3 artanh(s) / s - 3 - s^2) / s^4, of s^2. */
const LOG = [
  0.6000000000000338, 0.42857142855147634, 0.33333333780197855, 0.2727267652282211, 0.23080137300916811,
  0.19885195763697797, 0.19794784025586737,
]

/** log2(x) of a positive x in two parts. */
function log2(d: Doubles, x: Value): { high: Value; low: Value } {
  const { k, m } = parts(d, x)
  const f = d.sub(m, 1)
  const below = d.add(m, 1)
  const inverse = d.div(1, below)
  const s = d.mul(f, inverse)
  // s = s1 + s2
  const s1 = d.high(s)
  const below1 = d.high(below)
  const below2 = d.sub(m, d.sub(below1, 1))
  const s2 = d.mul(inverse, d.sub(d.sub(f, d.mul(s1, below1)), d.mul(s1, below2)))
  // 3 + s^2 + ... = t1 + t2
  const z = d.mul(s, s)
  const square = d.mul(s1, s1)
  const further = d.add(d.mul(d.mul(z, z), d.polynomial(z, LOG)), d.mul(s2, d.add(s1, s)))
  const t1 = d.high(d.add(d.add(square, 3), further))
  const t2 = d.sub(further, d.sub(d.sub(t1, 3), square))
  // Their product p1 + p2, times 2 / (3 ln 2).
  const [u, v] = [d.mul(s1, t1), d.add(d.mul(s2, t1), d.mul(t2, s))]
  const p1 = d.high(d.add(u, v))
  const p2 = d.sub(v, d.sub(p1, u))
  const whole = d.mul(p1, SCALE_HIGH)
  const rest = d.add(d.mul(p1, SCALE_LOW), d.mul(p2, SCALE))
  const high = d.high(d.add(d.add(whole, rest), k))
  return { high, low: d.sub(rest, d.sub(d.sub(high, k), whole)) }
}

export function pow(d: Doubles, x: Value, y: Value): Value {
  const magnitude = d.abs(x)
  const { high, low } = log2(d, magnitude)
  const y1 = d.high(y)
  const product = d.mul(y1, high)
  const rest = d.add(d.mul(d.sub(y, y1), high), d.mul(y, low))
  // At 0 and infinity there is nothing but the sign of the exponent.
  const [isZero, isInfinite] = [d.eq(magnitude, 0), d.eq(magnitude, Infinity)]
  const limit = d.select(isZero, Number.NEGATIVE_INFINITY, d.select(isInfinite, Infinity, high))
  const isLimit = d.or(d.or(isZero, isInfinite), d.eq(d.abs(y), Infinity))
  const exponent = d.select(isLimit, d.mul(y, limit), d.add(product, rest))
  const result = exp2(d, product, rest, exponent)

  const isInteger = d.eq(d.trunc(y), y)
  const half = d.mul(y, 0.5)
  const isOdd = d.and(isInteger, d.ne(d.trunc(half), half))
  const sign = d.asNumber(d.and(isOdd, d.asInt(d.signOf(x))))
  const isRoot = d.and(d.and(d.lt(x, 0), d.lt(Number.NEGATIVE_INFINITY, x)), d.not(isInteger))
  const isInvalid = d.or(d.or(isRoot, d.isNaN(x)), d.isNaN(exponent))
  return d.select(d.eq(y, 0), 1, d.orNaN(d.turned(result, sign), isInvalid))
}
