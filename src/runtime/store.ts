/**
 * Kernel memory as one thing: the memory itself, its allocator, the arena of running calls, and the buffers that were given away. Made
 * at first use, so that a program that never compiles reserves nothing.
 */
import { Arena } from './arena.ts'
import { Heap } from './heap.ts'
import { KernelMemory } from './memory.ts'

export interface Store {
  readonly memory: KernelMemory
  readonly heap: Heap
  readonly arena: Arena
  /** Buffer objects over kernel memory that user code has: every view of one of them is resident. */
  readonly residents: WeakSet<ArrayBufferLike>
}

export function createStore(memory: KernelMemory): Store {
  const heap = new Heap(memory)
  return { memory, heap, arena: new Arena(heap), residents: new WeakSet() }
}

let current: Store | undefined

/** The store of this thread. */
export function store(): Store {
  current ??= createStore(new KernelMemory())
  return current
}
