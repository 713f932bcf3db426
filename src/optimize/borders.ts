/**
 * Index-set splitting: the first and last trips of a loop, where conditions decide otherwise than in all the others, get loops of their
 * own (Wolfe 1989). Wrapped or clamped neighbours at the edge of an image are the common case:
 *
 *   for (x = 0; x < w; x++) s += a[x > 0 ? x - 1 : w - 1]
 *   =>  for (; x < 1; x++) ...;  for (; x < w; x++) s += a[x - 1]
 *
 * Only conditions that subscripts and branches depend on, which compare the counter and a constant with something at most a few trips
 * from the start or the end. The loops of the borders are marked `exact`: they are short.
 *
 * Requires: narrowed IR. Breaks nothing.
 */
import { LinearSum } from '../analyze/linear.ts'
import { bindersIn, hasLoop, invariance, sizeOf, stepOf } from '../analyze/loops.ts'
import { type Ranges, rangesOf } from '../analyze/ranges.ts'
import { type Builder, constantOf } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import { operands, Rewriter } from '../ir/rewrite.ts'
import type { Block, Label, Loop, Module, Value } from '../ir/types.ts'
import { childBlocks } from '../ir/types.ts'

/** A border has at most so many trips, a body so many statements. */
const NEAR = 16
const LARGE = 60

export function borders(module: Module, b: Builder): Module {
  const ranges = rangesOf(module)
  return Editor.each(module, (func) => new Splitter(b, ranges).func(func))
}

class Splitter extends Editor {
  private readonly ranges: Ranges
  constructor(b: Builder, ranges: Ranges) {
    super(b)
    this.ranges = ranges
  }

  protected override loop(old: Loop): void {
    const found = old.exact === true || hasLoop(old.body) ? undefined : new Search(old, this.b, this.ranges).found()
    if (found === undefined) return super.loop(old)
    const { b } = this
    const { counter, bound, low, high, settled } = found
    let values = this.values(old.inits)
    const piece = (cond: Value, known: ReadonlyMap<Value, Value>, isBorder: boolean): void => {
      const { loop, results } = new Piece(b, this.map, this.labels, known).loopFrom(old, values, cond)
      this.emit(isBorder ? { ...loop, exact: true } : loop)
      values = results
    }
    if (low !== undefined) piece(b.and(old.cond, b.binary('lt', b.unary('i32ToI64', counter), low)), new Map(), true)
    piece(high === undefined ? old.cond : b.binary('lt', counter, lower(b, bound, high)), settled, false)
    if (high !== undefined) piece(old.cond, new Map(), true)
    old.results.forEach((result, i) => this.map.set(result, values[i]!))
  }
}

/** The i32 `bound`, or the i64 `high` where that is less. */
function lower(b: Builder, bound: Value, high: Value): Value {
  const limit = b.unary('i32ToI64', bound)
  const least = b.const('i64', -(2n ** 31n))
  const first = b.select(b.binary('lt', high, limit), high, limit)
  return b.unary('wrapI64', b.select(b.binary('lt', first, least), least, first))
}

/** One of the loops: a copy in which some values are known to be others. */
export class Piece extends Rewriter {
  private readonly known: ReadonlyMap<Value, Value>
  constructor(
    b: Builder,
    outer: ReadonlyMap<Value, Value>,
    labels: ReadonlyMap<Label, Label>,
    known: ReadonlyMap<Value, Value>,
  ) {
    super(b, outer)
    for (const [from, to] of labels) this.labels.set(from, to)
    this.known = known
  }

  loopFrom(old: Loop, inits: readonly Value[], cond: Value): { loop: Loop; results: Value[] } {
    const params = old.params.map((p) => this.bind(p))
    const made = this.value(cond)
    const body = this.block(old.body)
    const results = old.results.map((r) => this.bind(r))
    return { loop: { ...old, params, inits, cond: made, body, results }, results }
  }

  override value(old: Value): Value {
    return super.value(this.known.get(old) ?? old)
  }
}

interface Borders {
  readonly counter: Value
  /** i32: the loop runs while the counter is below. */
  readonly bound: Value
  /** i64, if there is such a border: the first and the last trip but one between them. */
  readonly low: Value | undefined
  readonly high: Value | undefined
  /** What values are between them. */
  readonly settled: ReadonlyMap<Value, Value>
}

class Search {
  private readonly loop: Loop
  private readonly b: Builder
  private readonly ranges: Ranges
  private readonly isInvariant: (value: Value) => boolean
  private readonly settled = new Map<Value, Value>()
  private start!: Value
  private low: Value | undefined
  private high: Value | undefined

  constructor(loop: Loop, b: Builder, ranges: Ranges) {
    this.loop = loop
    this.b = b
    this.ranges = ranges
    this.isInvariant = invariance(bindersIn(loop))
  }

