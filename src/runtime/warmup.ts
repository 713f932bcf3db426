/**
 * Whether a call of an `'auto'` kernel should have a signature compiled, and how long it may wait: plain calls are timed, a few of them
 * only, until what compiling is likely to save repays what it costs. A program that uses its kernels little never starts the compiler.
 *
 * While the compiler is not loaded, the static estimate must do without it: it looks at the source as text.
 */
import type { FunctionSource } from '../artifact.ts'
import { lengthOf, type TypedArray } from './arrays.ts'
import { AS_LONG_AS_IT_TAKES, isCompilerLoaded, NO_WAIT, NOT_YET, threadAge, usualCompileMs } from './compilers.ts'

/** Plain milliseconds of all kernels from which on the thread is started, and of one kernel from which on it is compiled. */
const START_MS = 5
const COMPILE_MS = 1
/** A call that is likely to run this long waits for a compiler that is loaded. */
const LONG_MS = 8
/** A wait for a loaded compiler ends after so many times what the call is expected to take without it. */
const WAIT_RATIO = 1.5
/** What is left of loading is never taken to be less. */
const LEAST_LOAD_MS = 100
/** What loading takes. */
const LOAD_MS = 700
/** Time of a trip through an innermost loop, in ns, until it has been measured. */
const TRIP_NS = 2
/** Trips that say so much that loading the compiler is worth a wait, although nothing has been measured. */
const MANY_TRIPS = 2e9
/** Calls that are timed at first, and one in so many after them. */
const FIRST_SAMPLES = 8
const SAMPLE_EVERY = 16
/** A kernel without loops is given up after so many samples of less than this many ms. */
const HOPELESS_SAMPLES = 12
const HOPELESS_MS = 0.0005

/** Of all kernels. */
let totalMs = 0

export class Warmup {
  readonly #functions: () => readonly FunctionSource[]
  #depth: number | undefined
  #calls = 0
  #samples = 0
  #ms = 0
  #sampledMs = 0
  #sampledTrips = 0

  constructor(functions: () => readonly FunctionSource[]) {
    this.#functions = functions
  }

  /** Milliseconds to wait for this call's signature; below 0 it is not even asked for. */
  patience(args: readonly unknown[]): number {
    if (this.#loops === 0 && this.#calls < FIRST_SAMPLES) return NOT_YET
    const isMeasured = this.#sampledTrips > 0
    const trips = tripsOf(args, this.#loops)
    const ms = (isMeasured ? this.#sampledMs / this.#sampledTrips : TRIP_NS / 1e6) * trips
    if (isCompilerLoaded()) {
      if (ms >= Math.max(LONG_MS, usualCompileMs())) return ms * WAIT_RATIO
      return this.#ms >= COMPILE_MS ? NO_WAIT : NOT_YET
    }
    const left = Math.max(LOAD_MS - (threadAge() ?? 0), LEAST_LOAD_MS)
    // Half of a long call, at least, is what compiled code saves.
    if (isMeasured ? ms > 2 * left : trips > MANY_TRIPS) return AS_LONG_AS_IT_TAKES
    return ms >= LONG_MS || totalMs >= START_MS ? NO_WAIT : NOT_YET
  }

  /** Is the next call to be timed? */
  isSampled(): boolean {
    return this.#calls++ < FIRST_SAMPLES || this.#calls % SAMPLE_EVERY === 0
  }

  /** A plain call took so long. */
  add(ms: number, args: readonly unknown[]): void {
    const weight = this.#calls <= FIRST_SAMPLES ? 1 : SAMPLE_EVERY
    this.#samples++
    this.#ms += ms * weight
    totalMs += ms * weight
    // The latest calls say most: the first ones ran while the engine was still compiling.
    this.#sampledMs = this.#sampledMs / 2 + ms
    this.#sampledTrips = this.#sampledTrips / 2 + tripsOf(args, this.#loops)
  }

  /** No loops, and over before compiled code would be entered. */
  get isHopeless(): boolean {
    return this.#loops === 0 && this.#samples >= HOPELESS_SAMPLES && this.#sampledMs < 2 * HOPELESS_MS
  }

  get #loops(): number {
    if (this.#depth === undefined) {
      const [own = 0, ...callees] = this.#functions().map(({ source }) => loopDepth(source))
      this.#depth = own + Math.max(0, ...callees)
    }
    return this.#depth
  }
}

/** Trips through the innermost loop, of which there are `depth` around each other. A guess: what matters is how it grows. */
export function tripsOf(args: readonly unknown[], depth: number): number {
  if (depth === 0) return 1
  let longest = 1
  let counts = 1
  for (let i = 0; i < args.length; i++) {
    const value = args[i]
    if (typeof value === 'number' && value > counts && Number.isInteger(value)) counts = value
    else longest = Math.max(longest, elementsIn(value))
  }
  const fromArrays = depth >= 3 ? longest ** 1.5 : longest
  // A number may be a seed or a limit of values: it counts for no more than a loop over the arrays would, if there are any.
  return Math.max(fromArrays, longest > 1 ? Math.min(counts, longest) : Math.min(counts, 2 ** 31))
}

/** Position of the longest array, which says most of how many trips these are; -1 if no array has more than one element. */
export function longestOf(args: readonly unknown[]): number {
  let [longest, at] = [1, -1]
  for (const [i, value] of args.entries()) {
    const length = elementsIn(value)
    if (length > longest) [longest, at] = [length, i]
  }
  return at
}

/** Elements of an array, of its rows together; 0 of what is none. */
function elementsIn(value: unknown): number {
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return lengthOf(value as TypedArray)
  return Array.isArray(value) ? elementsOf(value) : 0
}

function elementsOf(array: readonly unknown[]): number {
  const [first] = array
  return ArrayBuffer.isView(first) || Array.isArray(first)
    ? array.length * (first as unknown as ArrayLike<unknown>).length
    : array.length
}

// A comment, a string or a template, or what the scan counts by. A regular expression literal may confuse it: it is an estimate.
const TOKEN =
  /\/\/.*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`|\b(?:for|while|do)\b|[(){};]/g

/** How many loops are around each other, from the text alone. */
export function loopDepth(source: string): number {
  const blocks: number[] = []
  let [here, parentheses, most] = [0, 0, 0]
  for (const [token] of source.matchAll(TOKEN)) {
    switch (token) {
      case 'for':
      case 'while':
      case 'do':
        here++
        most = Math.max(most, here)
        break
      case '(':
        parentheses++
        break
      case ')':
        parentheses--
        break
      case '{':
        blocks.push(here)
        break
      case '}':
        blocks.pop()
        here = blocks.at(-1) ?? 0
        break
      case ';':
        // Semicolons of a loop's head end nothing.
        if (parentheses === 0) here = blocks.at(-1) ?? 0
    }
  }
  return most
}
