/**
 * Guards and versions: a loop nest whose accesses are all in bounds, tested once in front of it, runs without checks; where the
 * test fails, the exact nest runs.
 *
 *   for (i) for (j) x[i*n+j] if inBounds(i*n+j, x.length)
 *   =>  if (0 <= lo && hi < x.length) { for (i) for (j) x[i*n+j] } else { the nest as it was }
 *
 * The guard is computed from symbolic bounds (analyze/affine.ts) in f64, reads only what the nest cannot change, and is put in front of
 * the outermost loop at which it can be computed for the most accesses. Versions never nest. An access without bounds keeps its own
 * check in the fast version. In bounds means an integer in [0, 2^31), so the fast version computes indices in i32.
 *
 * Requires: lowered IR. Breaks nothing.
 */

import { staysInteger } from '../analyze/accumulate.ts'
import { Nest } from '../analyze/affine.ts'
import { type Facts, factsOf } from '../analyze/facts.ts'
import type { Fact } from '../analyze/form.ts'
import { MOST_STRIDE } from '../analyze/limits.ts'
import { bindersIn, hasLoop, sizeOf, split } from '../analyze/loops.ts'
import { isExact } from '../analyze/range.ts'
import type { Ranges } from '../analyze/ranges.ts'
import { refine } from '../analyze/transfer.ts'
import type { Builder } from '../ir/build.ts'
import { constantOf } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import { Rewriter } from '../ir/rewrite.ts'
import type { Block, If, Load, Loop, Module, Stmt, Store, Value } from '../ir/types.ts'
import { childBlocks, leaves } from '../ir/types.ts'
import { Learner } from './bounds.ts'

export function version(module: Module, b: Builder): Module {
  const known = factsOf(module)
  return Editor.each(module, (func) => new Versioner(b, known, false).func(func))
}

/**
 * The same once more for innermost loops that still have checks: in a nest whose bounds are only known further in, or whose guard
 * fails because it had to be too strict.
 */
export function versionInnermost(module: Module, b: Builder): Module {
  if (!module.funcs.some((func) => hasCheckedLeaf(func.body, b))) return module
  const known = factsOf(module)
  return Editor.each(module, (func) => new Versioner(b, known, true).func(func))
}

function hasCheckedLeaf(block: Block, b: Builder): boolean {
  return block.stmts.some((stmt) =>
    stmt.kind === 'loop' && isLeaf(stmt)
      ? stmt.exact !== true && hasCheck(stmt.body, b)
      : childBlocks(stmt).some((c) => hasCheckedLeaf(c, b)),
  )
}
const hasCheck = (block: Block, b: Builder): boolean =>
  block.stmts.some((stmt) => checkOf(stmt, b) !== undefined || childBlocks(stmt).some((c) => hasCheck(c, b)))
const isLeaf = (loop: Loop): boolean => !hasLoop(loop.body)

/** A statement whose check a guard may take over: an access, or an `if` that throws outside the bounds. */
type Checked = Load | Store | If

interface Plan {
  readonly loop: Loop
  /** Statements whose check the guard proves. */
  readonly proved: ReadonlySet<Checked>
  /** Checks that stay, each weighted by how deep it lies. */
  readonly weight: number
  readonly kept: number
  readonly guard: Value
  readonly nest: Nest
  /** Conditions of loops with the limit below which, by the guard, counters are int32. */
  readonly capped: ReadonlyMap<Value, number>
}

/** The check of a statement: what must be in which bounds. */
function checkOf(stmt: Stmt, b: Builder): { index: Value; length: Value; guard: Value } | undefined {
  const guard =
    stmt.kind === 'load' || stmt.kind === 'store'
      ? stmt.guard
      : stmt.kind === 'if' && throws(stmt)
        ? b.not(stmt.cond)
        : undefined
  if (guard === undefined || (guard.op !== 'inBounds' && guard.op !== 'ult')) return undefined
  const [index, length] = guard.args as [Value, Value]
  return length.type === 'i32' ? { index, length, guard } : undefined
}

