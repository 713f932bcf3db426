/**
 * Which loop of a nest is widened, to how many lanes: legality first, then what it costs.
 *
 * Every loop of the nest is a candidate; widening an outer one keeps the loops inside serial in each lane, which is what lets sums
 * keep their order. The cheapest choice for the whole nest wins (cost.ts). A loop that is not widened says why.
 */

import { independence } from '../analyze/dependence.ts'
import { divergenceOf } from '../analyze/divergence.ts'
import type { Surroundings } from '../analyze/extents.ts'
import { countedLoop, hasLoop, split, stepOf, stopOf } from '../analyze/loops.ts'
import type { Ranges } from '../analyze/ranges.ts'
import type { Reduction } from '../analyze/reduction.ts'
import { reductionOf } from '../analyze/reduction.ts'
import type { Span } from '../diagnostics.ts'
import type { Builder } from '../ir/build.ts'
import { operands } from '../ir/rewrite.ts'
import type { Block, Label, Loop, Stmt, Value } from '../ir/types.ts'
import { childBlocks, leaves } from '../ir/types.ts'
import { withoutExits } from '../optimize/structurize.ts'
import { costOf, tripsOf, widestOf } from './cost.ts'
import { definedIn } from './in-order.ts'
import { interchanged } from './interchange.ts'
import { storeGroups } from './interleaved.ts'
import { type Jammed, jammed, rowsOf } from './jam.ts'
import { type Leaving, leavingLoop, obstacleToLeaving } from './leaving.ts'
import { type Selecting, withOrder } from './selecting.ts'
import { strideOf, type Widening } from './widening.ts'
import { Widths } from './widths.ts'

export interface Plan extends Widening {
  /** The loop is that of another order: what is left over needs it, too. */
  readonly isInterchanged: boolean
  /** Bool before the loop: the lanes may run side by side. */
  readonly guard: Value
  readonly reductions: readonly Reduction[]
  readonly selections: readonly Selecting[]
  /** Trips that run alone, by the loop's counter. */
  readonly alone: readonly Value[]
}

export interface Refusal {
  readonly ok: false
  readonly why: string
  readonly span?: Span
}
/** `dependent`: what makes lanes wait for each other, if anything does. */
type Legality = { readonly ok: true; readonly plan: Plan; readonly dependent?: Refusal } | Refusal

/** What is to be done with the loops of a nest; loops that stay serial have their reason. */
export interface NestPlan {
  readonly plans: ReadonlyMap<Loop, Plan>
  readonly refusals: ReadonlyMap<Loop, Refusal>
  /** Loops whose trips are taken several at a time, around one that is widened. */
  readonly jams: ReadonlyMap<Loop, JamPlan>
}

export interface JamPlan extends Jammed {
  readonly rows: number
  /** Bool before the loop: its trips may be mixed. */
  readonly guard: Value
  readonly around: Surroundings
}

export interface Freedom {
  /** Float sums may be reordered. */
  readonly reassociate: boolean
  /** Functions of the host may be approximated. */
  readonly approximate: boolean
}

/** A vector version must be this much better to be worth its code. */
const WORTH = 0.85

export function planNest(
  loop: Loop,
  around: Surroundings,
  b: Builder,
  ranges: Ranges,
  freedom: Freedom,
  isUsed: (binder: Value) => boolean,
): NestPlan {
  const planner = new Planner(b, ranges, freedom, isUsed)
  planner.best(loop, around)
  return planner
}

/** The same for the loops inside one whose trips are fused. */
export function planInside(
  { loop, around, apart }: JamPlan,
  b: Builder,
  ranges: Ranges,
  freedom: Freedom,
  isUsed: (binder: Value) => boolean,
): NestPlan {
  const planner = new Planner(b, ranges, freedom, isUsed)
  planner.inside(loop.body, { ...within(around, loop), apart })
  planner.jams.clear()
  return planner
}

const within = (around: Surroundings, loop: Loop): Surroundings => ({
  ...around,
  loops: [...around.loops, loop],
  facts: [...around.facts, ...split(loop.cond, true)],
})

