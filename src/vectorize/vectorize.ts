/**
 * Order-preserving vectorization: trips of a loop run side by side in the lanes of vectors, where that changes no bit.
 *
 *   for (i = start; i < limit; i++) body
 *   =>  if (guard) for (i = start; i + 3 < limit; i += 4) body for four lanes
 *       for (; i < limit; i++) body
 *
 * The second loop takes the trips that are left, and all of them where the guard fails. plan.ts chooses the loop, packed.ts makes its
 * body.
 *
 * Requires: narrowed IR, as lanes are as wide as numbers are known to be. Breaks nothing.
 */
import type { Surroundings } from '../analyze/extents.ts'
import { usesIn } from '../analyze/flow.ts'
import { type Counted, stopOf } from '../analyze/loops.ts'
import type { Ranges } from '../analyze/ranges.ts'
import { rangesOf } from '../analyze/ranges.ts'
import type { Reduction } from '../analyze/reduction.ts'
import { unreachable } from '../diagnostics.ts'
import type { Builder } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import { pairs, Rewriter } from '../ir/rewrite.ts'
import type { Block, Func, Label, Loop, LoopFacts, Module, Stmt, Value } from '../ir/types.ts'
import { childBlocks } from '../ir/types.ts'
import { type Bundle, Bundles } from './bundle.ts'
import { Packed } from './packed.ts'
import { type Freedom, type JamPlan, type NestPlan, type Plan, planInside, planNest } from './plan.ts'
import { isDerived, type Selecting, selected } from './selecting.ts'

export function vectorize(module: Module, b: Builder, fastmath: readonly string[] = []): Module {
  const ranges = rangesOf(module)
  const freedom: Freedom = { reassociate: fastmath.includes('reassoc'), approximate: fastmath.includes('approx') }
  return Editor.each(module, (func) => new Vectorizer(b, ranges, freedom).func(func))
}

class Vectorizer extends Editor {
  private readonly ranges: Ranges
  private readonly freedom: Freedom
  /** What has been decided for the nest around. */
  private nest: NestPlan | undefined
  private around: Surroundings = { loops: [], facts: [] }

  constructor(b: Builder, ranges: Ranges, freedom: Freedom) {
    super(b)
    this.ranges = ranges
    this.freedom = freedom
  }

  private used: ReadonlySet<Value> = new Set()
  override func(func: Func): Func {
    this.used = usesIn(func.body)
    return super.func(func)
  }

  protected override loop(old: Loop): void {
    if (old.exact === true) {
      // The way out of guards: small, and seldom taken.
      const around = this.nest
      this.nest = NOTHING
      super.loop(old)
      this.nest = around
      return
    }
    const outermost = this.nest === undefined
    if (outermost) this.nest = planNest(old, this.around, this.b, this.ranges, this.freedom, (v) => this.used.has(v))
    const plan = this.nest!.plans.get(old)
    const jam = this.nest!.jams.get(old)
    if (jam !== undefined) this.jam(old, jam)
    else if (plan === undefined) {
      const refusal = this.nest!.refusals.get(old)
      if (refusal !== undefined) old.facts.obstacle ??= refusal
      super.loop(old)
    } else this.widen(old, plan)
    if (outermost) this.nest = undefined
  }

  private widen(old: Loop, plan: Plan): void {
    report(plan)
    if (plan.isInterchanged) return this.exchange(old, plan)
    const inits = this.values(old.inits)
    if (plan.alone.length === 0) {
      const starts = this.guarded(plan, inits)
      this.remainder(old, starts, undefined)
    } else this.inPieces(old, plan, inits)
  }

