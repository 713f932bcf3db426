/**
 * The accesses of a loop, and the memory each of them may touch while the loop, or one of those around it, runs: a byte range with
 * bounds that are computed before.
 */
import { elementSize } from '../artifact.ts'
import type { Builder } from '../ir/build.ts'
import type { Block, Load, Loop, Store, Value } from '../ir/types.ts'
import { childBlocks, leaves } from '../ir/types.ts'
import { Nest } from './affine.ts'
import type { Divergence } from './divergence.ts'
import type { Fact } from './form.ts'
import type { Counted } from './loops.ts'
import { bindersIn, split } from './loops.ts'
import type { Ranges } from './ranges.ts'

/** Where a loop stands: the loops around it, outermost first, and what holds where it starts. */
export interface Surroundings {
  readonly loops: readonly Loop[]
  readonly facts: readonly Fact[]
  /** Accesses that are known never to touch the same memory. */
  readonly apart?: Apart
}

export type Apart = (store: Store, other: Load | Store) => boolean

export interface Question {
  readonly loop: Loop
  readonly counted: Counted
  readonly divergence: Divergence
  readonly around: Surroundings
  /** Whether trips must not meet at all, however far apart: the loop is to stand somewhere else. */
  readonly everywhere?: boolean
}

export interface Access {
  readonly stmt: Load | Store
  readonly facts: readonly Fact[]
  /** Loops around it inside the examined one. */
  readonly inner: readonly Loop[]
  readonly order: number
  /** Number of the statement of the loop's body that it is in. */
  readonly within: number
}

/** The bytes an access may touch while a nest runs, from `start` to before `end`, if `fits`. Addresses are f64: nothing wraps. */
interface Extent {
  readonly start: Value
  readonly end: Value
  readonly fits: Value
}

export class Extents {
  protected readonly question: Question
  protected readonly b: Builder
  protected readonly ranges: Ranges
  protected readonly accesses: Access[] = []
  protected readonly inner: ReadonlySet<Value>
  /** One a loop that bounds may be taken over: those around, outermost first, then the loop itself. */
  protected readonly levels: { readonly loop: Loop; readonly nest: Nest }[] = []

  constructor(question: Question, b: Builder, ranges: Ranges) {
    this.question = question
    this.b = b
    this.ranges = ranges
    this.inner = bindersIn(question.loop)
    const chain = [...question.around.loops, question.loop]
    // The loop may be a copy, with binders that the loops around it do not have.
    for (const loop of chain)
      this.levels.push({ loop, nest: new Nest(b, ranges, new Set([...bindersIn(loop), ...this.inner])) })
    chain.forEach((loop, depth) => {
      for (const { nest } of this.levels.slice(0, depth + 1)) nest.enter(loop, depth)
    })
    const { facts } = question.around
    this.collect(question.loop.body, [...facts, ...split(question.loop.cond, true)], [])
  }

  private within = 0
  private collect(block: Block, facts: readonly Fact[], inner: readonly Loop[]): void {
    let known = facts
    for (const [at, stmt] of block.stmts.entries()) {
      if (block === this.question.loop.body) this.within = at
      if (stmt.kind === 'load' || stmt.kind === 'store')
        this.accesses.push({ stmt, facts: known, inner, order: this.accesses.length, within: this.within })
      else if (stmt.kind === 'loop') {
        for (const { nest } of this.levels) nest.enter(stmt, this.levels.length + inner.length)
        this.collect(stmt.body, [...known, ...split(stmt.cond, true)], [...inner, stmt])
      } else if (stmt.kind === 'if') {
        this.collect(stmt.then, [...known, ...split(stmt.cond, true)], inner)
        this.collect(stmt.else, [...known, ...split(stmt.cond, false)], inner)
        if (leaves(stmt.then)) known = [...known, ...split(stmt.cond, false)]
        if (leaves(stmt.else)) known = [...known, ...split(stmt.cond, true)]
      } else for (const child of childBlocks(stmt)) this.collect(child, known, inner)
    }
  }

  private readonly varying = new Map<Value, boolean>()
  protected varies(value: Value): boolean {
    if (value.op === 'binder') return this.inner.has(value)
    let known = this.varying.get(value)
    if (known === undefined) this.varying.set(value, (known = value.args.some((a) => this.varies(a))))
    return known
  }

