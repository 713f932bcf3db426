/**
 * Copies of argument lists that keep what the compiler must respect: the same array twice stays one array, two views of one
 * buffer stay views of one buffer at the same offsets, shared and resizable buffers, holes and frozen arrays stay what they
 * are. With `place: 'resident'` the buffers move into kernel memory through `alloc`, the layout of views unchanged.
 */
import { alloc } from '../../src/index.ts'
import { SharedBuffer } from './buffers.ts'

export type Place = 'heap' | 'resident'

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

type ViewConstructor = new (buffer: ArrayBufferLike, byteOffset?: number, length?: number) => TypedArray
type ResizableBuffer = ArrayBuffer & { readonly resizable?: boolean; readonly maxByteLength: number }

export function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
}

/** Pages have no such buffers. */
export function isNodeBuffer(value: unknown): boolean {
  return typeof Buffer !== 'undefined' && Buffer.isBuffer(value)
}

/** Where offset 0 of a copied buffer lies in the buffer that now holds it; 0 for heap buffers. */
const bases = new WeakMap<ArrayBufferLike, number>()

export function baseOf(buffer: ArrayBufferLike): number | undefined {
  return bases.get(buffer)
}

/** For arrays made by `alloc`: offsets are told from where the array begins, as they differ from one allocation to the next. */
export function fromStart<T extends TypedArray>(array: T): T {
  bases.set(array.buffer, array.byteOffset)
  return array
}

export function cloneArgs(args: readonly unknown[], place: Place = 'heap'): unknown[] {
  const seen = new Map<object, object>()
  return args.map((arg) => cloneValue(arg, place, seen))
}

function cloneValue(value: unknown, place: Place, seen: Map<object, object>): unknown {
  if (typeof value !== 'object' || value === null) return value
  const known = seen.get(value)
  if (known !== undefined) return known
  if (isTypedArray(value)) return remember(seen, value, cloneView(value, place, seen))
  if (Array.isArray(value)) return cloneArray(value, place, seen)
  const proto = Object.getPrototypeOf(value)
  if (proto !== Object.prototype && proto !== null) return value
  const copy = remember(seen, value, Object.create(proto) as Record<string, unknown>)
  for (const key of Object.keys(value)) copy[key] = cloneValue((value as Record<string, unknown>)[key], place, seen)
  return sealLike(value, copy)
}

function cloneArray(value: readonly unknown[], place: Place, seen: Map<object, object>): unknown[] {
  const copy = remember(seen, value, new Array<unknown>(value.length))
  // Own keys, not indices: holes stay holes.
  for (const key of Object.keys(value))
    copy[key as unknown as number] = cloneValue(value[key as unknown as number], place, seen)
  return sealLike(value, copy)
}

function cloneView(view: TypedArray, place: Place, seen: Map<object, object>): TypedArray {
  const buffer = cloneBuffer(view.buffer, place, seen)
  const offset = view.byteOffset + (bases.get(buffer) ?? 0)
  if (isNodeBuffer(view)) return Buffer.from(buffer as ArrayBuffer, offset, view.length)
  return new (view.constructor as ViewConstructor)(buffer, offset, view.length)
}

function cloneBuffer(buffer: ArrayBufferLike, place: Place, seen: Map<object, object>): ArrayBufferLike {
  const known = seen.get(buffer)
  if (known !== undefined) return known as ArrayBufferLike
  const bytes = new Uint8Array(buffer)
  if (place === 'resident') {
    const target = alloc(Uint8Array, bytes.length)
    target.set(bytes)
    bases.set(target.buffer, target.byteOffset)
    return remember(seen, buffer, target.buffer)
  }
  const target = remember(seen, buffer, emptyLike(buffer))
  new Uint8Array(target).set(bytes)
  bases.set(target, 0)
  return target
}

function emptyLike(buffer: ArrayBufferLike): ArrayBufferLike {
  if (buffer instanceof SharedBuffer) return new SharedBuffer(buffer.byteLength)
  const { resizable, maxByteLength } = buffer as ResizableBuffer
  if (!resizable) return new ArrayBuffer(buffer.byteLength)
  const Resizable = ArrayBuffer as unknown as new (length: number, options: { maxByteLength: number }) => ArrayBuffer
  return new Resizable(buffer.byteLength, { maxByteLength })
}

function sealLike<T extends object>(original: object, copy: T): T {
  if (Object.isFrozen(original) && Object.keys(original).length > 0) return Object.freeze(copy)
  if (!Object.isExtensible(original)) return Object.preventExtensions(copy)
  return copy
}

function remember<T extends object>(seen: Map<object, object>, key: object, copy: T): T {
  seen.set(key, copy)
  return copy
}
