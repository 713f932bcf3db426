/**
 * `jit`: wraps a function in a kernel. What a call does is in `runtime/dispatch.ts`; here are the forms in which `jit` is used, the
 * members that a kernel has, and the tie between the runtime and the compiler.
 */
import type { Artifact } from './artifact.ts'
import { formatDiagnostic, locationOf } from './report/diagnostic.ts'
import { type Choice, choicesOf, type Explanation, explain } from './report/explain.ts'
import { fullSignature, inspected, inspectStage, inspectTypes, isCompiled } from './report/inspect.ts'
import { buildId } from './runtime/build.ts'
import { type CacheCounts, Remembered } from './runtime/cache.ts'
import { type Asking, compilerReady, Inquiry, setImporter } from './runtime/compilers.ts'
import { diskCache } from './runtime/disk.ts'
import { KernelState } from './runtime/dispatch.ts'
import { type KernelOrigin, origins } from './runtime/environment.ts'
import { JitError } from './runtime/errors.ts'
import type { FallbackLocation } from './runtime/fallbacks.ts'
import { indexedDbCache } from './runtime/indexed-db.ts'
import { makeWrapper } from './runtime/invoke.ts'
import { environmentVariable } from './runtime/node.ts'
import { type AnyFunction, type JitOptions, readOptions, type Settings } from './runtime/options.ts'
import type { Services } from './runtime/program.ts'
import type { Job } from './runtime/protocol.ts'
import { formatSignature, parseSignature } from './runtime/signature.ts'

export type { Choice, Explanation } from './report/explain.ts'
export type { AnyFunction, Environment, FastmathFlag, JitOptions } from './runtime/options.ts'

/** Calls that ran the plain function although compiling was wanted, by signature and reason. */
export interface Fallback {
  /** The signature, or `(...)` if the reason holds for all. */
  readonly signature: string
  /** Stable name of the reason; docs/SEMANTICS.md lists them. */
  readonly code: string
  /** One sentence. */
  readonly reason: string
  /** Where in the function's own text, if anywhere. */
  readonly location: FallbackLocation | undefined
  readonly calls: number
}

/** Counts since `jit`. A snapshot. */
export interface Stats {
  /** Calls of the kernel: `compiled + plain`. */
  readonly calls: number
  /** Calls that ran compiled code. */
  readonly compiled: number
  /** Calls that ran the plain function, by refusal or by choice. */
  readonly plain: number
  /** Those of them that found the compiler still loading or busy, or not worth the wait. */
  readonly deferred: number
  /** Why calls fell back, the latest last. A choice of the plain function for its speed is none; `explain()` tells of it. */
  readonly fallbacks: readonly Fallback[]
  /** Signatures that were compiled for this kernel; those found compiled already do not count. */
  readonly compilations: number
  /** Time spent compiling, in milliseconds. */
  readonly compileMs: number
  /** What was measured of compiled and plain calls, with `tier: 'auto'`. */
  readonly choices: readonly (Choice & { readonly signature: string })[]
  /** What the cache was asked, and how often it failed; all 0 without the option `cache`. */
  readonly cache: Readonly<CacheCounts>
}

export interface KernelMembers<F extends AnyFunction> {
  /** The function that was passed to `jit`. */
  readonly original: F
  /** The compiled signatures, e.g. `(f64[], i32) -> f64`. */
  readonly signatures: readonly string[]
  readonly stats: Stats
  /**
   * Compiles a signature ahead of its first call.
   * @param signature e.g. `(f64[], u8c[], i32, f64)`; `T?` compiles both with and without the value
   * @throws (rejects) {SyntaxError} for a malformed signature, {JitError} if it is refused and the kernel is `strict`, or if a result
   *   type was given and the kernel's is another
   */
  compile(signature: string): Promise<Explanation>
  /** What was compiled and how, what was not and why; an object that prints well. */
  explain(signature?: string): Explanation
  /** The source, with the inferred types in comments. */
  inspectTypes(signature?: string): string
  /** The intermediate representation after a stage; after the last one by default. */
  inspectIR(stage?: string, signature?: string): string
  /** The compiled module as WebAssembly text. */
  inspectWat(signature?: string): string
  /** The bytes of the compiled module; undefined if the signature is not compiled. */
  wasm(signature?: string): Uint8Array | undefined
}

/** A function that is called as `F` is, with members that tell what became of it. */
export type Kernel<F extends AnyFunction> = F & KernelMembers<F>

/** What `jit(options)` returns: takes a function, or decorates a method. */
export type JitDecorator = <F extends AnyFunction>(fn: F, context?: ClassMethodDecoratorContext) => Kernel<F>

/**
 * Returns a function that gives the same answers as `fn`, faster: compiled to WebAssembly for the types of each call, or `fn` itself where
 * it cannot be compiled (`kernel.explain()` says why).
 *
 * Also `jit(options)(fn)`, and as a decorator of methods: `@jit`, `@jit(options)`. `jit(kernel)` is the kernel.
 *
 * @throws {TypeError} if `fn` is not a function; nothing else
 */
