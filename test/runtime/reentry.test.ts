/** Kernels within kernels, from callbacks and from worker threads: each call finds its own arrays, whatever the others do meanwhile. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { alloc, jit } from '../../src/index.ts'
import { runThread, type ThreadOutcome } from '../soak/threads.ts'

const test = suite('re-entrancy')
const compiled = { tier: 'compiled' } as const

test('a kernel as the callback of Array.prototype.map', () => {
  const cube = (v: number): number => {
    let s = 0
    for (let i = 0; i < 3; i++) s += v * v
    return (s * v) / 3
  }
  const kernel = jit(cube, compiled)
  const numbers = [1, 2.5, -3, 1e300, Number.NaN]
  assert.equal(numbers.map(kernel), numbers.map(cube))
  assert.is(kernel.stats.compiled, numbers.length)
})

test('a kernel of arrays as the callback, which gets the index and the whole list besides', () => {
  const scale = (row: Float64Array, at: number): number => {
    let s = 0
    for (let i = 0; i < row.length; i++) {
      row[i] *= at + 1
      s += row[i]
    }
    return s
  }
  const make = (): Float64Array[] => [1, 2, 3].map((k) => (k === 2 ? alloc : heap)([k, k + 1, k + 2]))
  const alloc = (values: number[]) => allocated(values)
  const heap = (values: number[]) => Float64Array.from(values)
  const kernel = jit(scale, compiled)
  const [mine, theirs] = [make(), make()]
  assert.equal(mine.map(kernel), theirs.map(scale))
  assert.equal(mine.map(String), theirs.map(String))
  assert.is(kernel.stats.compiled, 3, JSON.stringify(kernel.stats.fallbacks))
})

function allocated(values: number[]): Float64Array {
  return alloc(Float64Array, values)
}

/** Of each element a random number, which comes from wherever `Math.random` gets it. */
const roll = (x: Float64Array): number => {
  let s = 0
  for (let i = 0; i < x.length; i++) {
    x[i] += Math.random()
    s += x[i]
  }
  return s
}

for (const [name, make] of [
  ['copied', (...values: number[]) => Float64Array.from(values)],
  ['resident', (...values: number[]) => alloc(Float64Array, values)],
] as const) {
  test(`a patched Math.random calls the kernel that calls it: arrays ${name}`, () => {
    const { random } = Math
    const kernel = jit(roll, compiled)
    const play = (fn: typeof roll): [number, string] => {
      const arrays = [make(1, 2, 3, 4), make(10, 20), make(-1, -2, -3)]
      let depth = 0
      Math.random = () => {
        if (depth === 2) return 0.25
        depth++
        const sum = fn(arrays[depth])
        depth--
        return sum
      }
      try {
        return [fn(arrays[0]), arrays.join(' ')]
      } finally {
        Math.random = random
      }
    }
    kernel(make(1))
    const before = kernel.stats.compiled
    assert.equal(play(kernel), play(roll))
    assert.ok(kernel.stats.compiled > before)
    assert.equal(kernel.stats.fallbacks, [])
  })
}

test('an error in the middle of a call within a call leaves what the plain function leaves', () => {
  const { random } = Math
  const inner = (x: Float64Array): number => {
    for (let i = 0; i < x.length; i++) {
      if (x[i] < 0) throw new RangeError(`negative`)
      x[i] = -x[i]
    }
    return 0
  }
  const play = (outer: typeof roll, within: typeof inner): string => {
    const [x, y] = [Float64Array.of(1, 2, 3), Float64Array.of(5, 6, -7, 8)]
    let calls = 0
    Math.random = () => (++calls === 2 ? within(y) : 0.5)
    let caught: unknown
    try {
      outer(x)
    } catch (error) {
      caught = error
    } finally {
      Math.random = random
    }
    return `${caught} ${x} ${y}`
  }
  const kernels = [jit(roll, compiled), jit(inner, compiled)] as const
  assert.is(play(...kernels), play(roll, inner))
  assert.match(play(...kernels), /^RangeError: negative 1.5,2,3 -5,-6,-7,8$/)
  assert.equal(
    kernels.map(({ stats }) => stats.plain),
    [0, 0],
  )
})

test('views of the pool of Node buffers: their bytes alone are read and written', () => {
  const turn = (bytes: Uint8Array, key: number): number => {
    let s = 0
    for (let i = 0; i < bytes.length; i++) {
      bytes[i] = (bytes[i] ^ key) + i
      s += bytes[i]
    }
    return s
  }
  const kernel = jit(turn, compiled)
  const texts = ['first', 'second one', 'third']
  const [mine, theirs] = [texts.map((text) => Buffer.from(text)), texts.map((text) => Buffer.from(text))]
  assert.is(mine[0].buffer, mine[2].buffer, 'they are pooled')
  const pool = new Uint8Array(mine[0].buffer)
  const around = pool.slice(0, mine[0].byteOffset)
  assert.is(kernel(mine[1], 7), turn(theirs[1], 7))
  assert.is(kernel(mine[1].subarray(2, 6), 9), turn(theirs[1].subarray(2, 6), 9))
  assert.equal(mine.map(String), theirs.map(String))
  assert.equal(pool.slice(0, mine[0].byteOffset), around)
  assert.is(kernel.stats.compiled, 2, JSON.stringify(kernel.stats.fallbacks))
})

test('several worker threads at once, each with its own memory, read one SharedArrayBuffer', async () => {
  const shared = Float64Array.from({ length: 1000 }, (_, i) => i / 3)
  const buffer = new SharedArrayBuffer(shared.byteLength)
  new Float64Array(buffer).set(shared)
  const outcomes = await Promise.all([1, 2, 3].map((seed): Promise<ThreadOutcome> => runThread(seed, buffer)))
  for (const { calls, wrong } of outcomes) {
    assert.equal(wrong, [])
    assert.is(calls, 401)
  }
  assert.equal(new Float64Array(buffer), shared)
})

test.run()
