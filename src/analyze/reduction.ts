/**
 * Reductions: what a loop carries only to combine it with something new in every trip, by one operation whose order does not matter.
 *
 * `s = s + x`, also where only some trips do so (`if`, `select`), or where an inner loop does it many times. Exact ones are integer
 * sums, products and bit operations, modulo 2^32 or 2^64, and minima and maxima by JavaScript's rules; float sums and products only
 * where the user lets them be reassociated.
 */
import type { Op } from '../ir/ops.ts'
import { operands } from '../ir/rewrite.ts'
import type { Block, If, Loop, Stmt, Value } from '../ir/types.ts'
import { flowOfLoop } from './flow.ts'

export interface Reduction {
  readonly param: Value
  readonly index: number
  readonly op: Op
}

const exact: ReadonlySet<string> = new Set([
  ...['add', 'mul', 'and', 'or', 'xor'].flatMap((op) => [`${op} i32`, `${op} i64`]),
  ...['and', 'or', 'xor'].map((op) => `${op} bool`),
  ...['min', 'max'].flatMap((op) => [`${op} i32`, `${op} f64`, `${op} f32`]),
])
const reassociable: ReadonlySet<string> = new Set(['add f64', 'mul f64', 'add f32', 'mul f32'])

/** The reduction that a parameter of the loop is, if it is one. */
export function reductionOf(loop: Loop, index: number, mayReassociate: boolean): Reduction | undefined {
  const param = loop.params[index]!
  const definedBy = flowOfLoop(loop)
  /** Everything the running value goes through. */
  const chain = new Set<Value>([param])
  let op: Op | undefined
  const mentions = (value: Value): boolean => chain.has(value) || value.args.some(mentions)

  const follows = (value: Value, from: Value): boolean => {
    if (value === from) return true
    if (value.op === 'select') {
      const [cond, x, y] = value.args as [Value, Value, Value]
      return !mentions(cond) && follows(x, from) && follows(y, from)
    }
    if (value.op === 'binder') return throughStmt(value, from)
    const isKnown =
      exact.has(`${value.op} ${value.type}`) || (mayReassociate && reassociable.has(`${value.op} ${value.type}`))
    if (!isKnown || (op !== undefined && op !== value.op)) return false
    const [x, y] = value.args as [Value, Value]
    const next = op ?? value.op
    for (const [running, other] of [
      [x, y],
      [y, x],
    ] as const) {
      if (leadsTo(other, from)) continue
      op = next
      if (follows(running, from)) return true
    }
    return false
  }
  /** Whether the value depends on the running one. */
  const leadsTo = (value: Value, from: Value, seen = new Set<Value>()): boolean => {
    if (value === from) return true
    if (seen.has(value)) return false
    seen.add(value)
    if (value.op !== 'binder') return value.args.some((a) => leadsTo(a, from, seen))
    const stmt = definedBy.get(value)
    if (stmt?.kind === 'if') {
      const at = stmt.results.indexOf(value)
      return [stmt.then, stmt.else].some((arm) => arm.yields[at] !== undefined && leadsTo(arm.yields[at], from, seen))
    }
    if (stmt?.kind === 'loop') {
      const at = stmt.results.includes(value) ? stmt.results.indexOf(value) : stmt.params.indexOf(value)
      return leadsTo(stmt.inits[at]!, from, seen) || leadsTo(stmt.body.yields[at]!, from, seen)
    }
    return false
  }
  const throughStmt = (value: Value, from: Value): boolean => {
    const stmt = definedBy.get(value)
    if (stmt?.kind === 'if') {
      chain.add(value)
      const at = stmt.results.indexOf(value)
      return ([stmt.then, stmt.else] as const).every(
        (arm) => arm.yields[at] !== undefined && follows(arm.yields[at], from),
      )
    }
    if (stmt?.kind === 'loop' && stmt.results.includes(value)) {
      const at = stmt.results.indexOf(value)
      chain.add(value)
      chain.add(stmt.params[at]!)
      return follows(stmt.inits[at]!, from) && follows(stmt.body.yields[at]!, stmt.params[at]!)
    }
    return false
  }
  const next = loop.body.yields[index]
  if (next === undefined || !follows(next, param) || op === undefined) return undefined
  return isUsedElsewhere(loop, index, chain) ? undefined : { param, index, op }
}

/** Whether anything but the reduction itself looks at the running value. */
function isUsedElsewhere(loop: Loop, index: number, chain: ReadonlySet<Value>): boolean {
  const memo = new Map<Value, boolean>()
  const mentions = (value: Value): boolean => {
    if (chain.has(value)) return true
    let known = memo.get(value)
    if (known === undefined) memo.set(value, (known = value.args.some(mentions)))
    return known
  }
  const inBlock = (block: Block): boolean => block.stmts.some(inStmt)
  const arm = (block: Block, stmt: If): boolean =>
    inBlock(block) || block.yields.some((v, i) => !chain.has(stmt.results[i]!) && mentions(v))
  const inStmt = (stmt: Stmt): boolean => {
    switch (stmt.kind) {
      case 'if':
        return mentions(stmt.cond) || arm(stmt.then, stmt) || arm(stmt.else, stmt)
      case 'loop':
        return (
          mentions(stmt.cond) ||
          stmt.inits.some((v, i) => !chain.has(stmt.params[i]!) && mentions(v)) ||
          inBlock(stmt.body) ||
          stmt.body.yields.some((v, i) => !chain.has(stmt.params[i]!) && mentions(v))
        )
      case 'region':
        return true
      default:
        return operands(stmt).some(mentions)
    }
  }
  return mentions(loop.cond) || inBlock(loop.body) || loop.body.yields.some((v, i) => i !== index && mentions(v))
}