export function jit<F extends AnyFunction>(fn: F, options?: JitOptions): Kernel<F>
export function jit<F extends AnyFunction>(fn: F, context: ClassMethodDecoratorContext): Kernel<F>
export function jit(options: JitOptions): JitDecorator
export function jit(first: AnyFunction | JitOptions, second?: JitOptions | ClassMethodDecoratorContext): unknown {
  if (typeof first === 'function')
    return isContext(second) ? decorate(first, {}, second) : makeKernel(first, asOptions(second))
  if (typeof first !== 'object' || first === null) throw new TypeError(`jit: ${String(first)} is not a function`)
  return (fn: AnyFunction, context?: ClassMethodDecoratorContext) =>
    isContext(context) ? decorate(fn, first, context) : makeKernel(fn, first)
}

function isContext(value: unknown): value is ClassMethodDecoratorContext {
  return typeof value === 'object' && value !== null && 'kind' in value && 'addInitializer' in value
}

/** The decorators of TypeScript's `experimentalDecorators` pass the name of the member. */
function asOptions(value: unknown): JitOptions {
  if (typeof value === 'string' || typeof value === 'symbol') {
    throw new TypeError('jit: only standard (TC39) decorators are supported, not experimentalDecorators')
  }
  return (value ?? {}) as JitOptions
}

function decorate(fn: AnyFunction, options: JitOptions, context: ClassMethodDecoratorContext): unknown {
  if (context.kind !== 'method') throw new TypeError(`jit: decorates methods, not a ${String(context.kind)}`)
  return makeKernel(fn, { name: String(context.name), ...options })
}

const states = new WeakMap<object, KernelState>()

function makeKernel(fn: AnyFunction, options: JitOptions): unknown {
  if (typeof fn !== 'function') throw new TypeError(`jit: ${String(fn)} is not a function`)
  if (states.has(fn)) return fn
  const settings = readOptions(fn, options)
  const origin: KernelOrigin = { original: fn, env: settings.env, fastmath: settings.fastmath }
  const state = new KernelState(origin, settings, services(settings), environmentVariable('TIGHTLOOP_DISABLE') === '1')
  const kernel = makeWrapper(state, namedParameters(fn))
  state.kernel = kernel
  states.set(kernel, state)
  origins.set(kernel, origin)
  // An async function has a prototype of its own, and a user may have set another.
  const prototype = Object.getPrototypeOf(fn) as object | null
  if (prototype !== Function.prototype) Object.setPrototypeOf(kernel, prototype)
  return Object.defineProperties(kernel, { ...likeOriginal(fn), ...membersOf(state) })
}

/**
 * What makes the kernel look like the function: `name`, `length`, its text, what `new` and `instanceof` ask for, and whatever properties it
 * has been given.
 */
function likeOriginal(fn: AnyFunction): PropertyDescriptorMap {
  const hidden = (value: unknown): PropertyDescriptor => ({ value, configurable: true, writable: false })
  const given = Reflect.ownKeys(fn).filter((key) => !STANDARD.has(key))
  return {
    ...Object.fromEntries(given.map((key) => [key, Object.getOwnPropertyDescriptor(fn, key)!])),
    name: hidden(fn.name),
    length: hidden(fn.length),
    toString: { value: () => Function.prototype.toString.call(fn), configurable: true, writable: true },
    ...(Object.hasOwn(fn, 'prototype') && { prototype: { value: fn.prototype as unknown, writable: false } }),
  }
}

/** Own properties that functions have anyway; the last two only sloppy ones. */
const STANDARD: ReadonlySet<PropertyKey> = new Set(['name', 'length', 'prototype', 'arguments', 'caller'])

/**
 * How many parameters the wrapper should name. `length` stops at the first default value, so that a function which may have one
 * gets all that there are.
 */