class Planner implements NestPlan {
  readonly plans = new Map<Loop, Plan>()
  readonly refusals = new Map<Loop, Refusal>()
  readonly jams = new Map<Loop, JamPlan>()
  private readonly b: Builder
  private readonly ranges: Ranges
  private readonly freedom: Freedom
  private readonly isUsed: (binder: Value) => boolean

  constructor(b: Builder, ranges: Ranges, freedom: Freedom, isUsed: (binder: Value) => boolean) {
    this.isUsed = isUsed
    this.b = b
    this.ranges = ranges
    this.freedom = freedom
  }

  /** Chooses for the loop and those inside it; gives the cycles that are saved in one run of it. */
  best(loop: Loop, around: Surroundings): number {
    const before = { plans: new Set(this.plans.keys()), jams: new Set(this.jams.keys()) }
    const instead = (plan: Plan): void => {
      for (const inner of this.plans.keys()) if (!before.plans.has(inner)) this.plans.delete(inner)
      for (const inner of this.jams.keys()) if (!before.jams.has(inner)) this.jams.delete(inner)
      this.plans.set(loop, plan)
    }
    const saved = this.inside(loop.body, within(around, loop)) * tripsOf(loop)
    const legality = this.legal(loop, around)
    const exchanged = this.exchanged(loop, around)
    if (exchanged !== undefined && exchanged.gain > saved) {
      instead(exchanged.plan)
      return exchanged.gain
    }
    if (!legality.ok) {
      this.refusals.set(loop, legality)
      return saved
    }
    const scalar = costOf(loop)
    const { plan, cost } = cheapest(legality.plan, this.ranges)
    const gain = scalar - cost
    // Of about equals the inner one: it needs less code.
    if (cost > scalar * WORTH || gain <= saved * 1.1) {
      if (saved === 0) this.refusals.set(loop, legality.dependent ?? { ok: false, why: 'it would not be faster' })
      else if (this.jams.size === before.jams.size) this.jam(loop, around)
      return saved
    }
    instead(plan)
    return gain
  }

  /** Several trips at a time, where loops inside that are widened then load less. */
  private jam(loop: Loop, around: Surroundings): void {
    const rows = rowsOf(loop, this.plans)
    if (rows < 2 || tripsOf(loop) < rows) return
    const legality = legal(loop, around, this.b, this.ranges, this.freedom, true)
    if (!legality.ok || legality.dependent !== undefined || legality.plan.reductions.length > 0) return
    const { counted, guard, apart } = legality.plan
    const stop = stopOf(counted.limit, counted, rows, this.b)
    const fused = jammed(loop, counted, rows, stop, apart, this.b)
    if (fused !== undefined) this.jams.set(loop, { ...fused, rows, guard, around })
  }

  /** The nest in the other order, if trips of what is the outer loop then never meet, and its gain. */
  private exchanged(loop: Loop, around: Surroundings): { plan: Plan; gain: number } | undefined {
    const other = loop.exact === true ? undefined : interchanged(loop, this.isUsed)
    if (other === undefined) return undefined
    const legality = legal(other, around, this.b, this.ranges, this.freedom, true)
    if (!legality.ok || legality.plan.tail < other.body.stmts.length || legality.plan.serial.size > 0) return undefined
    const { plan, cost } = cheapest({ ...legality.plan, isInterchanged: true }, this.ranges)
    const scalar = costOf(loop)
    return cost > scalar * WORTH ? undefined : { plan, gain: scalar - cost }
  }

  /** Of the loop itself, or of one without exits that means the same. */
  private legal(loop: Loop, around: Surroundings): Legality {
    const legality = legal(loop, around, this.b, this.ranges, this.freedom)
    if (legality.ok || loop.exact === true) return legality
    const structured = withoutExits(loop, this.b) ?? loop
    const leaving = leavingLoop(structured, this.b)
    if (leaving === undefined && structured === loop) return legality
    return legal(leaving?.loop ?? structured, around, this.b, this.ranges, this.freedom, false, leaving)
  }

