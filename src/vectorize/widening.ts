/** What the transform has to know about a loop, and what follows for its subscripts. */
import type { Divergence } from '../analyze/divergence.ts'
import type { Apart } from '../analyze/extents.ts'
import type { Counted } from '../analyze/loops.ts'
import { constantOf } from '../ir/build.ts'
import type { Loop, Stmt, Store, Value } from '../ir/types.ts'
import type { Leaving } from './leaving.ts'
import type { Widths } from './widths.ts'

/** What the transform needs to know about the loop it widens. */
export interface Widening {
  readonly loop: Loop
  readonly counted: Counted
  readonly divergence: Divergence
  readonly lanes: number
  readonly widths: Widths
  /** Bytes of the widest type that differs between lanes. */
  readonly width: number
  /** Counters of the loop and what each trip adds to them. */
  readonly counters: ReadonlyMap<Value, number>
  /** Statements of its body from this number on run lane after lane: they depend on those of other lanes. */
  readonly tail: number
  /** Parameters that each lane gets from the one before. */
  readonly serial: ReadonlySet<Value>
  /** Under the loop's guard the store touches nothing that the other access does, whatever the trips. */
  readonly apart: Apart
  /** How the loop is left in the middle, if it may be: then `loop` has only exits that say so. */
  readonly leaving?: Leaving
  /** Stores that fill memory without gaps, see interleaved.ts. */
  readonly groups: ReadonlyMap<Stmt, readonly Store[]>
  /** Functions of the host may be approximated (approx.ts). */
  readonly approximates: boolean
}

/** What an i32 grows by from lane to lane, where that is a constant. */
export function strideOf(value: Value, widening: Pick<Widening, 'counters' | 'divergence'>): number | undefined {
  if (!widening.divergence.varies(value)) return 0
  const step = widening.counters.get(value)
  if (step !== undefined) return step
  if (value.type !== 'i32') return undefined
  const [x, y] = value.args as [Value, Value]
  switch (value.op) {
    case 'add':
    case 'sub': {
      const [p, q] = [strideOf(x, widening), strideOf(y, widening)]
      return p === undefined || q === undefined ? undefined : value.op === 'add' ? p + q : p - q
    }
    case 'mul': {
      const factor = constantOf(y)
      const inner = typeof factor === 'number' ? strideOf(x, widening) : undefined
      return inner === undefined ? undefined : Math.imul(inner, factor as number)
    }
    case 'shl': {
      const count = constantOf(y)
      const inner = typeof count === 'number' ? strideOf(x, widening) : undefined
      return inner === undefined ? undefined : inner << (count as number)
    }
    default:
      return undefined
  }
}
