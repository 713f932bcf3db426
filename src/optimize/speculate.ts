/**
 * Integer speculation: a loop whose numbers are integers, but not provably small, runs first while they are.
 *
 *   while (cond(n)) n = step(n)
 *   =>  while (cond(n) && |n| <= 2^50) n = step(n)
 *       while (cond(n)) n = step(n)
 *
 * The first loop does what the second would, so nothing is ever done twice or differently; but in it the range of `n` is known, and
 * narrowing makes it an i64. Where the condition fails the second loop makes no trip; where the numbers grow too large it goes on
 * from there. Worth it where a float is expensive: remainders and indices, sums whose trips could run side by side.
 *
 * Sums of bounded integers are not tested in each trip: as many trips as cannot take one from 2^50 to 2^51 are a loop of their own.
 *
 *   for (; i < n; i++) s += a[i]
 *   =>  while (i < n && |s| <= 2^50) for (stop = min(n, i + 4096); i < stop; i++) s += a[i]
 *       for (; i < n; i++) s += a[i]
 *
 * Requires: lowered IR. Breaks nothing.
 */
import { changeInTrip } from '../analyze/accumulate.ts'
import { eachStmtOf, type Flow, flowOf } from '../analyze/flow.ts'
import { bindersIn, hasLoop, invariance, split } from '../analyze/loops.ts'
import { isExact, type Range } from '../analyze/range.ts'
import type { Ranges } from '../analyze/ranges.ts'
import { rangesOf } from '../analyze/ranges.ts'
import { reductionOf } from '../analyze/reduction.ts'
import type { Builder } from '../ir/build.ts'
import { constantOf, withoutAssumptions } from '../ir/build.ts'
import { operands, Rewriter, substitute } from '../ir/rewrite.ts'
import type { Block, Loop, LoopFacts, Module, Stmt, Value } from '../ir/types.ts'
import { childBlocks } from '../ir/types.ts'

const LIMIT = 2 ** 50

export function speculate(module: Module, b: Builder): Module {
  const ranges = rangesOf(module)
  const plans = new Map<Loop, Plan>()
  let flow: Flow | undefined
  eachStmtOf(module, (stmt) => {
    if (stmt.kind !== 'loop') return
    const unbounded = candidates(stmt, ranges)
    if (unbounded.length === 0) return
    flow ??= flowOf(module)
    const plan = planFor(stmt, unbounded, flow, ranges)
    if (plan !== undefined) plans.set(stmt, plan)
  })
  return plans.size > 0 ? { ...module, funcs: module.funcs.map((func) => new Speculator(b, plans).func(func)) } : module
}

interface Plan {
  /** What has to stay small. */
  readonly params: readonly Value[]
  /** Which of the loop's parameters may start too large for it to make a trip. */
  readonly unboundedInits: readonly number[]
  /** Undefined: each trip is tested. */
  readonly run: Run | undefined
}

/** So many trips, as a parameter of the loop counts them, that take nothing from `LIMIT` to twice as much. */
interface Run {
  readonly counter: Value
  readonly step: number
  readonly trips: number
}

class Speculator extends Rewriter {
  private readonly plans: ReadonlyMap<Loop, Plan>
  constructor(b: Builder, plans: ReadonlyMap<Loop, Plan>) {
    super(b)
    this.plans = plans
  }

  protected override loop(old: Loop): void {
    const plan = this.plans.get(old)
    if (plan === undefined) return super.loop(old)
    const { params, unboundedInits, run } = plan
    const inits = old.inits.map((init) => this.value(init))
    const isSmall = unboundedInits.map((at) => [at, this.isSmall(inits[at]!, LIMIT)] as const)
    const bounded = { ...old, inits: [...old.inits] }
    for (const [at, cond] of isSmall) bounded.inits[at] = this.b.assume(old.inits[at]!, cond, true)
    const first = this.copyOf(run === undefined ? this.tested(bounded, params) : this.inRuns(bounded, params, run))
    let left = first.results
    if (isSmall.length === 0) {
      for (const stmt of first.stmts) this.emit(stmt)
    } else {
      left = first.results.map((r) => this.b.binder(r.type, r.imm as string | undefined, r))
      this.emit({
        kind: 'if',
        cond: isSmall.map(([, cond]) => cond).reduce((x, y) => this.b.and(x, y)),
        then: { stmts: first.stmts, yields: first.results },
        else: { stmts: [], yields: inits },
        results: left,
      })
    }
    super.loop(old)
    // The general loop goes on with what the first one left.
    const general = this.out.pop() as Loop
    this.emit({ ...general, inits: left, exact: true })
  }

