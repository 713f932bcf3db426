/**
 * Index-set splitting for windows that are cut off at the edges (Wolfe 1989): between the first trips, for which the lower end is, and
 * the last ones, for which the upper end is, a window has the same length everywhere.
 *
 *   for (x) for (u = max(0, x - r); u <= min(w - 1, x + r); u++) s += a[u]
 *   =>  for (; x < min(w, r); x++) ...;  for (; x < min(w, w - r); x++) for (u = x - r; u <= x + r; u++) s += a[u];  for (; x < w; x++) ...
 *
 * The loops of the edges are marked `exact`: they are short. Only the innermost loop of a nest around such windows is split.
 *
 * Requires: lowered IR, in which integers are exact sums; stands in front of `windows`. Breaks nothing.
 */
import { bindersIn, floatStepOf, invariance, sizeOf } from '../analyze/loops.ts'
import { isExact } from '../analyze/range.ts'
import { type Ranges, rangesOf } from '../analyze/ranges.ts'
import { difference, isSmall, type Sum, Terms, total } from '../analyze/terms.ts'
import { type Builder, withoutAssumptions } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import type { Block, Loop, Module, Value } from '../ir/types.ts'
import { childBlocks } from '../ir/types.ts'
import { Piece } from './borders.ts'

export function clamps(module: Module, b: Builder): Module {
  const ranges = rangesOf(module)
  return Editor.each(module, (func) => new Splitter(b, ranges).func(func))
}

/** Statements of a body that may stand in the code three times. */
const LARGE = 40

/** f64 values from outside of the loop. */
interface Edges {
  readonly counter: Value
  readonly limit: Value
  /** The first trip behind the lower edge, and the first of the upper one. */
  readonly low: Value | undefined
  readonly high: Value | undefined
  /** What the clamps are between the edges. */
  readonly settled: ReadonlyMap<Value, Value>
}

class Splitter extends Editor {
  private readonly ranges: Ranges
  private readonly terms: Terms

  constructor(b: Builder, ranges: Ranges) {
    super(b)
    this.ranges = ranges
    this.terms = new Terms(ranges)
  }

  protected override loop(old: Loop): void {
    const edges = innerLoops(old.body).some((inner) => this.edgesOf(inner)) ? undefined : this.edgesOf(old)
    if (edges === undefined) return super.loop(old)
    const { b } = this
    const { counter, low, high, limit, settled } = edges
    let values = this.values(old.inits)
    const piece = (end: Value | undefined, known: ReadonlyMap<Value, Value>, exact: boolean): void => {
      const cond = end === undefined ? old.cond : b.binary('lt', counter, b.binary('min', limit, end))
      const copy = new Piece(b, this.map, this.labels, known)
      const { loop, results } = copy.loopFrom(old, values, cond)
      this.emit(exact ? { ...loop, exact } : loop)
      values = results
    }
    if (low !== undefined) piece(low, new Map(), true)
    piece(high, settled, false)
    if (high !== undefined) piece(undefined, new Map(), true)
    old.results.forEach((result, i) => this.map.set(result, values[i]!))
  }

  private edgesOf(loop: Loop): Edges | undefined {
    const { b } = this
    const { cond } = loop
    const [counter, bound] = cond.args as [Value, Value]
    const inner = innerLoops(loop.body)
    if (loop.exact === true || inner.length === 0 || (cond.op !== 'lt' && cond.op !== 'le')) return undefined
    const index = loop.params.indexOf(counter)
    const isInvariant = invariance(bindersIn(loop))
    if (index < 0 || floatStepOf(loop, index) !== 1 || !isInvariant(b.bare(bound))) return undefined
    if (!isSmall(this.ranges(bound)) || !isExact(this.ranges(counter)) || sizeOf(loop.body) > LARGE) return undefined
    const settled = new Map<Value, Value>()
    let [low, high]: (Value | undefined)[] = []
    for (const clamp of clampsOf(inner)) {
      const found = this.edgeOf(clamp, counter, isInvariant)
      if (found === undefined) continue
      const { at, isLow, between } = found
      settled.set(clamp, between)
      if (isLow) low = low === undefined ? at : b.binary('max', low, at)
      else high = high === undefined ? at : b.binary('min', high, at)
    }
    if (settled.size === 0) return undefined
    return {
      counter,
      limit: cond.op === 'le' ? b.binary('add', b.bare(bound), b.f64(1)) : b.bare(bound),
      low,
      high,
      settled,
    }
  }

  /** Where `max` or `min` of what moves with the counter and what does not change goes over from one to the other. */
  private edgeOf(
    clamp: Value,
    counter: Value,
    isInvariant: (value: Value) => boolean,
  ): { at: Value; isLow: boolean; between: Value } | undefined {
    const { b } = this
    const [x, y] = clamp.args as [Value, Value]
    // Assumptions mention the counter wherever they were made in the loop.
    const [isFixed, isOtherFixed] = [isInvariant(b.bare(x)), isInvariant(b.bare(y))]
    if (isFixed === isOtherFixed) return undefined
    const [moving, fixed] = isFixed ? [y, x] : [x, y]
    if (this.ranges(moving)?.negZero !== false || this.ranges(fixed)?.negZero !== false) return undefined
    const [from, to] = [this.terms.linear(fixed), this.terms.linear(moving)]
    const ahead = from && to && difference(to, from, 0)
    const direction = ahead?.terms.get(counter)
    if (ahead === undefined || (direction !== 1 && direction !== -1)) return undefined
    const rest = new Map([...ahead.terms].filter(([atom]) => atom !== counter))
    if (![...rest.keys()].every((atom) => isInvariant(b.bare(atom)) && isSmall(this.ranges(atom)))) return undefined
    // moving - fixed = direction * counter + rest, and is 0 at counter = -direction * rest.
    const meeting: Sum = {
      terms: new Map([...rest].map(([atom, c]) => [atom, -direction * c])),
      constant: -direction * ahead.constant,
    }
    const isLow = (clamp.op === 'max') === (direction === 1)
    const order = clamp.op === 'max' ? b.binary('le', fixed, moving) : b.binary('le', moving, fixed)
    return {
      at: total(isLow ? meeting : { ...meeting, constant: meeting.constant + 1 }, b),
      isLow,
      between: b.assume(moving, order, true),
    }
  }
}

function innerLoops(block: Block): Loop[] {
  return block.stmts.flatMap((stmt) => [
    ...(stmt.kind === 'loop' && stmt.exact !== true ? [stmt] : []),
    ...childBlocks(stmt).flatMap(innerLoops),
  ])
}

/** `min` and `max` in what tells where loops start and end. */
function clampsOf(loops: readonly Loop[]): Set<Value> {
  const found = new Set<Value>()
  const seen = new Set<Value>()
  const visit = (old: Value): void => {
    const value = withoutAssumptions(old)
    if (seen.has(value)) return
    seen.add(value)
    if (value.type === 'f64' && (value.op === 'min' || value.op === 'max')) found.add(value)
    for (const arg of value.args) visit(arg)
  }
  for (const loop of loops) for (const value of [...loop.inits, loop.cond]) visit(value)
  return found
}