  /** The nest in the other order, lanes and what they leave over, behind the guard; otherwise as it was. */
  private exchange(old: Loop, plan: Plan): void {
    const guard = this.value(plan.guard)
    // First, as what is left over leaves its own binders in the map.
    const plain = this.copyOf(old)
    const outer = this.out
    this.out = []
    const { stmts, results } = this.wide(plan, this.values(plan.loop.inits))
    for (const stmt of stmts) this.emit(stmt)
    this.remainder(plan.loop, results, undefined)
    const exchanged = this.out
    this.out = outer
    if (guard.op === 'const') {
      for (const stmt of exchanged) this.emit(stmt)
      return
    }
    const then: Block = { stmts: exchanged, yields: [] }
    const guards = { facts: old.facts, what: 'lanes' } as const
    this.emit({ kind: 'if', cond: guard, then, else: { stmts: plain.stmts, yields: [] }, results: [], guards })
  }

  /** Several trips at a time, and one by one what is left. */
  private jam(old: Loop, plan: JamPlan): void {
    const { loop, guard, rows } = plan
    old.facts.vector = `${rows} iterations at a time, which share what the loops inside load`
    const inits = this.values(old.inits)
    const outer = this.out
    const nest = this.nest
    this.out = []
    this.nest = planInside(plan, this.b, this.ranges, this.freedom, (v) => this.used.has(v))
    super.loop(loop)
    const stmts = this.out
    this.out = outer
    this.nest = nest
    const made = { stmts, results: this.values(loop.results) }
    this.remainder(old, this.behind(this.value(guard), old.facts, made, inits), undefined)
  }

  /** The lanes' loop behind its guard; what the parameters are behind it. */
  private guarded(plan: Plan, inits: readonly Value[], before?: Value): readonly Value[] {
    const run = (): readonly Value[] =>
      this.behind(this.value(plan.guard), plan.loop.facts, this.wide(plan, inits, before), inits)
    if (plan.reductions.length + plan.selections.length === 0) return run()
    // What the lanes start with and come to together is only made where they run at all: many inner loops are short.
    const outer = this.out
    this.out = []
    const enters = this.goesOn(plan, new Map(plan.loop.params.map((p, i) => [p, inits[i]!])), before)
    const ends = run()
    const then = { stmts: this.out, yields: ends }
    this.out = outer
    const starts = ends.map((v) => this.b.binder(v.type, nameOf(v)))
    this.emit({ kind: 'if', cond: enters, then, else: { stmts: [], yields: inits }, results: starts })
    return starts
  }

  /** Whether there is a trip for each of the lanes, where the loop's parameters are `at`. */
  private goesOn(plan: Plan, at: ReadonlyMap<Value, Value>, before?: Value): Value {
    const { b } = this
    const below = (by: Counted, limit: Value): Value => {
      const counter = at.get(by.param)!
      const stop = stopOf(limit, by, plan.lanes, b)
      const op = by.unsigned ? 'ult' : 'lt'
      return by.step > 0 ? b.binary(op, counter, stop) : b.binary(op, stop, counter)
    }
    const limits = plan.leaving?.limits ?? []
    return limits.reduce(
      (cond, by) => b.and(cond, below(by, this.value(by.limit))),
      below(plan.counted, before ?? this.value(plan.counted.limit)),
    )
  }

  /** Statements that are run where the guard holds; their results, or else what there was before. */
  private behind(
    guard: Value,
    facts: LoopFacts,
    { stmts, results }: { stmts: Stmt[]; results: readonly Value[] },
    inits: readonly Value[],
  ): readonly Value[] {
    const { b } = this
    if (guard.op === 'const') {
      for (const stmt of stmts) this.emit(stmt)
      return results
    }
    const starts = results.map((r) => b.binder(r.type, nameOf(r)))
    const then = { stmts, yields: results }
    const guards = { facts, what: 'lanes' } as const
    this.emit({ kind: 'if', cond: guard, then, else: { stmts: [], yields: inits }, results: starts, guards })
    return starts
  }

  /** What is left: the loop as it was, from where the lanes stopped, while `until` holds. */
  private remainder(
    old: Loop,
    starts: readonly Value[],
    until: ((params: readonly Value[]) => Value) | undefined,
  ): void {
    const params = old.params.map((p) => this.bind(p))
    const own = this.value(old.cond)
    const cond = until === undefined ? own : this.b.and(own, until(params))
    const body = this.block(old.body)
    const results = old.results.map((r) => this.bind(r))
    this.emit({ ...old, inits: starts, params, cond, body, results })
  }

