/** The kernels of `later`, run plainly: each one against a known result, a law its result obeys, or a second implementation. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ArrayMaker } from '../../bench/kernels/benchmark.ts'
import { benchmarks } from '../../bench/kernels/index.ts'
import { later } from '../../bench/kernels/later/index.ts'

const test = suite('later kernels')

const heap: ArrayMaker = (cls, length) => new cls(length) as InstanceType<typeof cls>

function call(name: string, ...args: unknown[]): any {
  return later.find((b) => b.name === name)!.kernel(...args)
}

/** The quick arguments of a kernel after a call, and its result. */
function quick(name: string): { args: any[]; result: any } {
  const { kernel, setup } = later.find((b) => b.name === name)!
  const args = setup(heap, 'quick')
  return { result: kernel(...args), args }
}

const near = (actual: number, expected: number, tolerance: number, what = '') =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} is not ${expected} within ${tolerance}`)

test('ten of them, in their group, with names that no other kernel has', () => {
  assert.is(later.length, 10)
  assert.ok(later.every(({ group }) => group === 'later'))
  assert.is(new Set(benchmarks.map(({ name }) => name)).size, benchmarks.length)
})

test('setup repeats itself, at any size; a second call does the same work', () => {
  for (const { name, kernel, setup } of later) {
    const args = setup(heap, 'quick')
    assert.equal(args, setup(heap, 'quick'), name)
    const first = kernel(...args)
    const copy = structuredClone(args)
    assert.is(kernel(...args), first, name)
    assert.equal(args, copy, name)
    kernel(...setup(heap, 0.001))
  }
})

test('biquad: a section that only delays, and one that decays', () => {
  const out = new Float32Array(4)
  call('biquad', out, Float32Array.of(1, 2, 3, 4), Float64Array.of(0, 1, 0, 0, 0))
  assert.equal([...out], [0, 1, 2, 3])
  call('biquad', out, Float32Array.of(1, 0, 0, 0), Float64Array.of(1, 0, 0, -0.5, 0))
  assert.equal([...out], [1, 0.5, 0.25, 0.125])
})

test('binomial-option: one step by hand, at least the exercise, and 6.09 for a year at the money', () => {
  const prices = new Float64Array(1)
  call('binomial-option', prices, Float64Array.of(100), 100, 0, Math.log(2), 1, 1)
  near(prices[0], (2 / 3) * 50, 1e-12, 'one step')
  call('binomial-option', prices, Float64Array.of(100), 100, 0.05, 0.2, 1, 500)
  near(prices[0], 6.09, 0.01, 'a year')
  const [quickPrices, strikes, spot] = quick('binomial-option').args
  for (const [i, price] of quickPrices.entries()) assert.ok(price >= strikes[i] - spot && price > 0)
})

test('boids: two birds attract, match speed and repel each other; one alone goes straight on', () => {
  const [ax, ay] = [new Float64Array(3), new Float64Array(3)]
  const x = Float64Array.of(0, 10, 500)
  const zeros = new Float64Array(3)
  call('boids', ax, ay, x, zeros, Float64Array.of(0, 8, 0), zeros, 60, 5)
  assert.equal(
    [[...ax], [...ay]],
    [
      [0.1 + 1, -0.1 - 1, 0],
      [0, 0, 0],
    ],
  )
  call('boids', ax, ay, x, zeros, zeros, zeros, 60, 15)
  assert.equal([...ax], [0.1 - 0.5, -0.1 + 0.5, 0])
})

test('dilate: one bright pixel becomes a square, cut off at the border', () => {
  const image = new Uint8Array(30)
  image[0] = 9
  image[3 * 6 + 4] = 7
  const out = new Uint8Array(30)
  call('dilate', out, image, 6, 5, 1)
  const rows = ['990000', '990000', '000777', '000777', '000777']
  assert.is(out.join(''), rows.join(''))
})

test('hough: a row of pixels is the line that gets a vote of each', () => {
  const [w, h, reach] = [10, 8, 13]
  const edges = new Uint8Array(w * h).fill(1, 3 * w, 4 * w)
  const votes = new Int32Array(2 * (2 * reach + 1))
  assert.is(call('hough', votes, edges, w, h, Float64Array.of(1, 0), Float64Array.of(0, 1), reach), 10)
  assert.is(votes[2 * reach + 1 + reach + 3], 10)
  assert.is(
    votes.reduce((a, b) => a + b, 0),
    20,
  )
})

test('kalman: a constant stays as it is, and noise gets less', () => {
  const out = new Float64Array(6)
  call('kalman', out, Float64Array.of(3, 3, 3, -5, -5, -5), 2, 3, 0.1, 0.5, 0.4)
  assert.equal([...out], [3, 3, 3, -5, -5, -5])
  const [positions, measured, , steps] = quick('kalman').args
  const errorOf = (values: Float64Array) =>
    values.reduce((total, value, i) => total + (value - 10 * Math.sin((i % steps) / 90)) ** 2, 0)
  assert.ok(errorOf(positions) < 0.6 * errorOf(measured))
})

test('perlin-noise: zero at the points of the lattice, bounded, and smooth', () => {
  const [out, p, w] = quick('perlin-noise').args
  for (let i = 0; i < out.length; i++) assert.ok(Math.abs(out[i]) < 2)
  assert.ok(Math.max(...out) - Math.min(...out) > 0.5)
  for (let x = 1; x < w; x++) assert.ok(Math.abs(out[x] - out[x - 1]) < 0.5)
  const lattice = new Float32Array(9).fill(5)
  call('perlin-noise', lattice, p, 3, 3, 1, 2)
  for (const value of lattice) assert.is(Math.abs(value), 0)
})

test('point-in-polygon: a square', () => {
  const inside = new Uint8Array(4)
  const corners = [Float64Array.of(0, 2, 2, 0), Float64Array.of(0, 0, 2, 2)]
  assert.is(
    call('point-in-polygon', inside, Float64Array.of(1, 3, -1, 0.5), Float64Array.of(1, 1, 1, 3), ...corners),
    1,
  )
  assert.equal([...inside], [1, 0, 0, 0])
})

test('run-length: the example of the TIFF specification; the quick input fills its output', () => {
  const hex = (text: string) => Uint8Array.from(text.split(' '), (byte) => Number.parseInt(byte, 16))
  const out = new Uint8Array(24)
  assert.is(call('run-length', out, hex('fe aa 02 80 00 2a fd aa 03 80 00 2a 22 f7 aa')), 24)
  assert.equal(out, hex('aa aa aa 80 00 2a aa aa aa aa 80 00 2a 22 aa aa aa aa aa aa aa aa aa aa'))
  const { args, result } = quick('run-length')
  assert.is(result, args[0].length)
})

test('yuv-to-rgb: grey, red, and a block of four under one colour', () => {
  const out = new Uint8ClampedArray(16)
  call('yuv-to-rgb', out, Uint8Array.of(50, 50, 200, 76), Uint8Array.of(128), Uint8Array.of(128), 2, 2)
  assert.equal([...out.subarray(8)], [200, 200, 200, 255, 76, 76, 76, 255])
  call('yuv-to-rgb', out, Uint8Array.of(76, 0, 255, 76), Uint8Array.of(85), Uint8Array.of(255), 2, 2)
  assert.equal([...out.subarray(0, 4)], [254, 0, 0, 255])
})

test.run()
