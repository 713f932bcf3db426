/**
 * The source is its own oracle: one function, run plain and by every other contestant on equal arguments, must leave the same
 * result, the same arrays and the same error.
 *
 *   check('dot', dot, [[a, b], [a, a]])                          throws a report on the first difference
 *   check('text', hello, [[]], { expectFallback: 'string' })     the kernel must be refused, with that code
 *   const found = compare(fn, argSets, options)                  the same as data, for the fuzzer
 *
 * `contestants` is the one place where a further way of running a kernel joins: the IR interpreter after each pass.
 */
import { JitError, jit } from '../src/index.ts'
import { cloneArgs, isTypedArray, type Place } from './differential/clone.ts'
import { type Difference, difference, type Observation } from './differential/compare.ts'
import { showArgs } from './differential/show.ts'

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
}

export interface Refusal {
  readonly code: string
  readonly reason: string
}

export interface Runner {
  run(thisArg: unknown, args: readonly unknown[]): unknown
  /** Why the last call did not run in this contestant's own way, or undefined if it did. */
  refusal(): Refusal | undefined
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
  | { readonly kind: 'agree' }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly set: number; readonly contestant: string }
  | { readonly kind: 'differ'; readonly difference: Difference; readonly set: number; readonly contestant: string }

/** Runs every argument set through every contestant, up to the first difference. */
export function compare(fn: AnyFunction, argSets: readonly ArgSet[], options: CheckOptions = {}): Found {
  const messages = options.messages ?? throwsItself(fn, options.env)
  const env = envArrays(options.env)
  // Contestants that differ in the place of the arrays only share one kernel, as a program would use it.
  const runners = new Map<Contestant['prepare'], Runner>()
  let refused: Found | undefined
  for (let set = 0; set < argSets.length; set++) {
    const argSet = argSets[set]
    const plain = observe((thisArg, args) => Reflect.apply(fn, thisArg, args), argSet, 'heap', env, options)
    for (const contestant of contestants) {
      if (contestant.place === 'resident' && !wantsResident(argSet, options)) continue
      const runner = runners.get(contestant.prepare) ?? contestant.prepare(fn, options)
      runners.set(contestant.prepare, runner)
      const seen = observe((thisArg, args) => runner.run(thisArg, args), argSet, contestant.place, env, options)
      const found = difference(plain, seen, messages)
      if (found) return { kind: 'differ', difference: found, set, contestant: contestant.name }
      const refusal = runner.refusal()
      if (refusal) refused ??= { kind: 'refused', refusal, set, contestant: contestant.name }
      else if (options.expectFallback !== undefined) {
        const ran = { path: 'outcome', expected: `a fallback: ${options.expectFallback}`, actual: 'ran compiled' }
        return { kind: 'differ', difference: ran, set, contestant: contestant.name }
      }
    }
  }
  return refused ?? { kind: 'agree' }
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

function report(name: string, fn: AnyFunction, argSet: ArgSet, found: Found & { kind: 'differ' }): string {
  const { path, expected, actual } = found.difference
  const args = typeof argSet === 'function' ? argSet() : argSet
  return [
    `${name}: ${found.contestant} differs from plain at ${path}`,
    `  plain:    ${expected}`,
    `  compiled: ${actual}`,
    `arguments (set ${found.set}):`,
    showArgs(args),
    String(fn),
  ].join('\n')
}

function observe(
  run: (thisArg: unknown, args: unknown[]) => unknown,
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
    if (error instanceof JitError) throw error
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
  if (isTypedArray(value)) return !(value instanceof Uint8Array && Buffer.isBuffer(value))
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