/** `if (out of bounds) throw`. */
const throws = (stmt: If): boolean =>
  stmt.then.stmts.length === 1 &&
  stmt.then.stmts[0]!.kind === 'throw' &&
  stmt.else.stmts.length === 0 &&
  stmt.results.length === 0

class Versioner extends Editor {
  private readonly known: Facts
  private readonly innermost: boolean
  /** Inside an exact version nothing is versioned again. */
  private exact = false
  constructor(b: Builder, known: Facts, innermost: boolean) {
    super(b)
    this.known = known
    this.innermost = innermost
  }

  protected override loop(old: Loop): void {
    if (this.exact || old.exact === true || (this.innermost && !isLeaf(old))) return super.loop(old)
    const plan = planFor(old, this.b, this.known)
    if (plan === undefined || plan.weight === 0) {
      markFacts(old, 'kept', this.b)
      return super.loop(old)
    }
    if (plan.loop !== old) return super.loop(old) // a loop further in will do better
    const guard = this.value(plan.guard)
    markFacts(old, plan.kept > 0 ? 'kept' : 'hoisted', this.b)
    if (guard.op === 'const' && guard.imm === 1) {
      this.fast(old, plan)
      return
    }
    // The fast copy comes first: the exact one leaves its own binders in the map.
    const fast = this.armOf(() => this.fast(old, plan), old.results)
    this.exact = true
    const exact = this.armOf(() => super.loop({ ...old, exact: true }), old.results)
    this.exact = false
    const results = old.results.map((r) => this.bind(r))
    const guards = { facts: old.facts, what: 'checks' } as const
    this.emit({
      kind: 'if',
      cond: guard,
      then: fast,
      else: exact,
      results,
      guards,
      ...(old.span && { span: old.span }),
    })
  }

  /** What `body` emits, as an arm that yields the nest's results. */
  private armOf(body: () => void, results: readonly Value[]): Block {
    const outer = this.out
    this.out = []
    body()
    const { out: stmts } = this
    this.out = outer
    return { stmts, yields: leaves({ stmts, yields: [] }) ? [] : results.map((r) => this.value(r)) }
  }

  private fast(old: Loop, plan: Plan): void {
    const copy = new FastCopy(this.b, plan, this.known.ranges, this.map, this.labels)
    for (const stmt of copy.nest(old)) this.emit(stmt)
    for (const result of old.results) this.map.set(result, copy.of(result))
  }
}

/** Notes for `explain()`: shared by all copies of the loop. */
function markFacts(loop: Loop, checks: 'none' | 'hoisted' | 'kept', b: Builder): void {
  let found = false
  const visit = (block: Block): void => {
    for (const stmt of block.stmts) {
      if (checkOf(stmt, b) !== undefined) found = true
      if (stmt.kind === 'loop') markFacts(stmt, checks, b)
      for (const child of childBlocks(stmt)) visit(child)
    }
  }
  visit(loop.body)
  loop.facts.checks = found ? checks : 'none'
}

/** Statements of a nest that may stand in the code several times: a guard for its outer accesses, others for its innermost loops. */
const SMALL = 24

/** The best place for a guard in this nest: here, or at loops further in. Undefined: none at all. */
function planFor(loop: Loop, b: Builder, known: Facts): Plan | undefined {
  const here = planAt(loop, b, known)
  let below = 0
  const visit = (block: Block, depth: number): void => {
    for (const stmt of block.stmts) {
      if (stmt.kind === 'loop') below += (planFor(stmt, b, known)?.weight ?? 0) * 8 ** depth
      else for (const child of childBlocks(stmt)) visit(child, depth)
    }
  }
  visit(loop.body, 1)
  if (here !== undefined && (here.weight >= below || sizeOf(loop.body) <= SMALL)) return here
  return below > 0
    ? {
        loop: undefined as never,
        proved: new Set(),
        weight: below,
        kept: 0,
        guard: b.bool(true),
        nest: undefined as never,
        capped: new Map(),
      }
    : undefined
}

