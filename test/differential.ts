/**
 * The source is its own oracle: one function, run plain and by every other contestant on equal arguments, must leave the same
 * result, the same arrays and the same error. Compiled code is run with the arrays in the heap and in kernel memory; and as the third
 * way, the IR interpreter runs the module as it is after each stage of the pipeline (differential/interpreted.ts).
 *
 *   check('dot', dot, [[a, b], [a, a]])                          throws a report on the first difference
 *   check('text', hello, [[]], { expectFallback: 'string' })     the kernel must be refused, with that code
 *   const found = compare(fn, argSets, options)                  the same as data, for the fuzzer
 *
 * Where anything differs, the first stage whose module gives the wrong answer is named: that pass lied.
 */
import { compileInThread } from '../src/in-thread.ts'
import { JitError, jit } from '../src/index.ts'
import { cloneArgs, isNodeBuffer, isTypedArray, type Place } from './differential/clone.ts'
import { type Difference, difference, type Observation } from './differential/compare.ts'
import { Declined, Interpreted, type Tamper } from './differential/interpreted.ts'
import { showArgs } from './differential/show.ts'
import { tally, thirdWay } from './differential/tally.ts'

compileInThread()

export type AnyFunction = (...args: any[]) => unknown

/** Arguments of one call: a list, copied for each contestant, or a function that makes the same list anew each time. */
export type ArgSet = readonly unknown[] | (() => readonly unknown[])

export interface CheckOptions {
  readonly env?: Readonly<Record<string, unknown>>
  /** The code of the reason for which every call must run plain. */
  readonly expectFallback?: string
  /** A refusal is as good as agreement: legal by the design, as long as it has a reason. */
  readonly mayRefuse?: boolean
  /** Also pass the arrays in kernel memory. Default: true, unless the arguments come from a function. */
  readonly resident?: boolean
  /** Compare the class of thrown errors only. Default: messages are compared where the source has a `throw` of its own. */
  readonly messages?: boolean
  readonly thisArg?: unknown
  /** How many of the argument sets are interpreted after each stage. Default: a few. A set that differs always is. */
  readonly threeWay?: number
  /** Of what differs, find the pass that lied. Default: yes. */
  readonly blame?: boolean
  /** Instead of the function's own modules; tests of these tests break passes with it. */
  readonly tamper?: Tamper
}

export interface Refusal {
  readonly code: string
  readonly reason: string
}

export interface Runner {
  run(thisArg: unknown, args: readonly unknown[]): unknown
  /** Why the last call did not run in this contestant's own way, or undefined if it did. */
  refusal(): Refusal | undefined
  /** Has compiled code a loop whose trips run side by side? */
  vectorized?(): boolean
}

export interface Contestant {
  readonly name: string
  readonly place: Place
  prepare(fn: AnyFunction, options: CheckOptions): Runner
}

export const contestants: readonly Contestant[] = [
  { name: 'compiled', place: 'heap', prepare: compiledRunner },
  { name: 'compiled, resident arrays', place: 'resident', prepare: compiledRunner },
]

export type Found =
  /** `vectorized`: some loop of it is, in compiled code. */
  | { readonly kind: 'agree'; readonly vectorized: boolean }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly set: number; readonly contestant: string }
  | Differ

export interface Differ {
  readonly kind: 'differ'
  readonly difference: Difference
  readonly set: number
  readonly contestant: string
  /** What is to blame, as far as the third way tells. */
  readonly blame: string
}

/** Argument sets of one check that go three ways, unless told otherwise: interpreting after each stage takes its time. */
const FEW = 5

/** Runs every argument set through every contestant, up to the first difference. */
export function compare(fn: AnyFunction, argSets: readonly ArgSet[], options: CheckOptions = {}): Found {
  return new Comparison(fn, argSets, options).run()
}

class Comparison {
  private readonly fn: AnyFunction
  private readonly argSets: readonly ArgSet[]
  private readonly options: CheckOptions
  private readonly messages: boolean
  private readonly env: Record<string, object>
  // Contestants that differ in the place of the arrays only share one kernel, as a program would use it.
  private readonly runners = new Map<Contestant['prepare'], Runner>()
  private interpreted: Interpreted | undefined

  constructor(fn: AnyFunction, argSets: readonly ArgSet[], options: CheckOptions) {
    this.fn = fn
    this.argSets = argSets
    this.options = options
    this.messages = options.messages ?? throwsItself(fn, options.env)
    this.env = envArrays(options.env)
  }

