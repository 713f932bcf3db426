/** Values at what their binders are, by the op table. */
import { type Constant, ops } from '../../src/ir/ops.ts'
import type { Value } from '../../src/ir/types.ts'

export type Assignment = ReadonlyMap<Value, Constant>

export function evaluate(value: Value, at: Assignment): Constant {
  const known = at.get(value)
  if (known !== undefined) return known
  if (value.op === 'const') return value.imm as Constant
  if (value.op === 'binder') throw new Error(`nothing is known of binder ${value.imm}`)
  if (value.op === 'assume') return evaluate(value.args[0], at)
  const args = value.args.map((arg) => evaluate(arg, at))
  const { evaluate: row, result } = ops[value.op]
  return row!(args, result === undefined ? value.type : value.args[0].type, value.imm)
}
