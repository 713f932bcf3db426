import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { alloc } from '../../src/index.ts'
import { allocIn } from '../../src/runtime/alloc.ts'
import { classOf, type TypedArray, type TypedArrayConstructor } from '../../src/runtime/arrays.ts'
import { KernelMemory } from '../../src/runtime/memory.ts'
import { createStore } from '../../src/runtime/store.ts'
import { isA } from './errors.ts'

const test = suite('alloc')

for (const Class of Object.values(classOf) as TypedArrayConstructor<TypedArray>[]) {
  test(`${Class.name}: of its class, aligned, zero, its own`, () => {
    const store = createStore(new KernelMemory())
    const zero = Class.name.startsWith('Big') ? 0n : 0
    const [a, b, empty] = [5, 3, 0].map((length) => allocIn(store, Class, length))
    assert.is(Object.getPrototypeOf(a), Class.prototype)
    assert.is(a.length, 5)
    assert.is(a.byteOffset % 16, 0)
    assert.ok((a as Uint8Array).every((element) => (element as number | bigint) === zero))
    assert.is.not(a.buffer, b.buffer)
    assert.ok(store.residents.has(a.subarray(1).buffer))
    a.fill((zero === 0n ? 1n : 1) as never)
    assert.ok((b as Uint8Array).every((element) => (element as number | bigint) === zero))
    assert.is(empty.length, 0)
  })
}

test('takes elements from arrays, typed arrays and other iterables, converted as the class does', () => {
  assert.equal([...alloc(Float64Array, [1.5, -0, NaN])], [1.5, -0, NaN])
  assert.equal([...alloc(Uint8ClampedArray, new Float32Array([1.5, 300, -3]))], [2, 255, 0])
  assert.equal([...alloc(Int32Array, new Set([1, 2 ** 31]))], [1, -(2 ** 31)])
  assert.equal([...alloc(BigInt64Array, [1n, 2n ** 63n])], [1n, -(2n ** 63n)])
  const numbers = function* () {
    yield 1
    yield 2
  }
  assert.equal([...alloc(Int8Array, numbers())], [1, 2])
})

test('bad lengths are RangeErrors that name the length', () => {
  for (const length of [-1, NaN, 1.5, Infinity, 1e15]) {
    assert.throws(
      () => alloc(Float64Array, length),
      (error: Error) => error instanceof RangeError && error.message.includes(String(length)),
    )
  }
  assert.throws(() => alloc(Float64Array, 2 ** 31), /17179869184 bytes.*\d+ bytes are left/)
})

test('what is no class or no source is a TypeError', () => {
  for (const Class of [Array, DataView, undefined, class Mine extends Float64Array {}]) {
    assert.throws(() => alloc(Class as never, 1), isA(TypeError))
  }
  for (const source of [undefined, null, {}, true])
    assert.throws(() => alloc(Float64Array, source as never), isA(TypeError))
})

test('memory of collected arrays is used again', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const store = createStore(new KernelMemory())
  // 6 GB in all, more than there can be: without reuse an allocation throws. When collection runs is the engine's choice, so ask for it.
  let made = 0
  for (; made < 60; made++) {
    allocIn(store, Uint8Array, 100_000_000)[99_999_999] = 1
    if (made % 10 === 9) collect()
    await new Promise(setImmediate)
  }
  assert.is(made, 60)
})

test('a view keeps the block, whatever became of the array', async () => {
  const store = createStore(new KernelMemory())
  const kept = allocIn(store, Float64Array, 1000).subarray(10, 20)
  kept.fill(1.25)
  for (let i = 0; i < 40; i++) {
    allocIn(store, Float64Array, 2_000_000).fill(7)
    await new Promise(setImmediate)
  }
  assert.ok(kept.every((element) => element === 1.25))
})

test('on unshared memory: arrays stay valid, and running out is an error', () => {
  const store = createStore(new KernelMemory({ shared: false }))
  const a = allocIn(store, Float64Array, [1, 2, 3])
  assert.throws(() => {
    for (;;) allocIn(store, Uint8Array, 200_000_000)
  }, isA(RangeError))
  assert.equal([...a], [1, 2, 3])
})

test.run()
