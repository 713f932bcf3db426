/** Kernel memory that is nearly full, addresses near 4 GiB, lengths near 2^31, and requests that are too large: it works, or runs plain and says why. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { alloc, jit } from '../../src/index.ts'
import { Heap } from '../../src/runtime/heap.ts'
import { KernelMemory } from '../../src/runtime/memory.ts'
import { store } from '../../src/runtime/store.ts'

const test = suite('limits of memory')
const compiled = { tier: 'compiled' } as const

/** Typed arrays that fill kernel memory but for about `left` bytes; nothing touches them, so that they take address space alone. */
function fillMemory(left: number): Uint8Array[] {
  const arrays: Uint8Array[] = []
  for (let room = store().heap.available - left; room > 0; room = store().heap.available - left)
    arrays.push(alloc(Uint8Array, Math.min(room, 2 ** 31 - 1)))
  return arrays
}

const smooth = (x: Float64Array, y: Float64Array): number => {
  let s = 0
  for (let i = 1; i < x.length - 1; i++) {
    y[i] += x[i - 1] * 2 + x[i + 1]
    s += y[i]
  }
  return s
}
const ends = (v: Uint8Array): number => {
  const n = v.length
  for (let i = n - 100; i < n + 5; i++) v[i] = i
  let s = 0
  for (let i = n - 120; i < n + 2; i++) s += v[i] | 0
  return s
}
const indexed = (v: Uint8Array, at: Float64Array): number => {
  let n = 0
  for (let i = 0; i < at.length; i++) {
    v[at[i]] = i + 1
    if (v[at[i]] === i + 1) n++
  }
  return n
}
const scratch = (y: Float64Array, n: number): number => {
  y[0]++
  const t = new Float64Array(n)
  t[n - 1] = y[0]
  return t[n - 1] + t[0]
}

/** What all tests use: nearly the whole memory. */
let filled: Uint8Array[] = []
test.before(() => {
  filled = fillMemory(16_000_000)
})

test('arrays just below 4 GiB, and of 2^31 - 1 elements', () => {
  const x = alloc(Float64Array, 300_000)
  const y = alloc(Float64Array, 300_000)
  assert.ok(y.byteOffset > 2 ** 32 - 20_000_000, `at ${y.byteOffset}`)
  const [px, py] = [Float64Array.from(x, (_, i) => i / 4), new Float64Array(y.length).fill(3)]
  x.set(px)
  y.set(py)
  const kernel = jit(smooth, compiled)
  assert.is(kernel(x, y), smooth(px, py))
  assert.ok(py.every((value, i) => Object.is(value, y[i])))
  assert.is(kernel.stats.compiled, 1)
  const endKernel = jit(ends, compiled)
  for (const array of filled) assert.is(endKernel(array), ends(array))
  assert.is(filled[0].length, 2 ** 31 - 1)
  const at = Float64Array.of(0, 2 ** 31 - 2, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, -1, 5.5, 2 ** 31 - 3)
  const indexing = jit(indexed, compiled)
  assert.is(indexing(filled[0], at), 3)
  assert.is(indexed(filled[0], at), 3)
  assert.equal([endKernel.stats.plain, indexing.stats.plain], [0, 0])
})

test('an array of more than 2^31 - 1 elements runs plain, with the reason', () => {
  const kernel = jit((v: Uint8Array) => {
    for (let i = v.length - 3; i < v.length; i++) v[i] = 7
    return v.length
  }, compiled)
  const long = new Uint8Array(2 ** 31 + 5)
  assert.is(kernel(long), long.length)
  assert.equal([...long.subarray(-4)], [0, 7, 7, 7])
  assert.match(kernel.stats.fallbacks[0].reason, /array of 2147483653 elements is too long/)
  assert.is(kernel(new Uint8Array(5)), 5)
  assert.is(kernel.stats.compiled, 1)
})

test('copies for which there is no room: the plain function, with the reason', () => {
  const kernel = jit(smooth, compiled)
  const large = new Float64Array(3_000_000).fill(1)
  const expected = large.slice()
  assert.is(kernel(large, large), smooth(expected, expected))
  assert.ok(large.every((value, i) => Object.is(value, expected[i])))
  assert.match(kernel.stats.fallbacks[0].reason, /no room for a copy of \d+ bytes/)
})

test("a kernel's own array for which there is no room: the plain function, from where the call began", () => {
  const kernel = jit(scratch, compiled)
  const heaped = new Float64Array(4)
  const resident = alloc(Float64Array, 4)
  for (const [round, y] of [heaped, resident, heaped, resident].entries()) {
    const count = 2 * Math.floor(round / 2)
    assert.is(kernel(y, 10), count + 1)
    assert.is(kernel(y, 20_000_000), count + 2)
  }
  assert.equal([heaped[0], resident[0]], [4, 4])
  assert.equal([kernel.stats.compiled, kernel.stats.plain], [4, 4])
  assert.match(kernel.stats.fallbacks[0].reason, /no room for an array that the kernel makes/)
})

test('requests that cannot be met say what was asked and what is left, and change nothing', () => {
  const { heap } = store()
  const used = heap.usedBytes
  for (const length of [-1, Number.NaN, 1.5, Number.POSITIVE_INFINITY, 2 ** 53, 1e300, 2 ** 29, 10_000_000]) {
    assert.throws(
      () => alloc(Float64Array, length),
      (error: Error) =>
        error.constructor === RangeError &&
        error.message.includes(String(length)) &&
        error.message.includes(`${heap.available} bytes are left`),
      String(length),
    )
  }
  assert.is(heap.usedBytes, used)
  assert.is(jit(ends, compiled)(alloc(Uint8Array, 200)), ends(new Uint8Array(200)))
})

test('blocks of many sizes, freed in any order, do not fall into pieces without bound', () => {
  const memory = new KernelMemory()
  const heap = new Heap(memory)
  let state = 7
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const live: number[] = []
  let most = 0
  for (let round = 0; round < 60_000; round++) {
    // Small and large in phases: what one leaves free, the other must be able to use.
    const size = Math.floor(2 ** (4 + random((round / 10_000) % 2 < 1 ? 9 : 15) + random(1000) / 1000))
    if (live.length < 500) live.push(heap.allocate(size))
    else {
      const at = random(live.length)
      heap.free(live[at])
      live[at] = heap.allocate(size)
    }
    most = Math.max(most, heap.usedBytes)
  }
  assert.ok(memory.bytes < 2.5 * most, `${memory.bytes} bytes for ${most}`)
})

test.run()
