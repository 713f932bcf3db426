/**
 * Ties the functions of a precompiled module to its plain functions: calls as `jit` would call them. Of the runtime it has the marshalling, of the
 * compiler nothing.
 */
import { Bug } from '../diagnostics.ts'
import { Arena } from '../runtime/arena.ts'
import { accepts, fits, Guard, SAME } from '../runtime/guard.ts'
import { allocateZeroed, bail, randomFor, thrownFor } from '../runtime/host.ts'
import { Marshal } from '../runtime/marshal.ts'
import { settle } from '../runtime/match.ts'
import { readResult, readScalar } from '../runtime/results.ts'
import type { Store } from '../runtime/store.ts'
import { copyingPays } from '../runtime/tier.ts'
import { placeGuards } from '../runtime/variant.ts'
import type { KernelDescription, LibraryDescription, VariantDescription } from './description.ts'
import { allocFor, type LibraryExports, LibraryMemory } from './memory.ts'

export type AnyFunction = (this: unknown, ...args: unknown[]) => unknown

/** The plain function, and the arrays of its env by slot. */
export interface PlainKernel {
  readonly original: AnyFunction
  readonly env: readonly object[]
  /** Told of calls with types that the module was not compiled for, before the plain function runs. */
  readonly refuse?: (reason: string) => void
}

export interface Library {
  /** By name, called as the plain functions are; with members `original`, `signatures` and `stats`. */
  readonly kernels: Readonly<Record<string, AnyFunction>>
  /** As `alloc` of tightloop: typed arrays that these kernels use where they lie. */
  readonly alloc: (Class: never, source: never) => unknown
}

export interface Linked {
  readonly exports: LibraryExports & Readonly<Record<string, AnyFunction>>
  readonly description: LibraryDescription
  readonly store: Store
}

/** At once: handing over to another thread and back would take longer than the work. */
export function instantiateNow(bytes: Uint8Array): Linked {
  const module = new WebAssembly.Module(bytes as BufferSource)
  const { imports, finish } = prepare(module)
  return finish(new WebAssembly.Instance(module, imports))
}

export interface Prepared {
  readonly imports: WebAssembly.Imports
  readonly finish: (instance: WebAssembly.Instance) => Linked
}

export function prepare(module: WebAssembly.Module): Prepared {
  const [section] = WebAssembly.Module.customSections(module, 'tightloop')
  const description = JSON.parse(new TextDecoder().decode(section)) as LibraryDescription
  // The imports know the store, and the store is made of the exports.
  const store = { residents: new WeakSet() } as unknown as { -readonly [Key in keyof Store]: unknown }
  const host = description.imports.map((name) => [name, importOf(name, description, store as Store)])
  const finish = (instance: WebAssembly.Instance): Linked => {
    const exports = instance.exports as unknown as Linked['exports']
    const memory = new LibraryMemory(exports)
    store.memory = memory
    store.heap = memory
    store.arena = new Arena(memory as never)
    return { exports, description, store: store as Store }
  }
  return { imports: { host: Object.fromEntries(host) }, finish }
}

function importOf(name: string, { throws, cells }: LibraryDescription, store: Store): WebAssembly.ImportValue {
  switch (name) {
    case 'throw':
      return (index: number) => {
        throw thrownFor(throws[index], store)
      }
    case 'allocate':
      return (bytes: number) => allocateZeroed(bytes >>> 0, store)
    case 'Math.random':
      return randomFor(cells, store)
    default:
      return builtin(name) as WebAssembly.ImportValue
  }
}

function builtin(path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], globalThis)
}

/** A function of the engine's own prints its body as native code. */
function isPatched(path: string): boolean {
  const value = builtin(path)
  return (
    path !== 'Math.random' &&
    typeof value === 'function' &&
    !Function.prototype.toString.call(value).includes('[native code]')
  )
}

export function link(linked: Linked, plain: Readonly<Record<string, PlainKernel>>): Library {
  const { tier, kernels } = linked.description
  const made = kernels.map((each) => [each.name, linkKernel(linked, each, plain[each.name]!, tier === 'auto')])
  return { kernels: Object.fromEntries(made), alloc: allocFor(linked.store) as Library['alloc'] }
}

export function linkKernel(
  { exports, store }: Linked,
  kernel: KernelDescription,
  plain: PlainKernel,
  isAuto: boolean,
): AnyFunction {
  const { name, variants, builtins } = kernel
  const patched = builtins.find(isPatched)
  const reason = patched && `${patched} has been replaced, and compiled code would run the original`
  const signatures = variants.map(({ signature, result }) => `${signature} -> ${result}`)
  const compiled = variants.map((each) => variantOf(kernel, each, exports[each.export]!, store, isAuto))
  return kernelOf(name, plain, reason ? [] : compiled, signatures, reason)
}

/** The result of a call; or why it must run plain, and then nothing has happened. */
type Outcome = { readonly value: unknown } | string

