/**
 * What approximations are written in: arithmetic on vectors of f64, on their bits, and with their masks.
 *
 * Polynomials are evaluated after Estrin, in pairs of pairs: more multiplications than Horner's chain has, but few that wait for another.
 */
import type { Builder } from '../../ir/build.ts'
import type { Value } from '../../ir/types.ts'

/** Bits of f64. */
const SIGN = -(2n ** 63n)
export const ONE = 0x3ff0000000000000n
export const MANTISSA = 0x000fffffffffffffn
/** Added to a number below 2^51 and taken away again, it rounds to an integer; in between, that integer is in the low bits. */
const ROUNDER = 1.5 * 2 ** 52

export class Doubles {
  private readonly b: Builder
  constructor(b: Builder) {
    this.b = b
  }

  constant(x: number): Value {
    return this.b.splat('f64x2', this.b.f64(x))
  }
  bits(bits: bigint): Value {
    return this.b.splat('i64x2', this.b.const('i64', bits))
  }
  private number(x: Value | number): Value {
    return typeof x === 'number' ? this.constant(x) : x
  }

  add(x: Value, y: Value | number): Value {
    return this.b.make('add', x.type, [x, this.number(y)])
  }
  sub(x: Value | number, y: Value | number): Value {
    return this.b.make('sub', 'f64x2', [this.number(x), this.number(y)])
  }
  mul(x: Value, y: Value | number): Value {
    return this.b.make('mul', 'f64x2', [x, this.number(y)])
  }
  div(x: Value | number, y: Value): Value {
    return this.b.make('div', 'f64x2', [this.number(x), y])
  }
  sqrt(x: Value): Value {
    return this.b.make('sqrt', 'f64x2', [x])
  }
  abs(x: Value): Value {
    return this.b.make('abs', 'f64x2', [x])
  }
  neg(x: Value): Value {
    return this.b.make('neg', 'f64x2', [x])
  }
  trunc(x: Value): Value {
    return this.b.make('trunc', 'f64x2', [x])
  }

  /** Masks. */
  lt(x: Value | number, y: Value | number): Value {
    return this.b.make('lt', 'i64x2', [this.number(x), this.number(y)])
  }
  le(x: Value | number, y: Value | number): Value {
    return this.b.make('le', 'i64x2', [this.number(x), this.number(y)])
  }
  eq(x: Value, y: Value | number): Value {
    return this.b.make('eq', 'i64x2', [x, this.number(y)])
  }
  ne(x: Value, y: Value | number): Value {
    return this.b.make('ne', 'i64x2', [x, this.number(y)])
  }
  eqBits(x: Value, bits: bigint): Value {
    return this.b.make('eq', 'i64x2', [x, this.bits(bits)])
  }
  isNaN(x: Value): Value {
    return this.ne(x, x)
  }
  not(mask: Value): Value {
    return this.b.make('not', mask.type, [mask])
  }
  and(x: Value, y: Value): Value {
    return this.b.make('and', x.type, [x, y])
  }
  or(x: Value, y: Value): Value {
    return this.b.make('or', x.type, [x, y])
  }
  xor(x: Value, y: Value): Value {
    return this.b.make('xor', x.type, [x, y])
  }
  select(mask: Value, x: Value | number, y: Value | number): Value {
    return this.b.select(mask, this.number(x), this.number(y))
  }

  /** The same bits as integers, and as a number. */
  asInt(x: Value): Value {
    return this.b.reinterpret('i64x2', x)
  }
  asNumber(x: Value): Value {
    return this.b.reinterpret('f64x2', x)
  }
  shl(x: Value, count: number): Value {
    return this.b.make('shl', x.type, [x, this.b.i32(count)])
  }
  ushr(x: Value, count: number): Value {
    return this.b.make('ushr', x.type, [x, this.b.i32(count)])
  }

  /** `x` in the lanes of the mask, 0 in others. */
  where(mask: Value, x: Value | number): Value {
    return this.asNumber(this.and(mask, this.asInt(this.number(x))))
  }
  /** NaN in the lanes of the mask. */
  orNaN(x: Value, mask: Value): Value {
    return this.or(x, this.asNumber(mask))
  }
  signOf(x: Value): Value {
    return this.asNumber(this.and(this.asInt(x), this.bits(SIGN)))
  }
  /** The sign turned where that of `sign`, which is nothing but a sign, is set. */
  turned(x: Value, sign: Value): Value {
    return this.xor(x, sign)
  }
  /** Without the low half of its bits, so that products of two such are exact. */
  high(x: Value): Value {
    return this.asNumber(this.and(this.asInt(x), this.bits(-(2n ** 32n))))
  }

  /** `|x|` at most about `limit`, given by the high half of its bits: a greater one is between it and the next. Loses NaN. */
  atMost(magnitude: Value, limit: number): Value {
    const most = this.b.reinterpret('i32x4', this.bits((BigInt(limit) << 32n) | 0x7fffffffn))
    return this.asNumber(this.b.make('min', 'i32x4', [this.b.reinterpret('i32x4', magnitude), most]))
  }

  /** The integer next to `x * by`, as a number and as the low 32 bits of each lane. */
  nearest(x: Value, by: number): { number: Value; int: Value } {
    const moved = this.add(by === 1 ? x : this.mul(x, by), ROUNDER)
    return { number: this.sub(moved, ROUNDER), int: this.asInt(moved) }
  }

  /** `x * 2^k` for |k| up to 2000, given in the low 32 bits of lanes; in two steps, so that the result may be subnormal or overflow. */
  scale(x: Value, k: Value): Value {
    const { b } = this
    const narrow = b.reinterpret('i32x4', k)
    const half = b.make('shr', 'i32x4', [narrow, b.i32(1)])
    const rest = b.make('sub', 'i32x4', [narrow, half])
    return this.mul(this.scaleWithin(x, half), this.powerOf2(rest))
  }
  /** `x * 2^k` where that is normal; |x| is about 1. */
  scaleWithin(x: Value, k: Value): Value {
    return this.asNumber(this.b.make('add', 'i64x2', [this.asInt(x), this.shl(this.asInt(k), 52)]))
  }
  /** `2^k`; infinite for 1024. */
  powerOf2(k: Value): Value {
    return this.asNumber(this.b.make('add', 'i64x2', [this.shl(this.asInt(k), 52), this.bits(ONE)]))
  }

  /** `c0 + c1 x + c2 x^2 + ...` */
  polynomial(x: Value, coefficients: readonly number[]): Value {
    let terms: Value[] = coefficients.map((c) => this.constant(c))
    let power = x
    while (terms.length > 1) {
      const pairs: Value[] = []
      for (let i = 0; i < terms.length; i += 2) {
        const [low, high] = [terms[i]!, terms[i + 1]]
        pairs.push(high === undefined ? low : this.add(this.mul(high, power), low))
      }
      terms = pairs
      if (terms.length > 1) power = this.mul(power, power)
    }
    return terms[0]!
  }
}
