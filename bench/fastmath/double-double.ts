/**
 * Arithmetic with twice the precision of f64, as unevaluated sums of two (Dekker 1971, Knuth's and Veltkamp's error-free sums and products):
 * about 2^-104 relative. For magnitudes between 2^-400 and 2^900.
 */
export interface DD {
  readonly high: number
  readonly low: number
}

export const dd = (high: number, low = 0): DD => ({ high, low })

/** The sum, exactly. */
export function sum(a: number, b: number): DD {
  const high = a + b
  const part = high - a
  return { high, low: a - (high - part) + (b - part) }
}
/** The sum where |a| >= |b|. */
function quickSum(a: number, b: number): DD {
  const high = a + b
  return { high, low: b - (high - a) }
}

const SPLITTER = 2 ** 27 + 1
/** The product, exactly. */
export function product(a: number, b: number): DD {
  const [s, t] = [SPLITTER * a, SPLITTER * b]
  const [a1, b1] = [s - (s - a), t - (t - b)]
  const [a2, b2] = [a - a1, b - b1]
  const high = a * b
  return { high, low: a1 * b1 - high + a1 * b2 + a2 * b1 + a2 * b2 }
}

export function add(a: DD, b: DD): DD {
  const s = sum(a.high, b.high)
  const t = sum(a.low, b.low)
  const u = quickSum(s.high, s.low + t.high)
  return quickSum(u.high, u.low + t.low)
}
export const negated = (a: DD): DD => ({ high: -a.high, low: -a.low })
export const sub = (a: DD, b: DD): DD => add(a, negated(b))

export function mul(a: DD, b: DD): DD {
  const p = product(a.high, b.high)
  return quickSum(p.high, p.low + (a.high * b.low + a.low * b.high))
}
/** By a power of 2. */
export const scaled = (a: DD, by: number): DD => ({ high: a.high * by, low: a.low * by })

export function div(a: DD, b: DD): DD {
  const first = a.high / b.high
  const rest = sub(a, mul(b, dd(first)))
  const second = rest.high / b.high
  const further = sub(rest, mul(b, dd(second)))
  const q = quickSum(first, second)
  return add(q, dd(further.high / b.high))
}

/** `c0 + c1 x + ...` */
export function polynomial(x: DD, coefficients: readonly DD[]): DD {
  return coefficients.reduceRight((value, c) => add(mul(value, x), c))
}

/** The distance between neighbours around |x|. */
export function ulp(x: number): number {
  const exponent = Math.floor(Math.log2(Math.abs(x)))
  if (exponent < -1022) return 2 ** -1074
  // Math.log2 may round up to the next power.
  const power = 2 ** exponent
  return (Math.abs(x) < power ? power / 2 : power) * 2 ** -52
}
