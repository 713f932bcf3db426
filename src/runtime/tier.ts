/**
 * The static choice between compiled code and the plain function (`tier: 'auto'`): from what the compiler knows of a call's work, and from
 * the bytes that this call would have to copy. Nothing is timed. It errs towards the plain function, which is never slower than itself.
 *
 *  - Straight-line code of few operations, not recursive: plain, always. Entering compiled code costs more than it saves.
 *  - Nothing to copy (scalars, resident arrays): compiled.
 *  - Arrays to copy: compiled if the estimated saving exceeds the cost of copying. The trip count is not known here, so it is estimated from
 *    the largest array: n for one or two nested loops, n^1.5 from three on (a matrix product over n elements).
 */
import type { CostEstimate } from '../artifact.ts'

/** Straight-line code below this many operations runs plain. */
const FEW_OPERATIONS = 128
/** What compiled code saves an operation, in ns; a cautious figure for scalar code. */
const SAVED_NS = 0.25
/** Time to copy a byte, in ns: within the caches, and beyond them. */
const COPY_NS = 0.05
const COPY_FAR_NS = 0.12
/** The same for an element of a plain array, which must be looked at. */
const COPY_PLAIN_NS = 0.4
const CACHE_BYTES = 1 << 20
/** Fixed cost of copying an array, in ns. */
const ARRAY_NS = 100

/** Why no call of this signature can win, or undefined. */
export function tooSmall(cost: CostEstimate, isRecursive: boolean): string | undefined {
  if (cost.loopDepth > 0 || isRecursive || cost.operations >= FEW_OPERATIONS) return undefined
  return `no loop and about ${cost.operations} operations: entering compiled code costs more than it saves`
}

/** What a call would have to copy. */
export interface Copies {
  readonly arrays: number
  /** There and back. */
  readonly bytes: number
  /** Those of them that are elements of plain arrays. */
  readonly plainBytes: number
  /** Elements of the largest array, those of an array of rows together. */
  readonly largest: number
}

/** Is the estimated saving larger than the cost of copying? */
export function copyingPays(cost: CostEstimate, { arrays, bytes, plainBytes, largest }: Copies): boolean {
  const trips = cost.loopDepth >= 3 ? largest ** 1.5 : cost.loopDepth > 0 ? largest : 1
  const saved = trips * cost.operations * SAVED_NS
  const copying = bytes * (bytes > CACHE_BYTES ? COPY_FAR_NS : COPY_NS) + plainBytes * COPY_PLAIN_NS
  return saved > arrays * ARRAY_NS + copying
}
