/**
 * `fastmath: contract`: a product that is only added to something becomes one operation with the sum.
 *
 *   x * y + z   =>   madd(x, y, z)          z - x * y   =>   nmadd(x, y, z)
 *
 * Only of vectors, as WebAssembly has no such instruction for scalars. Asked for where the engine is known to round once.
 *
 * Requires: narrowed IR, behind everything that looks for sums and products. Breaks nothing.
 */
import { eachStmtOf } from '../analyze/flow.ts'
import type { Builder } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import { operands } from '../ir/rewrite.ts'
import { childBlocks, type Module, type Value } from '../ir/types.ts'

export function contract(module: Module, b: Builder, fastmath: readonly string[]): Module {
  if (!fastmath.includes('contract')) return module
  const uses = usesOf(module)
  return Editor.each(module, (func) => new Contracter(b, uses).func(func))
}

class Contracter extends Editor {
  private readonly uses: ReadonlyMap<Value, number>
  constructor(b: Builder, uses: ReadonlyMap<Value, number>) {
    super(b)
    this.uses = uses
  }

  protected override rebuild(old: Value): Value {
    if (old.type === 'f64x2' || old.type === 'f32x4') {
      const [x, y] = old.args as [Value, Value]
      if (old.op === 'add' && this.isTerm(y)) return this.madd('madd', y, x)
      if (old.op === 'add' && this.isTerm(x)) return this.madd('madd', x, y)
      if (old.op === 'sub' && this.isTerm(y)) return this.madd('nmadd', y, x)
    }
    return super.rebuild(old)
  }

  /** A product that nothing else needs. */
  private isTerm(value: Value): boolean {
    return value.op === 'mul' && this.uses.get(value) === 1
  }

  private madd(op: 'madd' | 'nmadd', product: Value, to: Value): Value {
    return this.b.make(op, to.type, this.values([...product.args, to]))
  }
}

/** How many statements, blocks and values a value is an operand of. */
function usesOf(module: Module): ReadonlyMap<Value, number> {
  const uses = new Map<Value, number>()
  const use = (value: Value): void => {
    const known = uses.get(value) ?? 0
    uses.set(value, known + 1)
    if (known === 0) for (const arg of value.args) use(arg)
  }
  eachStmtOf(module, (stmt) => {
    for (const value of operands(stmt)) use(value)
    for (const { yields } of childBlocks(stmt)) for (const value of yields) use(value)
  })
  for (const { body } of module.funcs) for (const value of body.yields) use(value)
  return uses
}
