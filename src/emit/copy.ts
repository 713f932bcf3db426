/**
 * Parallel copies: several locals set as if at once, from expressions that may read them, as at a loop's back-edge.
 *
 * A set may go when nobody else still reads its target. Where all wait for each other, one value is saved in a temporary first.
 */
import type binaryen from 'binaryen'
import type { Type } from '../ir/types.ts'
import { typeOf } from './target.ts'

type Ref = binaryen.ExpressionRef

export interface Move {
  readonly to: number
  readonly type: Type
  /** Locals that the code reads. */
  readonly reads: ReadonlySet<number>
  readonly code: () => Ref
}

/** The sets, one after the other; `temporary` gives a local that nobody uses. */
export function copyInParallel(m: binaryen.Module, moves: readonly Move[], temporary: (type: Type) => number): Ref[] {
  const code: Ref[] = []
  let pending = moves
  while (pending.length > 0) {
    const ready = pending.find((move) => pending.every((other) => other === move || !other.reads.has(move.to)))
    if (ready !== undefined) {
      code.push(m.local.set(ready.to, ready.code()))
      pending = pending.filter((move) => move !== ready)
      continue
    }
    const [first, ...rest] = pending as [Move, ...Move[]]
    const saved = temporary(first.type)
    code.push(m.local.set(saved, first.code()))
    pending = [...rest, { ...first, reads: new Set(), code: () => m.local.get(saved, typeOf(first.type)) }]
  }
  return code
}
