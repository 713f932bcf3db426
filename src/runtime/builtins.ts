/**
 * The built-ins that the compiler knows, as they were when this module was loaded. They give env values their meaning by
 * identity, kernels their `Math` imports, and the check that nobody has replaced one.
 *
 * That check runs when a signature is compiled, not at every call: a built-in patched later is not noticed (docs/SEMANTICS.md).
 * `Math.random` is exempt, as it is called through the host whatever it is.
 */
import { classOf } from './arrays.ts'
import type { AnyFunction } from './options.ts'

interface Builtin {
  /** As a program writes it: `Math.floor`, `Float64Array`. Methods of prototypes begin with the class they belong to. */
  readonly path: string
  readonly owner: object
  readonly key: PropertyKey
  /** The value, or the getter of an accessor. */
  readonly value: unknown
}

/** A function of the engine's own prints its body as native code. */
const isNative = (value: unknown): boolean =>
  typeof value !== 'function' || Function.prototype.toString.call(value).includes('[native code]')

const typedArrays = Object.values(classOf) as unknown as { readonly name: string; readonly prototype: object }[]

const globals = [
  'Math',
  'Number',
  'BigInt',
  'Array',
  'Boolean',
  'Object',
  'isNaN',
  'isFinite',
  'Error',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
  ...typedArrays.map((Class) => Class.name),
]

/** Objects whose methods may be called by name. */
const namespaces = ['Math', 'Number', 'BigInt', 'Array', 'Object']

/** Methods and getters of typed arrays that compiled code has built in. */
const arrayMembers: readonly PropertyKey[] = [
  'length',
  'byteLength',
  'byteOffset',
  'buffer',
  'fill',
  'set',
  'subarray',
  'slice',
  'copyWithin',
  Symbol.iterator,
]

function currentValue(owner: object, key: PropertyKey): unknown {
  const descriptor = Object.getOwnPropertyDescriptor(owner, key)
  return descriptor === undefined ? undefined : (descriptor.get ?? descriptor.value)
}

function capture(path: string, owner: object, key: PropertyKey): Builtin {
  const value = currentValue(owner, key)
  // What was patched before this module was loaded never equals this mark, so that it counts as patched from the start.
  return { path, owner, key, value: isNative(value) ? value : Symbol('patched') }
}

function captureAll(): Builtin[] {
  const found = globals.map((name) => capture(name, globalThis, name))
  for (const namespace of namespaces) {
    const owner = (globalThis as unknown as Record<string, object>)[namespace]
    const isMember = (key: string): boolean => !['prototype', 'name', 'length'].includes(key)
    for (const key of Object.getOwnPropertyNames(owner).filter(isMember))
      found.push(capture(`${namespace}.${key}`, owner, key))
  }
  const shared = Object.getPrototypeOf(Int8Array.prototype) as object
  for (const [path, owner] of [
    ['TypedArray', shared],
    ['Array', Array.prototype],
  ] as const) {
    for (const key of arrayMembers) found.push(capture(`${path}.prototype.${String(key)}`, owner, key))
  }
  // What a class has inherited so far, it may be given as its own.
  for (const Class of typedArrays) {
    for (const key of arrayMembers) found.push(capture(`${Class.name}.prototype.${String(key)}`, Class.prototype, key))
  }
  const iterator = Object.getPrototypeOf([][Symbol.iterator]()) as object
  found.push(capture('ArrayIterator.prototype.next', iterator, 'next'))
  return found
}

const pristine: readonly Builtin[] = captureAll()

const pathByValue: ReadonlyMap<unknown, string> = new Map(
  pristine
    .filter(({ path, value }) => !path.includes('.prototype.') && isNamed(value))
    .map(({ path, value }) => [value, path] as const)
    // A function of two names, such as Number.parseFloat, goes by the last of the reversed list, the first.
    .reverse(),
)

function isNamed(value: unknown): boolean {
  return typeof value === 'function' || (typeof value === 'object' && value !== null)
}

const valueByPath: ReadonlyMap<string, unknown> = new Map(pristine.map(({ path, value }) => [path, value]))

/** Path of a built-in, e.g. `Math.floor` for `Math.floor`; undefined for everything else. */
export function builtinPath(value: unknown): string | undefined {
  return pathByValue.get(value)
}

/** The function that `path` named when this module was loaded, itself and not a wrapper: engines recognise it. */
export function builtinFunction(path: string): AnyFunction | undefined {
  const value = valueByPath.get(path)
  return typeof value === 'function' ? (value as AnyFunction) : undefined
}

/**
 * The first built-in among those that `sources` mention by the last word of its path and that is no longer what it was. Errs on the
 * side of finding one: a local variable of that name counts.
 */
export function patchedBuiltin(sources: readonly string[]): string | undefined {
  const words = new Set(sources.flatMap((source) => source.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? []))
  const isMentioned = ({ path, key }: Builtin): boolean => {
    if (typeof key === 'symbol' || key === 'next') return true
    const [base] = path.split('.')
    return words.has(key as string) && (path.includes('.prototype.') || words.has(base))
  }
  const isPatched = ({ owner, key, value }: Builtin): boolean => !Object.is(currentValue(owner, key), value)
  return pristine.find((builtin) => builtin.path !== 'Math.random' && isPatched(builtin) && isMentioned(builtin))?.path
}
