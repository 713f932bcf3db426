/**
 * Dead code elimination: loads nobody reads, loop parameters that only feed themselves, results and
 * statements without effect. Values need no work: what nothing uses is never emitted.
 *
 * Requires and breaks nothing.
 */
import { flowOf } from '../analyze/flow.ts'
import type { Builder } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import { operands } from '../ir/rewrite.ts'
import type { Block, If, Loop, Module, Region, Stmt, Value } from '../ir/types.ts'
import { childBlocks } from '../ir/types.ts'

export function dce(module: Module, b: Builder): Module {
  const live = liveBinders(module)
  return Editor.each(module, (func) => new Sweeper(b, live).func(func))
}

/** Statements that matter by themselves. */
const hasEffect = (stmt: Stmt): boolean =>
  stmt.kind === 'store' ||
  stmt.kind === 'bulk' ||
  stmt.kind === 'throw' ||
  stmt.kind === 'exit' ||
  stmt.kind === 'call' ||
  childBlocks(stmt).some((block) => block.stmts.some(hasEffect))

function liveBinders(module: Module): ReadonlySet<Value> {
  const flow = flowOf(module)
  const live = new Set<Value>()
  const seen = new Set<Value>()
  const work: Value[] = []
  const use = (value: Value): void => {
    if (seen.has(value)) return
    seen.add(value)
    if (value.op === 'binder') {
      live.add(value)
      work.push(value)
    } else {
      for (const arg of value.args) use(arg)
    }
  }
  const loads = new Map<Value, Stmt>()
  const visit = (block: Block): void => {
    for (const stmt of block.stmts) {
      // A loop may run for ever: its condition always matters.
      if (stmt.kind === 'loop') use(stmt.cond)
      if (stmt.kind === 'load') loads.set(stmt.result, stmt)
      else if (stmt.kind === 'if') hasEffect(stmt) && use(stmt.cond)
      else if (stmt.kind !== 'loop' && stmt.kind !== 'exit') for (const v of operands(stmt)) use(v)
      for (const child of childBlocks(stmt)) visit(child)
    }
  }
  const conditions = new Map<Value, Value>()
  const collect = (block: Block): void => {
    for (const stmt of block.stmts) {
      if (stmt.kind === 'if') for (const r of stmt.results) conditions.set(r, stmt.cond)
      for (const child of childBlocks(stmt)) collect(child)
    }
  }
  for (const func of module.funcs) {
    visit(func.body)
    collect(func.body)
    for (const v of func.body.yields) use(v)
    for (const p of func.params) live.add(p)
  }
  for (let binder = work.pop(); binder !== undefined; binder = work.pop()) {
    const load = loads.get(binder)
    if (load !== undefined) for (const v of operands(load)) use(v)
    const cond = conditions.get(binder)
    if (cond !== undefined) use(cond)
    const result = flow.loopResults.get(binder)
    if (result !== undefined) use(result.param)
    for (const v of flow.incoming.get(binder) ?? []) use(v)
  }
  return live
}

class Sweeper extends Editor {
  private readonly live: ReadonlySet<Value>
  private keep = new Map<object, readonly boolean[]>()
  constructor(b: Builder, live: ReadonlySet<Value>) {
    super(b)
    this.live = live
  }

  private only<T>(items: readonly T[], keep: readonly boolean[]): T[] {
    return items.filter((_, i) => keep[i])
  }
  private liveOf(binders: readonly Value[]): boolean[] {
    return binders.map((r) => this.live.has(r))
  }

  override stmt(old: Stmt): void {
    if (old.kind === 'load' && !this.live.has(old.result)) return
    if (old.kind === 'exit') {
      const keep = this.keep.get(old.target)
      if (keep !== undefined) {
        this.emit({ ...old, target: this.labels.get(old.target)!, values: this.values(this.only(old.values, keep)) })
        return
      }
    }
    super.stmt(old)
  }

  protected override if(old: If): void {
    const keep = this.liveOf(old.results)
    if (!keep.includes(true) && !hasEffect(old)) return
    if (this.value(old.cond).op === 'const') return super.if(old)
    super.if({
      ...old,
      results: this.only(old.results, keep),
      then: { stmts: old.then.stmts, yields: this.only(old.then.yields, keep) },
      else: { stmts: old.else.stmts, yields: this.only(old.else.yields, keep) },
    })
  }

  protected override loop(old: Loop): void {
    const keep = old.params.map((p, i) => this.live.has(p) || this.live.has(old.results[i]!))
    const body: Block = { stmts: old.body.stmts, yields: this.only(old.body.yields, keep) }
    super.loop({
      ...old,
      params: this.only(old.params, keep),
      inits: this.only(old.inits, keep),
      results: this.only(old.results, keep),
      body,
    })
  }

  protected override region(old: Region): void {
    const keep = this.liveOf(old.results)
    this.keep.set(old.label, keep)
    super.region({
      ...old,
      results: this.only(old.results, keep),
      body: { stmts: old.body.stmts, yields: this.only(old.body.yields, keep) },
    })
  }
}