function planAt(loop: Loop, b: Builder, known: Facts): Plan | undefined {
  const { ranges, isTruncated, flow } = known
  const nest = new Nest(b, ranges, bindersIn(loop))
  const proved = new Set<Checked>()
  const conditions = new Set<Value>()
  const capped = new Map<Value, number>()
  let weight = 0
  let kept = 0
  const examine = (stmt: Stmt, facts: readonly Fact[], depth: number): void => {
    const check = checkOf(stmt, b)
    if (check === undefined) return
    const bounds = nest.isInvariant(check.length) ? nest.bounds(check.index, facts) : undefined
    if (bounds === undefined) {
      kept += 8 ** depth
      return
    }
    const length = b.unary('i32ToF64', b.bare(check.length))
    const fits = b.and(b.binary('le', b.f64(0), bounds.lo), b.binary('lt', bounds.hi, length))
    // In the last trip of `while (i < a.length)` one element more is always one too many.
    if ((fits.op === 'const' && fits.imm === 0) || (distance(bounds.hi, length) ?? -1) >= 0) {
      kept += 8 ** depth
      return
    }
    conditions.add(fits)
    proved.add(stmt as Checked)
    weight += 8 ** depth
  }
  const enter = (inner: Loop, facts: readonly Fact[], depth: number): void => {
    nest.enter(inner, depth)
    // What is only seen modulo 2^32 is kept in 32 bits wherever it starts.
    for (const [i, param] of inner.params.entries())
      if (!isTruncated(param)) nest.testStart(param, facts, () => staysInteger(inner, i, flow(), ranges))
    for (const { cond, truth } of split(inner.cond, true)) {
      const limit = truth ? capOf(cond, inner) : undefined
      // A counter that reaches its limit goes one further.
      const last = 2 ** 31 - (cond.op === 'le' ? 1 : 0)
      if (limit === undefined || !nest.isInvariant(limit) || (ranges(limit)?.hi ?? Infinity) < last) continue
      const step = nest.stepOf(cond.args[0]!)
      const cap = step === undefined || constantOf(step) === undefined ? MOST_STRIDE : CAP
      capped.set(cond, cap)
      conditions.add(b.binary('le', b.bare(limit), b.f64(cap)))
    }
  }
  const visit = (block: Block, facts: readonly Fact[], depth: number): void => {
    let known = facts
    for (const stmt of block.stmts) {
      examine(stmt, known, depth)
      if (stmt.kind === 'loop') {
        enter(stmt, known, depth)
        visit(stmt.body, [...known, ...entryFacts(stmt), ...split(stmt.cond, true)], depth + 1)
      } else if (stmt.kind === 'if') {
        visit(stmt.then, [...known, ...split(stmt.cond, true)], depth)
        visit(stmt.else, [...known, ...split(stmt.cond, false)], depth)
        if (leaves(stmt.then)) known = [...known, ...split(stmt.cond, false)]
        if (leaves(stmt.else)) known = [...known, ...split(stmt.cond, true)]
      } else {
        for (const child of childBlocks(stmt)) visit(child, known, depth)
      }
    }
  }
  enter(loop, [], 0)
  visit(loop.body, split(loop.cond, true), 1)
  if (proved.size === 0) return undefined
  // Small tests first: they are what most often fails.
  const guard = [...conditions, ...nest.checks].reduce((x, y) => b.and(x, y), b.bool(true))
  return { loop, proved, weight, kept, guard, nest, capped }
}

/** What was added to `base` to make a value. */
function distance(value: Value, base: Value): number | undefined {
  if (value === base) return 0
  const [x, y] = value.args
  const step = (value.op === 'add' || value.op === 'sub') && y!.op === 'const' ? Number(y!.imm) : undefined
  const rest = step === undefined ? undefined : distance(x!, base)
  return rest === undefined ? undefined : value.op === 'add' ? rest + step! : rest - step!
}

/** Below it a counter is an int32 behind its last trip, too, unless its step is huge. */
const CAP = 2 ** 31 - 2 ** 16

/** The limit of an upward counter that may be any float. */
function capOf({ op, args }: Value, loop: Loop): Value | undefined {
  const [counter, limit] = args
  return (op === 'lt' || op === 'le') && limit?.type === 'f64' && loop.params.includes(counter!) ? limit : undefined
}

