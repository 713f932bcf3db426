/**
 * The memory that a precompiled module brings along, in the form of `KernelMemory`, and its allocator in the form of `Heap`: what
 * marshalling stands on is the same then.
 *
 * Modules declare an unshared memory, which every host has. `asShared` makes it a shared one where the engine allows, as growth then
 * detaches no array that `alloc` has given away.
 */
import type { alloc } from '../runtime/alloc.ts'
import { classOf, type TypedArrayConstructor } from '../runtime/arrays.ts'
import type { KernelMemory } from '../runtime/memory.ts'
import type { Store } from '../runtime/store.ts'

const PAGE = 65536
/** Pages to have when the first array is given away and growth must end: as many as there are of these. */
const PAGES = [16384, 4096, 1024, 256]

/** Bytes in use from which on arrays get ballast (see runtime/alloc.ts). */
const PRESSURE = 1 << 28

export interface LibraryExports {
  readonly memory: WebAssembly.Memory
  readonly alloc: (bytes: number) => number
  readonly free: (address: number) => void
  readonly limit: WebAssembly.Global
}

type Views = KernelMemory['views']

export class LibraryMemory {
  readonly memory: WebAssembly.Memory
  readonly shared: boolean
  readonly limit = PAGE * PAGE - PAGE
  bytes = 0
  views!: Views
  viewList!: KernelMemory['viewList']
  /** Bytes that `allocate` has given and not got back. */
  usedBytes = 0
  readonly #exports: LibraryExports
  readonly #sizes = new Map<number, number>()
  #pinned = false

  constructor(exports: LibraryExports) {
    this.#exports = exports
    this.memory = exports.memory
    this.shared = Object.prototype.toString.call(exports.memory.buffer) === '[object SharedArrayBuffer]'
    this.#refresh()
  }

  /** A buffer object over the whole memory; on shared memory, one that nobody else has. */
  takeBuffer(): ArrayBufferLike {
    const { buffer } = this.memory
    // The memory object holds on to the buffer it gave last; after this it makes a new one when asked.
    if (this.shared) this.memory.grow(0)
    return buffer
  }

  /** From now on the memory does not grow, if that would detach views. */
  pin(): void {
    if (this.shared || this.#pinned) return
    this.#pinned = true
    PAGES.some((pages) => {
      // The allocator grows the memory, and has the block to give from then on.
      const address = this.#exports.alloc(Math.max(0, pages * PAGE - this.bytes))
      this.#exports.free(address)
      return address !== 0
    })
    this.#refresh()
    this.#exports.limit.value = this.bytes / PAGE
  }

  /** Address of `bytes` bytes, 0 if there is no room. */
  allocate(bytes: number, zeroed = false): number {
    const address = bytes < this.limit ? this.#exports.alloc(bytes) >>> 0 : 0
    if (address === 0) return 0
    this.#refresh()
    this.#sizes.set(address, bytes)
    this.usedBytes += bytes
    if (zeroed) this.views.u8.fill(0, address, address + bytes)
    return address
  }

  free(address: number): void {
    this.usedBytes -= this.#sizes.get(address) ?? 0
    this.#sizes.delete(address)
    this.#exports.free(address)
  }

  #refresh(): void {
    const { byteLength } = this.memory.buffer
    if (byteLength === this.bytes) return
    const buffer = this.takeBuffer()
    this.views = Object.fromEntries(
      Object.entries(classOf).map(([element, Class]) => [element, new Class(buffer)]),
    ) as Views
    this.viewList = Object.values(this.views)
    // Last: it says that all of this is done.
    this.bytes = byteLength
  }
}

/** As `alloc` of runtime/alloc.ts, in fewer words. */
export function allocFor({ memory, heap, residents }: Store): typeof alloc {
  const blocks = new FinalizationRegistry((address: number) => heap.free(address))
  const ballast = new WeakMap<object, ArrayBuffer>()
  return (Class, source) => {
    const elements = typeof source === 'number' ? undefined : Array.from(source as Iterable<number>)
    const length = elements ? elements.length : (source as number)
    const bytes = length * Class.BYTES_PER_ELEMENT
    const address = Number.isInteger(length) && length >= 0 ? heap.allocate(bytes, true) : 0
    if (address === 0) throw new RangeError(`alloc: no room for ${length} elements`)
    memory.pin()
    const buffer = memory.takeBuffer()
    residents.add(buffer)
    if (memory.shared) {
      blocks.register(buffer, address)
      // Engines do not count this memory: without it they would collect too late.
      if (heap.usedBytes > PRESSURE) ballast.set(buffer, new ArrayBuffer(bytes))
    }
    const array = new (Class as unknown as TypedArrayConstructor)(buffer, address, length)
    if (elements) array.set(elements as never)
    return array as never
  }
}

const MEMORY_SECTION = 5
const SHARED_WITH_MAXIMUM = 3

/** The module with its memory, which has a maximum, declared shared. */
export function asShared(bytes: Uint8Array): Uint8Array {
  // Not `slice`, which shares the memory of a Buffer.
  const copy = new Uint8Array(bytes)
  for (let at = 8; at < copy.length; ) {
    const section = copy[at++]
    let size = 0
    for (let shift = 0; ; shift += 7) {
      const byte = copy[at++]
      size |= (byte & 127) << shift
      if (byte < 128) break
    }
    // One memory: its number, then its flags.
    if (section === MEMORY_SECTION) copy[at + 1] = SHARED_WITH_MAXIMUM
    at += size
  }
  return copy
}
