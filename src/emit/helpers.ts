/**
 * Functions of our own for the operands that two ops cannot do inline: `toInt32` from 2^63 on, and `rem`.
 *
 * Both work on the bits of the numbers, so that they are exact for every operand.
 */
import binaryen from 'binaryen'

type Ref = binaryen.ExpressionRef
type M = binaryen.Module

const MANTISSA = (1n << 52n) - 1n
const IMPLICIT = 1n << 52n
const MAGNITUDE = (1n << 63n) - 1n
const INFINITY = 2047n << 52n

/** Short names for locals of a function under construction: `get.x()`, `set.x(value)`. */
function locals<Name extends string>(m: M, types: readonly (readonly [Name, binaryen.Type])[]) {
  const get = {} as Record<Name, () => Ref>
  const set = {} as Record<Name, (value: Ref) => Ref>
  for (const [i, [name, type]] of types.entries()) {
    get[name] = () => m.local.get(i, type)
    set[name] = (value) => m.local.set(i, value)
  }
  return { get, set }
}

/** `(x: f64) -> i32`: ToInt32 of a number whose magnitude is not below 2^63, or NaN. */
export function addToInt32(m: M, name: string): void {
  const { get, set } = locals(m, [
    ['x', binaryen.f64],
    ['bits', binaryen.i64],
    ['shift', binaryen.i64],
    ['low', binaryen.i32],
  ])
  const { i32, i64 } = m
  const mantissa = i64.or(i64.and(get.bits(), i64.const(MANTISSA)), i64.const(IMPLICIT))
  m.addFunction(
    name,
    binaryen.f64,
    binaryen.i32,
    [binaryen.i64, binaryen.i64, binaryen.i32],
    m.block(
      null,
      [
        set.bits(i64.reinterpret(get.x())),
        // x = mantissa * 2^shift, and shift is 11 or more. From 32 on the low bits are zero; NaN and infinities have 972.
        set.shift(i64.sub(i64.and(i64.shr_u(get.bits(), i64.const(52n)), i64.const(2047n)), i64.const(1075n))),
        m.if(i64.gt_s(get.shift(), i64.const(31n)), m.return(i32.const(0))),
        set.low(i32.wrap(i64.shl(mantissa, get.shift()))),
        m.select(i64.lt_s(get.bits(), i64.const(0n)), i32.sub(i32.const(0), get.low()), get.low()),
      ],
      binaryen.i32,
    ),
  )
}

/** Returns the remainder of what is not twice the divisor: the difference of floats within a factor of two is exact (Sterbenz). */
function near(m: M, x: () => Ref, y: () => Ref): Ref[] {
  const { f64 } = m
  const [dividend, divisor] = [x, y].map((value) => () => f64.abs(value())) as [() => Ref, () => Ref]
  return [
    m.if(f64.lt(dividend(), divisor()), m.return(x())),
    m.if(
      f64.lt(dividend(), f64.mul(f64.const(2), divisor())),
      m.return(f64.copysign(f64.sub(dividend(), divisor()), x())),
    ),
  ]
}

/**
 * `(x: f64, y: f64) -> f64`: JavaScript's `x % y`. By a difference if that does; integers by integer remainder; otherwise long division of the mantissas,
 * 11 bits at a time: a 53-bit remainder shifted by 11 still fits.
 */
