/**
 * Functions of `Math` to about 100 bits, by Taylor series of reduced arguments, and by a step of Newton's from what the host gives for
 * inverse functions. What approximations are measured against.
 */
import { add, type DD, dd, div, mul, negated, polynomial, product, scaled, sub, sum } from './double-double.ts'

const LN2 = dd(0.6931471805599453, 2.3190468138462996e-17)
const LN10 = dd(2.302585092994046, -2.1707562233822494e-16)
/** Three parts of pi/2. */
const HALF_PI = [1.5707963267948966, 6.123233995736766e-17, -1.4973849048591698e-33] as const
const PI = dd(3.141592653589793, 1.2246467991473532e-16)
const ONE = dd(1)

/** 1 / n! for n from `from` on, every `step`. */
function inverseFactorials(from: number, step: number, count: number, alternating: boolean): DD[] {
  const result: DD[] = []
  let current = ONE
  let n = 1
  for (let i = 0; i < count; i++) {
    for (; n <= from + i * step; n++) current = div(current, dd(n))
    result.push(alternating && i % 2 === 1 ? negated(current) : current)
  }
  return result
}
const EXPM1 = inverseFactorials(1, 1, 13, false)
const SINE = inverseFactorials(1, 2, 15, true)
const COSINE = inverseFactorials(0, 2, 15, true)
/** 2 / (2 n + 1) */
const ARTANH = Array.from({ length: 12 }, (_, n) => div(dd(2), dd(2 * n + 1)))

/** e^x - 1 for |x| <= ln(2) / 2, relative to itself. */
function expm1Reduced(x: DD): DD {
  const small = scaled(x, 1 / 64)
  let result = mul(small, polynomial(small, EXPM1))
  for (let i = 0; i < 6; i++) result = mul(result, add(result, dd(2)))
  return result
}
function reduced(x: DD): { k: number; r: DD } {
  const k = Math.round(x.high / LN2.high)
  const near = sub(x, mul(dd(k), LN2))
  // The third part of ln 2.
  return { k, r: sub(near, dd(k * 5.707708438416212e-34)) }
}
export function expm1(x: DD): DD {
  const { k, r } = reduced(x)
  const less1 = expm1Reduced(r)
  return k === 0 ? less1 : add(scaled(less1, 2 ** k), sub(dd(2 ** k), ONE))
}
export function exp(x: DD): DD {
  const { k, r } = reduced(x)
  const half = Math.trunc(k / 2)
  return scaled(scaled(add(expm1Reduced(r), ONE), 2 ** half), 2 ** (k - half))
}

/** log(1 + x), near 0 by its series. */
function log1pSmall(x: DD): DD {
  const s = div(x, add(x, dd(2)))
  return mul(s, polynomial(mul(s, s), ARTANH))
}
export function log(x: DD): DD {
  let k = Math.round(Math.log2(x.high))
  if (k < -1000) k = -1000
  const half = Math.trunc(k / 2)
  const m = scaled(scaled(x, 2 ** -half), 2 ** -(k - half))
  if (Math.abs(m.high - 1) < 0.02) return add(log1pSmall(sub(m, ONE)), mul(dd(k), LN2))
  const first = Math.log(m.high)
  const e = exp(dd(first))
  const step = div(scaled(sub(m, e), 2), add(m, e))
  return add(add(dd(first), step), mul(dd(k), LN2))
}
export const log1p = (x: number): DD => (Math.abs(x) < 0.02 ? log1pSmall(dd(x)) : log(sum(1, x)))

/** sin and cos of x. */
function sineAndCosine(x: number): { sine: DD; cosine: DD } {
  const k = Math.round(x / HALF_PI[0])
  let r = dd(x)
  for (const part of HALF_PI) r = sub(r, product(k, part))
  const z = mul(r, r)
  const [s, c] = [mul(r, polynomial(z, SINE)), polynomial(z, COSINE)]
  const quadrant = ((k % 4) + 4) % 4
  const [sine, cosine] = quadrant % 2 === 0 ? [s, c] : [c, s]
  return {
    sine: quadrant >= 2 ? negated(sine) : sine,
    cosine: quadrant === 1 || quadrant === 2 ? negated(cosine) : cosine,
  }
}

/** The angle next to `near` of a point. */
function angle(near: number, y: number, x: number): DD {
  const { sine, cosine } = sineAndCosine(near)
  const across = sub(mul(dd(y), cosine), mul(dd(x), sine))
  const along = add(mul(dd(x), cosine), mul(dd(y), sine))
  return add(dd(near), div(across, along))
}

const hyperbolic = (x: number): { less1: DD; exponential: DD } => {
  const less1 = expm1(dd(Math.abs(x)))
  return { less1, exponential: add(less1, ONE) }
}
const withSign = (value: DD, x: number): DD => (x < 0 ? negated(value) : value)

export const references: Readonly<Record<string, (x: number, y: number) => DD>> = {
  exp: (x) => exp(dd(x)),
  expm1: (x) => expm1(dd(x)),
  sinh: (x) => {
    const { less1, exponential } = hyperbolic(x)
    return withSign(scaled(add(less1, div(less1, exponential)), 0.5), x)
  },
  cosh: (x) => {
    const { exponential } = hyperbolic(x)
    return scaled(add(exponential, div(ONE, exponential)), 0.5)
  },
  tanh: (x) => {
    if (Math.abs(x) > 50) return dd(Math.sign(x))
    const twice = expm1(dd(2 * Math.abs(x)))
    return withSign(div(twice, add(twice, dd(2))), x)
  },
  log: (x) => log(dd(x)),
  log1p: (x) => log1p(x),
  log2: (x) => div(log(dd(x)), LN2),
  log10: (x) => div(log(dd(x)), LN10),
  pow: (x, y) => exp(mul(log(dd(x)), dd(y))),
  sin: (x) => sineAndCosine(x).sine,
  cos: (x) => sineAndCosine(x).cosine,
  tan: (x) => {
    const { sine, cosine } = sineAndCosine(x)
    return div(sine, cosine)
  },
  asin: (x) => {
    const first = Math.asin(x)
    const { sine, cosine } = sineAndCosine(first)
    return add(dd(first), div(sub(dd(x), sine), cosine))
  },
  acos: (x) => sub(scaled(PI, 0.5), references.asin!(x, 0)),
  atan: (x) => angle(Math.atan(x), x, 1),
  atan2: (y, x) => angle(Math.atan2(y, x), y, x),
}