  /** The loop with a test in each trip. */
  private tested(old: Loop, params: readonly Value[]): Loop {
    const small = params.map((p) => this.isSmall(p, LIMIT))
    const cond = small.reduce((x, y) => this.b.and(x, y), old.cond)
    return { ...old, cond, body: this.assuming(old.body, params, LIMIT) }
  }

  /** Runs of the loop with a test in front of each. */
  private inRuns(old: Loop, params: readonly Value[], run: Run): Loop {
    const { b } = this
    const fresh = (): Value[] => old.params.map((p) => b.binder(p.type, p.imm as string | undefined, p))
    const [before, behind] = [fresh(), fresh()]
    const isSmall = new Map(params.map((p) => [p, this.isSmall(before[old.params.indexOf(p)]!, LIMIT)]))
    const start = before[old.params.indexOf(run.counter)]!
    const inner: Loop = {
      ...old,
      inits: old.params.map((p, i) => (isSmall.has(p) ? b.assume(before[i]!, isSmall.get(p)!, true) : before[i]!)),
      cond: this.stopping(old, run, b.binary('add', start, b.f64(run.step * run.trips))),
      body: this.assuming(old.body, params, 2 * LIMIT),
      results: behind,
    }
    const again = substitute(b, old.cond, old.params, before)
    const facts: LoopFacts = { functionName: old.facts.functionName, checks: 'none', notes: [] }
    return {
      ...old,
      params: before,
      cond: [...isSmall.values()].reduce((x, y) => b.and(x, y), again),
      body: { stmts: [inner], yields: behind },
      facts,
    }
  }

  /** The loop's condition until the counter is at `stop`. */
  private stopping(old: Loop, { counter, step }: Run, stop: Value): Value {
    const { b } = this
    const below = (x: Value, y: Value): Value => (step > 0 ? b.binary('lt', x, y) : b.binary('lt', y, x))
    const isInvariant = invariance(bindersIn(old))
    const at = step > 0 ? 0 : 1
    const test = split(old.cond, true).find(
      ({ cond: { op, args }, truth }) => truth && op === 'lt' && args[at] === counter && isInvariant(args[1 - at]!),
    )?.cond
    if (test === undefined) return b.and(old.cond, below(counter, stop))
    // One limit instead of two.
    const limit = b.binary(step > 0 ? 'min' : 'max', test.args[1 - at]!, stop)
    return substitute(b, old.cond, [test], [below(counter, limit)])
  }

  private isSmall(value: Value, limit: number): Value {
    return this.b.binary('le', this.b.unary('abs', value), this.b.f64(limit))
  }

  /** The body with parameters of its loop known to be small. */
  private assuming(body: Block, params: readonly Value[], limit: number): Block {
    const known = new Map(params.map((p) => [p, this.b.assume(p, this.isSmall(p, limit), true)]))
    return new Rewriter(this.b, known).block(body)
  }
}

/** Integers without a proved bound, in an innermost loop. */
function candidates(loop: Loop, ranges: Ranges): Value[] {
  if (loop.exact === true || loop.cond.op === 'const' || hasLoop(loop.body)) return []
  return loop.params.filter((param, i) => {
    const [range, init] = [ranges(param), ranges(loop.inits[i]!)]
    const isInteger = (r: Range | undefined): boolean => r?.int === true && !r.nan
    return param.type === 'f64' && isInteger(range) && isInteger(init) && !isExact(range!)
  })
}

