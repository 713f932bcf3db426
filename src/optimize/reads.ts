/**
 * Reads of integers that indices are made of: a loop that no test in front of it can show to stay inside its arrays runs first while
 * it does.
 *
 *   while (head < tail) { v = queue[head] if head < queue.length else undefined; ...; x[v % n] ... }
 *   =>  while (head < tail) { if (head >= queue.length) break; v = queue[head]; ...; x[v % n] ... }
 *       while (head < tail) { v = queue[head] if head < queue.length else undefined; ...; x[v % n] ... }
 *
 * What was read is an integer in the first loop, and so is what is computed with it, or goes into the next trip; counts beside it stay
 * small. In the second it is an integer or `undefined`, which is a float. The first is left before the trip in which the read fails has
 * done anything, and the second makes that trip from its start: nothing is ever done twice or differently.
 *
 * Not for arrays that are indexed by few bits, as tables are, nor for rows of matrices: one test in front of the loop does for them.
 *
 * The same where a remainder goes into the next trip, as in a ring buffer, and the divisor is not known to be above 0. Only for loops
 * whose trips depend on each other through memory or through what was read or divided: all others are for `version`.
 *
 * Requires: lowered IR; stands in front of `version`. Breaks nothing.
 */
import { Nest } from '../analyze/affine.ts'
import { type Facts, factsOf } from '../analyze/facts.ts'
import { eachStmt, type Flow } from '../analyze/flow.ts'
import { bindersIn, floatStepOf, invariance, split } from '../analyze/loops.ts'
import type { Range } from '../analyze/range.ts'
import type { Ranges } from '../analyze/ranges.ts'
import type { Builder } from '../ir/build.ts'
import { withoutAssumptions } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import { operands, Rewriter } from '../ir/rewrite.ts'
import type { Block, If, Label, Load, Loop, Module, Region, Stmt, Value } from '../ir/types.ts'
import { childBlocks, leaves } from '../ir/types.ts'
import { bounds } from './bounds.ts'

export function reads(module: Module, b: Builder): Module {
  // Once for loops, and once for those in what became of them.
  const outer = once(module, b)
  return outer === module ? module : once(outer, b)
}

function once(module: Module, b: Builder): Module {
  const facts = factsOf(module)
  const made = Editor.each(module, (func) => new Splitter(b, facts).func(func))
  // What holds in the first loop alone proves checks there.
  return made === module ? module : bounds(made, b)
}

/** Of the regions around loops that run first. */
const OUTSIDE = '@outside'

class Splitter extends Editor {
  private readonly facts: Facts
  constructor(b: Builder, facts: Facts) {
    super(b)
    this.facts = facts
  }

  /** The loop that runs first in the region that is being copied. */
  private first: Loop | undefined

  protected override region(old: Region): void {
    if (old.label.name === OUTSIDE) this.first = old.body.stmts.findLast((stmt) => stmt.kind === 'loop')
    super.region(old)
  }

  protected override loop(old: Loop): void {
    const isDone = old.exact === true || old === this.first
    const found = isDone ? undefined : planFor(old, this.b, this.facts)
    if (found === undefined) return super.loop(old)
    const label: Label = { name: OUTSIDE }
    const body = new Inside(this.b, this.map, this.labels, found, label).nest(old)
    const left = old.results.map((r) => this.b.binder(r.type, r.imm as string | undefined, r))
    this.emit({ kind: 'region', label, body, results: left })
    super.loop(exactly(old))
    // It goes on with what the first loop left.
    const general = this.out.pop() as Loop
    this.emit({ ...general, inits: left })
  }
}

/** The loop, and those in it, for cases too rare to be made faster. */
function exactly(old: Loop): Loop {
  const within = (block: Block): Block => ({ ...block, stmts: block.stmts.map(mark) })
  const mark = (stmt: Stmt): Stmt => {
    switch (stmt.kind) {
      case 'loop':
        return exactly(stmt)
      case 'if':
        return { ...stmt, then: within(stmt.then), else: within(stmt.else) }
      case 'region':
        return { ...stmt, body: within(stmt.body) }
      default:
        return stmt
    }
  }
  return { ...old, exact: true, body: within(old.body) }
}

