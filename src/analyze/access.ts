/** Which of a kernel's arrays it reads and writes: every access traced back to the parameters its address comes from. */
import type { Module, Value } from '../ir/types.ts'
import { eachStmtOf, flowOf } from './flow.ts'

export interface Accesses {
  /** Through the address itself. */
  direct(address: Value): { read: boolean; written: boolean }
  /** Through addresses kept in a table: a given cell of it, or any. */
  through(table: Value, cell?: number): { read: boolean; written: boolean }
}

interface Origin {
  readonly base: Value
  /** Index of the table cell the address was read from; -1 where it is computed; undefined for the base itself. */
  readonly cell: number | undefined
}

export function accessesOf(module: Module): Accesses {
  const flow = flowOf(module)
  const read = new Map<Value, Set<number | undefined>>()
  const written = new Map<Value, Set<number | undefined>>()

  const originsOf = (address: Value): Origin[] => {
    const found: Origin[] = []
    const seen = new Set<Value>()
    const visit = (value: Value): void => {
      if (seen.has(value) || value.type !== 'i32') return
      seen.add(value)
      if (value.op === 'table') {
        const [table, cell] = value.args as [Value, Value]
        for (const { base } of originsOf(table))
          found.push({ base, cell: cell.op === 'const' ? (cell.imm as number) : -1 })
        return
      }
      if (value.op === 'binder') {
        const incoming = flow.incoming.get(value)
        const result = flow.loopResults.get(value)
        if (result !== undefined) return visit(result.param)
        if (incoming === undefined) found.push({ base: value, cell: undefined })
        for (const v of incoming ?? []) visit(v)
        return
      }
      for (const arg of value.args) visit(arg)
    }
    visit(address)
    return found
  }
  const memo = new Map<Value, Origin[]>()
  const mark = (address: Value, set: Map<Value, Set<number | undefined>>): void => {
    let origins = memo.get(address)
    if (origins === undefined) memo.set(address, (origins = originsOf(address)))
    for (const { base, cell } of origins) {
      const cells = set.get(base)
      if (cells === undefined) set.set(base, new Set([cell]))
      else cells.add(cell)
    }
  }

  eachStmtOf(module, (stmt) => {
    if (stmt.kind === 'load') mark(stmt.ptr, read)
    if (stmt.kind === 'store') mark(stmt.ptr, written)
    if (stmt.kind === 'bulk') {
      mark(stmt.target, written)
      if (stmt.source !== undefined) mark(stmt.source, read)
    }
  })
  const has = (cells: Set<number | undefined> | undefined, cell: number | undefined): boolean =>
    cells !== undefined &&
    (cell === undefined ? [...cells].some((c) => c !== undefined) : cells.has(cell) || cells.has(-1))
  return {
    direct: (address) => ({
      read: read.get(address)?.has(undefined) ?? false,
      written: written.get(address)?.has(undefined) ?? false,
    }),
    through: (table, cell) => ({ read: has(read.get(table), cell), written: has(written.get(table), cell) }),
  }
}
