/** How far the answer of a peer is from the plain function's. Peers that may round otherwise must still come close. */
import { difference, isNumeric, type NumericArray } from '../verify.ts'

/** What a call left behind: its arrays, in the order of the arguments, and its result. */
export interface Answer {
  readonly arrays: readonly NumericArray[]
  readonly result: unknown
}

export interface Agreement {
  /** Bit for bit, but for the bits of a NaN. */
  readonly exact: boolean
  /**
   * The worst array's: for floats the largest difference relative to the largest number, for integers the part of the elements that
   * differ. Infinity where the shapes differ or one side is not a finite number.
   */
  readonly deviation: number
  /** The first difference, in words. */
  readonly difference?: string
}

/** Deviation up to which an answer counts as the same: double precision, where a reordered sum may lose half of the digits (durbin). */
export const TOLERANCE = 1e-4
/** The same where an array is single precision. */
export const TOLERANCE_F32 = 1e-3

export function compareAnswers(expected: Answer, actual: Answer): Agreement {
  const found =
    difference(expected.arrays, actual.arrays, 'arrays') ?? difference(expected.result, actual.result, 'result')
  if (found === undefined) return { exact: true, deviation: 0 }
  const deviations = expected.arrays.map((array, i) => arrayDeviation(array, actual.arrays[i]))
  deviations.push(resultDeviation(expected.result, actual.result))
  return { exact: false, deviation: Math.max(...deviations), difference: found }
}

/** Is the answer good enough for a contender that need not be exact? */
export function isNear(expected: Answer, { deviation }: Agreement): boolean {
  const single = expected.arrays.some((array) => array instanceof Float32Array)
  return deviation <= (single ? TOLERANCE_F32 : TOLERANCE)
}

function arrayDeviation(expected: NumericArray, actual: NumericArray | undefined): number {
  if (actual === undefined || expected.length !== actual.length) return Infinity
  const isFloat = expected instanceof Float64Array || expected instanceof Float32Array
  let [worst, scale, differing] = [0, Number.MIN_VALUE, 0]
  for (let i = 0; i < expected.length; i++) {
    const [want, got] = [Number(expected[i]), Number(actual[i])]
    if (Object.is(want, got)) continue
    differing++
    worst = Math.max(worst, Number.isFinite(want - got) ? Math.abs(want - got) : Infinity)
  }
  if (!isFloat) return expected.length === 0 ? 0 : differing / expected.length
  for (let i = 0; i < expected.length; i++) {
    const size = Math.abs(Number(expected[i]))
    if (size > scale && size < Infinity) scale = size
  }
  return worst / scale
}

function resultDeviation(expected: unknown, actual: unknown): number {
  if (Object.is(expected, actual)) return 0
  if (typeof expected !== 'number' || typeof actual !== 'number') return Infinity
  const relative = Math.abs(expected - actual) / Math.max(Math.abs(expected), Number.MIN_VALUE)
  return Number.isFinite(relative) ? relative : Infinity
}

/** The typed arrays among arguments. */
export function arraysAmong(args: readonly unknown[]): NumericArray[] {
  return args.filter(isNumeric)
}
