/**
 * The comparison behind every differential test: two observations of one call agree when results, thrown errors, arguments and
 * env arrays are the same bit for bit (`Object.is` per element, so the bits of a NaN are exempt), and when the same things are
 * the same objects: an argument that is returned, a view of an argument's buffer, one row used twice.
 */
import { baseOf, isTypedArray, type TypedArray } from './clone.ts'
import { show } from './show.ts'

export type Outcome =
  | { readonly kind: 'return'; readonly value: unknown }
  | { readonly kind: 'throw'; readonly error: unknown }

export interface Observation {
  readonly outcome: Outcome
  readonly args: readonly unknown[]
  /** Copies of the env arrays as the call left them. */
  readonly env: Readonly<Record<string, unknown>>
}

export interface Difference {
  readonly path: string
  readonly expected: string
  readonly actual: string
}

/** The first difference, or undefined. `messages: false` compares the class of errors only. */
export function difference(expected: Observation, actual: Observation, messages: boolean): Difference | undefined {
  const walk = new Walk()
  // Arguments first: they fix which object stands for which, so that a returned argument must be that very argument.
  for (let i = 0; i < expected.args.length; i++) walk.pair(expected.args[i], actual.args[i])
  const outcome = compareOutcomes(walk, expected.outcome, actual.outcome, messages)
  if (outcome) return outcome
  for (let i = 0; i < expected.args.length; i++) {
    const found = walk.compare(expected.args[i], actual.args[i], `argument ${i}`)
    if (found) return found
  }
  for (const name of Object.keys(expected.env)) {
    const found = walk.compare(expected.env[name], actual.env[name], `env.${name}`)
    if (found) return found
  }
  return undefined
}

function compareOutcomes(walk: Walk, a: Outcome, b: Outcome, messages: boolean): Difference | undefined {
  if (a.kind === 'return' && b.kind === 'return') return walk.compare(a.value, b.value, 'result')
  if (a.kind !== 'throw' || b.kind !== 'throw')
    return { path: 'outcome', expected: showOutcome(a), actual: showOutcome(b) }
  if (!(a.error instanceof Error) || !(b.error instanceof Error)) return walk.compare(a.error, b.error, 'thrown value')
  const sameClass = a.error.constructor === b.error.constructor && a.error.name === b.error.name
  if (sameClass && (!messages || a.error.message === b.error.message)) return undefined
  return { path: 'thrown error', expected: showOutcome(a), actual: showOutcome(b) }
}

function showOutcome(outcome: Outcome): string {
  if (outcome.kind === 'return') return `returns ${show(outcome.value)}`
  return outcome.error instanceof Error
    ? `throws ${outcome.error.name}: ${outcome.error.message}`
    : `throws ${show(outcome.error)}`
}

class Walk {
  private readonly forth = new Map<object, object>()
  private readonly back = new Map<object, object>()
  private readonly done = new Set<object>()

  /** Records that `a` and `b` stand for each other; false if one already stands for something else. */
  pair(a: unknown, b: unknown): boolean {
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return true
    const known = this.forth.get(a)
    if (known !== undefined || this.back.has(b)) return known === b
    this.forth.set(a, b)
    this.back.set(b, a)
    if (isTypedArray(a) && isTypedArray(b)) return this.pair(a.buffer, b.buffer)
    return true
  }

  compare(a: unknown, b: unknown, path: string): Difference | undefined {
    if (Object.is(a, b)) return undefined
    const differ = (expected: string, actual: string, at = path): Difference => ({ path: at, expected, actual })
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return differ(show(a), show(b))
    if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return differ(show(a), show(b))
    if (!this.pair(a, b)) {
      return differ(
        `${show(a)} (${this.forth.has(a) ? 'seen before' : 'new'})`,
        `${show(b)} (another object than expected)`,
      )
    }
    if (this.done.has(a)) return undefined
    this.done.add(a)
    if (isTypedArray(a)) return compareLayout(a, b as TypedArray, path) ?? compareElements(a, b as TypedArray, path)
    return this.compareProperties(a as Record<string, unknown>, b as Record<string, unknown>, path)
  }

  private compareProperties(
    a: Record<string, unknown>,
    b: Record<string, unknown>,
    path: string,
  ): Difference | undefined {
    const keys = Object.keys(a)
    const same = keys.join() === Object.keys(b).join() && (!Array.isArray(a) || a.length === b.length)
    if (!same) return { path, expected: show(a), actual: show(b) }
    for (const key of keys) {
      const found = this.compare(a[key], b[key], Array.isArray(a) ? `${path}[${key}]` : `${path}.${key}`)
      if (found) return found
    }
    return undefined
  }
}

function compareLayout(a: TypedArray, b: TypedArray, path: string): Difference | undefined {
  if (a.length !== b.length) return { path: `${path}.length`, expected: String(a.length), actual: String(b.length) }
  const [baseA, baseB] = [baseOf(a.buffer), baseOf(b.buffer)]
  const offsets = [a.byteOffset - (baseA ?? 0), b.byteOffset - (baseB ?? 0)]
  if (offsets[0] !== offsets[1])
    return { path: `${path}.byteOffset`, expected: String(offsets[0]), actual: String(offsets[1]) }
  // A new array owns its buffer; a view of kernel memory would show here.
  const fresh = baseA === undefined && baseB === undefined && a.buffer !== b.buffer
  if (fresh && a.buffer.byteLength !== b.buffer.byteLength) {
    return {
      path: `${path}.buffer.byteLength`,
      expected: String(a.buffer.byteLength),
      actual: String(b.buffer.byteLength),
    }
  }
  return undefined
}

function compareElements(a: TypedArray, b: TypedArray, path: string): Difference | undefined {
  for (let i = 0; i < a.length; i++) {
    if (!Object.is(a[i], b[i])) return { path: `${path}[${i}]`, expected: show(a[i]), actual: show(b[i]) }
  }
  return undefined
}
