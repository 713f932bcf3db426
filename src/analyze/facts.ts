/** What passes over lowered IR ask of a module, each analysed when first asked for. */
import type { Module, Value } from '../ir/types.ts'
import { type Flow, flowOf } from './flow.ts'
import { type Ranges, rangesOf } from './ranges.ts'
import { truncationOf } from './truncation.ts'

export interface Facts {
  readonly ranges: Ranges
  readonly flow: () => Flow
  /** Is it only seen modulo 2^32? */
  readonly isTruncated: (value: Value) => boolean
}

export function factsOf(module: Module): Facts {
  const ranges = rangesOf(module)
  let flow: Flow | undefined
  return { ranges, flow: () => (flow ??= flowOf(module)), isTruncated: truncationOf(module, ranges) }
}
