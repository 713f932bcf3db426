/**
 * One array on its way into a call and back: where its elements lie for the kernel, and whether they were copied there.
 *
 * An array whose buffer is kernel memory is used in place. Others are copied into the arena, and back if the kernel may have
 * written them; plain arrays as f64 cells.
 */
import { type ElementType, elementSize, HEAP_BASE } from '../artifact.ts'
import { bufferOf, byteOffsetOf, classOf, lengthOf, setElements, type TypedArray } from './arrays.ts'
import type { KernelMemory } from './memory.ts'
import type { Store } from './store.ts'

/** Lengths cross as an i32. */
export const MAXIMUM_LENGTH = 2 ** 31 - 1
/** From here on copies start on a cache line. */
const LARGE = 4096

export interface CrossingPlan {
  readonly element: ElementType
  readonly plain: boolean
  readonly read: boolean
  readonly written: boolean
}

const elements = Object.keys(classOf)

export class Crossing {
  readonly element: ElementType
  /** Bytes an element. */
  readonly size: number
  readonly plain: boolean
  /** The kernel may touch elements, so that the copy must hold them: also where it only writes, as it may not write all. */
  readonly copied: boolean
  readonly written: boolean
  /** Number of the parameter that it belongs to, for messages. */
  readonly parameter: number
  /** The user's array, during a call. */
  value: TypedArray | unknown[] | null = null
  address = 0
  length = 0
  /** The elements already lie where they are needed: in kernel memory, or in the copy of a range or array they share. */
  placed = false
  /** It lies in kernel memory by itself, and the kernel uses it there. */
  resident = false
  /** It lies in kernel memory by itself, but the call may bail: if it is written, or shares memory with what is, a copy is used. */
  #isHome = false
  /** The copy is this crossing's to take back. */
  #returns = false
  /** Buffer of a typed array that must be copied; null otherwise. */
  buffer: ArrayBufferLike | null = null
  readonly #viewIndex: number
  /** View of the copy, kept as the same arguments tend to find the same place again. */
  #view: TypedArray | null = null

  constructor(plan: CrossingPlan, parameter: number) {
    this.parameter = parameter
    this.element = plan.element
    this.size = elementSize[plan.element]
    this.#viewIndex = elements.indexOf(plan.element)
    this.plain = plan.plain
    this.copied = plan.read || plan.written
    this.written = plan.written
  }

  get bytes(): number {
    return this.length * this.size
  }

  /** It is only read, and used where it lies unless it shares memory with what is written. */
  get stays(): boolean {
    return this.#isHome && !this.written
  }

  /** Takes an array of the right type. Returns why it cannot cross, or undefined if it can. */
  take(value: TypedArray | unknown[], store: Store, mayBail = false): string | undefined {
    this.value = value
    this.placed = false
    this.resident = false
    this.#isHome = false
    this.#returns = false
    this.buffer = null
    const reason = this.plain
      ? this.#takePlain(value as unknown[])
      : this.#takeTyped(value as TypedArray, store, mayBail)
    return reason ?? (this.length > MAXIMUM_LENGTH ? `an array of ${this.length} elements is too long` : undefined)
  }

  #takeTyped(value: TypedArray, store: Store, mayBail: boolean): string | undefined {
    this.length = lengthOf(value)
    const buffer = bufferOf(value)
    if (store.residents.has(buffer)) {
      if (mayBail && this.copied && this.length > 0) {
        // One buffer for all of them, as different ones may cover the same bytes.
        this.buffer = bufferOf(store.memory.views.u8)
        this.#isHome = true
        return undefined
      }
      this.#placeAt(byteOffsetOf(value))
      this.resident = true
      return undefined
    }
    if (this.length === 0 || !this.copied) {
      this.#placeAt(HEAP_BASE)
      return undefined
    }
    if (this.written && Object.getPrototypeOf(buffer) !== ArrayBuffer.prototype && isShared(buffer)) {
      return 'an array over a SharedArrayBuffer is written: only those of `alloc` can be'
    }
    this.buffer = buffer
    return undefined
  }

  #takePlain(value: unknown[]): string | undefined {
    this.length = value.length
    if (!this.copied) this.#placeAt(HEAP_BASE)
    if (this.written && !Object.isExtensible(value) && Object.isFrozen(value)) return 'a frozen array is written'
    return undefined
  }

  #placeAt(address: number): void {
    this.address = address
    this.placed = true
  }

  /** Shares the place of a crossing of the same plain array. */
  join(other: Crossing): void {
    this.#placeAt(other.address)
    this.#returns = this.written
  }

  /** Lies in the copy of a larger range of its buffer. */
  placeWithin(start: number, address: number): void {
    this.#placeAt(address + byteOffsetOf(this.value as TypedArray) - start)
  }

  /** Makes room in the arena and copies the elements in, if need be. Returns why that failed, if it did. */
  copyIn(store: Store): string | undefined {
    if (this.stays) {
      this.#placeAt(byteOffsetOf(this.value as TypedArray))
      return undefined
    }
    const { bytes } = this
    this.address = store.arena.allocate(bytes, bytes >= LARGE ? 64 : 16)
    if (this.address === 0) return `no room for a copy of ${bytes} bytes`
    this.#returns = this.written
    if (this.plain) return this.#copyPlainIn(store.memory)
    setElements(store.memory.viewList[this.#viewIndex], this.value as TypedArray, this.address / this.size)
    return undefined
  }

  #copyPlainIn(memory: KernelMemory): string | undefined {
    const source = this.value as unknown[]
    const { f64 } = memory.views
    const base = this.address / 8
    for (let i = 0; i < this.length; i++) {
      const element = source[i]
      if (typeof element !== 'number') return notNumber(source, i)
      f64[base + i] = element
    }
    return undefined
  }

  /** Copies the elements back into the user's array, if that is due. */
  copyOut(memory: KernelMemory): void {
    if (!this.#returns) return
    if (this.plain) this.#copyPlainOut(memory)
    // A patched Math.random could have shortened the buffer meanwhile; then there is nothing to write to.
    else if (lengthOf(this.value as TypedArray) >= this.length)
      setElements(this.value as TypedArray, this.#viewOf(memory))
  }

  #copyPlainOut(memory: KernelMemory): void {
    const target = this.value as number[]
    const { f64 } = memory.views
    const base = this.address / 8
    for (let i = 0; i < this.length; i++) {
      const element = f64[base + i]
      const old = target[i]
      // Object.is alone takes twice the time in arrays of several kinds.
      const isOther = element === old ? !element && !Object.is(element, old) : element === element || old === old
      if (isOther) target[i] = element
    }
  }

  #viewOf(memory: KernelMemory): TypedArray {
    let view = this.#view
    // On unshared memory growth detaches the view: its length is 0 then.
    if (view === null || byteOffsetOf(view) !== this.address || lengthOf(view) !== this.length) {
      view = new classOf[this.element](bufferOf(memory.views.u8), this.address, this.length)
      this.#view = view
    }
    return view
  }

  /** Lets go of the user's array. */
  drop(): void {
    this.value = null
    this.buffer = null
  }
}

function isShared(buffer: ArrayBufferLike): boolean {
  return Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]'
}

function notNumber(array: readonly unknown[], index: number): string {
  if (!(index in array)) return `a plain array has a hole at ${index}`
  const element = array[index]
  const kind = typeof element === 'object' ? 'an object' : `a ${typeof element}`
  return `a plain array holds ${element == null ? String(element) : kind} at ${index}`
}
