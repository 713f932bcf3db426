/**
 * Unroll-and-jam (Allen & Cocke 1972): several trips of an outer loop as one, their inner loops fused, so that what they share is loaded
 * once for all of them and their sums wait side by side: with lanes across columns, a tile of the result in registers.
 *
 *   for (i) for (j) { s = 0; for (k) s += a[i][k] * b[k][j]; c[i][j] = s }
 *   =>  for (i += 2) for (j) { s = t = 0; for (k) { x = b[k][j]; s += a[i][k] * x; t += a[i + 1][k] * x }; c[i][j] = s; c[i + 1][j] = t }
 *
 * Only the shape is looked at here. That no two trips of the outer loop meet, wherever they are in their inner loops, has to be asked of
 * dependence.ts; then a load that is the same in all of them finds what it found in the first, as none of them writes there.
 */
import type { Apart } from '../analyze/extents.ts'
import { type Counted, hasLoop, invariance, stepOf } from '../analyze/loops.ts'
import type { Builder } from '../ir/build.ts'
import { accessesIn } from '../ir/cells.ts'
import { pairs, Rewriter } from '../ir/rewrite.ts'
import type { Block, If, Load, Loop, Stmt, Store, Value } from '../ir/types.ts'
import { childBlocks } from '../ir/types.ts'
import type { Widening } from './widening.ts'

export interface Jammed {
  readonly loop: Loop
  /** Accesses that never touch the same memory. */
  readonly apart: Apart
}

/**
 * The loop `rows` trips at a time, while its counter is below `stop`; undefined where its inner loops cannot be fused. `apart` tells the
 * same of accesses of the loop, in whichever trips; those of different trips are apart in any case.
 */
export function jammed(
  loop: Loop,
  counted: Counted,
  rows: number,
  stop: Value,
  apart: Apart,
  b: Builder,
): Jammed | undefined {
  const steps = loop.params.map((_, i) => stepOf(loop, i))
  if (steps.some((s) => s === undefined)) return undefined
  const params = loop.params.map((p) => copyOf(p, b))
  const trips = Array.from({ length: rows }, (_, row) => {
    const counters = params.map((p, i) => b.binary('add', p, b.i32(row * steps[i]!)))
    return new Rewriter(b, pairs(loop.params, counters))
  })
  const counter = params[counted.index]!
  const below = counted.unsigned ? 'ult' : 'lt'
  try {
    const jam = new Jam(b, trips)
    const yields = params.map((p, i) => b.binary('add', p, b.i32(rows * steps[i]!)))
    const body = { ...jam.block(loop.body), yields }
    const cond = counted.step > 0 ? b.binary(below, counter, stop) : b.binary(below, stop, counter)
    return {
      loop: { ...loop, params, cond, body, results: loop.results.map((r) => copyOf(r, b)) },
      apart: (store, other) => {
        const [s, x] = [jam.origins.get(store)!, jam.origins.get(other)!]
        return s.trip !== x.trip || apart(s.stmt as Store, x.stmt)
      },
    }
  } catch (error) {
    if (error instanceof NotFused) return undefined
    throw error
  }
}

/** How many trips of the loop to take at a time, given the loops that are widened; 1 where there is nothing to gain. */
export function rowsOf(loop: Loop, plans: ReadonlyMap<Loop, Widening>): number {
  const isShared = invariance(new Set(loop.params))
  let rows = 1
  const innermost = ({ loop: wide, divergence }: Widening, inner: Loop): void => {
    const { stmts } = inner.body
    const sums =
      inner.params.filter((_, i) => stepOf(inner, i) === undefined).length +
      stmts.filter((s) => s.kind === 'store').length
    const loads = stmts.filter((s) => s.kind === 'load')
    if (inner === wide || sums === 0 || sums > MAX_SUMS || loads.length > MAX_LOADS || stmts.some(isBeyondAccess))
      return
    if (loads.some((l) => divergence.varies(l.index) && isShared(l.index))) rows = Math.max(rows, sums === 1 ? 4 : 2)
  }
  const walk = (block: Block, around: Widening | undefined): void => {
    for (const stmt of block.stmts) {
      const plan = stmt.kind === 'loop' ? (plans.get(stmt) ?? around) : around
      const body = stmt.kind === 'loop' ? (plans.get(stmt)?.loop ?? stmt) : stmt
      if (body.kind === 'loop' && plan !== undefined && !hasLoop(body.body)) innermost(plan, body)
      for (const child of childBlocks(body)) walk(child, plan)
    }
  }
  walk(loop.body, undefined)
  return rows
}

/** Above these the registers would not hold a tile. */
const MAX_SUMS = 2
const MAX_LOADS = 4

