/**
 * Low bits of a sum that is computed in 64 bits anyway are those of that sum: a second one in 32 bits is not needed.
 *
 *   out[i] = wrapI64(s) + x;  s = s + i32ToI64(x)   =>   s = s + i32ToI64(x);  out[i] = wrapI64(s)
 *
 * Narrowing leaves these where a running sum may grow beyond 32 bits, and is stored in elements of 32 bits or fewer as it grows.
 *
 * Requires: narrowed IR. Breaks nothing.
 */
import { eachStmt } from '../analyze/flow.ts'
import type { Builder } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import { operands } from '../ir/rewrite.ts'
import type { Func, Module, Value } from '../ir/types.ts'
import { childBlocks } from '../ir/types.ts'

export function wraps(module: Module, b: Builder): Module {
  return Editor.each(module, (func) => {
    const sums = sumsIn(func)
    return sums.size === 0 ? func : new Wrapper(b, sums).func(func)
  })
}

class Wrapper extends Editor {
  private readonly sums: ReadonlyMap<Value, readonly Value[]>
  constructor(b: Builder, sums: ReadonlyMap<Value, readonly Value[]>) {
    super(b)
    this.sums = sums
  }

  protected override rebuild(old: Value): Value {
    const sum = this.wideSum(old)
    return sum === undefined ? super.rebuild(old) : this.b.unary('wrapI64', this.value(sum))
  }

  /** The sum in 64 bits of an i32 and of something whose low bits are added to it in 32. */
  private wideSum({ op, type, args }: Value): Value | undefined {
    if (op !== 'add' || type !== 'i32') return undefined
    for (const [x, y] of [args, args.toReversed()] as [Value, Value][]) {
      if (y.op !== 'wrapI64') continue
      const wide = y.args[0]!
      const found = this.sums.get(x)?.find(({ args: [p, q] }) => p === wide || q === wide)
      if (found !== undefined) return found
    }
    return undefined
  }
}

/** Sums in 64 bits that something uses, by the i32 they add. */
function sumsIn(func: Func): ReadonlyMap<Value, readonly Value[]> {
  const sums = new Map<Value, Value[]>()
  const seen = new Set<Value>()
  const visit = (value: Value): void => {
    if (seen.has(value)) return
    seen.add(value)
    value.args.forEach(visit)
    if (value.op !== 'add' || value.type !== 'i64') return
    for (const { op, args } of value.args) {
      if (op !== 'i32ToI64') continue
      const known = sums.get(args[0]!)
      if (known === undefined) sums.set(args[0]!, [value])
      else known.push(value)
    }
  }
  eachStmt(func.body, (stmt) => {
    operands(stmt).forEach(visit)
    for (const child of childBlocks(stmt)) child.yields.forEach(visit)
  })
  func.body.yields.forEach(visit)
  return sums
}
