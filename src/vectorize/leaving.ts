/**
 * Loops that may be left in the middle: searches. Lanes only look whether one of them leaves; if so, none of their trips has happened,
 * and the loop as it was finds the trip and does the rest.
 *
 *   for (i < n) { if (a[i] === x) return i }
 *   =>  for (i + 3 < n) { if (any of a[i..i+3] === x) break }
 *       for (i < n) { if (a[i] === x) return i }
 *
 * So every arm that leaves becomes an exit without values. One that a counter decides, as in `if (i >= m) break`, is no test but a limit
 * of the counter, like the loop's condition; and so is each part of a condition `i < n && i < m`.
 *
 * What lanes do before they know that all of them stay must not show, and each of their loads must be in bounds although, in order,
 * its trip might not be reached. A guard in front of the loop holds for all trips of its counter; only ranges know of exits in trips
 * before, so an exit that tells them something about the counter is refused.
 */
import { bindersIn, type Counted, countedLoop, split, stepOf } from '../analyze/loops.ts'
import type { Span } from '../diagnostics.ts'
import type { Builder } from '../ir/build.ts'
import { Rewriter } from '../ir/rewrite.ts'
import type { Block, If, Label, Loop, Stmt, Value } from '../ir/types.ts'
import { childBlocks, leaves } from '../ir/types.ts'

/** A loop whose exits are all `if (c) { exit label }`. */
export interface Leaving {
  readonly loop: Loop
  readonly label: Label
  /** What ends it beside its condition, as counters. */
  readonly limits: readonly Counted[]
  /** Number of the last statement of its body that it may be left in; -1: none. */
  readonly last: number
}

type Obstacle = { readonly why: string; readonly span?: Span }

/** The loop for lanes that only look whether they leave; undefined where one condition ends it, and nothing else. */
export function leavingLoop(loop: Loop, b: Builder): Leaving | undefined {
  if ((!mayLeave(loop.body) && loop.cond.op !== 'and') || leaves(loop.body)) return undefined
  return new Stripper(b).leaving(loop)
}

/** What forbids to run the trips of such a loop up to its last exit without being sure that they happen. */
export function obstacleToLeaving({ loop, last }: Leaving, varies: (value: Value) => boolean): Obstacle | undefined {
  const data = new Set(bindersIn(loop))
  loop.params.forEach((p, i) => stepOf(loop, i) !== undefined && data.delete(p))
  const isOfCounters = (value: Value): boolean =>
    varies(value) && (value.op === 'binder' ? !data.has(value) : value.args.every((a) => !varies(a) || isOfCounters(a)))
  /** Whether staying, where `value` is not `truth`, bounds a counter. */
  const bounds = (value: Value, truth: boolean): boolean => {
    if (value.op === 'not') return bounds(value.args[0]!, !truth)
    if (value.op === 'and' || value.op === 'or') return value.args.some((v) => bounds(v, truth))
    if (value.args.length !== 2 || !value.args.some(isOfCounters)) return false
    const saysLittle = value.op === (truth ? 'eq' : 'ne') && value.args.every(varies)
    return !saysLittle
  }
  const inBlock = (block: Block): Obstacle | undefined => {
    for (const stmt of block.stmts) {
      const at = 'span' in stmt && stmt.span && { span: stmt.span }
      if (stmt.kind === 'store') return { why: 'it writes before it may be left in the middle', ...at }
      if (stmt.kind === 'if' && isExit(stmt.then) && bounds(stmt.cond, true))
        return { why: 'it is left in the middle where its counter says so', ...at }
      for (const child of childBlocks(stmt)) {
        const found = inBlock(child)
        if (found !== undefined) return found
      }
    }
    return undefined
  }
  return inBlock({ stmts: loop.body.stmts.slice(0, last + 1), yields: [] })
}

/** The arm of a `Leaving` loop that leaves it. */
export const isExit = ({ stmts }: Block): boolean => stmts[0]?.kind === 'exit'

const mayLeave = (block: Block): boolean => block.stmts.some((s) => isWayOut(s) || childBlocks(s).some(mayLeave))
const isWayOut = (stmt: Stmt): boolean => stmt.kind === 'exit' || stmt.kind === 'throw'

class Stripper extends Rewriter {
  private readonly label: Label = { name: 'left' }
  private readonly inner = new Set<Label>()
  /** Exits that a counter decides. */
  private readonly counted = new Set<Stmt>()
  private readonly stays: Value[] = []

  leaving(old: Loop): Leaving {
    this.findLabels(old.body)
    for (const stmt of old.body.stmts) {
      if (stmt.kind !== 'if' || this.leavingArm(stmt) === undefined) continue
      if (countedLoop({ ...old, cond: this.staying(stmt, stmt.cond) }, this.b) !== undefined) this.counted.add(stmt)
    }
    this.loop(old)
    const whole = this.out.pop() as Loop
    // Of several conditions the loop keeps one.
    const conditions = split(whole.cond, true).map(({ cond, truth }) => (truth ? cond : this.b.not(cond)))
    const counts = conditions.map((cond) => countedLoop({ ...whole, cond }, this.b))
    const [cond, ...others] = counts.includes(undefined) ? [whole.cond] : conditions
    const loop: Loop = { ...whole, cond: cond! }
    const limits = [...others, ...this.stays].map((stays) => countedLoop({ ...loop, cond: stays }, this.b)!)
    const last = loop.body.stmts.findLastIndex((s) => isWayOut(s) || childBlocks(s).some(mayLeave))
    return { loop, label: this.label, limits, last }
  }

  private findLabels(block: Block): void {
    for (const stmt of block.stmts) {
      if (stmt.kind === 'region') this.inner.add(stmt.label)
      for (const child of childBlocks(stmt)) this.findLabels(child)
    }
  }

  /** The arm that always leaves the loop, if one does. */
  private leavingArm(stmt: If): 'then' | 'else' | undefined {
    const always = (block: Block): boolean => leaves(block) && !this.goesOn(block)
    if (always(stmt.then)) return always(stmt.else) ? undefined : 'then'
    return always(stmt.else) ? 'else' : undefined
  }
  /** Whether the block has an exit that stays in the loop. */
  private goesOn(block: Block): boolean {
    return block.stmts.some(
      (s) => (s.kind === 'exit' && this.inner.has(s.target)) || childBlocks(s).some((c) => this.goesOn(c)),
    )
  }

  private staying(stmt: If, cond: Value): Value {
    return this.leavingArm(stmt) === 'then' ? this.b.not(cond) : cond
  }

  protected override if(old: If): void {
    const arm = this.leavingArm(old)
    if (arm === undefined) return super.if(old)
    const stays = this.staying(old, this.value(old.cond))
    if (this.counted.has(old)) this.stays.push(stays)
    else {
      const exit: Stmt = { kind: 'exit', target: this.label, values: [] }
      const leave = { cond: this.b.not(stays), then: { stmts: [exit], yields: [] }, else: { stmts: [], yields: [] } }
      this.emit({ kind: 'if', ...leave, results: [], ...(old.span && { span: old.span }) })
    }
    const other = arm === 'then' ? old.else : old.then
    this.stmts(other.stmts)
    old.results.forEach((result, i) => this.map.set(result, this.value(other.yields[i]!)))
  }
}