  run(): Found {
    const { argSets, options } = this
    const sampled = spread(
      argSets.length,
      options.expectFallback === undefined ? (thirdWay.most ?? options.threeWay ?? FEW) : 0,
    )
    let refused: Found | undefined
    for (let set = 0; set < argSets.length; set++) {
      const plain = this.observe((thisArg, args) => Reflect.apply(this.fn, thisArg, args), set)
      const lie = sampled.has(set) ? this.interpret(plain, set) : undefined
      if (typeof lie === 'object') return lie
      for (const contestant of contestants) {
        const found = this.contest(contestant, plain, set)
        if (found?.kind === 'differ') return found
        refused ??= found
      }
    }
    return (
      refused ?? {
        kind: 'agree',
        vectorized: [...this.runners.values()].some((runner) => runner.vectorized?.() ?? false),
      }
    )
  }

  private contest(
    { name, place, prepare }: Contestant,
    plain: Observation,
    set: number,
  ): Exclude<Found, { kind: 'agree' }> | undefined {
    const { options } = this
    if (place === 'resident' && !wantsResident(this.argSets[set], options)) return undefined
    const runner = this.runners.get(prepare) ?? prepare(this.fn, options)
    this.runners.set(prepare, runner)
    const seen = this.observeCompiled((thisArg, args) => runner.run(thisArg, args), plain, set, place)
    const found = difference(plain, seen, this.messages)
    if (found) return { kind: 'differ', difference: found, set, contestant: name, blame: this.blame(plain, set) }
    const refusal = runner.refusal()
    if (refusal) return { kind: 'refused', refusal, set, contestant: name }
    if (options.expectFallback === undefined) return undefined
    const ran = { path: 'outcome', expected: `a fallback: ${options.expectFallback}`, actual: 'ran compiled' }
    return { kind: 'differ', difference: ran, set, contestant: name, blame: 'what should refuse it' }
  }

  private observeCompiled(run: Run, plain: Observation, set: number, place: Place): Observation {
    try {
      return this.observe(run, set, place)
    } catch (error) {
      if (error instanceof JitError) error.message += ` (to blame: ${this.blame(plain, set)})`
      throw error
    }
  }

  private observe(run: Run, set: number, place: Place = 'heap'): Observation {
    return observe(run, this.argSets[set], place, this.env, this.options)
  }

  /** The third way: the first stage whose module differs, or why there is no answer, or undefined if all agree. */
  private interpret(plain: Observation, set: number): Differ | string | undefined {
    try {
      const interpreted = (this.interpreted ??= new Interpreted(this.fn, this.options.env, this.options.tamper))
      const { args } = this.observe(() => undefined, set)
      for (const stage of interpreted.stages(args)) {
        const seen = this.observe((_, copies) => interpreted.run(stage, copies), set)
        const found = difference(plain, seen, this.messages)
        if (found)
          return { kind: 'differ', difference: found, set, contestant: `interpreted after ${stage}`, blame: stage }
      }
      tally.threeWays++
      return undefined
    } catch (error) {
      if (error instanceof Declined) return error.message
      throw error
    }
  }

  private blame(plain: Observation, set: number): string {
    if (this.options.blame === false) return 'not asked'
    const lie = this.interpret(plain, set)
    if (lie === undefined) return 'emit or runtime: the IR is right after every stage'
    return typeof lie === 'string' ? `unknown: it is not interpreted (${lie})` : lie.blame
  }
}

type Run = (thisArg: unknown, args: unknown[]) => unknown

/** `count` numbers below `length`, evenly spread from the first to the last. */
function spread(length: number, count: number): ReadonlySet<number> {
  const n = Math.min(length, count)
  return new Set(Array.from({ length: n }, (_, i) => (n === 1 ? 0 : Math.round((i * (length - 1)) / (n - 1)))))
}

/** Throws an Error with a readable report unless everything agrees (and is refused exactly where that is expected). */
export function check(name: string, fn: AnyFunction, argSets: readonly ArgSet[], options: CheckOptions = {}): void {
  if (argSets.length === 0) throw new Error(`${name}: no arguments to check`)
  const found = compare(fn, argSets, options)
  if (found.kind === 'agree') return
  if (found.kind === 'differ') throw new Error(report(name, fn, argSets[found.set], found))
  const { code, reason } = found.refusal
  if (reason === '') throw new Error(`${name}: refused without a reason\n${fn}`)
  if (options.expectFallback === undefined ? options.mayRefuse : code === options.expectFallback) return
  const wanted = options.expectFallback === undefined ? '' : ` (expected the reason ${options.expectFallback})`
  throw new Error(
    `${name}: not compiled for set ${found.set} (${found.contestant})${wanted}: [${code}] ${reason}\n${fn}`,
  )
}

