/**
 * What a bundle carries in place of the compiler, the entry `tightloop/library`: the plugin compiles the kernels of a file when it builds, and writes
 * `open(bytes)` into the file and `library.kernel(...)(fn)` in place of `jit(fn)`. The plain functions stay where they are, with their closures.
 */
import { JitError } from '../runtime/errors.ts'
import { type AnyFunction, instantiateNow, kernelOf, type Linked, linkKernel, type PlainKernel } from './link.ts'
import { allocFor, asShared } from './memory.ts'

export { JitError } from '../runtime/errors.ts'

export interface KernelUse {
  /** The arrays that the kernel uses from outside, by slot; asked at its first call. */
  readonly env?: () => readonly object[]
  /** `'plain'` runs no compiled code; `'compiled'` (as in `jit`) runs it also where it is not expected to win. */
  readonly tier?: 'auto' | 'compiled' | 'plain'
  /** Throw a `JitError` for types that the module was not compiled for. */
  readonly strict?: boolean
}

type Alloc = (Class: never, source: never) => unknown

export interface OpenLibrary {
  /** Makes the kernel of that name out of its plain function, with the members that kernels of `jit` have. */
  kernel(name: string, use?: KernelUse): <F extends (...args: never[]) => unknown>(fn: F) => F
  readonly alloc: Alloc
}

const inPlace: Alloc = (Class, source) => new (Class as new (source: never) => unknown)(source)
let first: Alloc | undefined

/** Typed arrays in the memory of the file that was opened first; ordinary ones where there is none. */
export const alloc = ((Class: never, source: never) =>
  (first ?? inPlace)(Class, source)) as unknown as typeof import('../runtime/alloc.ts').alloc

/** There is nothing to wait for. */
export async function ready(): Promise<void> {}

/** @param text a module of `compileModule`, base64 */
export function open(text: string): OpenLibrary {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  let linked: Linked | undefined
  let reason: string | undefined
  try {
    linked = instantiate(bytes)
  } catch (error) {
    reason = `the compiled module was not loaded: ${String(error)}`
  }
  const own = linked ? (allocFor(linked.store) as Alloc) : inPlace
  if (linked) first ??= own
  const kernel: OpenLibrary['kernel'] =
    (name, use = {}) =>
    (fn) =>
      makeKernel(linked, name, use, fn as never, reason) as never
  return { kernel, alloc: own }
}

function instantiate(bytes: Uint8Array): Linked {
  try {
    return instantiateNow(asShared(bytes))
  } catch {
    // No shared memory here, or not as much address space.
    return instantiateNow(bytes)
  }
}

function makeKernel(
  linked: Linked | undefined,
  name: string,
  use: KernelUse,
  original: AnyFunction,
  reason?: string,
): unknown {
  if (typeof original !== 'function') throw new TypeError(`jit: ${String(original)} is not a function`)
  const { tier = 'auto', strict } = use
  let arrays: readonly object[] | undefined
  const plain: PlainKernel = {
    original,
    get env() {
      return (arrays ??= use.env?.() ?? [])
    },
    ...(strict && {
      refuse: (why: string) => {
        throw new JitError(`tightloop: ${name} is not compiled: ${why}`, {})
      },
    }),
  }
  const description = linked?.description.kernels.find((each) => each.name === name)
  const why = tier === 'plain' ? "it was told not to, by `tier: 'plain'`" : reason
  const kernel =
    linked && description && why === undefined
      ? linkKernel(linked, description, plain, tier === 'auto')
      : kernelOf(name, plain, [], [], why)
  return Object.defineProperties(kernel, members(kernel as unknown as Members, name, original))
}

/** What the exports of a module's loader have besides being called. */
export interface Members {
  readonly signatures: readonly string[]
  readonly stats: {
    readonly calls: number
    readonly compiled: number
    readonly plain: number
    readonly fallbacks: readonly { readonly reason: string; readonly calls: number }[]
  }
}

/** What kernels of `jit` have besides: the compiler is not there to tell more. */
function members(kernel: Members, name: string, original: AnyFunction): PropertyDescriptorMap {
  const counts = Object.getOwnPropertyDescriptor(kernel, 'stats')!.get as () => Members['stats']
  const idle = { deferred: 0, compilations: 0, compileMs: 0, cache: { hits: 0, misses: 0, writes: 0, failures: 0 } }
  const text = (): string => {
    const { calls, compiled, fallbacks } = counts()
    const lines = [`${name}: compiled when the program was built, for ${kernel.signatures.join('; ') || 'no types'}`]
    lines.push(`${calls} calls, ${compiled} of them compiled`)
    return [...lines, ...fallbacks.map((each) => `${each.calls} plain: ${each.reason}`)].join('\n')
  }
  const explanation = (): object => ({ name, signatures: kernel.signatures, toString: text })
  const constant = (value: unknown): PropertyDescriptor => ({ value, configurable: true, writable: true })
  return {
    name: { value: original.name },
    toString: constant(() => Function.prototype.toString.call(original)),
    stats: {
      get: () => {
        const { fallbacks, ...stats } = counts()
        const signature = '(...)'
        return { ...stats, ...idle, fallbacks: fallbacks.map((each) => ({ signature, code: 'precompiled', ...each })) }
      },
    },
    compile: constant(async () => explanation()),
    explain: constant(explanation),
    inspectTypes: constant(text),
    inspectIR: constant(text),
    inspectWat: constant(text),
    wasm: constant(() => undefined),
  }
}
