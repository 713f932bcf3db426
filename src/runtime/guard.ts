/**
 * Does a value have the type that a parameter was compiled for? A guard answers as `classify` would, in a few nanoseconds.
 *
 * `fits` is for the wrapper's fast path and small enough to be inlined there: scalars by their value, everything else by being the
 * object that was accepted last. `accepts` is exact. Objects accepted last are forgotten after each garbage collection, so that a
 * guard keeps nothing alive for long.
 */
import type { ArgType, ElementType } from '../artifact.ts'
import { classOf, isPlainArray, type TypedArray, tagOf } from './arrays.ts'
import { type ClassifyOptions, isI64, isInt32, type isOther, isU64Only, typedElement } from './classify.ts'

// How a guard decides. Numbers and not names: the fast path tells them apart.
/** The very object that was accepted last; or undefined or null, where that is the type. The only one that is 0. */
export const SAME = 0
export const NUMBER = 1
export const INT32 = 2
/** A number where an int32 was wanted, and this is none. */
export const NOT_INT32 = 3
export const BOOL = 4
export const I64 = 5
export const U64 = 6
/** Whatever it is. */
export const ANYTHING = 7
/** A number below a limit, or an array of about some length, whatever its class: for calls that run plain. */
export const SIZED = 8

export interface GuardOptions extends ClassifyOptions {
  /** Is the value of that kind `other`? Without it none is: precompiled code, which must be small, takes no such arguments. */
  readonly isOther?: typeof isOther
}

/** Stands in `last` for no object: no argument is it. */
const NOTHING: unknown = {}

export class Guard {
  kind: number
  readonly type: ArgType
  readonly wantsInt: boolean
  readonly options: GuardOptions
  /** For typed arrays: the class by its tag, and the last prototype found to be that of such an array. */
  readonly tag: string
  prototype: object | null = null
  last: unknown = NOTHING
  /** For `SIZED`: a length is from `least` up, and it or the number is below `most`. */
  least = 0
  most = 0
  /** Position of the value, or of an array's address, among the parameters of the compiled function; -1 if it has none. */
  at = -1
  /** Guards of the fields, or the one of the first row. */
  readonly parts: readonly Guard[]

  constructor(type: ArgType, wantsInt: boolean, options: GuardOptions) {
    this.type = type
    this.wantsInt = wantsInt
    this.options = options
    this.kind = kindOf(type, wantsInt)
    if (type.kind === 'undefined') this.last = undefined
    if (type.kind === 'other' && type.what === 'null') this.last = null
    this.tag = type.kind === 'array' && !type.plain ? classOf[type.element].name : ''
    this.parts = partsOf(type).map((part) => new Guard(part, false, options))
  }
}

/** For parameters of a wrapper that the function does not have, and for kernels that always run plain. */
export const anything = /* @__PURE__ */ ofKind(ANYTHING)

function ofKind(kind: number): Guard {
  const guard = new Guard({ kind: 'undefined' }, false, {})
  guard.kind = kind
  return guard
}

function kindOf(type: ArgType, wantsInt: boolean): number {
  if (type.kind !== 'scalar') return SAME
  switch (type.type) {
    case 'i32':
      return INT32
    case 'f64':
      return wantsInt ? NOT_INT32 : NUMBER
    case 'bool':
      return BOOL
    case 'i64':
      return I64
    case 'u64':
      return U64
  }
}

function partsOf(type: ArgType): readonly ArgType[] {
  if (type.kind === 'object') return type.fields.map(([, field]) => field)
  return type.kind === 'rows' ? [{ kind: 'array', element: type.element, plain: type.plain }] : []
}

/**
 * The fast answer: true means yes, false means ask `accepts`. A wrapper asks for each parameter, and V8 inlines all of that only if this is very
 * small (27 bytes of bytecode in Node 20) and what it calls for scalars is small.
 */
export function fits(guard: Guard, value: unknown): boolean {
  return guard.kind ? fitsByValue(guard, value) : value === guard.last
}

