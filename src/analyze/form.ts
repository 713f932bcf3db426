/** Linear forms over loop variables, and the arithmetic on them. */
import type { Builder } from '../ir/build.ts'
import { constantOf } from '../ir/build.ts'
import type { Loop, Value } from '../ir/types.ts'

/** `lo..hi + sum(coefficient * variable)`: constant part between two invariant f64 values (one and the same where it is exact). */
export interface Form {
  readonly terms: ReadonlyMap<Value, Value>
  readonly lo: Value
  readonly hi: Value
}

/** A condition known to hold where an expression is computed. */
export interface Fact {
  readonly cond: Value
  readonly truth: boolean
}

/** Where a loop variable of the nest stands. */
export interface Variable {
  readonly loop: Loop
  readonly depth: number
  readonly index: number
}

/** A constant bound beyond this is no bound: few arrays are that long. */
export const FAR = 2 ** 17

/** Products beyond this may be rounded, and sums of a few of them. */
export const EXACT = 2 ** 50

/** Arithmetic on forms. Coefficients and constants are f64 values that the nest does not change. */
export class FormAlgebra {
  protected readonly b: Builder
  /** Bools, computable before the nest, under which the bounds given out so far are right. */
  readonly checks = new Set<Value>()

  constructor(b: Builder) {
    this.b = b
  }

  protected exactly(value: Value): Form {
    return { terms: new Map(), lo: value, hi: value }
  }

  protected sum(x: Form | undefined, y: Form | undefined): Form | undefined {
    if (x === undefined || y === undefined) return undefined
    const { b } = this
    const terms = new Map(x.terms)
    for (const [variable, coefficient] of y.terms) {
      const total = terms.has(variable) ? b.binary('add', terms.get(variable)!, coefficient) : coefficient
      if (constantOf(total) === 0) terms.delete(variable)
      else terms.set(variable, total)
    }
    return { terms, lo: plus(b, x.lo, y.lo), hi: plus(b, x.hi, y.hi) }
  }

  protected scale(form: Form, factor: Value): Form {
    const times = (v: Value): Value => this.exactProduct(v, factor)
    const [lo, hi] = [times(form.lo), times(form.hi)]
    const negative = (constantOf(factor) as number) < 0
    const terms = new Map([...form.terms].map(([variable, c]) => [variable, times(c)] as const))
    return negative ? { terms, lo: hi, hi: lo } : { terms, lo, hi }
  }

  protected product(x: Form | undefined, y: Form | undefined): Form | undefined {
    if (x === undefined || y === undefined) return undefined
    const isFactor = (f: Form) => f.terms.size === 0 && f.lo === f.hi
    const [form, factor] = isFactor(y) ? [x, y] : isFactor(x) ? [y, x] : [undefined, undefined]
    if (form === undefined) return undefined
    // Bounds that differ keep their order only under a factor of known sign.
    if (form.lo !== form.hi && constantOf(factor.lo) === undefined)
      this.checks.add(this.b.binary('le', this.b.f64(0), factor.lo))
    return this.scale(form, factor.lo)
  }

  protected exactProduct(x: Value, y: Value): Value {
    const { b } = this
    // All factors are integers: nothing is left of a product with 0.
    if (constantOf(x) === 0 || constantOf(y) === 0) return b.f64(0)
    const product = b.binary('mul', x, y)
    const constant = constantOf(product)
    if (constant === undefined && product.op === 'mul' && constantOf(product.args[1]!) === undefined) {
      this.checks.add(b.binary('le', b.unary('abs', product), b.f64(EXACT)))
    }
    return product
  }
}

export const plus = (b: Builder, x: Value, y: Value): Value =>
  constantOf(y) === 0 ? x : constantOf(x) === 0 ? y : b.binary('add', x, y)
