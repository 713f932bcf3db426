/**
 * Where the variables of a loop nest begin and end: how they step, and the smallest and largest value they have while the body runs, as
 * forms over variables further out.
 *
 * What bounds a variable is a condition known to hold in the body, or where it starts if it only grows or only falls.
 */
import type { Builder } from '../ir/build.ts'
import { constantOf, withoutAssumptions } from '../ir/build.ts'
import type { Loop, Value } from '../ir/types.ts'
import { FAR, type Fact, type Form, FormAlgebra, plus, type Variable } from './form.ts'
import { isExact } from './range.ts'
import type { Ranges } from './ranges.ts'

/** A counter below it is an int32 behind its last trip, too. */
export const MOST_STRIDE = 2 ** 30

export abstract class LoopLimits extends FormAlgebra {
  protected readonly ranges: Ranges
  protected readonly variables = new Map<Value, Variable>()
  private readonly inner: ReadonlySet<Value>

  /** `inner`: every binder defined inside the nest, loop parameters included. */
  constructor(b: Builder, ranges: Ranges, inner: ReadonlySet<Value>) {
    super(b)
    this.ranges = ranges
    this.inner = inner
  }

  enter(loop: Loop, depth: number): void {
    loop.params.forEach((param, index) => {
      this.variables.set(param, { loop, depth, index })
    })
  }

  /** The linear form of an integer-valued expression, i32 or f64. */
  protected abstract form(value: Value, facts: readonly Fact[], depth: number): Form | undefined

  private readonly invariance = new Map<Value, boolean>()
  isInvariant(value: Value): boolean {
    if (value.op === 'binder') return !this.inner.has(value)
    if (value.op === 'assume') return this.isInvariant(value.args[0]!)
    let known = this.invariance.get(value)
    if (known === undefined) this.invariance.set(value, (known = value.args.every((a) => this.isInvariant(a))))
    return known
  }

  /** Loop variables that are integers because their start was tested to be one. */
  readonly integral = new Set<Value>()
  protected isInteger(value: Value): boolean {
    return value.type === 'i32' || value.type === 'i64' || this.integral.has(value) || isExact(this.ranges(value))
  }

  /** Steps that are no constants, and were tested to be integers from 1 to `MOST_STRIDE`, with what the loop adds: the same, under assumptions of the loop's. */
  readonly strides = new Map<Value, Value>()

  /** What each trip adds to a variable. */
  stepOf(param: Value): Value | undefined {
    const step = this.addedTo(param)
    return step && this.b.bare(step)
  }
  protected addedTo(param: Value): Value | undefined {
    const { loop, index } = this.variables.get(param)!
    const next = loop.body.yields[index] && withoutAssumptions(loop.body.yields[index])
    if (next?.op !== 'add') return undefined
    const [x, y] = next.args.map(withoutAssumptions) as [Value, Value]
    const step = x === param ? y : y === param ? x : undefined
    return step !== undefined && this.isInvariant(step) ? step : undefined
  }
  protected unitStep(param: Value): 1 | -1 | undefined {
    const step = this.stepOf(param)
    const constant = step && constantOf(step)
    return constant === 1 || constant === -1 ? constant : undefined
  }

  private readonly busy = new Set<Value>()
  /** The largest or smallest value of a loop variable while the body runs, over variables further out. */
  protected limit(param: Value, facts: readonly Fact[], upper: boolean): Form | undefined {
    if (this.busy.has(param)) return undefined
    this.busy.add(param)
    try {
      const limit = this.limitFromFacts(param, facts, upper) ?? this.limitFromStart(param, facts, upper)
      return limit && this.beside(limit, param, facts, upper)
    } finally {
      this.busy.delete(param)
    }
  }

