/**
 * Memory for the duration of a call: copies of heap arrays, tables of rows, structs, the kernel's own local arrays. A stack over
 * chunks of the heap: note `depth` and `top` before, `release` to them after. A kernel called while another runs simply goes on top.
 *
 * Addresses repeat from call to call, which is what lets `marshal.ts` keep its views of them.
 */
import type { Heap } from './heap.ts'

const CHUNK = 1 << 20
/** Chunks up to this size are kept when they fall empty; larger ones go back to the heap. */
const KEEP = 1 << 26

interface Chunk {
  readonly start: number
  readonly end: number
}

export class Arena {
  readonly #heap: Heap
  readonly #chunks: Chunk[] = []
  #top = 0
  #end = 0
  /** Calls under way that may have memory here. Counted by who makes them, as the stack may run out before they can give it back. */
  calls = 0
  /** What a kernel was told when there was no room for an array of its own. */
  refused: RangeError | undefined

  constructor(heap: Heap) {
    this.#heap = heap
  }

  /** Chunks in use: with `top`, a position to release to. */
  get depth(): number {
    return this.#chunks.length
  }

  /** First free byte of the last chunk. */
  get top(): number {
    return this.#top
  }

  /** Frees everything allocated since `depth` and `top` were these. */
  release(depth: number, top: number): void {
    // The bottom chunk stays, so that short calls do not go to the heap each time.
    while (this.#chunks.length > Math.max(1, depth)) this.#drop()
    if (depth > 0) {
      this.#top = top
      this.#end = this.#chunks[depth - 1].end
    } else if (this.#chunks.length === 1) {
      const [{ start, end }] = this.#chunks
      this.#top = start
      if (end - start > KEEP) this.#drop()
    }
  }

  /** Address of `bytes` bytes aligned to `alignment`, a power of two up to 64; 0 if memory is exhausted. Not zeroed. */
  allocate(bytes: number, alignment = 16): number {
    // Two arrays without elements are still two arrays: each gets an address of its own.
    const size = Math.max(bytes, 1)
    const address = Math.ceil(this.#top / alignment) * alignment
    if (address !== 0 && address + size <= this.#end) {
      this.#top = address + size
      return address
    }
    return this.#open(size, alignment)
  }

  #open(size: number, alignment: number): number {
    const length = Math.max(CHUNK, size + alignment)
    const start = this.#heap.allocate(length)
    if (start === 0) return 0
    this.#chunks.push({ start, end: start + length })
    const address = Math.ceil(start / alignment) * alignment
    this.#top = address + size
    this.#end = start + length
    return address
  }

  #drop(): void {
    const chunk = this.#chunks.at(-1)
    if (chunk !== undefined) this.#heap.free(chunk.start)
    this.#chunks.pop()
    const last = this.#chunks.at(-1)
    this.#top = last?.start ?? 0
    this.#end = last?.end ?? 0
  }
}
