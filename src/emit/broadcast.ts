/** Loads whose element is only ever wanted in all lanes of a vector: WebAssembly loads it there in one go. */
import { eachStmt } from '../analyze/flow.ts'
import { elementSize } from '../artifact.ts'
import { operands } from '../ir/rewrite.ts'
import type { Func, Load, Value } from '../ir/types.ts'
import { childBlocks } from '../ir/types.ts'
import { isVector, laneBytes } from '../ir/vector.ts'

/** The `splat` that stands for what each such load gives. */
export function broadcasts(func: Func): ReadonlyMap<Load, Value> {
  const loads = new Map<Value, Load>()
  /** The only use of a loaded value so far; undefined from the second on, or where a statement uses it. */
  const uses = new Map<Value, Value | undefined>()
  const seen = new Set<Value>()
  const use = (value: Value, by: Value | undefined): void => {
    if (value.op === 'binder') uses.set(value, uses.has(value) ? undefined : by)
    else if (!seen.has(value)) {
      seen.add(value)
      for (const arg of value.args) use(arg, value)
    }
  }
  eachStmt(func.body, (stmt) => {
    if (stmt.kind === 'load' && stmt.lanes === undefined && stmt.guard === undefined) loads.set(stmt.result, stmt)
    for (const v of operands(stmt)) use(v, undefined)
    for (const block of childBlocks(stmt)) for (const v of block.yields) use(v, undefined)
  })
  for (const v of func.body.yields) use(v, undefined)
  const found = new Map<Load, Value>()
  for (const [result, load] of loads) {
    const by = uses.get(result)
    if (by?.op === 'splat' && isVector(by.type) && laneBytes(by.type) === elementSize[load.element]) found.set(load, by)
  }
  return found
}
