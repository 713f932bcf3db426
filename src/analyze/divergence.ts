/**
 * Divergence: which values differ between the trips of a loop that run side by side, one a lane, and which are the same in all
 * (after Karrenberg & Hack 2012, for structured programs).
 *
 * What an inner loop carries diverges if what it starts with or steps by does, or if its lanes leave it after different numbers of
 * trips. Holds as long as no lane writes what another reads, which dependence.ts is for.
 */
import type { Block, Loop, Stmt, Value } from '../ir/types.ts'
import { stepOf } from './loops.ts'

export interface Divergence {
  /** Whether the value may differ between lanes. */
  readonly varies: (value: Value) => boolean
}

export function divergenceOf(loop: Loop): Divergence {
  const binders = new Set<Value>(loop.params)
  let memo = new Map<Value, boolean>()
  const varies = (value: Value): boolean => {
    if (value.op === 'binder') return binders.has(value)
    if (value.args.length === 0) return false
    let known = memo.get(value)
    if (known === undefined) memo.set(value, (known = value.args.some(varies)))
    return known
  }
  let changed = true
  const mark = (value: Value): void => {
    if (binders.has(value)) return
    binders.add(value)
    changed = true
  }
  const visit = (block: Block): void => block.stmts.forEach(stmt)
  const stmt = (s: Stmt): void => {
    switch (s.kind) {
      case 'load':
        if ([s.ptr, s.index, s.guard, s.otherwise].some((v) => v !== undefined && varies(v))) mark(s.result)
        return
      case 'call':
        for (const result of s.results) mark(result)
        return
      case 'if': {
        visit(s.then)
        visit(s.else)
        const diverges = varies(s.cond)
        s.results.forEach((result, i) => {
          const arms = [s.then.yields[i], s.else.yields[i]].filter((v) => v !== undefined)
          if (arms.some(varies) || (diverges && arms[0] !== arms[1])) mark(result)
        })
        return
      }
      case 'loop': {
        visit(s.body)
        s.params.forEach((param, i) => {
          const next = s.body.yields[i]
          if (varies(s.inits[i]!) || (next !== undefined && varies(next))) mark(param)
        })
        const diverges = varies(s.cond)
        s.results.forEach((result, i) => {
          if (varies(s.params[i]!) || (diverges && s.body.yields[i] !== s.params[i])) mark(result)
          // While lanes leave at different times, what is carried stops at different values. Those still there count alike.
          if (diverges && s.body.yields[i] !== s.params[i] && stepOf(s, i) === undefined) mark(s.params[i]!)
        })
        return
      }
      case 'region':
        visit(s.body)
        for (const result of s.results) mark(result)
        return
      default:
    }
  }
  while (changed) {
    changed = false
    memo = new Map()
    visit(loop.body)
  }
  return { varies }
}
