/**
 * Full unrolling of small loops with a constant number of trips: a 3 x 3 neighbourhood, the channels of a pixel.
 *
 * What depends on the counter becomes constant and folds. Innermost loops go first, so that a nest of two small ones unrolls as a whole
 * where it stays within the budget.
 *
 * Requires: narrowed IR. Breaks nothing.
 */
import { hasLoop } from '../analyze/loops.ts'
import { type Tables, tablesIn } from '../analyze/tables.ts'
import type { Builder } from '../ir/build.ts'
import { constantOf } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import { pairs, Rewriter } from '../ir/rewrite.ts'
import type { Block, Loop, Module, Stmt, Value } from '../ir/types.ts'
import { childBlocks, leaves } from '../ir/types.ts'

/** Most trips of a loop that is unrolled, and most statements that come of it. */
const MAX_TRIPS = 9
const BUDGET = 48
/** The same for decisions that a table is chosen from for, such as the offsets of neighbours: each trip then has constants of its own. */
const BUDGET_OF_TABLES = 96

export function unroll(module: Module, b: Builder): Module {
  return Editor.each(module, (func) => new Unroller(b, tablesIn(func)).func(func))
}

class Unroller extends Editor {
  private readonly tables: Tables
  constructor(b: Builder, tables: Tables) {
    super(b)
    this.tables = tables
  }

  protected override loop(old: Loop): void {
    super.loop(old)
    const loop = this.out.pop() as Loop
    const trips = tripsOf(loop, this.b)
    if (trips === undefined || trips * sizeOf(loop.body) > this.budgetOf(loop)) {
      this.emit(loop)
      return
    }
    let values: readonly Value[] = loop.inits
    for (let trip = 0; trip < trips; trip++) {
      const body = new Rewriter(this.b, pairs(loop.params, values)).block(loop.body)
      for (const stmt of body.stmts) this.emit(stmt)
      if (leaves(body)) return
      values = body.yields
    }
    old.results.forEach((result, i) => this.map.set(result, values[i]!))
  }

  private budgetOf({ exact, params, body }: Loop): number {
    const chooses = (stmt: Stmt): boolean =>
      stmt.kind === 'load' && this.tables.has(stmt.ptr) && stmt.guard === undefined && params.includes(stmt.index)
    const decides = body.stmts.some(({ kind }) => kind === 'if' || kind === 'region')
    return exact !== true && decides && body.stmts.some(chooses) ? BUDGET_OF_TABLES : BUDGET
  }
}

/** The number of trips, where constants alone decide it. */
function tripsOf(loop: Loop, b: Builder): number | undefined {
  if (loop.body.yields.length !== loop.params.length || hasLoop(loop.body)) return undefined
  let values = loop.inits.map((v) => (v.op === 'const' ? v : undefined))
  for (let trips = 0; trips <= MAX_TRIPS; trips++) {
    const known = pairs(loop.params, values).filter((pair): pair is [Value, Value] => pair[1] !== undefined)
    const now = new Rewriter(b, known)
    const cond = constantOf(now.value(loop.cond))
    if (cond === undefined) return undefined
    if (cond === 0) return trips
    values = loop.body.yields.map((v) => {
      const next = now.value(v)
      return next.op === 'const' ? next : undefined
    })
  }
  return undefined
}

/** Statements, and yields of blocks as one each. */
const sizeOf = (block: Block): number =>
  block.stmts.reduce((n: number, stmt: Stmt) => n + 1 + childBlocks(stmt).reduce((m, c) => m + sizeOf(c), 0), 1)
