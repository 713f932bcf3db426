/** Where binders get their values from: the data flow that ranges, access and dead code are computed over. */

import { defines, operands } from '../ir/rewrite.ts'
import type { Block, Func, Label, Loop, Module, Stmt, Value } from '../ir/types.ts'
import { childBlocks } from '../ir/types.ts'

export interface Flow {
  /** The values a binder may take, for binders that merge values. Loads and host calls have none. */
  readonly incoming: ReadonlyMap<Value, readonly Value[]>
  /** Parameters of loops: where widening is needed. */
  readonly loopParams: ReadonlySet<Value>
  /** Results of loops: the loop, and which parameter it is. */
  readonly loopResults: ReadonlyMap<Value, { readonly loop: Loop; readonly param: Value }>
  /** Binders with the statement that defines them. */
  readonly definedBy: ReadonlyMap<Value, Stmt>
}

export function flowOf(module: Module): Flow {
  const incoming = new Map<Value, Value[]>()
  const loopParams = new Set<Value>()
  const loopResults = new Map<Value, { loop: Loop; param: Value }>()
  const definedBy = new Map<Value, Stmt>()
  const funcs = new Map(module.funcs.map((f) => [f.name, f]))
  const labels = new Map<Label, readonly Value[]>()
  const into = (binder: Value, value: Value): void => {
    const known = incoming.get(binder)
    if (known === undefined) incoming.set(binder, [value])
    else known.push(value)
  }
  const all = (binders: readonly Value[], values: readonly Value[]): void =>
    values.forEach((v, i) => into(binders[i]!, v))

  const visitCall = (stmt: Stmt & { kind: 'call' }): void => {
    for (const result of stmt.results) definedBy.set(result, stmt)
    const callee = funcs.get(stmt.callee)
    if (callee === undefined) return
    all(callee.params, stmt.args)
    all(stmt.results, callee.body.yields)
  }
  const visit = (block: Block): void => {
    for (const stmt of block.stmts) {
      switch (stmt.kind) {
        case 'load':
          definedBy.set(stmt.result, stmt)
          break
        case 'call':
          visitCall(stmt)
          break
        case 'if':
          all(stmt.results, stmt.then.yields)
          all(stmt.results, stmt.else.yields)
          break
        case 'loop':
          all(stmt.params, stmt.inits)
          all(stmt.params, stmt.body.yields)
          stmt.params.forEach((param, i) => {
            loopParams.add(param)
            loopResults.set(stmt.results[i]!, { loop: stmt, param })
          })
          break
        case 'region':
          labels.set(stmt.label, stmt.results)
          all(stmt.results, stmt.body.yields)
          break
        case 'exit':
          all(labels.get(stmt.target)!, stmt.values)
          break
        default:
      }
      for (const child of childBlocks(stmt)) visit(child)
    }
  }
  for (const func of module.funcs) visit(func.body)
  return { incoming, loopParams, loopResults, definedBy }
}

/** Visits every statement of a function, outer ones first. */
export function eachStmt(block: Block, visit: (stmt: Stmt) => void): void {
  for (const stmt of block.stmts) {
    visit(stmt)
    for (const child of childBlocks(stmt)) eachStmt(child, visit)
  }
}

export const eachStmtOf = (module: { readonly funcs: readonly Func[] }, visit: (stmt: Stmt) => void): void => {
  for (const func of module.funcs) eachStmt(func.body, visit)
}

/** The statement that defines each binder inside a loop: loop parameters too. */
export function flowOfLoop(loop: Loop): ReadonlyMap<Value, Stmt> {
  const definedBy = new Map<Value, Stmt>()
  eachStmt(loop.body, (stmt) => {
    for (const v of defines(stmt)) definedBy.set(v, stmt)
    if (stmt.kind === 'loop') for (const p of stmt.params) definedBy.set(p, stmt)
  })
  return definedBy
}

/** Every binder that something in the block refers to. */
export function usesIn(body: Block): ReadonlySet<Value> {
  const uses = new Set<Value>()
  const seen = new Set<Value>()
  const use = (value: Value): void => {
    if (seen.has(value)) return
    seen.add(value)
    if (value.op === 'binder') uses.add(value)
    for (const arg of value.args) use(arg)
  }
  const visit = (block: Block): void => {
    for (const stmt of block.stmts) {
      for (const v of operands(stmt)) use(v)
      for (const child of childBlocks(stmt)) visit(child)
    }
    for (const v of block.yields) use(v)
  }
  visit(body)
  return uses
}
