/**
 * Loop parameters that never change become what they started as: those that only yield themselves, and sets of equal ones that
 * swap places, such as the lengths of two buffers of one size.
 *
 * An optimistic partition: parameters with one initial value are taken to be equal, and those that yield anything else leave.
 *
 * Requires and breaks nothing.
 */
import { eachStmtOf } from '../analyze/flow.ts'
import type { Builder } from '../ir/build.ts'
import { withoutAssumptions } from '../ir/build.ts'
import { Rewriter } from '../ir/rewrite.ts'
import type { Loop, Module, Value } from '../ir/types.ts'

export function carried(module: Module, b: Builder): Module {
  let found = false
  eachStmtOf(module, (stmt) => {
    if (stmt.kind === 'loop' && unchanging(stmt).size > 0) found = true
  })
  return found ? { ...module, funcs: module.funcs.map((func) => new Carrier(b).func(func)) } : module
}

class Carrier extends Rewriter {
  protected override loop(old: Loop): void {
    const constant = unchanging(old)
    if (constant.size === 0) return super.loop(old)
    const keep = old.params.map((p) => !constant.has(p))
    const only = <T>(items: readonly T[]): T[] => items.filter((_, i) => keep[i])
    old.params.forEach((param, i) => {
      if (keep[i]) return
      const value = this.value(old.inits[i]!)
      this.map.set(param, value)
      this.map.set(old.results[i]!, value)
    })
    super.loop({
      ...old,
      params: only(old.params),
      inits: only(old.inits),
      results: only(old.results),
      body: { stmts: old.body.stmts, yields: only(old.body.yields) },
    })
  }
}

function unchanging(loop: Loop): ReadonlySet<Value> {
  if (loop.body.yields.length === 0) return new Set(loop.params) // the body never comes back
  const start = new Map(loop.params.map((p, i) => [p, withoutAssumptions(loop.inits[i]!)]))
  const candidates = new Set(loop.params)
  for (let changed = true; changed; ) {
    changed = false
    loop.params.forEach((param, i) => {
      if (!candidates.has(param)) return
      const next = withoutAssumptions(loop.body.yields[i]!)
      const same = next === start.get(param) || (candidates.has(next) && start.get(next) === start.get(param))
      if (same) return
      candidates.delete(param)
      changed = true
    })
  }
  return candidates
}