function namedParameters(fn: AnyFunction): number {
  const head = /^[^{]*?(?:=>|\{|$)/.exec(Function.prototype.toString.call(fn))?.[0] ?? ''
  return /=(?!>)/.test(head) ? Math.max(fn.length, 6) : fn.length
}

setImporter(() => import('./compiler.ts'))

/**
 * Resolves when kernels compile without a wait for the compiler to load: its thread has it or, where a caller cannot wait for a thread
 * (the main thread of a browser), this thread has. Never needed for right answers, and not for quick ones where the first call may wait.
 *
 * @throws (rejects) {Error} if the compiler cannot be loaded; kernels then run plain
 */
export async function ready(): Promise<void> {
  await compilerReady()
}

function services({ name, background, cache }: Settings): Services {
  const counts: CacheCounts = { hits: 0, misses: 0, writes: 0, failures: 0 }
  const store = cache === false ? undefined : (diskCache(cache) ?? indexedDbCache(cache))
  const lookUp = (job: Job): Asking => {
    const asking = new Inquiry(job, background)
    return store === undefined ? asking : new Remembered(asking, job, buildId(), store, counts)
  }
  return {
    ask: (job) => ask(job, name, background, lookUp),
    cacheCounts: counts,
    format: (diagnostic) => formatDiagnostic(diagnostic),
    locate: locationOf,
  }
}

/** What is to be printed is compiled each time. */
function ask(job: Job, name: string, background: boolean, lookUp: (job: Job) => Asking): Asking {
  if (job.kind !== 'compile') return lookUp(job)
  const { request } = job
  if (request.dump !== undefined) return new Inquiry(job, background)
  const dump = dumpedStages(name)
  if (dump.length === 0) return lookUp(job)
  return new Printing(new Inquiry({ kind: 'compile', request: { ...request, dump } }, background), (artifact) =>
    printStages(artifact, `${name}${formatSignature(request.args)}`),
  )
}

/** Shows the artifact on its way. */
class Printing implements Asking {
  readonly #asking: Asking
  readonly #print: (artifact: Artifact) => void

  constructor(asking: Asking, print: (artifact: Artifact) => void) {
    this.#asking = asking
    this.#print = print
  }

  get(ms: number): ReturnType<Asking['get']> {
    const outcome = this.#asking.get(ms)
    if (outcome?.value !== undefined) this.#print(outcome.value as Artifact)
    return outcome
  }

  settled(): Promise<void> {
    return this.#asking.settled()
  }
}

/** Stages to print for a kernel: `TIGHTLOOP_DUMP=stage,...` for all kernels, `stage,...:name` for one. */
function dumpedStages(name: string): readonly string[] {
  const [stages, only] = (environmentVariable('TIGHTLOOP_DUMP') ?? '').split(':')
  return stages === '' || (only !== undefined && only !== name) ? [] : stages.split(',')
}

function printStages(artifact: Artifact, title: string): void {
  if (!artifact.ok) return print(`; ${title}: refused: ${artifact.diagnostic.message}`)
  for (const { name, ms, text } of artifact.report.stages) {
    if (text !== undefined) print(`; ${title} after ${name}, ${ms.toFixed(2)} ms\n${text}`)
  }
}

function print(text: string): void {
  // biome-ignore lint/suspicious/noConsole: this is what TIGHTLOOP_DUMP asks for; console.error also exists in browsers
  console.error(text)
}

function membersOf(state: KernelState): PropertyDescriptorMap {
  const method = (value: (...args: never[]) => unknown): PropertyDescriptor => ({
    value,
    configurable: true,
    writable: true,
  })
  const getter = (get: () => unknown): PropertyDescriptor => ({ get, configurable: true })
  return {
    original: { value: state.original },
    signatures: getter(() => state.variants.list.filter(isCompiled).map(fullSignature)),
    stats: getter(() => statsOf(state)),
    compile: method(async (signature: string) => compileAhead(state, signature)),
    explain: method((signature?: string) => explain(state, signature)),
    inspectTypes: method((signature?: string) => inspectTypes(state, signature)),
    inspectIR: method((stage?: string, signature?: string) => inspectStage(state, stage, signature)),
    inspectWat: method((signature?: string) => inspectStage(state, 'wat', signature)),
    wasm: method((signature?: string) => bytesOf(state, signature)),
  }
}

function statsOf(state: KernelState): Stats {
  state.settle()
  const choices = state.variants.list.flatMap((variant) =>
    choicesOf(variant).map((choice) => ({ signature: variant.signature, ...choice })),
  )
  const { compiled, plain, deferred } = state
  const { compilations, compileMs } = state.variants
  const fallbacks = state.fallbacks.list.map(({ last, ...fallback }) => fallback)
  return {
    calls: compiled + plain,
    compiled,
    plain,
    deferred,
    fallbacks,
    compilations,
    compileMs,
    choices,
    cache: { ...state.services.cacheCounts },
  }
}

async function compileAhead(state: KernelState, text: string): Promise<Explanation> {
  const { alternatives, result } = parseSignature(text)
  if (state.isDisabled) return explain(state, text)
  for (const types of alternatives) {
    const variant = await state.variants.prepareLater(types)
    const refusal = variant?.code.refusal ?? state.variants.refusal
    if (refusal !== undefined) state.fallbacks.refuse(refusal, variant?.signature)
    if (result === undefined || !variant?.code.artifact.ok) continue
    const { resultType } = variant.code.artifact.report
    if (resultType.replace(/\s+/g, ' ') !== result) {
      const message = `${state.settings.name}${variant.signature} returns ${resultType}, not ${result}`
      throw new JitError(message, { signature: variant.signature })
    }
  }
  return explain(state, text)
}

function bytesOf(state: KernelState, signature: string | undefined): Uint8Array | undefined {
  const artifact = inspected(state, signature)?.code.artifact
  return artifact?.ok ? artifact.bytes.slice() : undefined
}