  inside(block: Block, around: Surroundings): number {
    let saved = 0
    let { facts } = around
    for (const stmt of block.stmts) {
      const here = { ...around, facts }
      if (stmt.kind === 'loop') saved += this.best(stmt, here)
      else if (stmt.kind === 'if') {
        saved += this.inside(stmt.then, { ...here, facts: [...facts, ...split(stmt.cond, true)] })
        saved += this.inside(stmt.else, { ...here, facts: [...facts, ...split(stmt.cond, false)] })
        if (leaves(stmt.then)) facts = [...facts, ...split(stmt.cond, false)]
        if (leaves(stmt.else)) facts = [...facts, ...split(stmt.cond, true)]
      } else for (const child of childBlocks(stmt)) saved += this.inside(child, here)
    }
    return saved
  }
}

/** Cycles of a trip that the costs of its operations do not tell. */
const OVERHEAD = 0.9

/** The number of lanes at which a trip of the loop costs least. */
function cheapest(plan: Plan, ranges: Ranges): { plan: Plan; cost: number } {
  const isIndex = (v: Value): boolean => v.type === 'i32' && strideOf(v, plan) !== undefined
  // Minima and maxima start with what the variable starts with; a sum in lanes is not the one that the range is of.
  const sums = new Set(plan.reductions.filter(({ op }) => op !== 'min' && op !== 'max').map(({ param }) => param))
  // Counting, the test and addresses are a large part of a small loop, and are shared by all lanes.
  const overhead = hasLoop(plan.loop.body) ? 0 : OVERHEAD * tripsOf(plan.loop)
  let best: { plan: Plan; cost: number } | undefined
  let least = Number.POSITIVE_INFINITY
  for (const lanes of [2, 4, 8, 16]) {
    if (lanes > plan.lanes) continue
    const widths = new Widths({ ...plan, lanes, ranges, sums })
    const width = widestOf(plan.loop, plan.divergence, isIndex, widths)
    if (lanes * width < 16 || lanes * width > 64) continue
    const candidate = { ...plan, lanes, width, widths }
    const cost = costOf(plan.loop, candidate)
    const whole = cost + overhead / lanes
    if (whole >= least * 0.97) continue
    least = whole
    best = { plan: candidate, cost }
  }
  return best ?? { plan, cost: Number.POSITIVE_INFINITY }
}

function legal(
  original: Loop,
  around: Surroundings,
  b: Builder,
  ranges: Ranges,
  freedom: Freedom,
  everywhere = false,
  leaving?: Leaving,
): Legality {
  const refuse = (why: string, span = original.span): Refusal => ({ ok: false, why, ...(span && { span }) })
  if (original.exact === true) return refuse('it is the exact version behind a guard')
  const counted = countedLoop(original, b)
  if (counted === undefined) return refuse('how often it runs is not known before it starts')
  const obstacle = obstacleIn(original.body, leaving?.label)
  if (obstacle !== undefined) return refuse(obstacle.why, obstacle.span)
  const counters = new Map<Value, number>()
  const found: Reduction[] = []
  const serial = new Set<Value>()
  for (const [index, param] of original.params.entries()) {
    const step = stepOf(original, index)
    if (step !== undefined) {
      counters.set(param, step)
      continue
    }
    const reduction = reductionOf(original, index, freedom.reassociate)
    if (reduction === undefined) serial.add(param)
    else found.push(reduction)
  }
  const { loop, selections: remembered } = withOrder(original, serial, counted, b, ranges)
  for (const { members } of remembered) for (const { index } of members) serial.delete(loop.params[index]!)
  const divergence = divergenceOf(loop)
  const early = leaving && obstacleToLeaving(leaving, divergence.varies)
  if (early !== undefined) return refuse(early.why, early.span)
  const answer = independence({ loop, counted, divergence, around, everywhere }, b, ranges)
  let tail = loop.body.stmts.length
  let [reductions, selections] = [found, remembered]
  for (let before = -1; before !== serial.size; ) {
    before = serial.size
    tail = Math.min(firstUse(loop, serial), ...answer.conflicts.flatMap((c) => c.within))
    // What is accumulated of what comes lane after lane does so, too.
    const inOrder = new Set<Value>(serial)
    for (const stmt of loop.body.stmts.slice(tail)) for (const v of definedIn(stmt)) inOrder.add(v)
    const waits = (r: Reduction): boolean => mentions(loop.body.yields[r.index]!, inOrder)
    for (const r of reductions) if (waits(r)) serial.add(r.param)
    reductions = reductions.filter((r) => !serial.has(r.param))
    const isInOrder = ({ members, conditions }: Selecting): boolean =>
      members.some(({ index, by }) => mentions(by, inOrder) || mentions(loop.body.yields[index]!, inOrder)) ||
      conditions.some(({ cond }) => mentions(cond, inOrder))
    for (const s of selections) if (isInOrder(s)) for (const { index } of s.members) serial.add(loop.params[index]!)
    selections = selections.filter((s) => !isInOrder(s))
  }
  const conflict = answer.conflicts.find(({ within }) => within.includes(tail))
  const dependent =
    conflict !== undefined
      ? refuse(conflict.why, conflict.span)
      : serial.size > 0
        ? refuse(whySerial(loop, [...serial][0]!))
        : undefined
  const first = Math.max(leaving?.last ?? -1, loop.body.stmts.length > 0 ? 0 : -1)
  if (dependent !== undefined && tail <= first) return dependent
  return {
    ok: true,
    ...(dependent && { dependent }),
    plan: {
      loop,
      counted,
      divergence,
      counters,
      isInterchanged: false,
      reductions,
      selections,
      tail,
      serial,
      lanes: answer.lanes,
      width: 8,
      widths: new Widths({ loop, divergence, lanes: 2, ranges, sums: new Set() }),
      guard: answer.guard,
      alone: answer.alone,
      apart: answer.apart,
      ...(leaving && { leaving }),
      groups: storeGroups(loop.body.stmts.slice(0, tail), { divergence, counters, apart: answer.apart }, b),
      approximates: freedom.approximate,
    },
  }
}