interface Plan {
  /** Reads in front of which the loop is left. */
  readonly reads: ReadonlySet<Load>
  /** Conditions that tell at the start of a trip whether a read in it will fail. */
  readonly atStart: readonly Value[]
  /** Integers without a proved bound that the loop carries: it runs while they are small. */
  readonly counts: readonly Value[]
  /** Integers, the same in every trip, that others are divided by: where they are above 0, so are quotients and remainders. */
  readonly divisors: readonly Value[]
}

/** Copies a loop that is left for `label`, with its parameters, where a read would fail. */
class Inside extends Rewriter {
  private readonly plan: Plan
  private readonly label: Label
  /** What the loop is left with. */
  private state: readonly Value[] = []
  /** Conditions that hold where the copy is, without assumptions. */
  private held = new Set<Value>()

  constructor(
    b: Builder,
    outer: ReadonlyMap<Value, Value>,
    labels: ReadonlyMap<Label, Label>,
    plan: Plan,
    label: Label,
  ) {
    // What is made of them is made anew: by what holds in the loop.
    super(
      b,
      [...outer].filter(([from]) => from.op === 'binder'),
    )
    for (const [old, fresh] of labels) this.labels.set(old, fresh)
    this.plan = plan
    this.label = label
  }

  /** The copy, with what is in front of it. */
  nest(old: Loop): Block {
    const inits = this.values(old.inits)
    this.state = inits
    for (const divisor of this.plan.divisors) this.map.set(divisor, this.positive(this.value(divisor)))
    const params = old.params.map((p) => this.bind(p))
    this.state = params
    const cond = this.value(old.cond)
    const before = this.out
    this.out = []
    for (const check of this.plan.atStart) this.requireOf(check)
    for (const count of this.plan.counts) this.requireSmall(count)
    this.stmts(old.body.stmts)
    const body = { stmts: this.out, yields: leaves({ stmts: this.out, yields: [] }) ? [] : this.yields(old.body) }
    const results = old.results.map((r) => this.bind(r))
    return { stmts: [...before, { ...old, inits, params, cond, body, results }], yields: results }
  }

  /** The divisor, which is a small integer above 0 wherever the loop is reached. A binder, as guards in front of loops forget assumptions. */
  private positive(value: Value): Value {
    const { b } = this
    if (value.op === 'const') return value
    const whole = value.type === 'i32' ? value : b.unary('truncSat', value)
    const isWhole = value.type === 'i32' ? b.bool(true) : b.binary('eq', b.unary('i32ToF64', whole), value)
    const isPositive = b.binary('lt', b.i32(0), whole)
    // Beside counts it stays small enough for sums with them to be int32.
    const isSmall = b.binary('le', whole, b.i32(this.plan.counts.length > 0 ? MOST_COUNTED : 2 ** 31 - 1))
    const known = b.assume(b.assume(whole, isPositive, true), isSmall, true)
    const name = withoutAssumptions(value)
    const result = b.binder('i32', name.op === 'binder' ? (name.imm as string | undefined) : undefined)
    this.require(b.and(b.and(isPositive, isSmall), isWhole), [known], [result])
    return value.type === 'i32' ? result : b.unary('i32ToF64', result)
  }

  /** Leaves the loop unless the condition holds. */
  private require(cond: Value, values: readonly Value[] = [], results: readonly Value[] = []): void {
    if (cond.op === 'const' && cond.imm === 1 && results.length === 0) return
    const exit: Stmt = { kind: 'exit', target: this.label, values: this.state }
    this.emit({ kind: 'if', cond, then: { stmts: [], yields: values }, else: { stmts: [exit], yields: [] }, results })
  }
  private requireSmall(param: Value): void {
    const { b } = this
    const value = this.value(param)
    const isSmall = b.binary('le', b.unary('abs', value), b.f64(MOST_COUNTED))
    this.require(isSmall)
    this.map.set(param, b.assume(value, isSmall, true))
  }
  private requireOf(check: Value): void {
    this.require(this.value(check))
    this.held.add(this.b.bare(check))
    this.map.set(check, this.b.bool(true))
  }

  protected override rebuild(old: Value): Value {
    return isCheck(old) && this.held.has(this.b.bare(old)) ? this.b.bool(true) : super.rebuild(old)
  }

  protected override load(old: Load): void {
    if (this.plan.reads.has(old)) this.requireOf(old.guard!)
    super.load(old)
  }

