/**
 * Sliding windows: an inner loop that starts and ends in step with a loop around it counts from 0, the same number of trips each time.
 *
 *   for (i) for (j = i - w + 1; j <= i; j++) s += a[j]
 *   =>  for (i) for (k = 0; k < w; k++) s += a[i - w + 1 + k]
 *
 * Trips of the loop around can then run side by side: they leave the inner loop together, and read consecutive elements.
 *
 * Requires: lowered IR, in which integers are exact sums. Breaks nothing.
 */
import { bindersIn, floatStepOf, invariance } from '../analyze/loops.ts'
import { type Ranges, rangesOf } from '../analyze/ranges.ts'
import { difference, isSmall, Terms, total } from '../analyze/terms.ts'
import type { Builder } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import type { Loop, Module, Value } from '../ir/types.ts'

export function windows(module: Module, b: Builder): Module {
  const ranges = rangesOf(module)
  return Editor.each(module, (func) => new Slider(b, ranges).func(func))
}

interface Window {
  /** Which parameter of the loop counts. */
  readonly index: number
  readonly step: number
  /** The loop runs while what it has counted is below: in f64, of values from outside of a loop around. */
  readonly length: Value
}

class Slider extends Editor {
  private readonly ranges: Ranges
  private readonly terms: Terms
  /** For each loop around, whether a value is the same in all its trips. */
  private readonly around: ((value: Value) => boolean)[] = []

  constructor(b: Builder, ranges: Ranges) {
    super(b)
    this.ranges = ranges
    this.terms = new Terms(ranges)
  }

  protected override loop(old: Loop): void {
    if (old.exact === true) return super.loop(old)
    const window = this.windowOf(old)
    this.around.push(invariance(bindersIn(old)))
    if (window === undefined) super.loop(old)
    else this.slide(old, window)
    this.around.pop()
  }

  private windowOf(loop: Loop): Window | undefined {
    const [counter, limit] = loop.cond.args as [Value, Value]
    if (this.around.length === 0 || (loop.cond.op !== 'lt' && loop.cond.op !== 'le')) return undefined
    const index = loop.params.indexOf(counter)
    const step = index < 0 ? undefined : floatStepOf(loop, index)
    const start = loop.inits[index]!
    if (step === undefined || step < 0 || this.ranges(start)?.negZero !== false) return undefined
    const [from, to] = [this.terms.linear(start), this.terms.linear(limit)]
    if (from === undefined || to === undefined) return undefined
    const beyond = loop.cond.op === 'le' ? 1 : 0
    const length = difference(to, from, beyond)
    const atoms = [...length.terms.keys()]
    const slides = this.around.some((isSame) => {
      const all = (values: Iterable<Value>): boolean => [...values].every((v) => isSame(this.b.bare(v)))
      return !all(from.terms.keys()) && all(atoms)
    })
    if (!slides || !atoms.every((atom) => isSmall(this.ranges(atom)))) return undefined
    return { index, step, length: this.known(total(length, this.b), start, limit, beyond) }
  }

  /** The length, with what the ranges of both ends say of it. */
  private known(length: Value, start: Value, limit: Value, more: number): Value {
    const { b } = this
    const most = (this.ranges(limit)?.hi ?? Infinity) - (this.ranges(start)?.lo ?? -Infinity) + more
    return most < 2 ** 31 ? b.assume(length, b.binary('le', length, b.f64(most)), true) : length
  }

  private slide(old: Loop, { index, step, length }: Window): void {
    const { b } = this
    const inits = this.values(old.inits)
    const start = inits[index]!
    const trips = b.binder('f64', old.params[index]!.imm as string | undefined)
    const counted = b.binder('f64', trips.imm as string | undefined)
    const params = old.params.map((p, i) => (i === index ? trips : this.bind(p)))
    const cond = b.binary('lt', trips, this.value(length))
    const within = b.assume(trips, cond, true)
    this.map.set(old.params[index]!, b.binary('add', start, within))
    const { stmts, yields } = this.block(old.body)
    const next = yields.map((v, i) => (i === index ? b.binary('add', within, b.f64(step)) : v))
    const results = old.results.map((r, i) => (i === index ? counted : this.bind(r)))
    this.map.set(old.results[index]!, b.binary('add', start, counted))
    this.emit({
      ...old,
      inits: inits.map((v, i) => (i === index ? b.f64(0) : v)),
      params,
      cond,
      body: { stmts, yields: next },
      results,
    })
  }
}
