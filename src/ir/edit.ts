/**
 * A rewriter for passes that change little: what it leaves alone stays the same object, down to the module, so that nothing is made
 * again for it and what is known of it holds on.
 *
 * A binder stays what it is the first time it is bound. Whatever is copied a second time must be fresh, as in any rewriter: by this one
 * it is; others, for other copies, must be plain rewriters.
 */

import { isEach, Rewriter } from './rewrite.ts'
import type { Block, Func, Label, Module, Stmt, Value } from './types.ts'

export class Editor extends Rewriter {
  private readonly kept = new Set<Value | Label>()
  /** Whether the pass changes values only by what stands for binders. */
  private readonly keepsOps =
    this.value === Editor.prototype.value &&
    this.rebuild === Editor.prototype.rebuild &&
    this.leaf === Editor.prototype.leaf

  /** The module with `edit` done to its functions: the same one where that changes none. */
  static each(module: Module, edit: (func: Func) => Func): Module {
    const funcs = module.funcs.map(edit)
    return isEach(funcs, module.funcs) ? module : { ...module, funcs }
  }

  override func(old: Func): Func {
    const func = super.func(old)
    return isSame(func, old) ? old : func
  }

  override bind(old: Value, type = old.type): Value {
    if (type !== old.type || this.kept.has(old)) return this.bindFresh(old, type)
    this.kept.add(old)
    // What is not in the map stands for itself: as long as nothing is, no value needs to be looked at.
    this.map.delete(old)
    return old
  }

  protected override bindAll(old: readonly Value[]): readonly Value[] {
    const bound = super.bindAll(old)
    return isEach(bound, old) ? old : bound
  }

  override value(old: Value): Value {
    return this.keepsOps && this.map.size === 0 ? old : super.value(old)
  }

  protected override values(old: readonly Value[]): readonly Value[] {
    return this.keepsOps && this.map.size === 0 ? old : super.values(old)
  }

  protected override bindLabel(old: Label): Label {
    if (this.kept.has(old)) return super.bindLabel(old)
    this.kept.add(old)
    this.labels.set(old, old)
    return old
  }

  override block(old: Block): Block {
    const block = super.block(old)
    return isSame(block, old) ? old : block
  }

  override stmt(old: Stmt): void {
    const at = this.out.length
    super.stmt(old)
    const made = this.out[at]
    if (this.out.length === at + 1 && made !== old && isSame(made!, old)) this.out[at] = old
  }

  protected override emitLike<S extends Stmt>(old: S, parts: Partial<S>): void {
    if (hasFields(old, parts)) this.emit(old)
    else super.emitLike(old, parts)
  }
}

/** Whether all fields are the same, in lists and blocks item by item. */
function isSame(made: object, old: object): boolean {
  if (!hasFields(old, made)) return false
  const [x, y] = [made, old] as Record<string, unknown>[] as [Record<string, unknown>, Record<string, unknown>]
  for (const key in y) if (y[key] !== undefined && x[key] === undefined) return false
  return true
}

/** Whether an object has these fields. */
function hasFields(object: object, fields: object): boolean {
  const [x, y] = [fields, object] as Record<string, unknown>[] as [Record<string, unknown>, Record<string, unknown>]
  for (const key in x) if (!isSameField(x[key], y[key])) return false
  return true
}

const isSameField = (x: unknown, y: unknown): boolean =>
  x === y ||
  (Array.isArray(x) && Array.isArray(y) && isEach(x, y)) ||
  (isBlock(x) && isBlock(y) && isEach(x.stmts, y.stmts) && isEach(x.yields, y.yields))

const isBlock = (x: unknown): x is Block => typeof x === 'object' && x !== null && 'stmts' in x