/** Inside a loop's body its condition held for where it started, too: an inner loop that runs at all tells about outer variables. */
function entryFacts(loop: Loop): Fact[] {
  const substitute = new Map(loop.params.map((p, i) => [p, loop.inits[i]!]))
  return split(loop.cond, true).flatMap(({ cond, truth }) => {
    const args = cond.args.map((a) => substitute.get(a) ?? a)
    return args.some((a, i) => a !== cond.args[i]) ? [{ cond: { ...cond, args }, truth }] : []
  })
}

/** Variables that step, alone or by a sum, are to be seen as they are: only products count. */
const hasProduct = ({ op, type, args }: Value): boolean =>
  type === 'f64' &&
  (op === 'mul' ? args.every((x) => x.op !== 'const') : (op === 'add' || op === 'sub') && args.some(hasProduct))

/** A variable, or an integer one as a float. */
const isLeafValue = ({ op, args }: Value): boolean =>
  op === 'binder' || ((op === 'i32ToF64' || op === 'u32ToF64') && args[0]!.op === 'binder')

/** The nest without the checks that its guard proved. */
class FastCopy extends Learner {
  private readonly ranges: Ranges
  private readonly plan: Plan

  constructor(
    b: Builder,
    plan: Plan,
    ranges: Ranges,
    outer: ReadonlyMap<Value, Value>,
    labels: ReadonlyMap<import('../ir/types.ts').Label, import('../ir/types.ts').Label>,
  ) {
    super(b)
    this.ranges = ranges
    this.plan = plan
    for (const [k, v] of outer) if (k.op === 'binder') this.map.set(k, v)
    for (const [k, v] of labels) this.labels.set(k, v)
  }

  nest(loop: Loop): Stmt[] {
    this.out = []
    for (const [leaf, known] of this.behindGuard()) this.map.set(leaf, known)
    for (const [step, added] of this.plan.nest.strides) this.map.set(added, this.asStride(step))
    this.loop(loop)
    return this.out
  }

  /** What the guard compares has a range of its own behind it: a limit that is not negative keeps a counter that runs down to it in i32. */
  private behindGuard(): Map<Value, Value> {
    const { b } = this
    const found = new Map<Value, Value>()
    const outside = new Rewriter(b, this.map)
    for (const { cond, truth } of split(this.plan.guard, true)) {
      if (!truth || (cond.op !== 'le' && cond.op !== 'lt')) continue
      for (const leaf of cond.args.filter(isLeafValue)) {
        const range = this.ranges(leaf)
        const behind = range && refine(range, leaf, cond, true, this.ranges)
        if (range === undefined || behind === undefined || (behind.lo === range.lo && behind.hi === range.hi)) continue
        found.set(leaf, b.assume(found.get(leaf) ?? outside.value(leaf), outside.value(cond), true))
      }
    }
    return found
  }

  /** Variables whose start was tested to be an integer, or one in int32, start as one. */
  protected override loop(old: Loop): void {
    const { integral } = this.plan.nest
    if (!old.params.some((p) => integral.has(p))) return super.loop(old)
    super.loop({ ...old, inits: old.inits.map((v, i) => (integral.has(old.params[i]!) ? this.asInt32(v) : v)) })
  }
  private asStride(step: Value): Value {
    const { b } = this
    const whole = b.unary('i32ToF64', b.unary('toInt32', new Rewriter(b, this.map).value(step)))
    const above = b.assume(whole, b.binary('le', b.f64(1), whole), true)
    return b.assume(above, b.binary('le', above, b.f64(MOST_STRIDE)), true)
  }
  private asInt32(init: Value): Value {
    const { b } = this
    const range = this.ranges(init)
    if (!isExact(range) || range!.negZero) return b.unary('i32ToF64', b.unary('toInt32', init))
    const below = b.assume(init, b.binary('le', init, b.f64(2 ** 31 - 1)), true)
    return b.assume(below, b.binary('le', b.f64(-(2 ** 31)), below), true)
  }

  /** Limits that tell the range of their counters, which the guard has tested. */
  protected override rebuild(old: Value): Value {
    const { b } = this
    const cap = this.plan.capped.get(old)
    if (cap === undefined) return super.rebuild(old)
    const [counter, limit] = this.values(old.args) as [Value, Value]
    return b.binary(old.op, counter, b.binary('min', limit, b.f64(cap)))
  }

