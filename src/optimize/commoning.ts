/**
 * Predictive commoning (O'Brien 1990): what one trip of an innermost loop loads or stores, and the next one loads again, stays in a
 * variable.
 *
 *   for (j) a[j] = (a[j - 1] + a[j] + a[j + 1]) / 3
 *   =>  before = a[0]; here = a[1]; for (j) { next = a[j + 1]; before = (before + here + next) / 3; a[j] = before; here = next }
 *
 * A recurrence through memory then waits for its arithmetic alone. Arrays may overlap: where another store of the loop might reach the
 * element, a test before the loop says that it does not.
 *
 * Requires: narrowed IR, behind vectorization, which has no use for it. Breaks nothing.
 */
import { accessesApart } from '../analyze/dependence.ts'
import { LinearSum } from '../analyze/linear.ts'
import { atEntry, bindersIn, type Counted, countedLoop, hasLoop, invariance, split } from '../analyze/loops.ts'
import { type Ranges, rangesOf } from '../analyze/ranges.ts'
import type { Builder } from '../ir/build.ts'
import { keepsValues } from '../ir/cells.ts'
import { Editor } from '../ir/edit.ts'
import { pairs, Rewriter } from '../ir/rewrite.ts'
import type { Block, Load, Loop, Module, Stmt, Store, Value } from '../ir/types.ts'
import { elementValueType } from '../ir/types.ts'

export function commoning(module: Module, b: Builder): Module {
  const ranges = rangesOf(module)
  return Editor.each(module, (func) => new Commoner(b, ranges).func(func))
}

/** An access that happens in every trip, to element `key + constant` of the trip. */
interface Access {
  readonly stmt: Load | Store
  readonly order: number
  readonly sum: LinearSum
  readonly constant: number
}

/** A load that gets what `source` loaded or stored in the trip before. */
interface Reuse {
  readonly load: Load
  readonly source: Load | Store
}

interface Plan {
  readonly reuses: readonly Reuse[]
  readonly guard: Value
}

class Commoner extends Editor {
  private readonly ranges: Ranges
  constructor(b: Builder, ranges: Ranges) {
    super(b)
    this.ranges = ranges
  }

  protected override loop(old: Loop): void {
    const plan = planFor(old, this.b, this.ranges)
    if (plan === undefined) return super.loop(old)
    const guard = this.value(plan.guard)
    const original = this.copyOf(old)
    const arm = new Carrying(this.b, this.map, plan.reuses).arm(old)
    const results = old.results.map((r) => this.bind(r))
    const { span } = old
    const exact: Block = { stmts: original.stmts, yields: original.results }
    this.emit({ kind: 'if', cond: guard, then: arm, else: exact, results, ...(span && { span }) })
  }
}

/** The loop with its reused elements in variables. */
class Carrying extends Rewriter {
  private readonly reuses: readonly Reuse[]
  /** What the accesses of this trip loaded or stored. */
  private readonly seen = new Map<Stmt, Value>()
  private readonly carried: Value[] = []

  constructor(b: Builder, outer: ReadonlyMap<Value, Value>, reuses: readonly Reuse[]) {
    super(b, outer)
    this.reuses = reuses
  }

  arm(old: Loop): Block {
    const inits = this.values(old.inits)
    // The first trip's elements, loaded before it: there is a first trip.
    const first = new Rewriter(this.b, [...this.map, ...pairs(old.params, inits)])
    const before = this.reuses.map(({ load }) => {
      const result = this.b.binder(load.result.type)
      this.emit({ ...load, ptr: first.value(load.ptr), index: first.value(load.index), result })
      return result
    })
    const params = old.params.map((p) => this.bind(p))
    this.carried.push(...before.map((v) => this.b.binder(v.type, 'element')))
    const cond = this.value(old.cond)
    const { stmts, yields } = this.block(old.body)
    const body = { stmts, yields: [...yields, ...this.reuses.map(({ source }) => this.seen.get(source)!)] }
    const results = old.results.map((r) => this.bind(r))
    this.emit({
      ...old,
      inits: [...inits, ...before],
      params: [...params, ...this.carried],
      cond,
      body,
      results: [...results, ...before.map((v) => this.b.binder(v.type))],
    })
    return { stmts: this.out, yields: results }
  }

