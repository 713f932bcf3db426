/** What passes ask about elements in memory that they might keep in a variable. */
import type { Block, Load, Stmt, Store } from './types.ts'
import { childBlocks } from './types.ts'

/** Elements that come back from memory as they went in. */
export const keepsValues: ReadonlySet<string> = new Set(['f64', 'f32', 'i32', 'u32', 'i64', 'u64'])

/** Whether a statement always loads or stores the very element that `store` stores. */
export const isSameCell = (stmt: Stmt, store: Store): boolean =>
  (stmt.kind === 'load' || stmt.kind === 'store') &&
  stmt.lanes === undefined &&
  stmt.guard === undefined &&
  stmt.element === store.element &&
  stmt.ptr === store.ptr &&
  stmt.index === store.index

/** Every load and store in a block and the blocks inside it. */
export function* accessesIn(block: Block): Generator<Load | Store> {
  for (const stmt of block.stmts) {
    if (stmt.kind === 'load' || stmt.kind === 'store') yield stmt
    for (const child of childBlocks(stmt)) yield* accessesIn(child)
  }
}