  found(): Borders | undefined {
    const { loop, settled } = this
    const [counter, bound] = loop.cond.args as [Value, Value]
    if (loop.cond.op !== 'lt' || counter.type !== 'i32' || !this.isInvariant(bound)) return undefined
    const index = loop.params.indexOf(counter)
    if (index < 0 || stepOf(loop, index) !== 1 || sizeOf(loop.body) > LARGE) return undefined
    this.start = loop.inits[index]!
    const seen = new Set<Value>()
    const visit = (value: Value): void => {
      if (seen.has(value) || this.isInvariant(value)) return
      seen.add(value)
      for (const a of value.args) visit(a)
      this.settle(value, counter, bound)
    }
    for (const value of steering(loop.body)) visit(value)
    const { low, high } = this
    return settled.size === 0 || (low ?? high) === undefined ? undefined : { counter, bound, low, high, settled }
  }

  /** If the value is decided between borders: moves these, and notes it. */
  private settle(value: Value, counter: Value, bound: Value): void {
    const { b } = this
    const [x, y] = value.args as [Value, Value]
    if (!compares.has(value.op) || x.type !== 'i32') return
    for (const [varying, other, isLeft] of [
      [x, y, true],
      [y, x, false],
    ] as const) {
      const own = this.resolved(varying)
      const offset = offsetFrom(own, counter)
      if (offset === undefined || !this.isInvariant(other)) continue
      const { op } = value
      // From this trip on, by how much later than where both sides are equal, it is the other way round.
      const later = op === 'lt' ? (isLeft ? 0 : 1) : op === 'le' ? (isLeft ? 1 : 0) : op === 'min' ? 1 : 0
      const shift = later - offset
      const below = (): Value =>
        op === 'min' ? own : op === 'max' ? other : b.bool((op === 'lt' || op === 'le') === isLeft)
      const above = (): Value =>
        op === 'min' ? other : op === 'max' ? own : b.bool((op === 'lt' || op === 'le') !== isLeft)
      const isPoint = op === 'eq' || op === 'ne'
      const fromStart = this.distance(this.start, other, shift)
      const toEnd = this.distance(other, bound, -shift)
      if (fromStart !== undefined && fromStart <= NEAR) {
        this.atLeast(other, shift + (isPoint ? 1 : 0))
        this.settled.set(value, isPoint ? b.bool(op === 'ne') : above())
      } else if (toEnd !== undefined && toEnd <= NEAR) {
        this.below(other, shift)
        this.settled.set(value, isPoint ? b.bool(op === 'ne') : below())
      } else return
      this.withoutWrapping(offset)
      return
    }
  }

  private atLeast(value: Value, shift: number): void {
    const { b, low } = this
    const trip = b.binary('add', b.unary('i32ToI64', value), b.const('i64', BigInt(shift)))
    this.low = low === undefined ? trip : b.select(b.binary('lt', low, trip), trip, low)
  }
  private below(value: Value, shift: number): void {
    const { b, high } = this
    const trip = b.binary('add', b.unary('i32ToI64', value), b.const('i64', BigInt(shift)))
    this.high = high === undefined ? trip : b.select(b.binary('lt', trip, high), trip, high)
  }

  /** What a value is between the borders found so far. */
  private resolved(value: Value): Value {
    const known = this.settled.get(value)
    if (known !== undefined) return this.resolved(known)
    const truth = value.op === 'select' ? this.settled.get(value.args[0]!) : undefined
    return truth === undefined ? value : this.resolved(value.args[truth.imm === 1 ? 1 : 2]!)
  }

  /** Trips in which the counter and the constant do not wrap. */
  private withoutWrapping(offset: number): void {
    const [start, bound] = [this.start, this.loop.cond.args[1]!].map((v) => this.ranges(v))
    const { b } = this
    if (offset < 0 && (start?.lo ?? -Infinity) + offset < -(2 ** 31)) this.atLeast(b.i32(-(2 ** 31)), -offset)
    if (offset > 0 && (bound?.hi ?? Infinity) - 1 + offset > 2 ** 31 - 1) this.below(b.i32(2 ** 31 - 1), 1 - offset)
  }

  /** `to + shift - from`, where that is a constant. */
  private distance(from: Value, to: Value, shift: number): number | undefined {
    const sum = new LinearSum(this.b, () => true)
    sum.add(to, 1)
    sum.add(from, -1)
    return [...sum.terms.values()].every((t) => t.coefficient === 0) ? sum.constant + shift : undefined
  }
}

/** The constant that is added to the counter. */
function offsetFrom(value: Value, counter: Value): number | undefined {
  if (value === counter) return 0
  const offset = value.op === 'add' && value.args[0] === counter ? constantOf(value.args[1]!) : undefined
  return typeof offset === 'number' ? offset : undefined
}

const compares: ReadonlySet<string> = new Set(['lt', 'le', 'eq', 'ne', 'min', 'max'])

/** What decides where a block reads and writes, and which way it goes. */
function* steering(block: Block): Generator<Value> {
  for (const stmt of block.stmts) {
    const steers = operands(stmt)
    yield* stmt.kind === 'store' ? steers.filter((v) => v !== stmt.value) : steers
    for (const child of childBlocks(stmt)) yield* steering(child)
  }
}
