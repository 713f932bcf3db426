/**
 * The type of an argument, from its value and from what the kernel wants of it; never from earlier calls. `classify` is the
 * definition and runs when a signature is seen for the first time; `Guard` in `guard.ts` decides the same question fast.
 */
import type { ArgType, ElementType } from '../artifact.ts'
import { elementTypeOf, isNodeBuffer, isOwnClass, isPlainArray } from './arrays.ts'
import { formatType } from './signature.ts'

/** Objects with more properties than this are not looked into. */
const MAXIMUM_FIELDS = 64

export interface ClassifyOptions {
  /** The kernel slices: of Node's `Buffer`, `slice` shares memory, and of an array of another realm, it makes another such. */
  readonly refuseBuffers?: boolean
}

const MIN_I64 = -(2n ** 63n)
const MAX_I64 = 2n ** 63n - 1n
const MAX_U64 = 2n ** 64n - 1n

/** Is `n` an int32, and not -0? */
export function isInt32(n: number): boolean {
  return (n | 0) === n && (n !== 0 || 1 / n > 0)
}

export function isI64(value: bigint): boolean {
  return value >= MIN_I64 && value <= MAX_I64
}

export function isU64Only(value: bigint): boolean {
  return value > MAX_I64 && value <= MAX_U64
}

export function classify(value: unknown, wantsInt: boolean, options: ClassifyOptions = {}): ArgType {
  switch (typeof value) {
    case 'number':
      return { kind: 'scalar', type: wantsInt && isInt32(value) ? 'i32' : 'f64' }
    case 'boolean':
      return { kind: 'scalar', type: 'bool' }
    case 'bigint':
      return classifyBigint(value)
    case 'undefined':
      return { kind: 'undefined' }
    case 'object':
      return value === null ? other('null') : classifyObject(value, options)
    default:
      return other(`a ${typeof value}`)
  }
}

function other(what: string): ArgType {
  return { kind: 'other', what }
}

/** Has the value that type of kind `other`? Null and strings have variants of their own; all that is left shares one. */
export function isOther(value: unknown, type: ArgType, wantsInt: boolean, options: ClassifyOptions): boolean {
  const found = classify(value, wantsInt, options)
  return found.kind === 'other' && formatType(found) === formatType(type)
}

function classifyBigint(value: bigint): ArgType {
  if (isI64(value)) return { kind: 'scalar', type: 'i64' }
  return isU64Only(value) ? { kind: 'scalar', type: 'u64' } : other('a bigint beyond 64 bits')
}

function classifyObject(value: object, options: ClassifyOptions): ArgType {
  const element = typedElement(value, options)
  if (element !== undefined) return { kind: 'array', element, plain: false }
  if (Array.isArray(value))
    return isPlainArray(value) ? classifyArray(value, options) : other('an instance of an Array subclass')
  if (ArrayBuffer.isView(value) || !holdsData(value)) return other(describe(value))
  return classifyFields(value, options)
}

/** Element type of what a kernel takes as a typed array. */
export function typedElement(value: unknown, options: ClassifyOptions): ElementType | undefined {
  const element = elementTypeOf(value)
  if (element === undefined || !options.refuseBuffers) return element
  return isOwnClass(value as object, element) ? element : undefined
}

/** By the first element: the rest is checked when it is copied, in every call. */
function classifyArray(value: readonly unknown[], options: ClassifyOptions): ArgType {
  const [first] = value
  if (value.length === 0 || typeof first === 'number') return { kind: 'array', element: 'f64', plain: true }
  const element = typedElement(first, options)
  if (element !== undefined) return { kind: 'rows', element, plain: false }
  if (isPlainArray(first) && (first.length === 0 || typeof first[0] === 'number')) {
    return { kind: 'rows', element: 'f64', plain: true }
  }
  return other(`an array that holds ${first === undefined ? 'undefined' : describe(first)}`)
}

/** Ordinary objects and instances of the user's classes; not those whose state lies elsewhere, such as a Map or a Date. */
function holdsData(value: object): boolean {
  return Object.prototype.toString.call(value) === '[object Object]'
}

function classifyFields(value: object, options: ClassifyOptions): ArgType {
  const names = Object.keys(value)
  if (names.length > MAXIMUM_FIELDS) return other(`an object with ${names.length} properties`)
  const fields = names.map((name) => [name, classifyField(value, name, options)] as const)
  return { kind: 'object', fields }
}

function classifyField(object: object, name: string, options: ClassifyOptions): ArgType {
  const descriptor = Object.getOwnPropertyDescriptor(object, name)
  if (descriptor === undefined || !('value' in descriptor)) return other('an accessor')
  const { value } = descriptor
  // Not looked into any deeper: what it holds may lead back to it.
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !Array.isArray(value))
    return other(holdsData(value) ? 'an object within an object' : describe(value))
  const type = classify(value, false, options)
  if (type.kind === 'rows') return other('an array of arrays within an object')
  return type
}

/** What a value is, with its article: `a string`, `a Map`. */
export function describe(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value !== 'object') return typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`
  const tag = Object.prototype.toString.call(value).slice(8, -1)
  if (ArrayBuffer.isView(value) && isNodeBuffer(value)) return 'a Buffer'
  const element = elementTypeOf(value)
  if (element === undefined && ArrayBuffer.isView(value) && tag !== 'DataView')
    return `an instance of a ${tag} subclass`
  const whence = element === undefined || isOwnClass(value, element) ? '' : ' of another realm'
  return `${/^[AEIOU]/i.test(tag) && !/^U[a-z]*int/i.test(tag) ? 'an' : 'a'} ${tag === 'Object' ? 'object' : tag}${whence}`
}
