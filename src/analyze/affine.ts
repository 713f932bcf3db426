/**
 * Symbolic bounds of integer expressions over a loop nest: which values an index takes while the nest runs, in terms of what is
 * known before it starts.
 *
 * An expression becomes a linear form over the nest's loop variables with coefficients that do not change in the nest; variables are
 * then eliminated from the innermost outwards, each replaced by the end of its range that makes the form largest or smallest, as in
 * Fourier-Motzkin elimination. All arithmetic of the result is in f64, which cannot overflow; `checks` says what must hold
 * for it to be exact.
 */
import { constantOf, withoutAssumptions } from '../ir/build.ts'
import type { Value } from '../ir/types.ts'
import { EXACT, FAR, type Fact, type Form } from './form.ts'
import { LoopLimits, MOST_STRIDE } from './limits.ts'
import { split } from './loops.ts'
import { isExact } from './range.ts'

/** A variable that is not known any better than this bounds no index. */
const MOST_READ = 2 ** 12

export class Nest extends LoopLimits {
  /** Whether a float is an integer wherever the checks hold: what they test, and what is made of that. */
  isIntegral(value: Value): boolean {
    if (value.op === 'assume') return this.isIntegral(value.args[0]!)
    if (value.op === 'const') return Number.isInteger(value.imm)
    if (this.isInteger(value) || this.isInvariant(value) || this.inInt32.has(value)) return true
    if (value.op === 'select') return this.isIntegral(value.args[1]!) && this.isIntegral(value.args[2]!)
    return ['add', 'sub', 'mul', 'neg', 'min', 'max'].includes(value.op) && value.args.every((a) => this.isIntegral(a))
  }

  /** Bounds of an integer expression as f64 values known before the nest; undefined where there are none. */
  bounds(value: Value, facts: readonly Fact[]): { lo: Value; hi: Value } | undefined {
    const assumed = [this.checks, this.integral, this.remainders, this.inInt32] as const
    const before = assumed.map((set) => new Set(set))
    const form = this.form(value, facts, 0)
    const lo = form && this.eliminate(form, facts, false)
    const hi = form && this.eliminate(form, facts, true)
    if (lo !== undefined && hi !== undefined) return { lo, hi }
    // Nothing was gained: what was to be tested for it is not.
    assumed.forEach((set, i) => {
      for (const value of set) if (!before[i]!.has(value)) set.delete(value)
    })
    return undefined
  }

  /** The linear form of an integer-valued expression, i32 or f64; a plain interval where conditions bound it as a whole. */
  protected override form(old: Value, facts: readonly Fact[], depth: number): Form | undefined {
    const value = withoutAssumptions(old)
    const form = this.linear(value, facts, depth)
    if ((value.op !== 'add' && value.op !== 'sub') || form === undefined || form.terms.size === 0) return form
    // `x + dx` where `x + dx < w`: what the loops alone make of it may lie beyond the edge.
    const comparisons = facts.filter(({ cond }) => this.isCompared(value, cond))
    if (comparisons.length === 0) return form
    const [lo, hi] = [this.eliminate(form, facts, false), this.eliminate(form, facts, true)]
    return lo && hi ? { terms: new Map(), ...this.compared(value, { lo, hi }, comparisons, depth) } : form
  }

  /** Whether a condition compares the value with what the nest does not change. */
  private isCompared(value: Value, { op, args }: Value): boolean {
    if (!['lt', 'le', 'ult', 'ule'].includes(op)) return false
    const own = unconverted(value)
    const [x, y] = args as [Value, Value]
    return (unconverted(x) === own && this.isInvariant(y)) || (unconverted(y) === own && this.isInvariant(x))
  }

