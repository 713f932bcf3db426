/**
 * How far `fastmath: approx` is off, in units in the last place of the true result: `npm run fastmath:errors`, with `--points 1e7` for each
 * function and `--only exp,log` for some. The figures of docs/FASTMATH.md are its.
 *
 * Every point is compared with the host's function first. What that is off is known to be below 1 or 2 ulp, so that only points that may be
 * the worst so far need the reference.
 */
import { parseArgs } from 'node:util'
import { alloc, jit } from '../../src/index.ts'
import { ulp } from './double-double.ts'
import { randomPoints } from './points.ts'
import { references } from './reference.ts'

type Kernel = (x: Float64Array, y: Float64Array, result: Float64Array) => void

const unary = (name: string): Kernel =>
  new Function('x', 'y', 'result', `for (let i = 0; i < x.length; i++) result[i] = Math.${name}(x[i])`) as Kernel
const binary = (name: string): Kernel =>
  new Function('x', 'y', 'result', `for (let i = 0; i < x.length; i++) result[i] = Math.${name}(x[i], y[i])`) as Kernel

/** Those that the host gets wrong by up to 2 ulp. */
const rough = new Set(['tan', 'sinh', 'cosh', 'tanh', 'log10', 'log2', 'atan2'])
const hasTwo = (name: string): boolean => name === 'pow' || name === 'atan2'

export interface Measured {
  readonly worst: number
  readonly at: readonly number[]
}

/** The largest error over so many points. */
export function measure(name: string, points: number): Measured {
  const plain = hasTwo(name) ? binary(name) : unary(name)
  const kernel = jit(plain, { fastmath: ['approx'], tier: 'compiled', strict: true, name })
  const reference = references[name]!
  const host = Math[name as 'sin'] as (x: number, y: number) => number
  const chunk = Math.min(points, 1 << 16)
  const [x, y, result] = [alloc(Float64Array, chunk), alloc(Float64Array, chunk), alloc(Float64Array, chunk)]
  const next = randomPoints(name)
  const hostError = rough.has(name) ? 2.1 : 1.1
  let worst = 0
  let at: number[] = []
  for (let done = 0; done < points; done += chunk) {
    for (let i = 0; i < chunk; i++) [x[i], y[i]] = next()
    kernel(x, y, result)
    for (let i = 0; i < chunk; i++) {
      const [a, b, found] = [x[i]!, y[i]!, result[i]!]
      const roughly = host(a, b)
      if (Math.abs(found - roughly) / ulp(roughly) + hostError <= worst) continue
      const { high, low } = reference(a, b)
      const error = Math.abs(found - high - low) / ulp(high)
      if (!(error <= worst)) {
        worst = error
        at = hasTwo(name) ? [a, b] : [a]
        if (Number.isNaN(error)) return { worst, at }
      }
    }
  }
  return { worst, at }
}

function main(): void {
  const { values } = parseArgs({ options: { points: { type: 'string' }, only: { type: 'string' } } })
  const points = Number(values.points ?? 1e7)
  const names = values.only?.split(',') ?? Object.keys(references)
  console.log(`largest error in ulp over ${points.toLocaleString('en')} points`)
  for (const name of names) {
    const start = performance.now()
    const { worst, at } = measure(name, points)
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    console.log(`${name.padEnd(6)} ${worst.toFixed(3)}   at ${at.join(', ')}   (${seconds} s)`)
  }
}

if (process.argv[1]?.endsWith('errors.ts')) main()