  /** What holds in an arm need not hold behind it, */
  protected override if(old: If): void {
    const isArm = this.hasRead(old.then) || this.hasRead(old.else)
    if (!isArm) return super.if(old)
    const cond = this.value(old.cond)
    if (cond.op === 'const') return super.if(old)
    const then = this.arm(old.then)
    const otherwise = this.arm(old.else)
    this.emit({ ...old, cond, then, else: otherwise, results: old.results.map((r) => this.bind(r)) })
  }
  /** nor what holds in a region: an exit may have passed it by. */
  protected override region(old: Region): void {
    if (!this.hasRead(old.body)) return super.region(old)
    const label = this.bindLabel(old.label)
    const body = this.arm(old.body)
    this.emit({ ...old, label, body, results: old.results.map((r) => this.bind(r)) })
  }
  private hasRead(block: Block): boolean {
    return some(block, (stmt) => this.plan.reads.has(stmt as Load))
  }
  private arm(old: Block): Block {
    const { map, held } = this
    const known = new Map(map)
    this.held = new Set(held)
    const block = this.block(old)
    this.held = held
    map.clear()
    for (const [from, to] of known) map.set(from, to)
    return block
  }
}

function some(block: Block, is: (stmt: Stmt) => boolean): boolean {
  return block.stmts.some((stmt) => is(stmt) || childBlocks(stmt).some((child) => some(child, is)))
}

function planFor(loop: Loop, b: Builder, { flow, ranges, isTruncated }: Facts): Plan | undefined {
  const candidates = candidatesIn(loop, b, ranges)
  const { values, divisors, divided } = integerUses(loop)
  if (candidates.length === 0 && divisors.length === 0) return undefined
  const integers = sourcesOf(values, flow())
  const carried = sourcesOf(loop.body.yields, flow())
  const counter = counterOf(loop)
  const used = candidates.filter(
    ({ read }) => integers.has(read.result) && (counter === undefined || carried.has(read.result)),
  )
  if (used.length === 0 && !divided.some((v) => carried.has(v))) return undefined
  const early = used.filter(({ isLate }) => !isLate)
  const late = used.filter(({ isLate, read }) => isLate && !early.some((other) => other.read.guard === read.guard))
  const isCount = (p: Value): boolean =>
    p !== counter && p.type === 'f64' && integers.has(p) && isLarge(ranges(p)) && !isTruncated(p)
  return {
    reads: new Set(early.map(({ read }) => read)),
    atStart: [...new Set(late.map(({ read }) => read.guard!))],
    counts: loop.params.filter(isCount),
    divisors,
  }
}

/** Whether an index has rows: what a counter alone decides is another limit of it, and needs no test at all. */
const hasProduct = ({ op, args }: Value): boolean =>
  op === 'mul' ? args.every((x) => x.op !== 'const') : op !== 'binder' && args.some(hasProduct)

/** Elements of an array that is indexed by few bits. */
const MOST_OF_TABLE = 2 ** 20

/** Sums of three such integers, and twice one and 1, as in a heap, are still int32. */
const MOST_COUNTED = 2 ** 29
const isLarge = (range: Range | undefined): boolean =>
  range?.int === true && !range.nan && (range.lo < -(2 ** 31) || range.hi > 2 ** 31 - 1)

interface Candidate {
  readonly read: Load
  /** Something has been written before it, but what it depends on is known when the trip begins. */
  readonly isLate: boolean
}

