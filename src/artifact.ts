/**
 * What goes into the compiler and what comes out: structured-cloneable data only. `compile(request) -> artifact` is a pure
 * function of it. Threads, caches, precompiled files and tests all stand on these types; `jit.ts` and `runtime/` know nothing else
 * of the compiler.
 */
import type { Diagnostic, Span } from './diagnostics.ts'

/** Element classes of typed arrays: `u8c` is Uint8ClampedArray, `i64`/`u64` are BigInt64Array/BigUint64Array. */
export type ElementType = 'i8' | 'u8' | 'u8c' | 'i16' | 'u16' | 'i32' | 'u32' | 'f32' | 'f64' | 'i64' | 'u64'

export const elementSize: Readonly<Record<ElementType, 1 | 2 | 4 | 8>> = {
  i8: 1,
  u8: 1,
  u8c: 1,
  i16: 2,
  u16: 2,
  i32: 4,
  u32: 4,
  f32: 4,
  f64: 8,
  i64: 8,
  u64: 8,
}

/** Scalars as they cross: `i32` is a number n with `Object.is(n, n | 0)`, `f64` any number, `i64`/`u64` a bigint in range. */
export type ScalarType = 'i32' | 'f64' | 'bool' | 'i64' | 'u64'

/** The type of one argument. `plain` arrays are Arrays of numbers (their `element` is `f64`). */
export type ArgType =
  | { readonly kind: 'scalar'; readonly type: ScalarType }
  | { readonly kind: 'undefined' }
  | { readonly kind: 'array'; readonly element: ElementType; readonly plain: boolean }
  | { readonly kind: 'rows'; readonly element: ElementType; readonly plain: boolean }
  | { readonly kind: 'object'; readonly fields: readonly (readonly [name: string, type: ArgType])[] }
  /** Anything else: legal as long as the kernel does not touch the parameter. `what` names it: 'a string', 'a function', ... */
  | { readonly kind: 'other'; readonly what: string }

/**
 * What a free variable means. Arrays, and constants that are not compiled in, are passed with every call, by `slot`; functions are
 * indices into `Request.functions`.
 */
export type EnvValue =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'bigint'; readonly value: bigint }
  | { readonly kind: 'undefined' }
  | { readonly kind: 'passed'; readonly type: ArgType; readonly slot: number }
  /** A built-in by its path, e.g. `Math`, `Math.floor`, `Float64Array`, `Number.isNaN`. */
  | { readonly kind: 'builtin'; readonly path: string }
  | { readonly kind: 'function'; readonly index: number }
  | { readonly kind: 'other'; readonly what: string }

export interface FunctionSource {
  readonly name: string
  /** `Function.prototype.toString()` of it. */
  readonly source: string
  readonly env: Readonly<Record<string, EnvValue>>
}

export interface CompileOptions {
  /** fastmath flags, sorted; empty means exact. */
  readonly fastmath: readonly string[]
}

export interface Request {
  /** `functions[0]` is the kernel, the others are what its env reaches. */
  readonly functions: readonly FunctionSource[]
  readonly args: readonly ArgType[]
  readonly options: CompileOptions
  /** Stages whose text the artifact's report shall carry, e.g. `lower`, `wat`; `all` for all. */
  readonly dump?: readonly string[]
}

/**
 * How one argument crosses. Wasm parameters are flattened in order: arguments first, then env arrays.
 *  - scalar: one parameter (`bool` as i32 0/1; `i64`/`u64` as BigInt)
 *  - none: no parameter (undefined, or never used)
 *  - array: two parameters, byte address and length in elements
 *  - rows: two parameters, byte address of a table of (address: i32, length: i32) pairs, and the number of rows; the i32 that is 8 bytes
 *    before the table holds the length of the shortest row, 0 if there is none
 *  - object: one parameter, byte address of a struct of 8-byte fields in the given order: a number as f64, a bool as i32 0/1,
 *    an i64 as itself, an array as (address: i32, length: i32)
 * `read`/`written` say whether the kernel may load from, or store to, the elements (or fields).
 */
export type ParamPlan =
  | { readonly kind: 'scalar'; readonly type: ScalarType }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'array'
      readonly element: ElementType
      readonly plain: boolean
      readonly read: boolean
      readonly written: boolean
    }
  | {
      readonly kind: 'rows'
      readonly element: ElementType
      readonly plain: boolean
      readonly read: boolean
      readonly written: boolean
    }
  /** `absent`: names that the kernel takes to be missing; an object that has one all the same, wherever from, runs plain. */
  | { readonly kind: 'object'; readonly fields: readonly FieldPlan[]; readonly absent?: readonly string[] }

export interface FieldPlan {
  readonly name: string
  readonly plan: ParamPlan
  /** The kernel assigns the field itself (scalars only). */
  readonly written: boolean
}

