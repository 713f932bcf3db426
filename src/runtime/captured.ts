/**
 * What a build step knows of a function that its text in the running program no longer tells: the source as it was written, before
 * minifiers and coverage counters, and the variables it uses from outside under the names they have there. The bundler plugin registers it.
 */

// biome-ignore lint/suspicious/noExplicitAny: as in options.ts, which asks this file
type AnyFunction = (this: any, ...args: any[]) => any
type Environment = Readonly<Record<string, unknown>>

export interface Capture {
  readonly source: string
  /** The free variables by their names in `source`. Read when a kernel that reaches the function is made. */
  readonly env: Environment
  /** As it was written; minifiers rename functions. */
  readonly name: string | undefined
}

export interface CaptureDetails {
  readonly name?: string
  /** Where the source begins: `file:line:column`. */
  readonly place?: string
}

/** Where the text of a function begins in its file. Both count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

const captures = new WeakMap<AnyFunction, Capture>()
/** By source text: what is known of a diagnostic is the text it lies in. */
const places = new Map<string, Place>()

/**
 * Registers a function's source and free variables; `jit` uses them in place of the function's text. For build tools: the plugin writes
 * calls of it into modules that use `jit`.
 *
 * @param env getters of the variables, by the names that `source` has for them
 * @returns the function itself
 */
export function captured<F extends AnyFunction>(
  fn: F,
  source: string,
  env: Environment = {},
  { name, place }: CaptureDetails = {},
): F {
  captures.set(fn, { source, env, name })
  const found = /^(.*):(\d+):(\d+)$/s.exec(place ?? '')
  if (found !== null) setPlace(source, { file: found[1]!, line: Number(found[2]), column: Number(found[3]) })
  return fn
}

/** As `captured`, for a method under a decorator: stands in front of the decorator that it is given. */
export function capturedMethod<D extends (fn: never, context: never) => unknown>(
  decorator: D,
  source: string,
  env: Environment = {},
  details: CaptureDetails = {},
): (fn: Parameters<D>[0], context: Parameters<D>[1]) => unknown {
  return (fn, context) => decorator(captured(fn as AnyFunction, source, env, details) as never, context)
}

export function captureOf(fn: AnyFunction): Capture | undefined {
  return captures.get(fn)
}

/** Says where a text is from, for all diagnostics of functions with that text. */
export function setPlace(source: string, place: Place): void {
  places.set(source, place)
}

export function placeOf(source: string): Place | undefined {
  return places.get(source)
}

/** The text that a function is compiled from. */
export function sourceOf(fn: AnyFunction): string {
  return captures.get(fn)?.source ?? Function.prototype.toString.call(fn)
}