export function addRemainder(m: M, name: string): void {
  const i64s = ['ux', 'uy', 'ex', 'ey', 'step'] as const
  const { get, set } = locals(m, [
    ['x', binaryen.f64],
    ['y', binaryen.f64],
    ['i', binaryen.i32],
    ['j', binaryen.i32],
    ...i64s.map((local) => [local, binaryen.i64] as const),
  ])
  const { i32, i64, f64 } = m
  const i64c = (value: bigint): Ref => i64.const(value)
  const all = (first: Ref, ...rest: Ref[]): Ref => rest.reduce((both, cond) => i32.and(both, cond), first)
  const signed = (magnitude: Ref): Ref => m.return(f64.copysign(magnitude, get.x()))
  const magnitudeBits = (value: Ref): Ref => i64.and(i64.reinterpret(value), i64c(MAGNITUDE))

  const int32 = [
    set.i(i32.trunc_s_sat.f64(get.x())),
    set.j(i32.trunc_s_sat.f64(get.y())),
    m.if(
      all(
        f64.eq(f64.convert_s.i32(get.i()), get.x()),
        f64.eq(f64.convert_s.i32(get.j()), get.y()),
        i32.ne(get.j(), i32.const(0)),
      ),
      signed(f64.convert_s.i32(i32.rem_s(get.i(), get.j()))),
    ),
  ]
  const safeInteger = m.if(
    f64.lt(f64.max(f64.abs(get.x()), f64.abs(get.y())), f64.const(2 ** 53)),
    m.block(null, [
      set.ux(i64.trunc_s_sat.f64(get.x())),
      set.uy(i64.trunc_s_sat.f64(get.y())),
      m.if(
        all(
          f64.eq(f64.convert_s.i64(get.ux()), get.x()),
          f64.eq(f64.convert_s.i64(get.uy()), get.y()),
          i64.ne(get.uy(), i64c(0n)),
        ),
        signed(f64.convert_s.i64(i64.rem_s(get.ux(), get.uy()))),
      ),
    ]),
  )
  const special = [
    set.ux(magnitudeBits(get.x())),
    set.uy(magnitudeBits(get.y())),
    // y is 0 or NaN, or x is infinite or NaN
    m.if(
      i32.or(i32.or(i64.eqz(get.uy()), i64.gt_u(get.uy(), i64c(INFINITY))), i64.ge_u(get.ux(), i64c(INFINITY))),
      m.return(f64.const(NaN)),
    ),
  ]
  /** Splits the bits of a magnitude into mantissa (in place) and exponent: mantissa * 2^(exponent - 1075). */
  const split = (bits: 'ux' | 'uy', exponent: 'ex' | 'ey'): Ref[] => [
    set[exponent](i64.shr_u(get[bits](), i64c(52n))),
    m.if(
      i64.eqz(get[exponent]()),
      set[exponent](i64c(1n)),
      set[bits](i64.or(i64.and(get[bits](), i64c(MANTISSA)), i64c(IMPLICIT))),
    ),
  ]
  const divide = [
    set.ux(i64.rem_u(get.ux(), get.uy())),
    set.ex(i64.sub(get.ex(), get.ey())),
    m.block('done', [
      m.loop(
        'next',
        m.block(null, [
          m.br('done', i32.or(i64.eqz(get.ex()), i64.eqz(get.ux()))),
          set.step(m.select(i64.lt_s(get.ex(), i64c(11n)), get.ex(), i64c(11n))),
          set.ux(i64.rem_u(i64.shl(get.ux(), get.step()), get.uy())),
          set.ex(i64.sub(get.ex(), get.step())),
          m.br('next'),
        ]),
      ),
    ]),
  ]
  // 2^(ey - 1075) as a number: below the 53rd exponent it is subnormal.
  const scale = f64.reinterpret(
    m.select(
      i64.gt_s(get.ey(), i64c(52n)),
      i64.shl(i64.sub(get.ey(), i64c(52n)), i64c(52n)),
      i64.shl(i64c(1n), i64.sub(get.ey(), i64c(1n))),
    ),
  )
  const result = signed(f64.mul(f64.convert_u.i64(get.ux()), scale))
  const vars = [binaryen.i32, binaryen.i32, ...i64s.map(() => binaryen.i64)]
  const body = [
    ...near(m, get.x, get.y),
    ...int32,
    safeInteger,
    ...special,
    ...split('ux', 'ex'),
    ...split('uy', 'ey'),
    ...divide,
    result,
  ]
  m.addFunction(
    name,
    binaryen.createType([binaryen.f64, binaryen.f64]),
    binaryen.f64,
    vars,
    m.block(null, body, binaryen.f64),
  )
}