  private readonly mentioning = new Map<Value, boolean>()
  protected mentions(value: Value, param: Value): boolean {
    if (value === param) return true
    if (value.args.length === 0) return false
    let known = this.mentioning.get(value)
    if (known === undefined) this.mentioning.set(value, (known = value.args.some((a) => this.mentions(a, param))))
    return known
  }

  /** Whether the memory of two accesses is apart over a whole loop, as a condition before it. */
  protected disjoint(store: Access, other: Access, nest: Nest): Value | undefined {
    if (!nest.isInvariant(store.stmt.ptr) || !nest.isInvariant(other.stmt.ptr)) return undefined
    const [s, x] = [this.extent(store, nest), this.extent(other, nest)]
    return s && x && this.apartFrom(s, x)
  }

  /**
   * The same for all that is accessed from two base addresses, at least one of them written from, as one test: arrays that overlap at
   * all mostly are one and the same.
   */
  protected arraysDisjoint(p: Value, q: Value, nest: Nest): Value | undefined {
    if (!nest.isInvariant(p) || !nest.isInvariant(q)) return undefined
    const [s, x] = [this.hull(p, this.isWritten(q), nest), this.hull(q, this.isWritten(p), nest)]
    return s && x && this.apartFrom(s, x)
  }

  private apartFrom(s: Extent, x: Extent): Value | undefined {
    const { b } = this
    if (s.start === x.start && s.end === x.end) return undefined
    const apart = b.or(b.binary('le', s.end, x.start), b.binary('le', x.end, s.start))
    return b.and(b.and(s.fits, x.fits), apart)
  }

  private isWritten(ptr: Value): boolean {
    return this.accesses.some(({ stmt }) => stmt.kind === 'store' && stmt.ptr === ptr)
  }

  /** What is written from a base address, or loaded too, together. */
  private hull(ptr: Value, withLoads: boolean, nest: Nest): Extent | undefined {
    const { b } = this
    let hull: Extent | undefined
    for (const access of this.accesses) {
      if (access.stmt.ptr !== ptr || (access.stmt.kind === 'load' && !withLoads)) continue
      const extent = this.extent(access, nest)
      if (extent === undefined) return undefined
      hull =
        hull === undefined
          ? extent
          : {
              start: b.binary('min', hull.start, extent.start),
              end: b.binary('max', hull.end, extent.end),
              fits: b.and(hull.fits, extent.fits),
            }
    }
    return hull
  }

  private readonly extents = new Map<Nest, Map<Access, Extent | undefined>>()
  private extent(access: Access, nest: Nest): Extent | undefined {
    let known = this.extents.get(nest)
    if (known === undefined) this.extents.set(nest, (known = new Map()))
    if (!known.has(access)) known.set(access, this.computedExtent(access, nest))
    return known.get(access)
  }

  private computedExtent(access: Access, nest: Nest): Extent | undefined {
    const { b } = this
    const { stmt, facts } = access
    const size = b.f64(elementSize[stmt.element])
    const bounds = nest.bounds(stmt.index, facts) ?? this.withinLength(stmt, nest)
    if (bounds === undefined) return undefined
    // Indices are i32 and these bounds are not: both mean the same element where nothing wraps.
    const fits = b.and(b.binary('le', b.f64(0), bounds.lo), b.binary('lt', bounds.hi, b.f64(2 ** 31)))
    const ptr = b.unary('u32ToF64', b.bare(stmt.ptr))
    const at = (index: Value): Value => b.binary('add', ptr, b.binary('mul', index, size))
    return { start: at(bounds.lo), end: b.binary('add', at(bounds.hi), size), fits }
  }

  /** A checked access touches nothing beyond the length it is checked against. */
  private withinLength({ guard }: Load | Store, nest: Nest): { lo: Value; hi: Value } | undefined {
    const { b } = this
    for (const { cond, truth } of guard === undefined ? [] : split(guard, true)) {
      if (!truth || (cond.op !== 'inBounds' && cond.op !== 'ult')) continue
      const length = cond.args[1]!
      if (length.type === 'i32' && nest.isInvariant(length))
        return { lo: b.f64(0), hi: b.binary('add', b.unary('i32ToF64', length), b.f64(-1)) }
    }
    return undefined
  }
}