  private linear(value: Value, facts: readonly Fact[], depth: number): Form | undefined {
    const { b } = this
    if (depth > 24) return undefined
    const [x, y] = value.args as [Value, Value]
    const constant = constantOf(value)
    if (typeof constant === 'number') return Number.isInteger(constant) ? this.exactly(b.f64(constant + 0)) : undefined
    if (typeof constant === 'bigint') return this.exactly(b.f64(Number(constant)))
    if (value.type !== 'i32' && value.type !== 'f64' && value.type !== 'i64') return undefined
    if (this.isInvariant(value)) return this.invariant(value)
    switch (value.op) {
      case 'binder':
        return this.variables.has(value) ? this.variable(value, facts, depth) : this.atom(value)
      case 'i32ToF64':
      case 'i32ToI64':
      case 'truncSat':
        return this.form(x, facts, depth + 1)
      case 'toInt32':
        // Modulo 2^32 the integer itself: bounds that lie in int32 are bounds of both.
        return this.isInteger(x) ? this.form(x, facts, depth + 1) : this.atom(value)
      case 'u32ToF64':
        return (this.ranges(x)?.lo ?? -1) >= 0 ? this.form(x, facts, depth + 1) : this.atom(value)
      case 'add':
        return this.sum(this.form(x, facts, depth + 1), this.form(y, facts, depth + 1))
      case 'sub': {
        const right = this.form(y, facts, depth + 1)
        return this.sum(this.form(x, facts, depth + 1), right && this.scale(right, b.f64(-1)))
      }
      case 'neg': {
        const inner = this.form(x, facts, depth + 1)
        return inner && this.scale(inner, b.f64(-1))
      }
      case 'mul':
        return this.product(this.form(x, facts, depth + 1), this.form(y, facts, depth + 1))
      case 'shl': {
        const count = constantOf(y)
        const inner = typeof count === 'number' ? this.form(x, facts, depth + 1) : undefined
        return inner && this.scale(inner, b.f64(2 ** (count as number)))
      }
      case 'min':
      case 'max':
      case 'select':
        return this.merged(value, facts, depth) ?? this.atom(value)
      case 'floor':
      case 'ceil':
      case 'trunc':
      case 'round':
        return this.whole(value, facts, depth) ?? this.atom(value)
      case 'rem':
        return this.remainder(value, facts, depth) ?? this.atom(value)
      case 'shr':
        return this.shifted(value, facts, depth) ?? this.atom(value)
      default:
        return this.atom(value)
    }
  }

  /** What the nest cannot change. A float must be an integer to be part of an index. */
  private invariant(assumed: Value): Form {
    const { b } = this
    const value = b.bare(assumed)
    if (value.type === 'i32') return this.exactly(b.unary('i32ToF64', value))
    // Narrowing keeps numbers as i64 only where they are exact as floats.
    if (value.type === 'i64') return this.exactly(b.unary('i64ToF64', value))
    if (value.op !== 'i32ToF64' && !(this.ranges(value)?.int === true && this.ranges(value)?.nan === false)) {
      this.checks.add(b.binary('eq', b.unary('trunc', value), value))
      this.checks.add(b.binary('le', b.unary('abs', value), b.f64(EXACT)))
    }
    return this.exactly(value)
  }

  /** Bounds known from what the value is, e.g. a byte that was loaded. */
  private atom(value: Value): Form | undefined {
    const range = this.ranges(value)
    if (range === undefined || !range.int || range.nan || range.lo > range.hi || range.lo < -FAR || range.hi > FAR)
      return undefined
    // Tables of all bytes are common; few arrays have all the places that two bytes can name, and the test would fail for the others.
    if (value.op === 'binder' && range.hi - range.lo > MOST_READ) return undefined
    return { terms: new Map(), lo: this.b.f64(range.lo), hi: this.b.f64(range.hi) }
  }

  /** Whether a float that starts at an invariant value, and is an integer from then on, can be tested to be one. */
  private becomesInteger(param: Value): boolean {
    if (this.integral.has(param)) return true
    const { b } = this
    const { loop, index } = this.variables.get(param)!
    const init = b.bare(loop.inits[index]!)
    if (param.type !== 'f64' || !this.isInvariant(init)) return false
    if (!this.stepsByIntegers(param) && !isExact(this.ranges(loop.body.yields[index]!))) return false
    this.startsAsInteger(param, init)
    return true
  }