function planFor(loop: Loop, unbounded: readonly Value[], flow: Flow, ranges: Ranges): Plan | undefined {
  const run = runOf(loop, unbounded, flow, ranges)
  const wanted = integerUses(loop)
  const isSum = (param: Value): boolean => reductionOf(loop, loop.params.indexOf(param), true)?.op === 'add'
  const params = unbounded.filter((p) => wanted.has(p) || (run !== undefined && isSum(p)))
  if (params.length === 0) return undefined
  const isUnbounded = (at: number): boolean => {
    const { lo, hi } = ranges(loop.inits[at]!)!
    return lo < -LIMIT || hi > LIMIT
  }
  return { params, unboundedInits: params.map((p) => loop.params.indexOf(p)).filter(isUnbounded), run }
}

/** Fewer trips are not worth a loop of their own. */
const FEWEST_TRIPS = 256
/** Enough to forget the test; few enough for a run to end soon where a loop that is called in runs is still to be optimized. */
const MOST_TRIPS = 2 ** 12

function runOf(loop: Loop, sums: readonly Value[], flow: Flow, ranges: Ranges): Run | undefined {
  let trips = MOST_TRIPS
  for (const sum of sums) {
    const change = changeInTrip(loop, loop.params.indexOf(sum), flow, ranges)
    trips = change === undefined ? 0 : Math.min(trips, Math.floor(LIMIT / Math.max(1, change)))
  }
  if (trips < FEWEST_TRIPS) return undefined
  for (const [i, counter] of loop.params.entries()) {
    const next = loop.body.yields[i] && withoutAssumptions(loop.body.yields[i])
    const step =
      next?.op === 'add' && withoutAssumptions(next.args[0]!) === counter ? constantOf(next.args[1]!) : undefined
    const range = ranges(counter)
    // No step of it, nor where it stops, may be lost to rounding.
    if (range === undefined || !range.int || range.nan || Math.max(-range.lo, range.hi) > 2 ** 52) continue
    if (typeof step === 'number' && Number.isInteger(step) && step !== 0 && Math.abs(step) <= 2 ** 20)
      return { counter, step, trips }
  }
  return undefined
}

/**
 * Loop parameters that, by themselves, in sums or as the least or largest of some, are divided with a remainder, index arrays or are
 * truncated; and those that merge with such.
 */
function integerUses(loop: Loop): Set<Value> {
  const found = new Set<Value>()
  const seen = new Set<Value>()
  const visit = (value: Value): void => {
    if (seen.has(value)) return
    seen.add(value)
    if (value.op === 'rem' || value.op === 'inBounds' || value.op === 'toInt32') parts(value.args[0]!, found)
    for (const arg of value.args) visit(arg)
  }
  const walk = (block: Block): void => {
    for (const stmt of block.stmts) {
      for (const v of operands(stmt as Stmt)) visit(v)
      for (const child of childBlocks(stmt)) walk(child)
    }
    for (const v of block.yields) visit(v)
  }
  walk(loop.body)
  visit(loop.cond)
  for (let size = 0; size < found.size; ) {
    size = found.size
    for (const [i, param] of loop.params.entries()) {
      const made = new Set<Value>()
      if (loop.body.yields[i] !== undefined) parts(loop.body.yields[i], made)
      const meets = [...made].some((part) => part !== param && part.op !== 'const' && found.has(part))
      if (found.has(param) || meets) for (const part of [param, ...made]) found.add(part)
    }
  }
  return found
}

/** Adds the values that a sum, a minimum or a choice is made of, and itself. */
function parts(value: Value, found: Set<Value>): void {
  const bare = withoutAssumptions(value)
  if (found.has(bare)) return
  found.add(bare)
  if (bare.op === 'select') for (const arm of bare.args.slice(1)) parts(arm, found)
  else if (/^(add|sub|min|max|neg|abs)$/.test(bare.op)) for (const arg of bare.args) parts(arg, found)
}
