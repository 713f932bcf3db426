/**
 * If-conversion: an `if` without statements that only chooses between integers becomes a `select`, which the engine compiles without
 * a jump. What data decide - the larger child of a heap, the half of a search - no branch predictor knows.
 *
 *   if (c) yield x + 1 else yield x   =>   x + (c as 0 or 1)
 *
 * Only where both values are cheap, as both are computed then. Floats keep their branch: engines jump for those anyway.
 *
 * Requires: narrowed IR, behind vectorization, which has masks for it. Breaks nothing.
 */
import type { Builder } from '../ir/build.ts'
import { isConstant } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import { ops } from '../ir/ops.ts'
import type { If, Module, Value } from '../ir/types.ts'

export function select(module: Module, b: Builder): Module {
  return Editor.each(module, (func) => new Selector(b).func(func))
}

/** What the arms may cost together. */
const CHEAP = 4

class Selector extends Editor {
  protected override if(old: If): void {
    super.if(old)
    const made = this.out.at(-1)
    if (made?.kind !== 'if' || !isChoice(made)) return
    this.out.pop()
    for (const [i, result] of old.results.entries())
      this.map.set(result, this.choice(made.cond, made.then.yields[i]!, made.else.yields[i]!))
  }

  private choice(cond: Value, x: Value, y: Value): Value {
    const { b } = this
    if (x.type !== 'i32') return b.select(cond, x, y)
    const counted = (c: Value): Value => b.unary('boolToI32', c)
    if (isNext(x, y)) return b.binary('add', y, counted(cond))
    if (isNext(y, x)) return b.binary('add', x, counted(b.not(cond)))
    return b.select(cond, x, y)
  }
}

const isNext = (x: Value, y: Value): boolean =>
  (x.op === 'add' && x.args[0] === y && isConstant(x.args[1]!, 1)) ||
  (x.op === 'add' && y.op === 'add' && x.args[0] === y.args[0] && isOneMore(x.args[1]!, y.args[1]!))
const isOneMore = (x: Value, y: Value): boolean =>
  x.op === 'const' && y.op === 'const' && (x.imm as number) === (y.imm as number) + 1

function isChoice({ then, else: otherwise, results }: If): boolean {
  if (then.stmts.length > 0 || otherwise.stmts.length > 0 || results.length === 0) return false
  if (results.some(({ type }) => type !== 'i32' && type !== 'i64' && type !== 'bool')) return false
  const seen = new Set<Value>()
  return [...then.yields, ...otherwise.yields].reduce((sum, v) => sum + cost(v, seen), 0) <= CHEAP
}

/** The operations of a value, down to what cannot be dear. */
function cost(value: Value, seen: Set<Value>): number {
  if (value.args.length === 0 || seen.has(value)) return 0
  seen.add(value)
  return value.args.reduce((sum, arg) => sum + cost(arg, seen), ops[value.op].cost ?? 1)
}
