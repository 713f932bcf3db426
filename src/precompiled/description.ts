/**
 * What a precompiled module says of itself, as JSON in its custom section `tightloop`: enough to call every kernel without the
 * compiler. docs/PRECOMPILED.md explains it to those who write a loader of their own.
 */
import type { ArgType, CallPlan, CostEstimate, ThrowPlan } from '../artifact.ts'

export const SECTION = 'tightloop'
export const FORMAT = 2

/** Names that a module exports besides its kernels. */
export const RESERVED_EXPORTS: readonly string[] = ['memory', 'alloc', 'free', 'limit']

export interface LibraryDescription {
  readonly format: typeof FORMAT
  readonly tier: 'auto' | 'compiled'
  /** What the module imports from `host`, by name; often nothing. */
  readonly imports: readonly string[]
  /** By the number that the import `throw` is called with. */
  readonly throws: readonly ThrowPlan[]
  /** Cells of 8 bytes that results take at most: a `Math.random` of the user's must not disturb them. */
  readonly cells: number
  readonly kernels: readonly KernelDescription[]
}

export interface KernelDescription {
  readonly name: string
  /** Node's `Buffer` is no Uint8Array to it, as its `slice` shares memory. */
  readonly refuseBuffers: boolean
  /** Built-ins that its text names, e.g. `Math.floor`. Compiled code runs the original ones. */
  readonly builtins: readonly string[]
  readonly variants: readonly VariantDescription[]
}

export interface VariantDescription {
  /** Name of the exported function: the kernel's for its first signature, followed by the signature for the others. */
  readonly export: string
  readonly signature: string
  /** Type of the result, as `kernel.signatures` shows it. */
  readonly result: string
  readonly args: readonly ArgType[]
  /** Per argument: where an int32 is wanted, numbers that are none have a signature of their own. */
  readonly wantsInt: readonly boolean[]
  readonly plan: Pick<CallPlan, 'params' | 'env' | 'result' | 'mayBail'>
  /** Arguments that need no copy are the parameters, and the value returned is the result. */
  readonly isFlat: boolean
  readonly cost: CostEstimate
  /** Why the plain function runs although this was compiled (`tier: 'auto'`). */
  readonly choice?: string
}
