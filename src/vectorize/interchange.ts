/**
 * Loop interchange: `for (k) for (j) c[j] += ...` as `for (j) for (k)`, so that each lane keeps its sum in a register while k runs, in
 * the order it had.
 *
 * Only the shape is looked at here: two counting loops, one directly inside the other, with bounds of their own. That no two trips of
 * the inner loop meet, whatever the outer counter, has to be asked of dependence.ts with the nest that comes of it.
 */
import { bindersIn, invariance, stepOf } from '../analyze/loops.ts'
import type { Loop, Store, Value } from '../ir/types.ts'

/** The nest with its loops exchanged; undefined where its shape does not allow it. `isUsed`: binders that something refers to. */
export function interchanged(outer: Loop, isUsed: (binder: Value) => boolean): Loop | undefined {
  const [inner] = outer.body.stmts
  if (inner?.kind !== 'loop' || outer.body.stmts.length !== 1) return undefined
  for (const loop of [outer, inner]) {
    if (loop.params.length !== 1 || stepOf(loop, 0) === undefined || loop.results.some(isUsed)) return undefined
  }
  // With loops further in, the register is taken already.
  if (inner.body.stmts.some((s) => s.kind !== 'load' && s.kind !== 'store')) return undefined
  // What is gained is an element that all trips of the outer loop update.
  const isFixed = invariance(new Set(outer.params))
  const isUpdated = (s: Store): boolean =>
    isFixed(s.index) && isFixed(s.ptr) && inner.body.stmts.some((l) => l.kind === 'load' && l.index === s.index)
  if (!inner.body.stmts.some((s) => s.kind === 'store' && isUpdated(s))) return undefined
  const isInvariant = invariance(bindersIn(outer))
  const own = new Set(inner.params)
  const isIndependent = (value: Value): boolean =>
    value.op === 'binder' ? own.has(value) || isInvariant(value) : value.args.every(isIndependent)
  if (!isInvariant(inner.inits[0]!) || !isIndependent(inner.cond)) return undefined
  const within: Loop = { ...outer, body: { stmts: inner.body.stmts, yields: outer.body.yields } }
  return { ...inner, body: { stmts: [within], yields: inner.body.yields } }
}
