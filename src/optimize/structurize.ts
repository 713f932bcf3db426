/**
 * Structured exits: `break` and `continue` as conditions, so that what follows them is in an `if`, and lanes that leave need only a mask.
 *
 *   region R { if (c) { exit R x }; rest; yield y } -> r   =>   if (c) { yield x } else { rest; yield y } -> r
 *
 * As a pass it turns the exits that are not inside a loop: that costs nothing. `withoutExits` also takes those out of inner loops, by a
 * flag that such a loop carries and tests; only worth it where lanes are to run side by side. A loop that is left keeps what it carried,
 * so what an exit gives is mostly computed behind the loop.
 *
 * An exit that would need what follows it twice stays. Requires nothing, breaks nothing.
 */
import { bindersIn, invariance, stepOf } from '../analyze/loops.ts'
import type { Builder } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import { substitute } from '../ir/rewrite.ts'
import type { Block, Draft, Exit, If, Label, Loop, Module, Region, Stmt, Value } from '../ir/types.ts'
import { childBlocks, exitsTo, leaves } from '../ir/types.ts'
import { isVector } from '../ir/vector.ts'

export function structurize(module: Module, b: Builder): Module {
  return Editor.each(module, (func) => new Structurizer(b, false).func(func))
}

/** A copy of the loop in which no loop is left by an exit to a region inside it; undefined where that takes more than flags. */
export function withoutExits(loop: Loop, b: Builder): Loop | undefined {
  if (!hasRegion(loop.body)) return loop
  const rewriter = new Structurizer(b, true)
  const copy = rewriter.copy(loop)
  return hasRegion(copy.body) ? undefined : copy
}

const hasRegion = (block: Block): boolean =>
  block.stmts.some((s) => s.kind === 'region' || childBlocks(s).some(hasRegion))

/** Where an exit cannot be turned without copying what follows. */
class NotStructured extends Error {}

/** Statements still to be made, in the order of control. */
interface Rest {
  readonly stmts: readonly Stmt[]
  readonly yields: readonly Value[]
}

class Structurizer extends Editor {
  private readonly throughLoops: boolean

  constructor(b: Builder, throughLoops: boolean) {
    super(b)
    this.throughLoops = throughLoops
  }

  /** The original of a copied loop stays. */
  override bind(old: Value, type = old.type): Value {
    return this.throughLoops ? this.bindFresh(old, type) : super.bind(old, type)
  }

  copy(loop: Loop): Loop {
    this.loop(loop)
    return this.out.pop() as Loop
  }

  protected override region(old: Region): void {
    if (!this.throughLoops && exitsFromLoop(old.body, old.label)) return super.region(old)
    const outer = this.out
    const saved = new Map(this.map)
    this.out = []
    try {
      const values = this.process(old.label, { stmts: old.body.stmts, yields: old.body.yields })
      if (values === undefined) throw new NotStructured()
      const made = this.out
      this.out = outer
      for (const stmt of made) this.emit(stmt)
      old.results.forEach((result, i) => this.map.set(result, values[i]!))
    } catch (error) {
      if (!(error instanceof NotStructured)) throw error
      this.out = outer
      this.map.clear()
      for (const [from, to] of saved) this.map.set(from, to)
      super.region(old)
    }
  }

  /** Makes the statements; what the region gives behind them, or undefined where control does not get there. */
  private process(label: Label, { stmts, yields }: Rest): readonly Value[] | undefined {
    for (const [at, stmt] of stmts.entries()) {
      const rest: Rest = { stmts: stmts.slice(at + 1), yields }
      if (stmt.kind === 'exit' && stmt.target === label) return this.values(stmt.values)
      if (!childBlocks(stmt).some((c) => exitsTo(c, label))) {
        this.stmt(stmt)
        if (leaves({ stmts: this.out, yields: [] })) return undefined
        continue
      }
      if (stmt.kind === 'if') return this.choice(label, stmt, rest)
      if (stmt.kind === 'loop' && this.throughLoops) return this.flagged(label, stmt, rest)
      throw new NotStructured()
    }
    return this.values(yields)
  }