  /**
   * Some trips have to run alone: lanes run up to the next of them, the loop as it was up to behind it, and so on.
   */
  private inPieces(old: Loop, plan: Plan, inits: readonly Value[]): void {
    const { b } = this
    const { counted } = plan
    const pieces = old.params.map((p) => b.binder(p.type, nameOf(p)))
    const cond = new Rewriter(b, [...this.map, ...pairs(old.params, pieces)]).value(old.cond)
    const outer = this.out
    this.out = []
    const at = b.unary('i32ToI64', pieces[counted.index]!)
    // The next trip that runs alone, in the direction of the counter; the limit where there is none.
    const next = plan.alone.reduce((first, alone) => {
      const here = b.unary('i32ToI64', this.value(alone))
      const [low, high] = counted.step > 0 ? [here, first] : [first, here]
      const isAhead = counted.step > 0 ? b.binary('le', at, here) : b.binary('le', here, at)
      return b.select(b.and(isAhead, b.binary('lt', low, high)), here, first)
    }, this.value(counted.limit))
    const starts = this.guarded(plan, pieces, next)
    const isBefore = (params: readonly Value[]): Value => {
      const counter = b.unary('i32ToI64', params[counted.index]!)
      return counted.step > 0 ? b.binary('le', counter, next) : b.binary('le', next, counter)
    }
    this.remainder(old, starts, isBefore)
    const { results: ends } = this.out.at(-1) as Loop
    const stmts = this.out
    this.out = outer
    const results = old.results.map((r) => this.bind(r))
    this.emit({ ...old, params: pieces, inits, cond, body: { stmts, yields: ends }, results })
  }

  /** The loop for all lanes, and what its parameters are behind it. */
  private wide(plan: Plan, inits: readonly Value[], before?: Value): { stmts: Stmt[]; results: readonly Value[] } {
    const { b } = this
    const { loop, lanes, counters, reductions, selections } = plan
    const bundles = new Bundles(b, lanes)
    const stmts: Stmt[] = []
    const packed = new Packed(b, plan, this.ranges, this.map, this.labels)
    const starts = new Map<Value, Value>()
    const carried = new Map<Value, Bundle>()
    /** Parameters that the loop for all lanes has, too. */
    const kept = new Set<Value>()
    const params: Value[] = []
    // Parameters of the plan's loop that it does not share come last.
    const all = [...inits, ...this.values(loop.inits.slice(inits.length))]
    const wideInits: Value[] = []
    for (const [i, param] of loop.params.entries()) {
      if (counters.has(param) || plan.serial.has(param)) {
        const own = b.binder(param.type, param.imm as string | undefined)
        starts.set(param, own)
        kept.add(param)
        params.push(own)
        wideInits.push(all[i]!)
        continue
      }
      const reduction = reductions.find((r) => r.param === param)
      const width = plan.widths.of(param)
      if (selections.some((s) => isMember(s, i) && isDerived(s, i))) {
        carried.set(param, bundles.splat(all[i]!, width))
        continue
      }
      const isKept = reduction === undefined || (param.type === 'i32' && isExtreme.has(reduction.op))
      const init = bundles.splat(isKept ? all[i]! : identity(b, reduction.op, param), width)
      const own = init.parts.map((p) => b.binder(p.type, param.imm as string | undefined))
      carried.set(param, { type: init.type, parts: own })
      kept.add(param)
      params.push(...own)
      wideInits.push(...init.parts)
    }
    const { block, yields } = packed.body(starts, carried, params)
    const next = loop.params.flatMap((param, i) => {
      const step = counters.get(param)
      if (step !== undefined) return [b.binary('add', starts.get(param)!, b.i32(step * lanes))]
      if (!kept.has(param)) return []
      const value = yields[i]!
      return 'parts' in value ? value.parts : [value]
    })
    const results = params.map((p) => b.binder(p.type, p.imm as string | undefined))
    const wide: Loop = {
      ...loop,
      params,
      inits: wideInits,
      cond: this.goesOn(plan, starts, before),
      body: { stmts: block.stmts, yields: next },
      results,
    }
    if (plan.leaving === undefined) stmts.push(wide)
    else stmts.push(...this.stopping(wide, plan.leaving.label, results))
    let at = 0
    const ends = new Map<Value, Value>()
    const bundled = new Map<Value, Bundle>()
    for (const [i, param] of loop.params.entries()) {
      if (!kept.has(param)) continue
      const { type, parts } = carried.get(param) ?? { parts: [] }
      if (type === undefined) {
        ends.set(param, results[at++]!)
        continue
      }
      const own: Bundle = { type, parts: results.slice(at, (at += parts.length)) }
      const bundle = type === 'i32' ? packed.resized(param, own, 4) : own
      bundled.set(param, bundle)
      const reduction = reductions.find((r) => r.param === param)
      if (reduction !== undefined) ends.set(param, this.combine(reduction, bundles, bundle, inits[i]!))
    }
    const again: Value[] = []
    for (const selection of selections) {
      const { values, unclear } = selected(b, bundles, loop, selection, bundled, all, (v) => this.value(v))
      for (const [param, value] of values) ends.set(param, value)
      if (unclear !== undefined) again.push(unclear)
    }
    const runsAgain = again.reduce((x, y) => b.or(x, y), b.bool(false))
    return { stmts, results: inits.map((init, i) => b.select(runsAgain, init, ends.get(loop.params[i]!)!)) }
  }

