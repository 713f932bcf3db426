/**
 * Neighbouring accesses under one and the same check share its branch: an element that is read, changed and written.
 *
 *   load x = a[i] if g else 0;  store a[i] = x + 1 if g   =>   if g { load x = a[i];  store a[i] = x + 1 }
 *
 * Only where what is loaded is not used behind them, so that the branch gives nothing. Nothing changes places.
 *
 * Requires: narrowed IR, behind vectorization, which has masks for each of them. Breaks nothing.
 */
import { usesIn } from '../analyze/flow.ts'
import type { Builder } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import type { Block, If, Load, Module, Stmt, Store, Value } from '../ir/types.ts'

export function share(module: Module, b: Builder): Module {
  return Editor.each(module, (func) => new Sharer(b).func(func))
}

class Sharer extends Editor {
  override block(old: Block): Block {
    const { stmts, yields } = super.block(old)
    const made: Stmt[] = []
    for (let at = 0; at < stmts.length; ) {
      const group = groupAt(stmts, at)
      const rest: Block = { stmts: stmts.slice(at + group.length), yields }
      const shared = group.length > 1 && !isUsedBehind(group, rest)
      if (shared) made.push(branch(group))
      else made.push(stmts[at]!)
      at += shared ? group.length : 1
    }
    return made.length === stmts.length ? { stmts, yields } : { stmts: made, yields }
  }
}

type Access = Load | Store

/** The accesses from `at` on that have the same check. */
function groupAt(stmts: readonly Stmt[], at: number): Access[] {
  const group: Access[] = []
  let guard: Value | undefined
  for (const stmt of stmts.slice(at)) {
    if ((stmt.kind !== 'load' && stmt.kind !== 'store') || stmt.guard === undefined) break
    if (stmt.guard !== (guard ??= stmt.guard)) break
    group.push(stmt)
  }
  return group
}

function isUsedBehind(group: readonly Access[], behind: Block): boolean {
  const used = usesIn(behind)
  return group.some((access) => access.kind === 'load' && used.has(access.result))
}

function branch(group: readonly Access[]): If {
  const stmts = group.map((access): Access => {
    const { guard: _, ...rest } = access
    if (rest.kind === 'store') return rest
    const { otherwise: __, ...load } = rest
    return load
  })
  return {
    kind: 'if',
    cond: group[0]!.guard!,
    then: { stmts, yields: [] },
    else: { stmts: [], yields: [] },
    results: [],
  }
}