  private limitFromFacts(param: Value, facts: readonly Fact[], upper: boolean): Form | undefined {
    const { b } = this
    let best: Form | undefined
    for (const fact of facts) {
      const known = this.limitFromFact(param, fact, facts, upper)
      if (known === undefined) continue
      const simple = known.terms.size === 0
      if (best === undefined) best = known
      else if (simple && best.terms.size === 0)
        best = {
          terms: best.terms,
          lo: b.binary(upper ? 'min' : 'max', best.lo, known.lo),
          hi: b.binary(upper ? 'min' : 'max', best.hi, known.hi),
        }
    }
    if (best === undefined) return undefined
    return upper
      ? this.lastStep(param, best, facts)
      : this.tighter(best, this.limitFromStart(param, facts, upper), upper)
  }

  /** A variable that steps by more than 1 may stop short of its limit: at the last step before it. */
  private lastStep(param: Value, limit: Form, facts: readonly Fact[]): Form {
    const { b } = this
    const { loop, index } = this.variables.get(param)!
    const step = this.stepOf(param)
    const constant = step && constantOf(step)
    const stride = step && this.strides.has(step) ? step : typeof constant === 'number' ? b.f64(constant) : undefined
    if (stride === undefined || (constant as number) <= 1 || limit.terms.size > 0) return limit
    const start = this.form(loop.inits[index]!, facts, 1)
    if (start === undefined || start.terms.size > 0 || start.lo !== start.hi) return limit
    const steps = b.unary('floor', b.binary('div', b.binary('sub', limit.hi, start.lo), stride))
    const last = b.binary('add', start.lo, b.binary('mul', steps, stride))
    return { terms: limit.terms, lo: limit.lo === limit.hi ? last : limit.lo, hi: last }
  }

  /** Two limits that both hold: the tighter, where both are plain numbers. */
  private tighter(x: Form, y: Form | undefined, upper: boolean): Form {
    if (y === undefined || x.terms.size > 0 || y.terms.size > 0) return x
    const op = upper ? 'min' : 'max'
    return { terms: x.terms, lo: this.b.binary(op, x.lo, y.lo), hi: this.b.binary(op, x.hi, y.hi) }
  }

  /** A variable that is known not to be its limit ends one before it: `i === 0 ? n - 1 : i - 1` is never -1. */
  private beside(limit: Form, param: Value, facts: readonly Fact[], upper: boolean): Form {
    const { b } = this
    if (limit.terms.size > 0 || limit.lo !== limit.hi || !isWhole(limit.lo)) return limit
    const isLimit = ({ cond, truth }: Fact): boolean => {
      if (cond.op !== (truth ? 'ne' : 'eq')) return false
      const [x, y] = cond.args as [Value, Value]
      const [left, right] = [this.offsetFrom(x, param), this.offsetFrom(y, param)]
      const other = left === undefined ? x : y
      const offset = left ?? right
      if (offset === undefined || !this.isInvariant(other)) return false
      const value = asFloat(b, b.bare(other))
      return value !== undefined && plus(b, value, b.f64(-offset)) === limit.lo
    }
    return facts.some(isLimit) ? { ...limit, ...shifted(b, limit.lo, upper ? -1 : 1) } : limit
  }

