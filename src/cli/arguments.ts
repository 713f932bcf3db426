/**
 * Arguments for a kernel from the command line: JavaScript expressions, evaluated in the scope of the kernel's file, and `f64[1000]` for an
 * array of so many pseudo-random numbers. Made anew for every contestant, as kernels write to their arguments.
 */
import type { ElementType } from '../artifact.ts'
import { classOf, elementTypeOf } from '../runtime/arrays.ts'
import { UsageError } from './command.ts'
import type { KernelFile } from './kernels.ts'

const MADE_UP = /^\s*(i8|u8|u8c|i16|u16|i32|u32|f32|f64|i64|u64|number)\[([^\],]*)\]\s*$/

/** Fresh arguments at every call; the same each time. @throws {UsageError} for what is no expression */
export function argumentsFor(file: KernelFile, name: string, texts: readonly string[]): () => unknown[] {
  if (texts.length > 0) return () => texts.map((text, i) => argument(file, text, i))
  const exported = (file.scope.exports.args as Record<string, unknown> | undefined)?.[name]
  if (typeof exported === 'function') return () => listOf(exported as () => unknown, name, file)
  if (Array.isArray(exported)) return () => structuredClone(exported)
  throw new UsageError(
    `${file.path}: ${name} needs arguments: say --args for each, or export args = { ${name}: () => [...] }`,
  )
}

function listOf(make: () => unknown, name: string, { path, scope }: KernelFile): unknown[] {
  let list: unknown
  try {
    list = make()
  } catch (error) {
    throw new UsageError(`${path}: the export args: ${name}: ${scope.blame(error)}`)
  }
  if (Array.isArray(list)) return [...list]
  throw new UsageError(`${path}: the export args: ${name} answers ${show(list)}, not a list of arguments`)
}

function argument(file: KernelFile, text: string, index: number): unknown {
  const madeUp = MADE_UP.exec(text)
  try {
    if (madeUp !== null) return randomArray(madeUp[1]!, madeUp[2]!, index)
    return file.scope.evaluate(`(${text})`)
  } catch (error) {
    throw new UsageError(`--args ${text}: ${(error as Error).message}`)
  }
}

function randomArray(element: string, size: string, seed: number): unknown {
  const length = Number(size)
  if (!/^\d/.test(size) || !Number.isInteger(length)) throw new RangeError(`${size || 'nothing'} is not a length`)
  const next = generator(seed + 1)
  const isBig = element === 'i64' || element === 'u64'
  const isFloat = element === 'f32' || element === 'f64' || element === 'number'
  const one = (): number | bigint =>
    isFloat ? next() : isBig ? BigInt(Math.floor(next() * 256)) : Math.floor(next() * 256)
  if (element === 'number') return Array.from({ length }, one)
  const array = new classOf[element as ElementType](length)
  for (let i = 0; i < length; i++) array[i] = one()
  return array
}

/** A small generator of numbers from 0 to 1, the same on every machine (mulberry32). */
function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** The first place where two values differ bit for bit (NaN equals NaN), for people; undefined if there is none. */
export function differenceOf(expected: unknown, actual: unknown, place: string): string | undefined {
  if (Object.is(expected, actual)) return undefined
  if (typeof expected === 'object' && typeof actual === 'object' && expected !== null && actual !== null) {
    const keys = Object.keys(expected)
    if (keys.length !== Object.keys(actual).length || elementTypeOf(expected) !== elementTypeOf(actual)) {
      return `${place}: of another shape`
    }
    for (const key of keys) {
      const inner = /^\d+$/.test(key) ? `${place}[${key}]` : `${place}.${key}`
      const found = differenceOf(expected[key as never], actual[key as never], inner)
      if (found !== undefined) return found
    }
    return undefined
  }
  return `${place}: plain ${show(expected)}, compiled ${show(actual)}`
}

export function show(value: unknown): string {
  if (Object.is(value, -0)) return '-0'
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? JSON.stringify(value) : String(value)
  const items = elementTypeOf(value) || Array.isArray(value) ? [...(value as Iterable<unknown>)] : undefined
  if (items === undefined)
    return `{${Object.entries(value)
      .map(([key, each]) => `${key}: ${show(each)}`)
      .join(', ')}}`
  const rest = items.length > 8 ? `, ... ${items.length} in all` : ''
  const name = Array.isArray(value) ? '' : `${(value as object).constructor.name} `
  return `${name}[${items.slice(0, 8).map(show).join(', ')}${rest}]`
}