function fitsByValue(guard: Guard, value: unknown): boolean {
  const { kind } = guard
  if (typeof value === 'number') {
    if (kind <= NOT_INT32) return kind === NUMBER || isInt32(value) === (kind === INT32)
    if (kind === SIZED) return value < guard.most
  }
  return fitsRarely(guard, value)
}

function fitsRarely(guard: Guard, value: unknown): boolean {
  const { kind } = guard
  if (kind >= ANYTHING) return kind === ANYTHING || isSized(guard, value)
  if (typeof value === 'bigint') return kind === I64 ? isI64(value) : kind === U64 && isU64Only(value)
  return kind === BOOL && typeof value === 'boolean'
}

function isSized({ least, most }: Guard, value: unknown): boolean {
  const length = (value as ArrayLike<unknown> | null | undefined)?.length ?? -1
  return length >= least && length < most
}

/**
 * Makes it a guard for calls that run plain, because what is like `value` in size does better so.
 * @param copies because of what it costs to copy: then another typed array might be resident, and the guard takes none but this
 */
export function resize(guard: Guard, value: unknown, copies: boolean): void {
  const { type } = guard
  guard.kind = SAME
  if (copies && type.kind === 'array' && !type.plain) return
  const size = typeof value === 'number' ? value : (value as ArrayLike<unknown> | null | undefined)?.length
  if (type.kind === 'object' || type.kind === 'other' || !Number.isFinite(size)) guard.kind = ANYTHING
  else {
    const power = 2 ** Math.floor(Math.log2(Math.max(size as number, 1)))
    guard.kind = SIZED
    guard.least = size === 0 ? 0 : power
    guard.most = 2 * power
  }
}

/** The exact answer. */
export function accepts(guard: Guard, value: unknown): boolean {
  const { type } = guard
  switch (type.kind) {
    case 'scalar':
    case 'undefined':
      return fits(guard, value)
    case 'array':
      return type.plain ? startsWithNumber(value) : isTyped(guard, value, type.element)
    case 'rows':
      return isPlainArray(value) && value.length > 0 && accepts(guard.parts[0], value[0])
    case 'object':
      return hasFields(guard, value, type.fields)
    case 'other':
      return guard.options.isOther?.(value, type, guard.wantsInt, guard.options) ?? false
  }
}

function startsWithNumber(value: unknown): boolean {
  return isPlainArray(value) && (value.length === 0 || typeof value[0] === 'number')
}

function isTyped(guard: Guard, value: unknown, element: ElementType): boolean {
  if (tagOf(value) !== guard.tag) return false
  const prototype = Object.getPrototypeOf(value as TypedArray) as object | null
  if (prototype === guard.prototype) return true
  if (typedElement(value, guard.options) !== element) return false
  guard.prototype = prototype
  return true
}

function hasFields(guard: Guard, value: unknown, fields: readonly (readonly [string, ArgType])[]): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) return false
  // Inherited names count too: an object of a class with such is classified anew each time.
  let names = 0
  for (const _ in value) names++
  if (names !== fields.length) return false
  for (let i = 0; i < fields.length; i++) {
    if (!accepts(guard.parts[i], (value as Record<string, unknown>)[fields[i][0]])) return false
  }
  return true
}

/** `value` was accepted and found to cross as it did before: let `fits` know it. */
export function remember(guard: Guard, value: object): void {
  if (guard.last === NOTHING) {
    onceCollected(() => {
      guard.last = NOTHING
    })
  }
  guard.last = value
}

/** What is to be looked at anew after a collection; each once. */
let afterCollection: (() => void)[] = []

export function onceCollected(callback: () => void): void {
  afterCollection.push(callback)
}

const collections = new FinalizationRegistry<undefined>(() => {
  const callbacks = afterCollection
  afterCollection = []
  for (const callback of callbacks) callback()
  watch()
})

// An object that nothing refers to is collected by the next full collection, and tells us of it.
function watch(): void {
  collections.register({}, undefined)
}
watch()