  private startsAsInteger(param: Value, init: Value): void {
    const { b } = this
    this.integral.add(param)
    this.checks.add(b.binary('eq', b.unary('trunc', init), init))
    this.checks.add(b.binary('le', b.unary('abs', init), b.f64(2 ** 30)))
    // -0 would become 0
    this.checks.add(
      b.or(b.binary('ne', init, b.f64(0)), b.binary('lt', b.f64(0), b.binary('copysign', b.f64(1), init))),
    )
  }

  private stepsByIntegers(param: Value): boolean {
    const { b } = this
    const step = this.stepOf(param)
    if (step === undefined || step.type !== 'f64') return false
    const constant = constantOf(step)
    if (constant !== undefined) return Number.isInteger(constant)
    this.strides.set(step, this.addedTo(param)!)
    this.checks.add(b.binary('eq', b.unary('trunc', step), step))
    this.checks.add(b.binary('le', b.f64(1), step))
    this.checks.add(b.binary('le', step, b.f64(MOST_STRIDE)))
    return true
  }

  /**
   * Has an integer tested to start in int32: `-r`, or `i - r`, need not, and the variable would be wider for it. `facts` hold wherever its
   * loop starts; what holds further in says nothing of the start. A start that is NaN instead of an integer, as after a loop that may have
   * read beyond the end of an array, is tested where the variable is an integer from then on, by `staysInteger`.
   */
  testStart(param: Value, facts: readonly Fact[], staysInteger: () => boolean): void {
    const { b } = this
    const { loop, index } = this.variables.get(param)!
    const init = b.bare(loop.inits[index]!)
    const range = this.ranges(init)
    if (this.integral.has(param) || param.type !== 'f64') return
    if (range?.int === true && range.nan && this.isInvariant(init) && staysInteger())
      return this.startsAsInteger(param, init)
    if (!isExact(range)) return
    if (range!.lo >= -(2 ** 31) && range!.hi < 2 ** 31) return
    if (range!.negZero) return void this.becomesInteger(param)
    const start = this.form(loop.inits[index]!, facts, 0)
    const [lo, hi] = start ? [this.eliminate(start, facts, false), this.eliminate(start, facts, true)] : []
    if (lo === undefined || hi === undefined) return
    const tests = [b.binary('le', b.f64(-(2 ** 31)), lo), b.binary('le', hi, b.f64(2 ** 31 - 1))]
    if (tests.some(({ op, imm }) => op === 'const' && imm === 0)) return
    for (const test of tests) this.checks.add(test)
    this.integral.add(param)
  }

  /** A loop variable: itself, or, when it moves in step with a bounded one, that one scaled. */
  private variable(param: Value, facts: readonly Fact[], depth: number): Form | undefined {
    const { b } = this
    if (
      (this.isInteger(param) || this.becomesInteger(param)) &&
      this.limit(param, facts, true) !== undefined &&
      this.limit(param, facts, false) !== undefined
    ) {
      return { terms: new Map([[param, b.f64(1)]]), lo: b.f64(0), hi: b.f64(0) }
    }
    return this.derived(param, facts, depth) ?? this.atom(param)
  }

  /** `p = p0 + step * trips`, where another variable of the loop counts the trips. */
  private derived(param: Value, facts: readonly Fact[], depth: number): Form | undefined {
    const { b } = this
    const { loop, index } = this.variables.get(param)!
    const step = this.stepOf(param)
    if (step === undefined) return undefined
    const counter = loop.params.find(
      (p) =>
        p !== param &&
        this.isInteger(p) &&
        this.unitStep(p) !== undefined &&
        this.limit(p, facts, true) !== undefined &&
        this.limit(p, facts, false) !== undefined,
    )
    if (counter === undefined) return undefined
    const start = this.form(loop.inits[index]!, facts, depth + 1)
    const first = this.form(loop.inits[loop.params.indexOf(counter)]!, facts, depth + 1)
    const stride = this.form(step, facts, depth + 1)
    if (start === undefined || first === undefined || stride === undefined) return undefined
    const one: Form = { terms: new Map([[counter, b.f64(1)]]), lo: b.f64(0), hi: b.f64(0) }
    const trips = this.sum(one, this.scale(first, b.f64(-1)))
    const moved = trips && this.product(this.scale(trips, b.f64(this.unitStep(counter)!)), stride)
    return this.sum(start, moved)
  }

