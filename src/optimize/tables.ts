/**
 * Small arrays that are only written where they are made, such as the offsets of neighbours or the weights of a stencil: what stands at a
 * constant index is known, and mostly a constant.
 *
 *   p = allocate(16);  store p[0] = -1;  store p[1] = 1;  ...  load x = p[1]   =>   x = 1
 *
 * The stores stay: other loads may need them.
 *
 * Requires: unrolled loops, whose indices are constants then. Breaks nothing.
 */
import { type Tables, tablesIn } from '../analyze/tables.ts'
import type { Builder } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import type { Load, Module } from '../ir/types.ts'

export function tables(module: Module, b: Builder): Module {
  return Editor.each(module, (func) => {
    const found = tablesIn(func)
    return found.size === 0 ? func : new Reader(b, found).func(func)
  })
}

class Reader extends Editor {
  private readonly tables: Tables
  constructor(b: Builder, found: Tables) {
    super(b)
    this.tables = found
  }

  protected override load(old: Load): void {
    const store = this.tables.get(old.ptr)?.get(old.index)
    if (store === undefined || store.element !== old.element || old.guard !== undefined) return super.load(old)
    this.map.set(old.result, this.value(store.value))
  }
}