/** Why lanes have to wait for a variable. */
function whySerial(loop: Loop, param: Value): string {
  return reductionOf(loop, loop.params.indexOf(param), true) === undefined
    ? `each iteration needs ${nameOf(param)} from the one before`
    : `the order of the additions to ${nameOf(param)} is kept (fastmath: 'reassoc' gives it up)`
}

function mentions(value: Value, binders: ReadonlySet<Value>, memo = new Map<Value, boolean>()): boolean {
  if (value.op === 'binder') return binders.has(value)
  let known = memo.get(value)
  if (known === undefined) memo.set(value, (known = value.args.some((a) => mentions(a, binders, memo))))
  return known
}

/** The first statement of the body that needs what other trips leave in the given parameters. */
function firstUse(loop: Loop, params: ReadonlySet<Value>): number {
  const uses = (stmt: Stmt): boolean =>
    operands(stmt).some((v) => mentions(v, params)) ||
    childBlocks(stmt).some((block) => block.stmts.some(uses) || block.yields.some((v) => mentions(v, params)))
  const at = loop.body.stmts.findIndex(uses)
  return at < 0 ? loop.body.stmts.length : at
}

const nameOf = (value: Value): string => (typeof value.imm === 'string' ? value.imm : 'a value')

/** The first statement that lanes cannot run side by side. */
function obstacleIn(block: Block, left?: Label): { why: string; span?: Span } | undefined {
  for (const stmt of block.stmts) {
    const found = obstacle(stmt, left)
    if (found !== undefined) return found
  }
  return undefined
}
function obstacle(stmt: Stmt, left: Label | undefined): { why: string; span?: Span } | undefined {
  const at = (why: string) => ({ why, ...('span' in stmt && stmt.span && { span: stmt.span }) })
  switch (stmt.kind) {
    case 'load':
    case 'store':
      return stmt.lanes === undefined ? undefined : at('it has been vectorized already')
    case 'call':
      return at(`it calls ${stmt.callee.replace('host:', '')} in order`)
    case 'bulk':
      return at('it fills or copies an array')
    case 'throw':
      return at('it may throw')
    case 'exit':
      if (stmt.target === left) return undefined
      return at('it may be left in the middle')
    case 'region':
      return at('it may be left in the middle')
    case 'if':
      return obstacleIn(stmt.then, left) ?? obstacleIn(stmt.else, left)
    case 'loop':
      return stmt.cond.op === 'const' ? at('an inner loop is left in the middle') : obstacleIn(stmt.body, left)
  }
}