  /** The loop for all lanes, which stops where one of them leaves; `results` stand for its parameters then, too. */
  private stopping(wide: Loop, label: Label, results: readonly Value[]): Stmt[] {
    const ends = results.map((r) => this.b.binder(r.type, nameOf(r)))
    return [{ kind: 'region', label, body: { stmts: [{ ...wide, results: ends }], yields: ends }, results }]
  }

  /** The start and all lanes as one. */
  private combine({ op }: Reduction, bundles: Bundles, bundle: Bundle, init: Value): Value {
    const { b } = this
    let result = init
    for (let k = 0; k < bundles.lanes; k++) result = b.binary(op, result, bundles.lane(bundle, k))
    return result
  }
}

const nameOf = (value: Value): string | undefined => (value.op === 'binder' ? (value.imm as string) : undefined)

const isExtreme: ReadonlySet<string> = new Set(['min', 'max'])
const isMember = ({ members }: Selecting, index: number): boolean => members.some((m) => m.index === index)

const NOTHING: NestPlan = { plans: new Map(), refusals: new Map(), jams: new Map() }

/** For `explain()`. */
function report({ loop, lanes, reductions, selections, leaving }: Plan): void {
  const sums = reductions.length + selections.length > 0 ? ', each lane with its own part of the result' : ''
  const end = leaving !== undefined && leaving.last >= 0 ? ', until one of them leaves the loop' : ''
  loop.facts.vector = `vectorized, ${lanes} iterations side by side${sums}${end}`
  const visit = (block: Block): void => {
    for (const stmt of block.stmts) {
      if (stmt.kind === 'loop') stmt.facts.vector ??= 'in order in each lane of the loop around it'
      for (const child of childBlocks(stmt)) visit(child)
    }
  }
  visit(loop.body)
}

/** What changes nothing. */
function identity(b: Builder, op: Reduction['op'], { type }: Value): Value {
  const number = (value: number): Value => b.const(type, type === 'i64' ? BigInt(value) : value)
  switch (op) {
    case 'add':
      return type === 'f64' || type === 'f32' ? number(-0) : number(0)
    case 'or':
    case 'xor':
      return number(0)
    case 'mul':
      return number(1)
    case 'and':
      return type === 'bool' ? b.bool(true) : number(-1)
    case 'min':
      return number(Infinity)
    case 'max':
      return number(-Infinity)
    default:
      return unreachable(op as never)
  }
}