/** One signature of one kernel: undefined for arguments of other types. Closures and not classes, as their names get short. */
type Variant = (args: readonly unknown[], env: readonly object[]) => Outcome | undefined

function variantOf(
  { refuseBuffers }: KernelDescription,
  { args: types, wantsInt, plan, isFlat, cost, choice }: VariantDescription,
  entry: AnyFunction,
  store: Store,
  isAuto: boolean,
): Variant {
  const guards = types.map((type, i) => new Guard(type, wantsInt[i]!, { refuseBuffers }))
  const own = new Marshal({ ...plan, throws: [], bails: [], imports: [] }, store)
  /** Why the plain function runs instead. */
  let reason = isAuto ? choice : undefined
  /** What to throw for an error that left compiled code: the kernel's own, or a trap. */
  const failed = (error: unknown): unknown => {
    if (!(error instanceof WebAssembly.RuntimeError || error instanceof Bug)) return error
    reason = `a fault in tightloop: ${String(error)}`
    return new Error(reason, { cause: error })
  }
  const runner = { guards, flat: [...own.flat] }
  const { flat } = runner
  /** Numbers alone are the parameters as they come. */
  const isDirect = plan.params.every(({ kind }) => kind === 'scalar')
  if (!isDirect) placeGuards(plan, guards)
  const type = plan.result.kind === 'scalar' ? plan.result.type : 'f64'
  /** The last call had arrays to copy, so that the next is likely to. */
  let copies = !isFlat
  /** Numbers, and the arrays that `flat` has already: no need to look any closer. */
  const isSettled = (args: readonly unknown[]): boolean => {
    for (let i = 0; i < guards.length; i++) {
      const guard = guards[i]!
      if (!fits(guard, args[i])) return false
      if (guard.kind !== SAME && guard.at >= 0) flat[guard.at] = args[i]
    }
    return true
  }
  const cross = (marshal: Marshal, args: readonly unknown[], env: readonly object[]): Outcome => {
    const refused = marshal.take(args, env)
    if (refused !== undefined) return refused
    const { copies: arrays, copyBytes: bytes, plainBytes, largest } = marshal
    copies = !isFlat || arrays > 0
    if (arrays > 0 && isAuto && !copyingPays(cost, { arrays, bytes, plainBytes, largest })) {
      marshal.abandon()
      return 'copying the arrays would cost more than it saves'
    }
    const noRoom = marshal.place()
    if (noRoom !== undefined) return noRoom
    try {
      const value = readResult(plan.result, entry(...marshal.flat), store.memory, marshal.arrays, args)
      marshal.leave()
      return { value }
    } catch (error) {
      const thrown = failed(error)
      if (thrown === error && error !== bail) marshal.leave()
      else marshal.abandon()
      // It would most likely end in the same way again.
      if (error === bail) return (reason = 'an array would grow, or a bigint leave 64 bits')
      throw thrown
    }
  }
  return (args, env) => {
    const isKnown = isFlat && isSettled(args)
    if (!isKnown && !guards.every((guard, i) => accepts(guard, args[i]))) return undefined
    if (reason !== undefined) return reason
    if (isKnown || (!copies && settle(runner, args, store.residents))) {
      try {
        return { value: readScalar(type, entry(...(isDirect ? args : flat))) }
      } catch (error) {
        throw failed(error)
      }
    }
    const { arena } = store
    arena.calls++
    try {
      return cross(own.idle, args, env)
    } finally {
      arena.calls--
    }
  }
}

/** The function that is exported. `always` says why every call runs plain. */
export function kernelOf(
  name: string,
  plain: PlainKernel,
  variants: readonly Variant[],
  signatures: readonly string[],
  always?: string,
): AnyFunction {
  const fallbacks = new Map<string, number>()
  const { original } = plain
  let compiled = 0
  const call = (self: unknown, args: readonly unknown[]): unknown => {
    const refusal = always ?? 'the module was not compiled for these types'
    let reason = refusal
    for (let i = 0; i < variants.length; i++) {
      const outcome = variants[i]!(args, plain.env)
      if (typeof outcome === 'object') {
        compiled++
        return outcome.value
      }
      if (outcome !== undefined) reason = outcome
    }
    fallbacks.set(reason, (fallbacks.get(reason) ?? 0) + 1)
    if (reason === refusal) plain.refuse?.(reason)
    return Reflect.apply(original, self, args)
  }
  const stats = (): object => {
    const list = [...fallbacks].map(([reason, calls]) => ({ reason, calls }))
    const count = list.reduce((sum, { calls }) => sum + calls, 0)
    return { calls: compiled + count, compiled, plain: count, fallbacks: list }
  }
  const kernel = function (this: unknown, ...args: unknown[]): unknown {
    return new.target ? Reflect.construct(original, args) : call(this, args)
  }
  return Object.defineProperties(kernel, {
    name: { value: name },
    length: { value: original.length },
    original: { value: original },
    signatures: { value: signatures },
    stats: { get: stats, configurable: true },
  })
}
