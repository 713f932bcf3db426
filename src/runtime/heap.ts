/**
 * The allocator of kernel memory: best fit over segregated free lists with immediate coalescing (Knuth, TAOCP 2.5). All of its metadata lives
 * in JavaScript, so that a kernel cannot corrupt it and a block can be freed without touching its memory. The stack may run out between any
 * two of its steps: the table of used blocks is what counts then, and the others are made anew.
 *
 * Blocks are multiples of 16 bytes and 16-byte aligned; from 4 KiB on they are 64-byte aligned, a cache line. Address 0 is never given,
 * so it says "no room".
 */
import { HEAP_BASE, OVERRUN } from '../artifact.ts'
import type { KernelMemory } from './memory.ts'

const GRAIN = 16
const LARGE = 4096
const LARGE_GRAIN = 64
const CLASSES = 33
const SCARCE = 2 ** 31
/** Blocks of a class to look at before giving up on it: bounds the time of an allocation. */
const LOOK_AT = 64

/**
 * Arrays of one size that lie a multiple of 4 KiB apart slow each other down: processors compare the low bits of addresses first, and
 * hold a load back behind a store that looks like it. A block whose size would lead to that is a little longer.
 */
const staggered = (size: number): number => (size >= LARGE && size % 4096 < 256 ? size + 5 * LARGE_GRAIN : size)

export class Heap {
  readonly #memory: KernelMemory
  /** Free blocks by size class, the floor of log2 of the size: address -> size. */
  readonly #classes: Map<number, number>[] = Array.from({ length: CLASSES }, () => new Map())
  /** The same blocks in one table, to join one with a block freed in front of it. */
  readonly #free = new Map<number, number>()
  /** End of a free block -> its address, to join it with a block freed behind it. */
  readonly #freeByEnd = new Map<number, number>()
  readonly #used = new Map<number, number>()
  /** End of the part of memory that has ever been handed out. */
  #top = HEAP_BASE
  #usedBytes = 0
  /** The tables are being changed; set at the start of a change if the stack ran out during the one before. */
  #isChanging = false

  constructor(memory: KernelMemory) {
    this.#memory = memory
  }

  /** Bytes in blocks that are in use. */
  get usedBytes(): number {
    return this.#usedBytes
  }

  /** So full that a kernel's own arrays may find no room: one that has begun to write resident arrays could not be undone. */
  get isScarce(): boolean {
    const { shared, limit, bytes } = this.#memory
    return (shared ? limit : bytes) - this.#usedBytes < SCARCE
  }

  /** Size of the largest block that could be had now, at most. */
  get available(): number {
    let largest = this.#memory.limit - OVERRUN - this.#top
    for (const size of this.#free.values()) largest = Math.max(largest, size)
    return largest
  }

  /** Address of a block of at least `bytes` bytes, or 0 if there is no room. `zeroed` asks for zeros all through. */
  allocate(bytes: number, zeroed = false): number {
    const grain = bytes >= LARGE ? LARGE_GRAIN : GRAIN
    const size = staggered(Math.max(GRAIN, Math.ceil(bytes / grain) * grain))
    const touched = this.#top
    this.#begin()
    const address = this.#takeFree(size, grain) || this.#takeTop(size, grain)
    if (address !== 0) {
      // What no block has ever covered is zero already.
      if (zeroed && address < touched) {
        new Uint8Array(this.#memory.memory.buffer, address, Math.min(size, touched - address)).fill(0)
      }
      this.#used.set(address, size)
      this.#usedBytes += size
    }
    this.#isChanging = false
    return address
  }

  /** Gives back a block by the address that `allocate` returned. */
  free(address: number): void {
    const size = this.#used.get(address)
    if (size === undefined) throw new RangeError(`no block at address ${address}`)
    this.#begin()
    this.#insert(address, size)
    this.#used.delete(address)
    this.#usedBytes -= size
    this.#isChanging = false
  }

  #begin(): void {
    if (this.#isChanging) this.#rebuild()
    this.#isChanging = true
  }

  /** What is not used is free. */
  #rebuild(): void {
    for (const blocks of [...this.#classes, this.#free, this.#freeByEnd]) blocks.clear()
    this.#usedBytes = 0
    let end = HEAP_BASE
    for (const [address, size] of [...this.#used].sort(([a], [b]) => a - b)) {
      if (address > end) this.#insert(end, address - end)
      end = address + size
      this.#usedBytes += size
    }
    if (this.#top > end) this.#insert(end, this.#top - end)
  }

  #takeTop(size: number, grain: number): number {
    const last = this.#freeByEnd.get(this.#top)
    const start = last ?? this.#top
    const address = Math.ceil(start / grain) * grain
    const end = address + size + OVERRUN
    if (end > this.#memory.limit || !this.#memory.reserve(end)) return 0
    if (last !== undefined) this.#remove(last, this.#top - last)
    this.#top = address + size
    if (address > start) this.#insert(start, address - start)
    return address
  }

  /** The smallest block that fits, of the first few in the first class that has one. */
  #takeFree(size: number, grain: number): number {
    for (let index = classOfSize(size); index < CLASSES; index++) {
      let best = 0
      let bestSize = Infinity
      let seen = 0
      for (const [address, length] of this.#classes[index]) {
        if (++seen > LOOK_AT) break
        const padding = (grain - (address % grain)) % grain
        if (length >= size + padding && length < bestSize) {
          best = address
          bestSize = length
          if (length === size) break
        }
      }
      if (best !== 0) return this.#carve(best, bestSize, size, grain)
    }
    return 0
  }

  #carve(block: number, length: number, size: number, grain: number): number {
    const address = Math.ceil(block / grain) * grain
    this.#remove(block, length)
    if (address > block) this.#insert(block, address - block)
    const rest = block + length - (address + size)
    if (rest > 0) this.#insert(address + size, rest)
    return address
  }

  #insert(address: number, size: number): void {
    const before = this.#freeByEnd.get(address)
    if (before !== undefined) {
      this.#remove(before, address - before)
      size += address - before
      address = before
    }
    const after = this.#free.get(address + size)
    if (after !== undefined) {
      this.#remove(address + size, after)
      size += after
    }
    this.#classes[classOfSize(size)].set(address, size)
    this.#free.set(address, size)
    this.#freeByEnd.set(address + size, address)
  }

  #remove(address: number, size: number): void {
    this.#classes[classOfSize(size)].delete(address)
    this.#free.delete(address)
    this.#freeByEnd.delete(address + size)
  }
}

function classOfSize(size: number): number {
  return 31 - Math.clz32(size / GRAIN) + 4
}
