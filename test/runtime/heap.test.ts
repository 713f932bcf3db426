import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HEAP_BASE } from '../../src/artifact.ts'
import { Arena } from '../../src/runtime/arena.ts'
import { Heap } from '../../src/runtime/heap.ts'
import { KernelMemory } from '../../src/runtime/memory.ts'
import { isA } from './errors.ts'

const test = suite('heap')

/** Notes a position; the function returned goes back to it. */
function mark(arena: Arena): () => void {
  const { depth, top } = arena
  return () => arena.release(depth, top)
}

/** A small generator of its own, so that a failure can be run again. */
function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

test('random blocks are aligned, within memory and never overlap; freeing all leaves one block', () => {
  const memory = new KernelMemory()
  const heap = new Heap(memory)
  const random = randomOf(1)
  const blocks = new Map<number, number>()
  for (let round = 0; round < 20_000; round++) {
    if (blocks.size > 200 || (blocks.size > 0 && random(3) === 0)) {
      const address = [...blocks.keys()][random(blocks.size)]
      heap.free(address)
      blocks.delete(address)
      continue
    }
    const size = random(4) === 0 ? random(100_000) : random(300)
    const address = heap.allocate(size)
    assert.is(address % (size >= 4096 ? 64 : 16), 0)
    assert.ok(address >= HEAP_BASE && address + size <= memory.bytes)
    for (const [other, length] of blocks) {
      if (address < other + Math.max(length, 1) && other < address + Math.max(size, 1)) assert.unreachable('overlap')
    }
    blocks.set(address, size)
  }
  for (const address of blocks.keys()) heap.free(address)
  assert.is(heap.usedBytes, 0)
  const end = memory.bytes
  // Everything has grown together again: a block as large as all of it needs no further memory.
  assert.ok(heap.allocate(Math.floor((end - HEAP_BASE) * 0.7)) > 0)
  assert.is(memory.bytes, end)
})

test('zeroed blocks are zero, fresh or used before', () => {
  const memory = new KernelMemory()
  const heap = new Heap(memory)
  for (const size of [16, 1000, 5000, 300_000]) {
    const first = heap.allocate(size)
    memory.views.u8.fill(7, first, first + size)
    heap.free(first)
    const again = heap.allocate(size * 2, true)
    assert.ok(memory.views.u8.subarray(again, again + size * 2).every((byte) => byte === 0))
    heap.free(again)
  }
})

test('no room is address 0, and nothing is lost by asking', () => {
  const heap = new Heap(new KernelMemory())
  assert.is(heap.allocate(2 ** 33), 0)
  assert.is(heap.usedBytes, 0)
  assert.ok(heap.available > 2 ** 24)
  assert.throws(() => heap.free(HEAP_BASE), isA(RangeError))
})

test('views of a shared memory see what is written after growth', () => {
  const memory = new KernelMemory()
  assert.ok(memory.shared)
  const before = new Uint8Array(memory.takeBuffer())
  assert.ok(memory.reserve(10_000_000))
  memory.views.u8[100] = 42
  assert.is(before[100], 42)
  assert.is.not(memory.takeBuffer(), memory.takeBuffer())
})

test('an unshared memory does not grow under arrays that were given away', () => {
  const memory = new KernelMemory({ shared: false })
  assert.not(memory.shared)
  const size = memory.bytes
  assert.ok(memory.reserve(size + 1))
  memory.pin()
  const view = new Uint8Array(memory.takeBuffer(), 0, 8)
  assert.not(memory.reserve(memory.bytes + 1))
  assert.is(view.length, 8)
})

test('the arena is a stack: what is released is given again', () => {
  const heap = new Heap(new KernelMemory())
  const arena = new Arena(heap)
  const releaseOuter = mark(arena)
  const a = arena.allocate(100)
  const releaseInner = mark(arena)
  const b = arena.allocate(50, 64)
  assert.is(b % 64, 0)
  assert.ok(b >= a + 100)
  releaseInner()
  assert.is(arena.allocate(50, 64), b)
  releaseOuter()
  const releaseAgain = mark(arena)
  assert.is(arena.allocate(100), a)
  releaseAgain()
})

test('large calls go through chunks of their own, and give them back', () => {
  const heap = new Heap(new KernelMemory())
  const arena = new Arena(heap)
  const release = mark(arena)
  arena.allocate(10)
  release()
  const idle = heap.usedBytes
  for (let round = 0; round < 3; round++) {
    const releaseAll = mark(arena)
    const addresses = [100, 3_000_000, 20, 5_000_000, 0, 0].map((size) => arena.allocate(size))
    assert.is(new Set(addresses).size, addresses.length)
    const releaseInner = mark(arena)
    assert.ok(arena.allocate(8_000_000) > 0)
    releaseInner()
    releaseAll()
    assert.is(heap.usedBytes, idle)
  }
})

test.run()
