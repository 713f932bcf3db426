/**
 * `alloc`: typed arrays that live in kernel memory, so that a kernel reads and writes them where they are.
 *
 * Every array gets a buffer object of its own over the whole memory; the block is freed when that buffer object is collected. Views
 * made of the array (`subarray`, `new Uint8Array(a.buffer, ...)`) keep the buffer alive, and with it the block.
 */
import { classOf, elementTypeOf, type TypedArray, type TypedArrayConstructor } from './arrays.ts'
import { type Store, store } from './store.ts'

/** Bytes in use from which on the garbage collector is told of the memory it cannot see. */
const PRESSURE = 1 << 28

/**
 * For each live buffer, an ordinary one of the block's size that is never touched. Engines do not count kernel memory, and without
 * this a program that drops large arrays would run out of it before the first collection.
 */
const ballast = new WeakMap<object, ArrayBuffer>()

const blocks = new FinalizationRegistry<{ readonly owner: Store; readonly address: number }>(({ owner, address }) =>
  owner.heap.free(address),
)

const classes: ReadonlySet<unknown> = new Set(Object.values(classOf))

/**
 * A typed array in kernel memory: kernels use it where it lies, without a copy. It is an ordinary typed array of the class given,
 * over a `SharedArrayBuffer` where the engine allows.
 *
 * Some web APIs refuse such arrays (`TextDecoder.decode`, `crypto.getRandomValues`, WebGL in some browsers), they cannot be
 * transferred, and posting one to a worker shares it; keep it alive here while a worker uses it. Its `buffer` is the whole kernel
 * memory: use `byteOffset` and `length`. The memory is reused when the array and all views of its buffer have been collected.
 *
 * @param Class any of the eleven typed-array classes, e.g. `Float64Array`
 * @param source number of elements (all zero at first), or the elements themselves
 * @throws {TypeError} if `Class` is not a typed-array class
 * @throws {RangeError} if the length is not an integer from 0 up, or the memory cannot hold it
 */
export function alloc<A extends TypedArray>(
  // The same constructors as TypeScript's own, without tying the result to one kind of buffer.
  Class: { readonly prototype: A; readonly BYTES_PER_ELEMENT: number; new (length: number): A },
  source: number | Iterable<A extends BigInt64Array | BigUint64Array ? bigint : number>,
): A {
  return allocIn(store(), Class as unknown as TypedArrayConstructor<A>, source as number | Iterable<number | bigint>)
}

/** `alloc` in a given store. */
export function allocIn<A extends TypedArray>(
  target: Store,
  Class: TypedArrayConstructor<A>,
  source: number | Iterable<number | bigint>,
): A {
  if (!classes.has(Class)) throw new TypeError('alloc: the first argument must be a typed-array class')
  if (typeof source === 'number') return allocLength(target, Class, source)
  if (typeof (source as Partial<Iterable<unknown>> | null)?.[Symbol.iterator] !== 'function') {
    throw new TypeError('alloc: the second argument must be a length or an iterable')
  }
  const elements = elementTypeOf(source) ? (source as unknown as A) : [...source]
  const array = allocLength(target, Class, elements.length)
  array.set(elements as never)
  return array
}

function allocLength<A extends TypedArray>(target: Store, Class: TypedArrayConstructor<A>, length: number): A {
  const { memory, heap } = target
  if (!Number.isInteger(length) || length < 0) {
    const left = `${heap.available} bytes are left in one piece`
    throw new RangeError(`alloc: ${length} is not a length; it must be an integer from 0 up (${left})`)
  }
  const bytes = length * Class.BYTES_PER_ELEMENT
  const address = bytes <= memory.limit ? heap.allocate(bytes, true) : 0
  if (address === 0) throw new RangeError(outOfMemory(`${Class.name} of ${length} elements`, bytes, heap.available))
  memory.pin()
  const buffer = memory.takeBuffer()
  target.residents.add(buffer)
  if (memory.shared) {
    blocks.register(buffer, { owner: target, address })
    if (heap.usedBytes > PRESSURE) addBallast(buffer, bytes)
  }
  return new Class(buffer, address, length)
}

function addBallast(buffer: object, bytes: number): void {
  try {
    ballast.set(buffer, new ArrayBuffer(bytes))
  } catch {
    // No room for it: the collector is under pressure anyway.
  }
}

function outOfMemory(what: string, bytes: number, available: number): string {
  const left = `${available} bytes are left in one piece`
  return `alloc: no room for a ${what} (${bytes} bytes): ${left}; memory of dropped arrays comes back after a garbage collection and a turn of the event loop`
}