  override stmt(old: Stmt): void {
    const at = this.reuses.findIndex((r) => r.load === old)
    if (at >= 0 && old.kind === 'load') this.map.set(old.result, this.carried[at]!)
    else super.stmt(old)
    if (old.kind === 'load') this.seen.set(old, this.value(old.result))
    if (old.kind === 'store') this.seen.set(old, this.value(old.value))
  }
}

function planFor(loop: Loop, b: Builder, ranges: Ranges): Plan | undefined {
  if (loop.exact === true || hasLoop(loop.body) || loop.facts.vector?.startsWith('vectorized') === true)
    return undefined
  const counted = countedLoop(loop, b)
  if (counted === undefined || !loop.body.stmts.every(isPlain)) return undefined
  const groups = groupsOf(loop, counted, b)
  const stores = loop.body.stmts.filter((s): s is Store => s.kind === 'store')
  const reuses: Reuse[] = []
  const guards = new Set<Value>()
  for (const group of groups) {
    const found = reusesIn(group, counted.step)
    if (found.length === 0) continue
    const own = new Set<Stmt>(group.map((a) => a.stmt))
    const others = stores.filter((s) => !own.has(s))
    const question = { loop, counted, around: { loops: [], facts: split(loop.cond, true) } }
    const tests = others.flatMap((s) => found.map(({ load }) => accessesApart(question, s, load, b, ranges)))
    if (tests.some((t) => t === undefined)) continue
    reuses.push(...found)
    for (const t of tests) guards.add(t!)
  }
  // A trip through memory that the next trip waits for, or some loads.
  const waits = reuses.some((r) => r.source.kind === 'store')
  if (!waits && reuses.length < 3) return undefined
  return { reuses, guard: [...guards].reduce((x, y) => b.and(x, y), atEntry(loop, b)) }
}

/** Unconditional accesses, and nothing else that writes or leaves. */
const isPlain = (stmt: Stmt): boolean =>
  (stmt.kind === 'load' || stmt.kind === 'store') && stmt.guard === undefined && stmt.lanes === undefined

/** Accesses to one array whose subscripts differ by constants and move by one constant a trip. */
function groupsOf(loop: Loop, { param }: Counted, b: Builder): Access[][] {
  const isInvariant = invariance(bindersIn(loop))
  const groups = new Map<string, Access[]>()
  for (const [order, stmt] of loop.body.stmts.entries()) {
    if (stmt.kind !== 'load' && stmt.kind !== 'store') continue
    if (!keepsValues.has(stmt.element) || !isInvariant(stmt.ptr)) continue
    const sum = new LinearSum(b, (v) => !isInvariant(v))
    sum.add(stmt.index, 1)
    const terms = [...sum.terms.values()].filter((t) => t.coefficient !== 0)
    const varying = terms.filter((t) => !isInvariant(t.atom))
    if (varying.length !== 1 || varying[0]!.atom !== param || varying[0]!.coefficient !== 1) continue
    const key = `${stmt.ptr.id} ${stmt.element} ${terms
      .map((t) => `${t.atom.id}*${t.coefficient}`)
      .sort()
      .join()}`
    const access = { stmt, order, sum, constant: sum.constant }
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [access])
    else known.push(access)
  }
  return [...groups.values()]
}

/** Loads of what the group touched one step ahead in the trip before. */
function reusesIn(group: readonly Access[], step: number): Reuse[] {
  const reuses: Reuse[] = []
  for (const { stmt, constant, order } of group) {
    if (stmt.kind !== 'load') continue
    if (group.some((a) => a.stmt.kind === 'store' && a.constant === constant && a.order < order)) continue
    const ahead = group.filter((a) => a.constant === constant + step)
    const last = ahead.findLast((a) => a.stmt.kind === 'store') ?? ahead[0]
    if (last === undefined || elementValueType(last.stmt.element) !== stmt.result.type) continue
    reuses.push({ load: stmt, source: last.stmt })
  }
  return reuses
}