  /** What follows an `if` goes into the arm that falls through. */
  private choice(label: Label, stmt: If, rest: Rest): readonly Value[] | undefined {
    const fallsThrough = [stmt.then, stmt.else].filter((arm) => !leaves(arm)).length
    if (fallsThrough > 1 && rest.stmts.length > 0) throw new NotStructured()
    const cond = this.value(stmt.cond)
    const arm = (block: Block): { block: Draft; values: readonly Value[] | undefined } => {
      const outer = this.out
      const known = new Map(this.map)
      this.out = []
      const values = this.inArm(label, stmt, block, rest)
      const made: Draft = { stmts: this.out, yields: [] }
      this.out = outer
      // The results of the `if` mean something else in the other arm.
      this.map.clear()
      for (const [from, to] of known) this.map.set(from, to)
      return { block: made, values }
    }
    const [then, otherwise] = [arm(stmt.then), arm(stmt.else)]
    const like = then.values ?? otherwise.values
    // What both arms give was there before them.
    const isSame = (i: number): boolean => then.values?.[i] === otherwise.values?.[i]
    const kept = like?.map((_, i) => i).filter((i) => !isSame(i)) ?? []
    const results = kept.map((i) => this.b.binder(like![i]!.type, nameOf(like![i]!)))
    for (const { block, values } of [then, otherwise]) block.yields = values ? kept.map((i) => values[i]!) : []
    const { span } = stmt
    this.emit({ kind: 'if', cond, then: then.block, else: otherwise.block, results, ...(span && { span }) })
    return like?.map((v, i) => (kept.includes(i) ? results[kept.indexOf(i)]! : v))
  }

  private inArm(label: Label, stmt: If, block: Block, rest: Rest): readonly Value[] | undefined {
    if (leaves(block)) return this.process(label, { stmts: block.stmts, yields: [] })
    // The arm's own results, then what follows with them.
    const bound = new Continuation(stmt, block, rest)
    return this.process(
      label,
      bound.rest((from, to) => this.defer(from, to)),
    )
  }

  /** A statement of our own: from here on `from` stands for the value of `to`. */
  private readonly deferred = new Map<Stmt, () => void>()
  private defer(from: readonly Value[], to: readonly Value[]): Stmt {
    const marker: Stmt = { kind: 'region', label: { name: 'bind' }, body: { stmts: [], yields: [] }, results: [] }
    this.deferred.set(marker, () => {
      const values = this.values(to)
      from.forEach((f, i) => this.map.set(f, values[i]!))
    })
    return marker
  }
  override stmt(old: Stmt): void {
    const bind = this.deferred.get(old)
    if (bind !== undefined) bind()
    else super.stmt(old)
  }