/** For what the design leaves open: exact agreement by compilation, or a refusal that has a reason. */
export function agreesOrRefuses(
  name: string,
  fn: AnyFunction,
  argSets: readonly ArgSet[],
  options: CheckOptions = {},
): void {
  check(name, fn, argSets, { ...options, mayRefuse: true })
}

function report(name: string, fn: AnyFunction, argSet: ArgSet, found: Differ): string {
  const { path, expected, actual } = found.difference
  const args = typeof argSet === 'function' ? argSet() : argSet
  return [
    `${name}: ${found.contestant} differs from plain at ${path}`,
    `  plain:    ${expected}`,
    `  compiled: ${actual}`,
    `  to blame: ${found.blame}`,
    `arguments (set ${found.set}):`,
    showArgs(args),
    String(fn),
  ].join('\n')
}

function observe(
  run: Run,
  argSet: ArgSet,
  place: Place,
  env: Readonly<Record<string, object>>,
  options: CheckOptions,
): Observation {
  const args = typeof argSet === 'function' ? [...argSet()] : cloneArgs(argSet, place)
  const before = snapshot(env)
  try {
    const outcome = attempt(() => run(options.thisArg, args))
    return { outcome, args, env: snapshot(env) }
  } finally {
    for (const name of Object.keys(env)) restore(env[name], before[name])
  }
}

function attempt(run: () => unknown): Observation['outcome'] {
  try {
    return { kind: 'return', value: run() }
  } catch (error) {
    // JitError is always a fault here: no test asks for `strict`, so it can only report a trap.
    if (error instanceof JitError || error instanceof Declined) throw error
    return { kind: 'throw', error }
  }
}

function compiledRunner(fn: AnyFunction, options: CheckOptions): Runner {
  const kernel = jit(fn, { ...(options.env && { env: options.env }), tier: 'compiled' })
  let ran = false
  return {
    run(thisArg, args) {
      const before = kernel.stats.plain
      try {
        return Reflect.apply(kernel, thisArg, args)
      } finally {
        ran = kernel.stats.plain === before
      }
    },
    refusal: () => (ran ? undefined : lastRefusal(kernel.stats.fallbacks)),
    vectorized: () =>
      kernel.explain().signatures.some(({ loops }) => loops.some(({ vector }) => /(^|; )vectorized/.test(vector))),
  }
}

function lastRefusal(fallbacks: readonly { readonly reason: string; readonly code?: string }[]): Refusal {
  const last = fallbacks[fallbacks.length - 1]
  return last === undefined ? { code: 'none', reason: '' } : { code: last.code ?? '', reason: last.reason }
}

/** Env arrays are live, not copied: each contestant works on the same ones, and they are put back in between. */
function envArrays(env: CheckOptions['env']): Record<string, object> {
  const entries = Object.entries(env ?? {}).filter(([, value]) => isTypedArray(value) || Array.isArray(value))
  return Object.fromEntries(entries) as Record<string, object>
}

function snapshot(env: Readonly<Record<string, object>>): Record<string, unknown> {
  const names = Object.keys(env)
  const copies = cloneArgs(names.map((name) => env[name]))
  return Object.fromEntries(names.map((name, i) => [name, copies[i]]))
}

function restore(target: object, copy: unknown): void {
  for (const key of Object.keys(copy as object)) {
    const value = (copy as Record<string, unknown>)[key]
    const current = (target as Record<string, unknown>)[key]
    if (typeof value === 'object' && value !== null) restore(current as object, value)
    else if (!Object.is(current, value)) (target as Record<string, unknown>)[key] = value
  }
}

function wantsResident(argSet: ArgSet, options: CheckOptions): boolean {
  if (typeof argSet === 'function' || options.resident === false || options.expectFallback !== undefined) return false
  return argSet.some(holdsTypedArray)
}

function holdsTypedArray(value: unknown): boolean {
  if (isTypedArray(value)) return !isNodeBuffer(value)
  return (
    typeof value === 'object' &&
    value !== null &&
    !ArrayBuffer.isView(value) &&
    Object.values(value).some(holdsTypedArray)
  )
}

function throwsItself(fn: AnyFunction, env: CheckOptions['env']): boolean {
  const functions = [fn, ...Object.values(env ?? {}).filter((value) => typeof value === 'function')]
  return functions.some((each) => /\bthrow\b/.test(String(each)))
}
