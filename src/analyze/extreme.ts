/** `x < y ? x : y`, as minima and maxima of integers are written that have no operation of their own. */
import type { Builder } from '../ir/build.ts'
import type { Value } from '../ir/types.ts'

export interface Extreme {
  readonly op: 'min' | 'max'
  readonly args: readonly [Value, Value]
  combine(b: Builder, x: Value, y: Value): Value
}

export function extremeOf({ op, args }: Value): Extreme | undefined {
  if (op !== 'select') return undefined
  const [cond, x, y] = args as [Value, Value, Value]
  const [less, more] = cond.args
  if ((cond.op !== 'lt' && cond.op !== 'le') || !less!.type.startsWith('i')) return undefined
  if (less === x && more === y) return { op: 'min', args: [x, y], combine: least }
  return less === y && more === x ? { op: 'max', args: [x, y], combine: greatest } : undefined
}

const least: Extreme['combine'] = (b, x, y) => b.select(b.binary('lt', x, y), x, y)
const greatest: Extreme['combine'] = (b, x, y) => b.select(b.binary('lt', x, y), y, x)