  /** Bounds of min, max and select from those of their operands. */
  private merged(value: Value, facts: readonly Fact[], depth: number): Form | undefined {
    const { b } = this
    if (value.op === 'select') return this.chosen(value, facts, depth)
    const [x, y] = value.args.map((p) => this.form(p, facts, depth + 1))
    if (x === undefined || y === undefined) return this.half(value, x ?? y, facts)
    const [xl, xh, yl, yh] = [
      this.eliminate(x, facts, false),
      this.eliminate(x, facts, true),
      this.eliminate(y, facts, false),
      this.eliminate(y, facts, true),
    ]
    if (!xl || !xh || !yl || !yh) return undefined
    if (value.type === 'f64') this.fitsInt32(value, b.binary('min', xl, yl), b.binary('max', xh, yh))
    return {
      terms: new Map(),
      lo: b.binary(value.op === 'max' ? 'max' : 'min', xl, yl),
      hi: b.binary(value.op === 'min' ? 'min' : 'max', xh, yh),
    }
  }

  /** Each arm of a select is bounded by the condition, too: `i < 0 ? n - 1 : i` is at least 0. */
  private chosen(value: Value, facts: readonly Fact[], depth: number): Form | undefined {
    const { b } = this
    const [cond, ...arms] = value.args as [Value, Value, Value]
    const bounds = arms.map((arm, i) => {
      const known = [...facts, ...split(cond, i === 0)]
      const form = this.form(arm, known, depth + 1)
      const [lo, hi] = form ? [this.eliminate(form, known, false), this.eliminate(form, known, true)] : []
      return lo && hi && this.compared(arm, { lo, hi }, known, depth)
    })
    const [x, y] = bounds
    return x && y && { terms: new Map(), lo: b.binary('min', x.lo, y.lo), hi: b.binary('max', x.hi, y.hi) }
  }

  /** Bounds of a value that some of the facts compare with what does not change. */
  private compared(
    old: Value,
    bounds: { lo: Value; hi: Value },
    facts: readonly Fact[],
    depth: number,
  ): { lo: Value; hi: Value } {
    const { b } = this
    const value = unconverted(old)
    let { lo, hi } = bounds
    for (const { cond, truth } of facts) {
      const [x, y] = cond.args as [Value, Value]
      const isUnsigned = cond.op === 'ult' || cond.op === 'ule'
      const isSigned = cond.op === 'lt' || cond.op === 'le'
      if ((!isSigned && !isUnsigned) || (!truth && (this.mayBeNaN(x) || this.mayBeNaN(y)))) continue
      const isLeft = unconverted(x) === value
      if (isLeft === (unconverted(y) === value) || (isUnsigned && isLeft !== truth)) continue
      const form = this.form(isLeft ? y : x, facts, depth + 1)
      if (form === undefined || form.terms.size > 0) continue
      const gap = b.f64(cond.op.endsWith('lt') === truth ? 1 : 0)
      // An i32 that has wrapped is not the integer that the bounds are of.
      this.checks.add(b.binary('le', b.f64(-(2 ** 31)), bounds.lo))
      this.checks.add(b.binary('le', bounds.hi, b.f64(2 ** 31 - 1)))
      if (isUnsigned) {
        // Below a number that is not negative, unsigned says the same as signed, and that there is no sign.
        this.checks.add(b.binary('le', b.f64(0), form.lo))
        lo = b.binary('max', lo, b.f64(0))
      }
      if (isLeft === truth) hi = b.binary('min', hi, b.binary('sub', form.hi, gap))
      else lo = b.binary('max', lo, b.binary('add', form.lo, gap))
    }
    return { lo, hi }
  }

