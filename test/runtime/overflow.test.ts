/**
 * The stack runs out while a kernel is called, at whatever step: an error it is, and nothing else. Kernels are called on the way back from the
 * bottom of the stack, at each level, so that the room left grows in small steps from none to enough.
 */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HEAP_BASE } from '../../src/artifact.ts'
import { alloc, jit } from '../../src/index.ts'
import { Heap } from '../../src/runtime/heap.ts'
import { KernelMemory } from '../../src/runtime/memory.ts'
import { store } from '../../src/runtime/store.ts'
import { isA } from './errors.ts'

const test = suite('stack overflow')

const compiled = { tier: 'compiled' } as const
const isOverflow = (error: unknown): boolean => error instanceof RangeError && /call stack/.test(error.message)

interface Tally {
  done: number
  interrupted: number
  readonly failures: unknown[]
}

/** Calls `step` from each level above the bottom of the stack, until it has come to its end `enough` times. */
function nearTheBottom(step: () => void, enough: number): Tally {
  const tally: Tally = { done: 0, interrupted: 0, failures: [] }
  const attempt = (): void => {
    try {
      step()
      tally.done++
    } catch (error) {
      tally.interrupted++
      if (!isOverflow(error)) tally.failures.push(error)
    }
  }
  const fall = (): void => {
    try {
      fall()
    } catch {
      // Here the way back begins.
    }
    if (tally.done < enough) attempt()
  }
  fall()
  return tally
}

const stamp = (x: Float64Array, y: Float64Array, list: number[], k: number): void => {
  for (let i = 0; i < x.length; i++) {
    y[i] = x[i] + k
    list[i] = k
  }
}

test('calls that copy: arrays are written all or not at all, and memory comes back', () => {
  const kernel = jit(stamp, compiled)
  kernel(new Float64Array(2), new Float64Array(2), [0, 0], 0)
  const { heap, arena } = store()
  const idle = heap.usedBytes
  // Sizes that need more memory each time, so that it also grows there.
  for (const length of [10, 50_000, 400_000]) {
    const x = new Float64Array(length)
    const y = new Float64Array(length)
    const list = Array.from(x, () => 0)
    let k = 0
    const { done, interrupted, failures } = nearTheBottom(() => {
      try {
        kernel(x, y, list, ++k)
      } finally {
        const stamps = new Set([y[0], y[length - 1], list[0], list[length - 1]])
        if (stamps.size !== 1) failures.push([...stamps])
      }
    }, 3)
    assert.equal(failures, [])
    assert.ok(done === 3 && interrupted > 0, `${done} done, ${interrupted} interrupted`)
    kernel(x, y, list, -1)
    assert.is(y[0] + list[length - 1], -2)
    assert.is(heap.usedBytes, idle, 'memory in use')
    assert.equal([arena.depth, arena.calls], [1, 0])
  }
})

test('calls with resident arrays use the arrays they are given', () => {
  const first = jit((x: Float64Array) => {
    let s = 0
    for (let i = 0; i < x.length; i++) s += x[i]
    return s
  }, compiled)
  const arrays = Array.from({ length: 7 }, (_, i) => alloc(Float64Array, 50).fill(i))
  let next = 0
  const { done, failures, interrupted } = nearTheBottom(() => {
    next = (next + 3) % arrays.length
    const array = arrays[next]
    const sum = first(array)
    if (sum !== next * 50) failures.push(sum)
    for (let i = 0; i < arrays.length; i += 2) if (first(arrays[i]) !== i * 50) failures.push(i)
  }, 20)
  assert.equal(failures, [])
  assert.ok(done >= 20 && interrupted > 0)
  arrays.forEach((array, i) => assert.is(first(array), i * 50))
})

test('alloc: what it could not finish is not lost', () => {
  const { heap } = store()
  const used = heap.usedBytes
  const made: Float64Array[] = []
  nearTheBottom(() => made.push(alloc(Float64Array, 100_000)), 20)
  const kept = heap.usedBytes - used
  assert.ok(kept < (made.length + 1) * 810_000, `${made.length} arrays use ${kept} bytes`)
  made.forEach((array, i) => array.fill(i))
  made.forEach((array, i) => assert.ok(array.every((element) => element === i)))
})

test('the tables of the heap are made anew when a change of them was interrupted', () => {
  const memory = new KernelMemory()
  const heap = new Heap(memory)
  const blocks = Array.from({ length: 40 }, (_, i) => heap.allocate(16 + 5000 * (i % 7)))
  for (const [i, block] of blocks.entries()) if (i % 3 === 0) heap.free(block)
  const expected = heap.usedBytes
  const kept = blocks.filter((_, i) => i % 3 !== 0)
  const extra: number[] = []
  const { interrupted } = nearTheBottom(() => {
    extra.push(heap.allocate(3000), heap.allocate(memory.bytes))
    heap.free(extra.pop()!)
    heap.free(extra.pop()!)
  }, 50)
  assert.ok(interrupted > 0)
  // At most the two blocks of the one step whose second allocation or first release never began.
  for (const block of extra) heap.free(block)
  assert.ok(heap.usedBytes - expected < 4096 * 64, `${heap.usedBytes - expected} bytes are lost`)
  for (const block of kept) heap.free(block)
  const whole = heap.allocate(Math.floor((memory.bytes - HEAP_BASE) * 0.4))
  assert.ok(whole > 0)
})

const down = (n: number): number => (n === 0 ? 0 : 1 + down(n - 1))
const fill = (x: Float64Array, n: number): number => {
  x[0] = n
  return n === 0 ? 0 : 1 + fill(x, n - 1)
}

test("recursion without end is the plain function's RangeError, time and again", () => {
  const kernel = jit(down, { ...compiled, env: { down } })
  const filling = jit(fill, { ...compiled, env: { fill } })
  const x = new Float64Array(3)
  for (let round = 0; round < 3; round++) {
    assert.throws(() => down(-1), isOverflow)
    assert.throws(() => kernel(-1), isOverflow)
    assert.throws(() => kernel(-1), isA(RangeError))
    assert.is(kernel(1000), 1000)
    assert.throws(() => filling(x, -1), isOverflow)
    assert.is(filling(x, 10), 10)
    assert.is(x[0], 0)
  }
  assert.equal(
    [kernel, filling].map(({ stats }) => stats.plain),
    [0, 0],
  )
  assert.is(store().arena.calls, 0)
})

test.run()
