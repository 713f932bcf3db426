/**
 * Typed arrays by their true class. The brand is what the intrinsic `@@toStringTag` getter says: it cannot be faked by a
 * prototype, and it works for arrays of other realms. Intrinsics are taken once, so that a patched prototype changes nothing here.
 */
import type { ElementType } from '../artifact.ts'

export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array

export interface TypedArrayConstructor<A extends TypedArray = TypedArray> {
  readonly name: string
  readonly BYTES_PER_ELEMENT: number
  readonly prototype: A
  new (length: number): A
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): A
}

export const classOf = {
  i8: Int8Array,
  u8: Uint8Array,
  u8c: Uint8ClampedArray,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  f32: Float32Array,
  f64: Float64Array,
  i64: BigInt64Array,
  u64: BigUint64Array,
} as unknown as Readonly<Record<ElementType, TypedArrayConstructor>>

const uncurry = <This, Args extends unknown[], Result>(
  method: (this: This, ...args: Args) => Result,
): ((self: This, ...args: Args) => Result) => Function.prototype.call.bind(method) as never

const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype) as TypedArray
const getterOf = (key: PropertyKey) =>
  Object.getOwnPropertyDescriptor(typedArrayPrototype, key)!.get as (this: unknown) => unknown

/** `'Float64Array'`, ..., or undefined for what is not a typed array. */
export const tagOf = uncurry(getterOf(Symbol.toStringTag)) as (value: unknown) => string | undefined
export const bufferOf = uncurry(getterOf('buffer')) as (array: TypedArray) => ArrayBufferLike
export const byteOffsetOf = uncurry(getterOf('byteOffset')) as (array: TypedArray) => number
/** Elements; 0 for a detached array and for a view that its resizable buffer no longer covers. */
export const lengthOf = uncurry(getterOf('length')) as (array: TypedArray) => number

/** `TypedArray.prototype.set`: between arrays of one class a plain copy of bytes. */
export const setElements = uncurry(typedArrayPrototype.set as (source: TypedArray, offset?: number) => void) as (
  target: TypedArray,
  source: TypedArray,
  offset?: number,
) => void

export const subarrayOf = uncurry(typedArrayPrototype.subarray as (begin: number, end: number) => TypedArray) as (
  array: TypedArray,
  begin: number,
  end: number,
) => TypedArray

const elementByTag: ReadonlyMap<string | undefined, ElementType> = new Map(
  (Object.keys(classOf) as ElementType[]).map((element) => [classOf[element].name, element]),
)

const bufferPrototype: object | undefined = (globalThis as { Buffer?: { prototype: object } }).Buffer?.prototype

/** Is this the `prototype` of a typed-array class itself, of any realm, and not of a subclass? */
function isIntrinsicPrototype(prototype: object | null, element: ElementType): boolean {
  if (prototype === classOf[element].prototype) return true
  return prototype !== null && Object.hasOwn(prototype, 'BYTES_PER_ELEMENT')
}

export function isNodeBuffer(value: object): boolean {
  return bufferPrototype !== undefined && Object.getPrototypeOf(value) === bufferPrototype
}

/** Is it of the very class that this realm has, neither a Node `Buffer` nor an array of another realm? */
export function isOwnClass(value: object, element: ElementType): boolean {
  return Object.getPrototypeOf(value) === classOf[element].prototype
}

/** Element type of a typed array proper or a Node `Buffer`; undefined for everything else, subclasses included. */
export function elementTypeOf(value: unknown): ElementType | undefined {
  const element = elementByTag.get(tagOf(value))
  if (element === undefined) return undefined
  const prototype = Object.getPrototypeOf(value) as object | null
  if (isIntrinsicPrototype(prototype, element)) return element
  return element === 'u8' && prototype === bufferPrototype ? element : undefined
}

/** An Array of whatever realm, and not of a subclass: only `Array.prototype` is itself an array. */
export function isPlainArray(value: unknown): value is unknown[] {
  return Array.isArray(value) && Array.isArray(Object.getPrototypeOf(value))
}