  /** `min(x, anything)` is at most x: the other bound must come from the range. */
  private half(value: Value, known: Form | undefined, facts: readonly Fact[]): Form | undefined {
    const range = this.ranges(value)
    // The other operand may be a fraction or NaN: then so is the result.
    if (!known || !range?.int || range.nan || range.lo > range.hi) return undefined
    if (value.op === 'min' && range.lo >= -(2 ** 30)) {
      const hi = this.eliminate(known, facts, true)
      return hi && { terms: new Map(), lo: this.b.f64(range.lo), hi }
    }
    if (value.op === 'max' && range.hi <= 2 ** 30) {
      const lo = this.eliminate(known, facts, false)
      return lo && { terms: new Map(), lo, hi: this.b.f64(range.hi) }
    }
    return undefined
  }

  /** Floats and their min and max that were tested to lie in int32. */
  readonly inInt32 = new Set<Value>()
  private fitsInt32(value: Value, lo: Value, hi: Value): void {
    this.checks.add(this.b.binary('le', this.b.f64(-(2 ** 31)), lo))
    this.checks.add(this.b.binary('le', hi, this.b.f64(2 ** 31 - 1)))
    this.inInt32.add(value)
  }

  /** `floor(x)` of a float between known bounds. */
  private whole(value: Value, facts: readonly Fact[], depth: number): Form | undefined {
    const bounds = this.floats(value.args[0]!, facts, depth + 1)
    if (bounds === undefined) return undefined
    const [lo, hi] = [this.b.unary(value.op, bounds.lo), this.b.unary(value.op, bounds.hi)]
    this.fitsInt32(value, lo, hi)
    return { terms: new Map(), lo, hi }
  }

  /**
   * Bounds of a float expression by interval arithmetic: each operation is monotone, rounding included. A NaN on the way makes a
   * bound NaN, or an infinite one, and both fail the test.
   */
  private floats(old: Value, facts: readonly Fact[], depth: number): { lo: Value; hi: Value } | undefined {
    const { b } = this
    const value = withoutAssumptions(old)
    if (depth > 24 || value.type !== 'f64') return undefined
    if (this.isInvariant(value)) return this.finite(b.bare(value), b.bare(value))
    const [x, y] = value.args as [Value, Value]
    const of = (v: Value) => this.floats(v, facts, depth + 1)
    switch (value.op) {
      case 'add':
      case 'sub': {
        const [p, q] = [of(x), of(y)]
        if (p === undefined || q === undefined) return undefined
        return value.op === 'add'
          ? this.finite(b.binary('add', p.lo, q.lo), b.binary('add', p.hi, q.hi))
          : this.finite(b.binary('sub', p.lo, q.hi), b.binary('sub', p.hi, q.lo))
      }
      case 'mul':
      case 'div': {
        const [p, q] = [of(x), of(y)]
        const [varying, factor] =
          p && q && q.lo === q.hi ? [p, q.lo] : p && q && p.lo === p.hi && value.op === 'mul' ? [q, p.lo] : []
        if (varying === undefined || factor === undefined) return undefined
        const [u, v] = [b.binary(value.op, varying.lo, factor), b.binary(value.op, varying.hi, factor)]
        return this.finite(b.binary('min', u, v), b.binary('max', u, v))
      }
      case 'min':
      case 'max': {
        const [p, q] = [of(x), of(y)]
        return p && q && { lo: b.binary(value.op, p.lo, q.lo), hi: b.binary(value.op, p.hi, q.hi) }
      }
      case 'floor':
      case 'ceil': {
        const p = of(x)
        return p && { lo: b.unary(value.op, p.lo), hi: b.unary(value.op, p.hi) }
      }
      default: {
        // Who rounds a variable that moves by some float does not expect it to be an integer: that is nothing to test for.
        const step = this.variables.has(value) && !this.isInteger(value) ? this.stepOf(value) : undefined
        if (step !== undefined && constantOf(step) === undefined) return undefined
        const form = this.form(value, facts, depth)
        const [lo, hi] = form ? [this.eliminate(form, facts, false), this.eliminate(form, facts, true)] : []
        return lo && hi && { lo, hi }
      }
    }
  }