  /** `param < y` limits it from above by y - 1, `x < param` from below, and so on. */
  private limitFromFact(param: Value, { cond, truth }: Fact, facts: readonly Fact[], upper: boolean): Form | undefined {
    const { b } = this
    const [x, y] = cond.args as [Value, Value]
    // Below a number that is not negative, unsigned says the same as signed, and that there is no sign.
    const isUnsigned = cond.op === 'ult' && truth && x.type === 'i32' && (this.ranges(y)?.lo ?? -1) >= 0
    if (cond.op !== 'lt' && cond.op !== 'le' && !isUnsigned) return undefined
    if (isUnsigned && !upper) return this.offsetFrom(x, param) === 0 ? this.exactly(b.f64(0)) : undefined
    const [left, right] = [this.offsetFrom(x, param), this.offsetFrom(y, param)]
    if ((left === undefined) === (right === undefined)) return undefined
    const isLeft = left !== undefined
    // A comparison of floats that fails says nothing about NaN: only integers turn around.
    if (!truth && (this.mayBeNaN(x) || this.mayBeNaN(y))) return undefined
    const limitsAbove = isLeft === truth
    if (limitsAbove !== upper) return undefined
    const strict = (cond.op !== 'le') === truth
    const other = isLeft ? y : x
    const offset = (isLeft ? left : right)!
    let form: Form | undefined
    if (!this.isInteger(other) && this.isInvariant(other)) {
      // i < h for a float h: the last integer below it.
      const whole = b.unary(upper === strict ? 'ceil' : 'floor', b.bare(other))
      form = this.exactly(whole)
    } else {
      form = this.form(other, facts, 1)
    }
    const gap = (strict ? (upper ? -1 : 1) : 0) - offset
    return form && this.sum(form, this.exactly(b.f64(gap)))
  }

  protected mayBeNaN(value: Value): boolean {
    return (
      value.type !== 'i32' &&
      value.type !== 'i64' &&
      !this.integral.has(withoutAssumptions(value)) &&
      (this.ranges(value)?.nan ?? true)
    )
  }

  /** c where `value` is `param + c`. */
  private offsetFrom(value: Value, param: Value): number | undefined {
    const bare = withoutAssumptions(value)
    if (bare === param) return 0
    if (bare.op === 'i32ToF64' || bare.op === 'i32ToI64') return this.offsetFrom(bare.args[0]!, param)
    if (bare.op === 'add') {
      const constant = constantOf(bare.args[1]!)
      if (typeof constant === 'bigint') {
        const inner = this.offsetFrom(bare.args[0]!, param)
        return inner === undefined ? undefined : inner + Number(constant)
      }
      // An i32 sum may have wrapped unless its range says otherwise.
      const range = this.ranges(bare)
      if (
        typeof constant === 'number' &&
        Number.isInteger(constant) &&
        withoutAssumptions(bare.args[0]!) === param &&
        range !== undefined &&
        (range.lo > -2147483648 || range.hi < 2147483647)
      )
        return constant
    }
    return undefined
  }

  /** A variable that only grows is never below where it starts, and one that only falls never above. */
  private limitFromStart(param: Value, facts: readonly Fact[], upper: boolean): Form | undefined {
    const { b } = this
    const { loop, index } = this.variables.get(param)!
    const step = this.stepOf(param)
    const range = step && this.ranges(step)
    const range0 = this.ranges(param)
    const isAbove = step !== undefined && this.strides.has(step)
    if (upper ? range !== undefined && range.hi <= 0 : isAbove || (range !== undefined && range.lo >= 0)) {
      const start = this.form(loop.inits[index]!, facts, 1)
      if (start !== undefined) return start
    }
    if (range0 === undefined || range0.nan) return undefined
    if (!upper && range0.lo >= -(2 ** 30)) return this.exactly(b.f64(range0.lo))
    if (upper && range0.hi <= FAR) return this.exactly(b.f64(range0.hi))
    return undefined
  }
}

/** Whether an f64 is an integer by what it is made of. */
function isWhole(value: Value): boolean {
  if (value.op === 'const') return Number.isInteger(value.imm)
  return value.op === 'i32ToF64' || ((value.op === 'add' || value.op === 'sub') && value.args.every(isWhole))
}

/** The f64 of a number that is not i64. */
function asFloat(b: Builder, value: Value): Value | undefined {
  const constant = constantOf(value)
  if (typeof constant === 'number') return b.f64(constant + 0)
  return value.type === 'i32' ? b.unary('i32ToF64', value) : value.type === 'f64' ? value : undefined
}

function shifted(b: Builder, limit: Value, by: number): Pick<Form, 'lo' | 'hi'> {
  const value = b.binary('add', limit, b.f64(by))
  return { lo: value, hi: value }
}