  of(result: Value): Value {
    return this.map.get(result)!
  }

  override stmt(old: Stmt): void {
    if (!this.plan.proved.has(old as Checked)) return super.stmt(old)
    const { index, guard } = checkOf(old, this.b)!
    if (old.kind === 'if') {
      this.learn(guard)
      return // it would throw only out of bounds
    }
    if (old.kind === 'load' || old.kind === 'store') {
      const { guard: _, ...rest } = old
      const fast = { ...rest, index: this.indexOf(index, old.index), ptr: this.value(old.ptr) }
      // Also where the same element is used again without a check.
      if (old.index.args.length > 0) {
        this.map.set(old.index, fast.index)
        this.added.push(old.index)
      }
      if (fast.kind === 'load') {
        const { otherwise: __, ...load } = fast
        this.emit({ ...load, result: this.bind(old.kind === 'load' ? old.result : old.value) })
      } else {
        this.emit({ ...fast, value: this.value((old as Store).value) })
      }
      this.learn(guard)
      this.learnIndex(guard, fast.index)
    }
  }

  /** Past its check a sum of products, which may have been too large to be known as an integer, is the int32 that was used. */
  private learnIndex(guard: Value, index: Value): void {
    const { b } = this
    const [float, length] = guard.args as [Value, Value]
    const range = this.ranges(float)
    if (!hasProduct(float) || range === undefined || isExact(range) || range.negZero) return
    const isBelow = b.binary('ult', index, this.value(length))
    this.map.set(float, b.unary('i32ToF64', b.assume(index, isBelow, true)))
    this.added.push(float)
  }

  /** The index in i32: exact modulo 2^32, and known to lie in [0, 2^31). */
  private indexOf(index: Value, fallback: Value): Value {
    return this.low(index) ?? this.value(fallback)
  }
  private low(old: Value): Value | undefined {
    const { b } = this
    const [x, y] = old.args as [Value, Value]
    if (old.type === 'i32') return this.value(old)
    // A float that the nest does not change was tested as a whole: its parts need not be integers.
    if (old.op !== 'const' && this.plan.nest.isInvariant(old) && !isExact(this.ranges(old)))
      return b.unary('toInt32', this.value(old))
    switch (old.op) {
      case 'const':
        return Number.isInteger(old.imm) && Math.abs(old.imm as number) < 2 ** 31 ? b.i32(old.imm as number) : undefined
      case 'i32ToF64':
      case 'u32ToF64':
        return this.value(x)
      case 'add':
      case 'sub':
      case 'mul': {
        const [i, j] = [this.low(x), this.low(y)]
        return i && j && b.binary(old.op, i, j)
      }
      case 'neg': {
        const i = this.low(x)
        return i && b.binary('sub', b.i32(0), i)
      }
      case 'assume': {
        const inner = this.low(x)
        return inner && b.assume(inner, this.value(y), old.imm as boolean)
      }
      case 'select': {
        const [i, j] = [this.low(y), this.low(old.args[2]!)]
        if (i !== undefined && j !== undefined) return b.select(this.value(x), i, j)
        break
      }
      case 'floor':
      case 'ceil':
      case 'trunc':
      case 'round':
        if (this.plan.nest.inInt32.has(old)) return b.unary('truncSat', this.value(old))
        break
      case 'min':
      case 'max': {
        const [i, j] = this.plan.nest.inInt32.has(old) ? [this.low(x), this.low(y)] : []
        if (i !== undefined && j !== undefined) return b.binary(old.op, i, j)
        break
      }
      case 'rem': {
        const [i, j] = this.plan.nest.remainders.has(old) ? [this.low(x), this.low(y)] : []
        if (i !== undefined && j !== undefined) return b.binary('urem', i, j)
        break
      }
      default:
    }
    // A loop variable, a float that the guard tested, or one that is an integer by what it is.
    return isExact(this.ranges(old)) || this.plan.nest.isIntegral(old) ? b.unary('toInt32', this.value(old)) : undefined
  }
}
