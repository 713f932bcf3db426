/**
 * The one WebAssembly memory that all kernels share.
 *
 * Shared where the engine allows: a shared memory grows in place, so that no view is ever detached. Pages are committed on
 * touch, so reserving the whole 4 GiB costs address space only. Many buffer objects can stand for the same bytes, which is how every
 * `alloc` gets a buffer of its own.
 *
 * Where only unshared memory exists, growing detaches all views. There the memory starts large, and growth is refused as soon as an
 * array over it has been given away.
 *
 * Modules declare `(import "host" "memory" (memory 1 65536 shared))`; `instantiate.ts` rewrites that for unshared memory.
 */
import type { ElementType } from '../artifact.ts'
import { classOf, type TypedArray } from './arrays.ts'

const PAGE = 65536
const MAXIMUM_PAGES = 65536

/** Maximum sizes to ask for, in pages, until the engine agrees: 4 GiB down to 64 MiB. */
const MAXIMA = [MAXIMUM_PAGES, 32768, 16384, 4096, 1024]
/** Initial sizes of unshared memory, in pages. */
const INITIALS = [16384, 4096, 1024, 256]

type Views = { readonly [E in ElementType]: TypedArray } & {
  readonly u8: Uint8Array
  readonly i32: Int32Array
  readonly u32: Uint32Array
  readonly f64: Float64Array
  readonly i64: BigInt64Array
  readonly u64: BigUint64Array
}

export class KernelMemory {
  readonly memory: WebAssembly.Memory
  readonly shared: boolean
  /** Bytes up to which the memory may grow. */
  readonly limit: number
  /** Present size in bytes. */
  bytes: number
  /** Views of the whole memory, one a class. Never keep one: growth replaces them. */
  views: Views
  /** The same in the order of `classOf`: an index is found faster than a name. */
  viewList: readonly TypedArray[]
  #pinned = false

  /** The runtime uses the single memory of `store.ts`; tests make others. */
  constructor(options: { readonly shared?: boolean } = {}) {
    const made = (options.shared !== false && makeShared()) || makeUnshared()
    this.memory = made.memory
    this.shared = made.shared
    this.limit = made.maximum * PAGE
    this.bytes = made.memory.buffer.byteLength
    this.views = viewsOf(this.takeBuffer())
    this.viewList = Object.values(this.views)
  }

  /** Makes the memory at least `wanted` bytes long; false if that cannot be. */
  reserve(wanted: number): boolean {
    if (wanted <= this.bytes) return true
    // Growth that was interrupted, as the stack ran out, has happened all the same.
    if (this.memory.buffer.byteLength > this.bytes) this.#refresh()
    if (wanted <= this.bytes) return true
    if (this.#pinned && !this.shared) return false
    const least = Math.ceil((wanted - this.bytes) / PAGE)
    const most = (this.limit - this.bytes) / PAGE
    if (least > most) return false
    // Growing by a share of the present size keeps the number of growths logarithmic.
    const pages = Math.min(most, Math.max(least, Math.ceil(this.bytes / PAGE / 4)))
    if (!grow(this.memory, pages) && !grow(this.memory, least)) return false
    this.#refresh()
    return true
  }

  #refresh(): void {
    const buffer = this.takeBuffer()
    this.views = viewsOf(buffer)
    this.viewList = Object.values(this.views)
    // Last: it says that all of this is done.
    this.bytes = buffer.byteLength
  }

  /** A buffer object over the whole memory; on shared memory, one that nobody else has. */
  takeBuffer(): ArrayBufferLike {
    const { buffer } = this.memory
    return this.shared ? (clone(buffer) ?? released(this.memory)) : buffer
  }

  /** From now on `reserve` refuses what would detach views. */
  pin(): void {
    this.#pinned = true
  }
}

/** False once we know: a page that is not isolated may not copy shared buffers. */
let mayClone = typeof structuredClone === 'function'

/** Another object for the same bytes. Unlike growing the memory by nothing, it takes no longer the more modules use the memory. */
function clone(buffer: ArrayBufferLike): ArrayBufferLike | undefined {
  if (!mayClone) return undefined
  try {
    return structuredClone(buffer)
  } catch (error) {
    // Not if the stack has run out.
    if ((error as Error).name === 'DataCloneError') mayClone = false
    return undefined
  }
}

/** The memory with methods that TypeScript's library does not know yet. */
type Convertible = WebAssembly.Memory & { toResizableBuffer?(): unknown; toFixedLengthBuffer?(): unknown }

/** The buffer that the memory gave last, on which it holds until it makes another. */
function released(memory: Convertible): ArrayBufferLike {
  const { buffer } = memory
  memory.grow(0)
  if (memory.buffer !== buffer) return buffer
  // Newer engines make no other for that, but for a change of its kind. Not always so: under V8 15.0 (Deno), programs that do it often
  // come to a standstill.
  memory.toResizableBuffer?.()
  memory.toFixedLengthBuffer?.()
  return buffer
}

interface Made {
  readonly memory: WebAssembly.Memory
  readonly shared: boolean
  readonly maximum: number
}

function makeShared(): Made | undefined {
  for (const maximum of MAXIMA) {
    try {
      return { memory: new WebAssembly.Memory({ initial: 1, maximum, shared: true }), shared: true, maximum }
    } catch {
      // Too much address space, or no shared memory at all: the next size, and in the end none.
    }
  }
  return undefined
}

function makeUnshared(): Made {
  for (const initial of INITIALS) {
    try {
      const memory = new WebAssembly.Memory({ initial, maximum: MAXIMUM_PAGES })
      return { memory, shared: false, maximum: MAXIMUM_PAGES }
    } catch {
      // The next size.
    }
  }
  return { memory: new WebAssembly.Memory({ initial: 1, maximum: 1024 }), shared: false, maximum: 1024 }
}

function grow(memory: WebAssembly.Memory, pages: number): boolean {
  try {
    memory.grow(pages)
    return true
  } catch {
    return false
  }
}

function viewsOf(buffer: ArrayBufferLike): Views {
  const entries = Object.entries(classOf).map(([element, Class]) => [element, new Class(buffer)])
  return Object.fromEntries(entries) as Views
}