  private finite(lo: Value, hi: Value): { lo: Value; hi: Value } {
    for (const bound of [lo, hi]) this.checks.add(this.b.binary('lt', this.b.unary('abs', bound), this.b.f64(Infinity)))
    return { lo, hi }
  }

  /** Remainders that were tested to be of int32, not negative and with a positive divisor. */
  readonly remainders = new Set<Value>()
  /** `x % n` for an invariant n: in [0, n) where x is not negative. */
  private remainder(value: Value, facts: readonly Fact[], depth: number): Form | undefined {
    const { b } = this
    const [x, n] = value.args as [Value, Value]
    const dividend = this.form(x, facts, depth + 1)
    const divisor = this.form(n, facts, depth + 1)
    if (dividend === undefined || divisor === undefined || divisor.terms.size > 0 || divisor.lo !== divisor.hi)
      return undefined
    const [lo, hi] = [this.eliminate(dividend, facts, false), this.eliminate(dividend, facts, true)]
    if (lo === undefined || hi === undefined) return undefined
    const limit = b.f64(2 ** 31 - 1)
    for (const check of [
      b.binary('le', b.f64(0), lo),
      b.binary('le', hi, limit),
      b.binary('le', b.f64(1), divisor.lo),
      b.binary('le', divisor.lo, limit),
    ])
      this.checks.add(check)
    this.remainders.add(value)
    return { terms: new Map(), lo: b.f64(0), hi: b.binary('add', divisor.lo, b.f64(-1)) }
  }

  /** `x >> k` for a constant k: monotone. */
  private shifted(value: Value, facts: readonly Fact[], depth: number): Form | undefined {
    const { b } = this
    const count = constantOf(value.args[1]!)
    const inner = typeof count === 'number' ? this.form(value.args[0]!, facts, depth + 1) : undefined
    const [lo, hi] = inner ? [this.eliminate(inner, facts, false), this.eliminate(inner, facts, true)] : []
    if (lo === undefined || hi === undefined) return undefined
    const shift = (x: Value) => b.unary('floor', b.binary('mul', x, b.f64(2 ** -(count as number))))
    return { terms: new Map(), lo: shift(lo), hi: shift(hi) }
  }

  /** Replaces variables by their limits, innermost first, until none is left. */
  private eliminate(form: Form, facts: readonly Fact[], upper: boolean): Value | undefined {
    const { b } = this
    let current = form
    for (let guard = 0; current.terms.size > 0; guard++) {
      if (guard > 12) return undefined
      const [variable, coefficient] = [...current.terms].reduce((x, y) =>
        this.variables.get(y[0])!.depth > this.variables.get(x[0])!.depth ? y : x,
      )
      const constant = constantOf(coefficient) as number | undefined
      if (constant === undefined) this.checks.add(b.binary('le', b.f64(0), coefficient))
      const limit = this.limit(variable, facts, constant !== undefined && constant < 0 ? !upper : upper)
      if (limit === undefined) return undefined
      const rest = new Map(current.terms)
      rest.delete(variable)
      const next = this.sum({ ...current, terms: rest }, this.scale(limit, coefficient))
      if (next === undefined || [...next.terms.keys()].some((v) => v === variable)) return undefined
      current = next
    }
    return upper ? current.hi : current.lo
  }
}

/** The integer that a value is, whatever it has been converted to. */
const unconverted = (old: Value): Value => {
  const value = withoutAssumptions(old)
  return value.op === 'i32ToF64' || value.op === 'i32ToI64' ? unconverted(value.args[0]!) : value
}
