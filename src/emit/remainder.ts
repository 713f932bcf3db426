/**
 * `x % y` of floats, by a division where that gives it exactly.
 *
 * With q = floor(|x| / |y|) the remainder is |x| - q |y|, if q |y| is a float: y has k significant bits and q at most 53 - k, or q is at
 * most 2. The division may round up to the next integer and no further, which shows in a remainder below 0; neither that one nor the sum
 * that mends it is rounded, as both are multiples of the last place of x or of y, and no larger than they are.
 */
import binaryen from 'binaryen'
import type { Value } from '../ir/types.ts'
import { splatConstant } from './simd.ts'

type Ref = binaryen.ExpressionRef
type M = binaryen.Module

/** A value in a local: its number, and what puts it there and reads it, to be used before any other reading. */
export interface Kept {
  readonly at: number
  readonly first: Ref
}

/** The number that a scalar, or each lane, is divided by, where it is known. */
export function divisorOf({ op, args, imm }: Value): number | undefined {
  if (op === 'splat') return divisorOf(args[0]!)
  return op === 'const' ? (imm as number) : undefined
}

/** Dividends of a magnitude below this have an exact remainder by way of a quotient; 0 if none may. */
export function exactBelow(divisor: number): number {
  if (!(Math.abs(divisor) > 2 ** -900 && Math.abs(divisor) < 2 ** 900)) return 0
  const mantissa = new BigUint64Array(Float64Array.of(divisor).buffer)[0]! & (2n ** 52n - 1n)
  let zeros = 0
  while (zeros < 52 && ((mantissa >> BigInt(zeros)) & 1n) === 0n) zeros++
  return Math.max(2, 2 ** zeros) * Math.abs(divisor)
}

/**
 * @param helper what computes it for any two numbers
 * @param rest a local of the type
 */
export function remainder(
  m: M,
  type: 'f64' | 'f64x2',
  helper: string,
  x: Kept,
  y: Kept,
  divisor: number | undefined,
  rest: number,
): Ref {
  const { f64, f64x2, i64x2, drop, local } = m
  const limit = divisor === undefined ? 0 : exactBelow(divisor)
  if (type === 'f64') {
    if (limit === 0) return m.call(helper, [x.first, y.first], binaryen.f64)
    const general = m.call(helper, [local.get(x.at, binaryen.f64), f64.const(divisor!)], binaryen.f64)
    return m.if(f64.lt(f64.abs(x.first), f64.const(limit)), ofNumber(m, x.at, divisor!, rest), general)
  }
  const lane = (i: number): Ref => {
    const [dividend, by] = [x, y].map(({ at }) => f64x2.extract_lane(local.get(at, binaryen.v128), i)) as [Ref, Ref]
    return m.call(helper, [dividend, divisor === undefined ? by : f64.const(divisor)], binaryen.f64)
  }
  const general = f64x2.replace_lane(f64x2.splat(lane(0)), 1, lane(1))
  if (limit === 0) return m.block(null, [drop(x.first), drop(y.first), general], binaryen.v128)
  const areBelow = i64x2.all_true(f64x2.lt(f64x2.abs(x.first), splatConstant(m, 'f64x2', limit)))
  return m.if(areBelow, ofLanes(m, x.at, divisor!, rest), general)
}

function ofNumber(m: M, x: number, divisor: number, rest: number): Ref {
  const { f64, local } = m
  const dividend = (): Ref => local.get(x, binaryen.f64)
  const get = (): Ref => local.get(rest, binaryen.f64)
  const y = (): Ref => f64.const(Math.abs(divisor))
  const quotient = f64.floor(f64.div(f64.abs(dividend()), y()))
  const mended = m.select(f64.lt(get(), f64.const(0)), f64.add(get(), y()), get())
  const body = [local.set(rest, f64.sub(f64.abs(dividend()), f64.mul(quotient, y()))), f64.copysign(mended, dividend())]
  return m.block(null, body, binaryen.f64)
}

function ofLanes(m: M, x: number, divisor: number, rest: number): Ref {
  const { f64x2, local, v128 } = m
  const dividend = (): Ref => local.get(x, binaryen.v128)
  const get = (): Ref => local.get(rest, binaryen.v128)
  const both = (value: number): Ref => splatConstant(m, 'f64x2', value)
  const y = (): Ref => both(Math.abs(divisor))
  const quotient = f64x2.floor(f64x2.div(f64x2.abs(dividend()), y()))
  const mended = f64x2.add(get(), v128.and(f64x2.lt(get(), both(0)), y()))
  const body = [
    local.set(rest, f64x2.sub(f64x2.abs(dividend()), f64x2.mul(quotient, y()))),
    // It is not negative: the dividend's sign is all that is missing.
    v128.or(mended, v128.and(dividend(), both(-0))),
  ]
  return m.block(null, body, binaryen.v128)
}
