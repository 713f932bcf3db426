/**
 * Bounds check elimination: a check goes that conditions around it, or those that every value of its index has passed, prove without a
 * guard. `i < a.length` proves `a[i]`; in a heap, a search or a queue, what the loop keeps true proves it (see analyze/order.ts).
 *
 * Requires: lowered IR. Breaks nothing.
 */
import { Order } from '../analyze/order.ts'
import type { Ranges } from '../analyze/ranges.ts'
import { rangesOf } from '../analyze/ranges.ts'
import type { Builder } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import { Rewriter } from '../ir/rewrite.ts'
import type { Block, Module, Stmt, Value } from '../ir/types.ts'

export function bounds(module: Module, b: Builder): Module {
  const ranges = rangesOf(module)
  const order = new Order(module, ranges)
  return Editor.each(module, (func) => {
    const eliminator = new BoundsEliminator(b, ranges, order)
    const made = eliminator.func(func)
    return eliminator.hasLearned ? made : func
  })
}

/** Forgets at the end of a block what it found to hold there: values made of it are made again elsewhere. */
export class Learner extends Rewriter {
  protected added: Value[] = []

  hasLearned = false
  protected learn(condition: Value): void {
    this.hasLearned = true
    this.map.set(condition, this.b.bool(true))
    this.added.push(condition)
  }

  override value(old: Value): Value {
    const known = this.map.get(old)
    if (known !== undefined) return known
    const made = super.value(old)
    this.added.push(old)
    return made
  }

  override block(old: Block): Block {
    const outer = this.added
    this.added = []
    const block = super.block(old)
    for (const value of this.added) this.map.delete(value)
    this.added = outer
    return block
  }
}

class BoundsEliminator extends Learner {
  private readonly ranges: Ranges
  private readonly order: Order

  constructor(b: Builder, ranges: Ranges, order: Order) {
    super(b)
    this.ranges = ranges
    this.order = order
  }

  override stmt(old: Stmt): void {
    if (old.kind === 'load' || old.kind === 'store') this.check(old.guard, old)
    if (old.kind === 'if') this.check(old.cond, old)
    super.stmt(old)
  }

  /** Learns which checks that a condition of `stmt` is made of hold. */
  private check(condition: Value | undefined, stmt: Stmt): void {
    if (condition === undefined || this.map.get(condition)?.op === 'const') return
    if (condition.op === 'inBounds' || condition.op === 'ult') {
      if (this.isProved(condition, stmt)) this.learn(condition)
    } else if (condition.op === 'and' || condition.op === 'or' || condition.op === 'not') {
      for (const arg of condition.args) this.check(arg, stmt)
    }
  }

  private isProved(check: Value, stmt: Stmt): boolean {
    const [index, length] = check.args as [Value, Value]
    const range = this.ranges(index)
    if (range === undefined || !range.int || range.nan || range.lo < 0) return false
    return this.order.isBelow(index, length, stmt)
  }
}