/** Reads of integers, with a check, in front of which a trip may be begun again. */
function candidatesIn(loop: Loop, b: Builder, ranges: Ranges): Candidate[] {
  const found: Candidate[] = []
  const params = new Set(loop.params)
  const inner = bindersIn(loop)
  for (const param of params) inner.delete(param)
  const isKnownAtStart = invariance(inner)
  const isInvariant = invariance(bindersIn(loop))
  const isTable = (index: Value): boolean => {
    const range = ranges(index)
    return range?.int === true && !range.nan && range.lo >= 0 && range.hi < MOST_OF_TABLE
  }
  const isInRow = (index: Value): boolean => {
    if (!hasProduct(index)) return false
    const nest = new Nest(b, ranges, bindersIn(loop))
    nest.enter(loop, 0)
    return nest.bounds(index, split(loop.cond, true)) !== undefined
  }
  /** Is one test in front of the loop enough for all trips? */
  const isForVersion = ([index, length]: readonly Value[]): boolean =>
    isInvariant(length!) && (isTable(index!) || isInRow(index!))
  let hasEffect = false
  const visit = (block: Block, isAlways: boolean): void => {
    for (const stmt of block.stmts) {
      if (stmt.kind === 'load') {
        if (stmt.guard === undefined || !isCheck(stmt.guard) || !/^[iu](8|16|32)$/.test(stmt.element)) continue
        if (isForVersion(stmt.guard.args)) continue
        if (!hasEffect) found.push({ read: stmt, isLate: false })
        else if (isAlways && isKnownAtStart(stmt.guard)) found.push({ read: stmt, isLate: true })
      } else if (stmt.kind === 'loop') {
        hasEffect ||= some(stmt.body, isEffect)
      } else if (stmt.kind === 'if') {
        // Each arm begins with what was done in front of both.
        const before = hasEffect
        visit(stmt.then, false)
        const then = hasEffect
        hasEffect = before
        visit(stmt.else, false)
        hasEffect ||= then
      } else {
        hasEffect ||= isEffect(stmt)
        for (const child of childBlocks(stmt)) visit(child, false)
      }
    }
  }
  visit(loop.body, true)
  return found
}

/** Of an index, or of one that is an int32 by what it is. */
const isCheck = ({ op }: Value): boolean => op === 'inBounds' || op === 'ult'
const isEffect = ({ kind }: Stmt): boolean => kind === 'store' || kind === 'bulk' || kind === 'call'

/**
 * What is divided with a remainder, rounded after a division, indexes an array, or is computed and then truncated; what it is divided
 * by, where no trip changes that; and what comes of dividing by it.
 */
function integerUses(loop: Loop): {
  values: readonly Value[]
  divisors: readonly Value[]
  divided: readonly Value[]
} {
  const values: Value[] = []
  const divisors = new Set<Value>()
  const divided: Value[] = []
  const isInvariant = invariance(bindersIn(loop))
  const divides = (result: Value, [x, y]: readonly Value[]): void => {
    values.push(x!)
    if (y!.op === 'const' || !isInvariant(y!)) return
    divisors.add(y!.op === 'i32ToF64' ? y!.args[0]! : y!)
    divided.push(result)
  }
  const seen = new Set<Value>()
  const visit = (value: Value): void => {
    if (seen.has(value)) return
    seen.add(value)
    const arg = value.args[0] && withoutAssumptions(value.args[0])
    if (value.op === 'rem') divides(value, value.args)
    if (isCheck(value)) values.push(arg!)
    if (/^(floor|trunc|ceil)$/.test(value.op) && arg!.op === 'div') divides(value, arg!.args)
    if (value.op === 'toInt32' && arg!.op !== 'select') values.push(arg!)
    for (const other of value.args) visit(other)
  }
  eachStmt(loop.body, (stmt) => {
    for (const v of operands(stmt)) visit(v)
    for (const child of childBlocks(stmt)) for (const v of child.yields) visit(v)
  })
  for (const v of [...loop.body.yields, loop.cond]) visit(v)
  return { values, divisors: [...divisors], divided }
}

/** What numbers are computed from: all values and binders, also through loops and choices. */
function sourcesOf(values: readonly Value[], { incoming }: Flow): ReadonlySet<Value> {
  const found = new Set<Value>()
  const work = [...values]
  for (let value = work.pop(); value !== undefined; value = work.pop()) {
    if (found.has(value)) continue
    found.add(value)
    // A condition is not part of what is chosen.
    work.push(...(value.op === 'select' ? value.args.slice(1) : value.op === 'assume' ? [value.args[0]!] : value.args))
    work.push(...(incoming.get(value) ?? []))
  }
  return found
}

/** The parameter that, with a limit, ends the loop. */
function counterOf(loop: Loop): Value | undefined {
  const isInvariant = invariance(bindersIn(loop))
  for (const { cond, truth } of split(loop.cond, true)) {
    if (!truth || (cond.op !== 'lt' && cond.op !== 'le')) continue
    const [x, y] = cond.args.map(withoutAssumptions) as [Value, Value]
    for (const [counter, limit] of [
      [x, y],
      [y, x],
    ] as const)
      if (floatStepOf(loop, loop.params.indexOf(counter)) !== undefined && isInvariant(limit)) return counter
  }
  return undefined
}