  /** A loop that the region is left from: it goes on while a flag is up, and lowers it instead. */
  private flagged(label: Label, old: Loop, rest: Rest): readonly Value[] | undefined {
    const { b } = this
    const exits = exitsIn(old.body, label)
    const isInvariant = invariance(bindersIn(old))
    const params = new Set(old.params)
    const isKept = (v: Value): boolean => (v.op === 'binder' ? params.has(v) || isInvariant(v) : v.args.every(isKept))
    // What is made of parameters can be made of them behind the loop, as they keep their values.
    const frozen = exits.length === 1 && exits[0]!.values.every(isKept)
    const count = frozen ? 0 : exits[0]!.values.length
    const inits = this.values(old.inits)
    const own = old.params.map((p) => this.bind(p))
    const flag = b.binder('bool', 'on')
    const carried = Array.from({ length: count }, (_, i) => b.binder(exits[0]!.values[i]!.type))
    const cond = b.and(this.value(old.cond), flag)
    const outer = this.out
    this.out = []
    const inner: Label = { name: 'body' }
    // Counters go on: what they were is told by what they are behind the loop.
    const steps = old.params.map((_, i) => stepOf(old, i))
    const kept = old.params.map((p, i) => (steps[i] === undefined ? p : old.body.yields[i]!))
    const left = (exit: Exit): readonly Value[] => [...kept, b.bool(false), ...(frozen ? [] : exit.values)]
    const body = replaceExits(old.body, label, inner, left)
    for (const v of [flag, ...carried]) this.map.set(v, v)
    const ended = this.process(inner, { stmts: body.stmts, yields: [...body.yields, b.bool(true), ...carried] })
    const stmts = this.out
    this.out = outer
    if (ended === undefined) throw new NotStructured()
    const results = old.results.map((r) => this.bind(r))
    const after = [flag, ...carried].map((v) => b.binder(v.type, nameOf(v)))
    const nothing = carried.map((v) => zero(b, v.type))
    this.emit({
      ...old,
      params: [...own, flag, ...carried],
      inits: [...inits, b.bool(true), ...nothing],
      cond,
      body: { stmts, yields: ended },
      results: [...results, ...after],
    })
    const [on, ...values] = after
    for (const v of after) this.map.set(v, v)
    let gives: readonly Value[] = values
    if (frozen) {
      const last = old.results.map((r, i) => {
        const step = steps[i]
        return step === undefined ? r : b.binary('add', r, b.i32(-step))
      })
      gives = exits[0]!.values.map((v) => substitute(b, v, old.params, last))
    }
    const exit: Exit = { kind: 'exit', target: label, values: gives }
    const leave: If = {
      kind: 'if',
      cond: on!,
      then: { stmts: [], yields: [] },
      else: { stmts: [exit], yields: [] },
      results: [],
    }
    return this.process(label, { stmts: [leave, ...rest.stmts], yields: rest.yields })
  }
}

/** What control runs through when an arm of an `if` ends. */
class Continuation {
  private readonly stmt: If
  private readonly block: Block
  private readonly after: Rest
  constructor(stmt: If, block: Block, after: Rest) {
    this.stmt = stmt
    this.block = block
    this.after = after
  }
  rest(bind: (from: readonly Value[], to: readonly Value[]) => Stmt): Rest {
    const { stmt, block, after } = this
    return { stmts: [...block.stmts, bind(stmt.results, block.yields), ...after.stmts], yields: after.yields }
  }
}

/** The block with its exits to `label` as exits to `inner`, with other values. */
function replaceExits(block: Block, label: Label, inner: Label, values: (exit: Exit) => readonly Value[]): Block {
  const stmts = block.stmts.map((stmt): Stmt => {
    switch (stmt.kind) {
      case 'exit':
        return stmt.target === label ? { ...stmt, target: inner, values: values(stmt) } : stmt
      case 'if':
        return {
          ...stmt,
          then: replaceExits(stmt.then, label, inner, values),
          else: replaceExits(stmt.else, label, inner, values),
        }
      case 'region':
        return { ...stmt, body: replaceExits(stmt.body, label, inner, values) }
      case 'loop':
        if (exitsTo(stmt.body, label)) throw new NotStructured()
        return stmt
      default:
        return stmt
    }
  })
  return { stmts, yields: block.yields }
}

function exitsIn(block: Block, label: Label): Exit[] {
  return block.stmts.flatMap((stmt) =>
    stmt.kind === 'exit' ? (stmt.target === label ? [stmt] : []) : childBlocks(stmt).flatMap((c) => exitsIn(c, label)),
  )
}

const exitsFromLoop = (block: Block, label: Label): boolean =>
  block.stmts.some((s) =>
    s.kind === 'loop' ? exitsTo(s.body, label) : childBlocks(s).some((c) => exitsFromLoop(c, label)),
  )

const nameOf = (value: Value): string | undefined => (value.op === 'binder' ? (value.imm as string) : undefined)

const zero = (b: Builder, type: Value['type']): Value => {
  if (isVector(type)) throw new NotStructured()
  return b.const(type, type === 'i64' ? 0n : 0)
}
