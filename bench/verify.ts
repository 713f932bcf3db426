/**
 * Compares what two runs of a kernel left behind: the return value and every argument, element by element under `Object.is`, so that
 * -0 differs from 0 and NaN equals NaN. Answers with the place of the first difference.
 */

/** Where two values differ, for people: `args[1][17]: 0 instead of -0`. `undefined`: they do not. */
export type Difference = string | undefined

type Elements = { readonly length: number; readonly [index: number]: unknown }
export type NumericArray = Elements & ArrayBufferView

/** What a run left: its arguments and its result. */
export interface Outcome {
  readonly args: readonly unknown[]
  readonly result: unknown
}

export function compareOutcomes(expected: Outcome, actual: Outcome): Difference {
  // A kernel that returns its argument must return that very object, not an equal one.
  const own =
    typeof expected.result === 'object' && expected.result !== null ? expected.args.indexOf(expected.result) : -1
  if (own !== -1 && actual.result !== actual.args[own]) return `result: not the array that was passed as args[${own}]`
  return difference(expected.result, actual.result, 'result') ?? difference(expected.args, actual.args, 'args')
}

/** The first difference between two values: scalars, typed arrays, arrays and flat objects. `place` names the values. */
export function difference(expected: unknown, actual: unknown, place: string): Difference {
  if (Object.is(expected, actual)) return undefined
  if (isObject(expected) && isObject(actual)) {
    if (classOf(expected) !== classOf(actual)) return `${place}: ${classOf(actual)} instead of ${classOf(expected)}`
    if (isNumeric(expected)) return elementDifference(expected, actual as NumericArray, place)
    if (Array.isArray(expected) || isPlainObject(expected)) return fieldDifference(expected, actual, place)
  }
  return `${place}: ${show(actual)} instead of ${show(expected)}`
}

function elementDifference(expected: NumericArray, actual: NumericArray, place: string): Difference {
  if (expected.length !== actual.length) return `${place}: length ${actual.length} instead of ${expected.length}`
  // Equal bytes are equal elements. The converse fails for NaN, whose bits may differ.
  if (Buffer.compare(bytesOf(expected), bytesOf(actual)) === 0) return undefined
  for (let i = 0; i < expected.length; i++) {
    if (!Object.is(expected[i], actual[i])) return `${place}[${i}]: ${show(actual[i])} instead of ${show(expected[i])}`
  }
  return undefined
}

/** Own keys on both sides, in order: a hole, an added or a missing field is a difference. */
function fieldDifference(expected: object, actual: object, place: string): Difference {
  const keys = Object.keys(expected)
  const actualKeys = Object.keys(actual)
  if (keys.join() !== actualKeys.join()) return `${place}: keys ${actualKeys.join()} instead of ${keys.join()}`
  if (Array.isArray(expected) && expected.length !== (actual as Elements).length) return `${place}: another length`
  for (const key of keys) {
    const inner = Array.isArray(expected) ? `${place}[${key}]` : `${place}.${key}`
    const found = difference(expected[key as keyof object], actual[key as keyof object], inner)
    if (found !== undefined) return found
  }
  return undefined
}

export function isNumeric(value: unknown): value is NumericArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
}

function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function classOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1)
}

function show(value: unknown): string {
  if (Object.is(value, -0)) return '-0'
  return typeof value === 'bigint' ? `${value}n` : String(value)
}