/**
 * How the result comes back. `slot` counts 8-byte cells from `RESULT_ADDRESS`; `via: 'return'` is the wasm function's own result.
 *  - scalar: f64 / i32 / u32 / bool (0 or 1) / i64 / u64 in the slot, or returned
 *  - optional: undefined when the i32 in `present` is 0
 *  - array: i32 identity in the slot: the number of the array parameter it is (see below), or -1 for a new array whose
 *    byte address and length are the two i32 in `slot + 1`. A view of a parameter that is not the whole of it is (identity, with
 *    `view: true`): slot + 1 then holds its address and length, and the result is a subarray of the user's own buffer.
 *    Array parameters are numbered in flattened order over arguments and env, rows' tables and fields of objects not counted.
 *  - argument: the very object that was passed, or the array in a field of it, or the row whose number is the i32 in a slot
 */
export type ResultPlan =
  | { readonly kind: 'undefined' }
  | { readonly kind: 'scalar'; readonly type: ScalarType | 'u32'; readonly via: 'return' | number }
  | { readonly kind: 'optional'; readonly value: ResultPlan; readonly present: number }
  | {
      readonly kind: 'array'
      readonly element: ElementType
      readonly plain: boolean
      readonly slot: number
      readonly view: boolean
    }
  | {
      readonly kind: 'argument'
      readonly index: number
      readonly part?: { readonly field: string } | { readonly rowSlot: number }
    }
  | { readonly kind: 'null' }
  | { readonly kind: 'tuple'; readonly items: readonly ResultPlan[] }
  | { readonly kind: 'object'; readonly fields: readonly (readonly [name: string, plan: ResultPlan])[] }

/** Byte address of the result cells; the first page of kernel memory is never given to arrays. */
export const RESULT_ADDRESS = 1024
/** No array lies below this byte address. */
export const HEAP_BASE = 65536
/** Bytes behind an array that vectors may read, and throw away: no array ends closer to the end of memory. */
export const OVERRUN = 128

/**
 * An error the kernel may throw by itself: class name, and the pieces of its message; the f64s in result cells 0, 1, ... stand between them.
 * The first two have types of their own: 0 is `bail` (see `CallPlan.mayBail`), 1 is `unreachable`, which a sound compiler never reaches.
 */
export interface ThrowPlan {
  readonly type: string
  readonly message: readonly string[]
}

/** Why only the plain function can go on, and where in which of the request's functions. */
export interface Bail {
  /** What happened, and what to do about it. */
  readonly message: string
  readonly functionIndex: number
  readonly span?: Span
}

export interface CallPlan {
  readonly params: readonly ParamPlan[]
  /** Env arrays the kernel uses, in the order of their wasm parameters. */
  readonly env: readonly { readonly slot: number; readonly plan: ParamPlan }[]
  readonly result: ResultPlan
  readonly throws: readonly ThrowPlan[]
  /**
   * The kernel may find in the middle of a call that only the plain function can go on, and then throws #0. The call is a transaction: the
   * host lets it write copies alone, resident arrays too, and on #0 drops them all and runs the plain function from the start. Such a
   * kernel calls nothing of the host's that has effects.
   */
  readonly mayBail: boolean
  /** Result cell 0 then holds the number of the reason. */
  readonly bails: readonly Bail[]
  /**
   * Imports from module `host`, by name: `memory`; `throw` (i32 index into `throws`); `allocate` (i32 bytes -> i32 byte address of
   * zeroed memory, 16-byte aligned, freed when the outermost call returns); any `Math.f` by its path, imported raw.
   */
  readonly imports: readonly string[]
}

/** What static analysis says about one call's work, for the choice of tier. */
export interface CostEstimate {
  /** Deepest loop nest. 0: straight-line code. */
  readonly loopDepth: number
  /** Estimated operations in the innermost loop bodies, one trip each. */
  readonly operations: number
}

export interface LoopReport {
  readonly span: { readonly start: number; readonly end: number }
  readonly functionName: string
  readonly depth: number
  /** Checks hoisted to a guard before the nest, left in the loop, or none needed. */
  readonly checks: 'none' | 'hoisted' | 'kept'
  /** How it was vectorized, or 'scalar'. */
  readonly vector: string
  /** Why it is scalar, and the place that stopped it. */
  readonly obstacle?: { readonly why: string; readonly span?: { readonly start: number; readonly end: number } }
  readonly notes: readonly string[]
  /** Guards in front of it, of its checks or of its lanes: what counts their failures. */
  readonly guards: readonly { readonly what: 'checks' | 'lanes'; readonly misses: string }[]
}

/** The exported global, an i32, that counts how often guard number `index` of a module has failed. */
export const missesOf = (index: number): string => `misses/${index}`

export interface Report {
  readonly loops: readonly LoopReport[]
  readonly cost: CostEstimate
  /** Lines of `name: type` per source position, for inspectTypes. */
  readonly types: readonly {
    readonly span: { readonly start: number; readonly end: number }
    readonly name: string
    readonly type: string
  }[]
  readonly stages: readonly { readonly name: string; readonly ms: number; readonly text?: string }[]
  readonly resultType: string
}

export type Artifact =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly plan: CallPlan; readonly report: Report }
  | { readonly ok: false; readonly diagnostic: Diagnostic; readonly bug: boolean }
