/**
 * Small arrays that are only written where they are made: literals such as the offsets of neighbours. Nothing else may be done with
 * such an array's address than loading from it. Never changes the IR.
 */
import { elementSize } from '../artifact.ts'
import { constantOf } from '../ir/build.ts'
import { operands } from '../ir/rewrite.ts'
import type { Block, Call, Func, Load, Stmt, Store, Value } from '../ir/types.ts'
import { childBlocks } from '../ir/types.ts'

/** By address, what is stored at which constant index: all elements there are. */
export type Tables = ReadonlyMap<Value, ReadonlyMap<Value, Store>>

export function tablesIn(func: Func): Tables {
  const found = new Map<Value, Map<Value, Store>>()
  const making = new Set<Stmt>()
  const visit = (block: Block): void => {
    block.stmts.forEach((stmt, at) => {
      if (isAllocation(stmt)) {
        const [address] = stmt.results as [Value]
        const entries = new Map<Value, Store>()
        for (const store of block.stmts.slice(at + 1)) {
          if (store.kind !== 'store' || store.ptr !== address || !isEntry(store)) break
          entries.set(store.index, store)
          making.add(store)
        }
        // All of it: what nothing is stored to is 0.
        if (constantOf(stmt.args[0]!) === entries.size * elementSize.f64) found.set(address, entries)
      }
      for (const child of childBlocks(stmt)) visit(child)
    })
  }
  visit(func.body)
  if (found.size > 0) forget(func.body, found, making)
  return found
}

const isAllocation = (stmt: Stmt): stmt is Call => stmt.kind === 'call' && stmt.callee === 'host:allocate'
const isEntry = ({ index, guard, element }: Store): boolean =>
  index.op === 'const' && guard === undefined && element === 'f64'

/** Takes away the arrays whose address is used for anything else. */
function forget(body: Block, found: Map<Value, unknown>, making: ReadonlySet<Stmt>): void {
  const seen = new Set<Value>()
  const use = (value: Value): void => {
    if (seen.has(value)) return
    seen.add(value)
    found.delete(value)
    for (const arg of value.args) use(arg)
  }
  const visit = (block: Block): void => {
    for (const stmt of block.stmts) {
      const isLoad = stmt.kind === 'load'
      for (const v of operands(stmt)) if (!((isLoad || making.has(stmt)) && v === (stmt as Load | Store).ptr)) use(v)
      for (const child of childBlocks(stmt)) visit(child)
    }
    for (const v of block.yields) use(v)
  }
  visit(body)
}
