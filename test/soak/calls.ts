/** Random calls of a few kernels with arguments of changing sizes and types, on the heap and resident; each answer is compared with the plain function's. */
import { jit } from '../../src/index.ts'
import { cloneArgs } from '../differential/clone.ts'
import { difference, type Observation } from '../differential/compare.ts'
import { Random } from '../fuzz/random.ts'
import { Gauge } from './gauge.ts'
import type { Soak } from './run.ts'

type Fn = (...args: never[]) => unknown

// Written for arrays of whatever kind; random arguments make some of them throw or run plain.
const plain: readonly Fn[] = [
  (x: number[], y: number[], a: number) => {
    for (let i = 0; i < x.length; i++) y[i] += a * x[i]
    return y.length
  },
  (x: number[]) => {
    let s = 0
    for (let i = 0; i < x.length; i++) s += x[i] * x[i]
    return s
  },
  (x: number[], n: number) => {
    const t = new Float64Array(n)
    for (let i = 0; i < n; i++) t[i] = x[i % x.length] + i
    return t
  },
  (x: number[], y: number[]) => {
    for (let i = 0; i < x.length; i++) {
      if (x[i] > 100) throw new RangeError(`too large: ${i}`)
      y[i] = x[i] - 1
    }
    return [x[0], y[0]]
  },
  (rows: number[][], k: number) => {
    let s = 0
    for (let i = 0; i < rows.length; i++)
      for (let j = 0; j < rows[i].length; j++) {
        rows[i][j] *= k
        s += rows[i][j]
      }
    return s
  },
  (p: { x: number; pos: number[] }) => {
    for (let i = 0; i < p.pos.length; i++) p.x += p.pos[i]
    return p
  },
  (x: number[], k: number) => {
    let n = 0
    for (let i = 0; i < k; i++) {
      x[i & 255] ^= i
      n += x[i & 255] & 1
    }
    return n
  },
]

const classes = [Float64Array, Float32Array, Int32Array, Uint8Array, Int16Array, Uint8ClampedArray, Uint32Array]

export const calls: Soak = async ({ minutes, seed }) => {
  const gauge = new Gauge((minutes * 60_000) / 30)
  const random = new Random(seed)
  const wrong: string[] = []
  const kernels = plain.flatMap((fn) => [jit(fn), jit(fn, { tier: 'compiled' })])
  // Each has its source, so that what is kept of a kernel's calls goes on being needed by none.
  let count = 0
  while (gauge.elapsed < minutes * 60_000 && wrong.length === 0) {
    for (let i = 0; i < 50; i++, count++) {
      const kernel = random.pick(kernels)
      const args = argumentsFor(kernel.original, random)
      const expected = observe(kernel.original, cloneArgs(args))
      const actual = observe(kernel, cloneArgs(args, random.chance(0.3) ? 'resident' : 'heap'))
      const found = difference(expected, actual, false)
      if (found) wrong.push(`call ${count}: ${found.path}: ${String(found.expected)} became ${String(found.actual)}`)
    }
    await new Promise(setImmediate)
    await gauge.tick(() => `${count} calls`)
  }
  const compiled = kernels.reduce((sum, { stats }) => sum + stats.compiled, 0)
  console.log(
    `  ${count} calls, ${compiled} of them ran compiled code, ${Math.round((count / gauge.elapsed) * 1000)} a second`,
  )
  if (compiled < count / 10) wrong.push('hardly a call ran compiled code')
  return [...wrong, ...gauge.growth(48)]
}

function observe(fn: Fn, args: unknown[]): Observation {
  try {
    return { outcome: { kind: 'return', value: Reflect.apply(fn, undefined, args) }, args, env: {} }
  } catch (error) {
    return { outcome: { kind: 'throw', error }, args, env: {} }
  }
}

function argumentsFor(fn: Fn, random: Random): unknown[] {
  const index = plain.indexOf(fn)
  const length = random.chance(0.1) ? 0 : Math.floor(2 ** (random.next() * 14))
  const x = arrayOf(length, random)
  switch (index) {
    case 0:
    case 3:
      return [x, random.chance(0.1) ? x : arrayOf(length + random.int(-2, 2), random), random.int(-9, 9) / 4]
    case 1:
      return [x]
    case 4:
      return [
        Array.from({ length: random.int(0, 20) }, () => new Float64Array(random.int(0, 50)).fill(1.5)),
        random.int(0, 3),
      ]
    case 5:
      return [{ x: random.int(0, 9), pos: x }]
    default:
      return [x, random.int(0, 5000)]
  }
}

function arrayOf(length: number, random: Random): unknown {
  const size = Math.max(0, length)
  const values = (i: number): number => ((i * 7) % 90) + (random.chance(0.0005) ? 50 : 0)
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => values(i))
  const form = random.int(0, 9)
  if (form === 0) return numbers(size).map((value) => value + 0.5)
  if (form === 1) return Buffer.from(numbers(size))
  const Class = random.pick(classes)
  if (form > 3) return Class.from(numbers(size))
  const whole = Class.from(numbers(size + 7))
  return whole.subarray(random.int(0, 7), random.int(0, size + 7))
}
