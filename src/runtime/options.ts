/** What `jit` was told, checked and in one form. */
import type { Diagnostic } from '../diagnostics.ts'
import { captureOf } from './captured.ts'

// biome-ignore lint/suspicious/noExplicitAny: any function is a legal argument
export type AnyFunction = (this: any, ...args: any[]) => any

/** Licences to change bits, as LLVM's flags of these names; `approx` also allows vector versions of `Math.sin` and the like. */
export type FastmathFlag = 'approx' | 'arcp' | 'contract' | 'ninf' | 'nnan' | 'nsz' | 'reassoc'

const FASTMATH_FLAGS: readonly FastmathFlag[] = ['approx', 'arcp', 'contract', 'ninf', 'nnan', 'nsz', 'reassoc']

/** Free variables of a kernel by name. */
export type Environment = Readonly<Record<string, unknown>>

export interface JitOptions {
  /**
   * The free variables, one flat table for the kernel and every plain function it reaches: numbers, booleans, bigints, typed arrays and
   * arrays of numbers (live: what either side writes, the other sees), built-ins, typed-array classes, plain functions and other kernels.
   * Read once, when `jit` is called.
   */
  readonly env?: Environment
  /** `true`, or the flags allowed: trades exactness for speed. Default: none, results equal the plain function's bit for bit. */
  readonly fastmath?: boolean | Iterable<FastmathFlag>
  /** Throw a `JitError` where a signature is refused, instead of running the plain function. Default: false. */
  readonly strict?: boolean
  /**
   * `'auto'` (default) runs the plain function where compiled code cannot win, `'compiled'` always runs compiled code where it can,
   * `'plain'` never does.
   */
  readonly tier?: 'auto' | 'compiled' | 'plain'
  /**
   * Never wait for the compiler: it works in a thread of its own, and calls run the plain function until it is done. Default: false, and
   * calls wait where that pays (`tier: 'auto'`), or always.
   */
  readonly background?: boolean
  /**
   * Keep compiled signatures across processes: in the folder given, or in the user's own cache folder (`true`); in a browser, in a database
   * of that name. What is found there needs no compiler. Default: false.
   */
  readonly cache?: boolean | string
  /** Name in reports and dumps. Default: the function's own. */
  readonly name?: string
}

export interface Settings {
  readonly name: string
  readonly env: Environment
  /** Sorted; empty means exact. */
  readonly fastmath: readonly FastmathFlag[]
  readonly strict: boolean
  readonly tier: 'auto' | 'compiled' | 'plain'
  readonly background: boolean
  readonly cache: boolean | string
  /** An option that makes no sense. `jit` throws for no option: the kernel runs plain, for this reason. */
  readonly problem: Diagnostic | undefined
}

export function readOptions(fn: AnyFunction, options: JitOptions): Settings {
  const problems: string[] = []
  const { tier = 'auto' } = options
  if (!['auto', 'compiled', 'plain'].includes(tier))
    problems.push(`tier: ${show(tier)} is none of 'auto', 'compiled', 'plain'`)
  const { cache = false } = options
  if (typeof cache !== 'boolean' && (typeof cache !== 'string' || cache === ''))
    problems.push(`cache: ${show(cache)} is neither a boolean nor a folder`)
  const fastmath = readFastmath(options.fastmath, problems)
  const { env = {} } = options
  if (typeof env !== 'object' || env === null) problems.push(`env: ${show(env)} is not an object`)
  return {
    name: nameOf(fn, options),
    env: typeof env === 'object' && env !== null ? env : {},
    fastmath,
    strict: options.strict === true,
    tier,
    background: options.background === true,
    cache,
    problem: problems.length === 0 ? undefined : { code: 'option', message: problems.join('; ') },
  }
}

function readFastmath(value: unknown, problems: string[]): readonly FastmathFlag[] {
  if (value === undefined || value === false) return []
  if (value === true) return FASTMATH_FLAGS
  if (typeof value === 'string' || typeof (value as Iterable<unknown> | null)?.[Symbol.iterator] !== 'function') {
    problems.push(`fastmath: ${show(value)} is neither a boolean nor a list of flags`)
    return []
  }
  const flags = [...new Set(value as Iterable<FastmathFlag>)].sort()
  const unknown = flags.filter((flag) => !FASTMATH_FLAGS.includes(flag))
  if (unknown.length > 0)
    problems.push(`fastmath: ${unknown.map(show).join(', ')} is none of ${FASTMATH_FLAGS.join(', ')}`)
  return flags.filter((flag) => FASTMATH_FLAGS.includes(flag))
}

function show(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value)
}

function nameOf(fn: AnyFunction, options: JitOptions): string {
  const name = String(options.name ?? captureOf(fn)?.name ?? fn.name) || 'anonymous'
  // What `bind` makes of a function without a name.
  return name === 'bound ' ? 'bound anonymous' : name
}