class NotFused extends Error {}

const copyOf = (binder: Value, b: Builder): Value => b.binder(binder.type, binder.imm as string | undefined)

class Jam {
  private readonly b: Builder
  /** What values are in each of the trips. */
  private readonly trips: readonly Rewriter[]
  private out: Stmt[] = []
  /** What accesses are copies of, and for which trip; undefined: for all. */
  readonly origins = new Map<Stmt, { readonly stmt: Load | Store; readonly trip: Rewriter | undefined }>()

  constructor(b: Builder, trips: readonly Rewriter[]) {
    this.b = b
    this.trips = trips
  }

  /** The statements of all trips, those of the first before those of the next, one by one; yields are left to the caller. */
  block(old: Block): Block {
    const outer = this.out
    this.out = []
    for (const stmt of old.stmts) this.stmt(stmt)
    const stmts = this.out
    this.out = outer
    return { stmts, yields: [] }
  }

  private stmt(old: Stmt): void {
    switch (old.kind) {
      case 'load':
        return this.load(old)
      case 'store':
        return this.separately(old)
      case 'if':
        return this.if(old)
      case 'loop':
        return this.loop(old)
      default:
        throw new NotFused()
    }
  }

  /** What a value is in the trips, if it is the same in all. */
  private shared(value: Value): Value | undefined {
    const [first, ...others] = this.trips.map((t) => t.value(value))
    return others.every((v) => v === first) ? first : undefined
  }

  private load(old: Load): void {
    const operands = [old.ptr, old.index, ...(old.guard ? [old.guard, old.otherwise!] : [])]
    if (operands.some((v) => this.shared(v) === undefined)) return this.separately(old)
    const [first, ...others] = this.trips as [Rewriter, ...Rewriter[]]
    this.copy(old, first, undefined)
    for (const trip of others) trip.set(old.result, first.value(old.result))
  }

  /** A statement without loops, trip after trip. */
  private separately(old: Stmt): void {
    for (const trip of this.trips) this.copy(old, trip, trip)
  }

  private copy(old: Stmt, by: Rewriter, trip: Rewriter | undefined): void {
    const { stmts } = by.block({ stmts: [old], yields: [] })
    this.out.push(...stmts)
    const copies = [...accessesIn({ stmts, yields: [] })]
    const originals = [...accessesIn({ stmts: [old], yields: [] })]
    // A guard that is known now leaves nothing of an access.
    if (copies.length !== originals.length) throw new NotFused()
    copies.forEach((stmt, i) => this.origins.set(stmt, { stmt: originals[i]!, trip }))
  }

  private if(old: If): void {
    const cond = this.shared(old.cond)
    if (cond === undefined) {
      if ([old.then, old.else].some((arm) => arm.stmts.some(isBeyondAccess))) throw new NotFused()
      return this.separately(old)
    }
    const arm = (block: Block): Block => {
      const { stmts } = this.block(block)
      return { stmts, yields: block.yields.flatMap((v) => this.trips.map((t) => t.value(v))) }
    }
    const [then, otherwise] = [arm(old.then), arm(old.else)]
    const results = old.results.flatMap((r) => this.trips.map((t) => t.bind(r)))
    this.out.push({ ...old, cond, then, else: otherwise, results })
  }

  /** Counters that are the same in all trips are one; the condition must be. */
  private loop(old: Loop): void {
    if (old.exact === true) throw new NotFused()
    const { b, trips } = this
    const isShared = old.inits.map((v, i) => stepOf(old, i) !== undefined && this.shared(v) !== undefined)
    const each = <T>(i: number, of: (trip: Rewriter) => T): T[] => (isShared[i] ? [of(trips[0]!)] : trips.map(of))
    const bindAll = (binders: readonly Value[]): Value[] =>
      binders.flatMap((old, i) => {
        if (!isShared[i]) return trips.map((t) => t.bind(old))
        const one = copyOf(old, b)
        for (const trip of trips) trip.set(old, one)
        return [one]
      })
    const inits = old.inits.flatMap((v, i) => each(i, (t) => t.value(v)))
    const params = bindAll(old.params)
    const cond = this.shared(old.cond)
    if (cond === undefined) throw new NotFused()
    const { stmts } = this.block(old.body)
    const body = { stmts, yields: old.body.yields.flatMap((v, i) => each(i, (t) => t.value(v))) }
    this.out.push({ ...old, inits, params, cond, body, results: bindAll(old.results) })
  }
}

const isBeyondAccess = (stmt: Stmt): boolean =>
  (stmt.kind !== 'load' && stmt.kind !== 'store' && stmt.kind !== 'if') ||
  childBlocks(stmt).some((block) => block.stmts.some(isBeyondAccess))
