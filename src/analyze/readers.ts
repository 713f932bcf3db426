/** Which values are made of which, as a forward analysis asks it: what must be computed again when a binder changes. */
import type { Value } from '../ir/types.ts'
import { isVector } from '../ir/vector.ts'
import type { Flow } from './flow.ts'

export class Readers {
  private readonly readers = new Map<Value, Value[]>()
  /** Merging binders: they have a state of their own, through which changes go on. */
  private readonly merging: ReadonlySet<Value>

  constructor(flow: Flow, merging: ReadonlySet<Value>) {
    this.merging = merging
    for (const [binder, values] of flow.incoming) for (const value of values) this.link(value, binder)
    for (const [result, { loop, param }] of flow.loopResults) {
      this.link(param, result)
      this.link(loop.cond, result)
    }
    for (const [binder, stmt] of flow.definedBy)
      if (stmt.kind === 'load' && stmt.otherwise !== undefined) this.link(stmt.otherwise, binder)
  }

  private link(value: Value, reader: Value): void {
    if (isVector(value.type)) return
    const known = this.readers.get(value)
    if (known !== undefined) {
      known.push(reader)
      return
    }
    this.readers.set(value, [reader])
    for (const arg of value.args) this.link(arg, value)
  }

  /** Visits everything made of `changed`, up to the merging binders that it reaches, each once. */
  each(changed: Value, visit: (reader: Value) => void): void {
    const seen = new Set<Value>()
    const work = [changed]
    for (let value = work.pop(); value !== undefined; value = work.pop())
      for (const reader of this.readers.get(value) ?? []) {
        if (seen.has(reader)) continue
        seen.add(reader)
        visit(reader)
        if (!this.merging.has(reader)) work.push(reader)
      }
  }
}
