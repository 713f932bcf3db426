/** What a worker thread of `threads.ts` does: a few kernels, compiled here, called and compared. */
import { parentPort, workerData } from 'node:worker_threads'
import { alloc, jit } from '../../src/index.ts'

const { seed, buffer } = workerData as { seed: number; buffer?: SharedArrayBuffer }
const wrong: string[] = []

const scan = (x: Float64Array, y: Float64Array): number => {
  let s = 0
  for (let i = 0; i < x.length; i++) {
    s += x[i]
    y[i] = s
  }
  return s
}
const fresh = (n: number): Float64Array => {
  const t = new Float64Array(n)
  for (let i = 0; i < n; i++) t[i] = Math.sqrt(i)
  return t
}

const scanning = jit(scan, { tier: 'compiled' })
const making = jit(fresh, { tier: 'compiled' })
let calls = 0
for (let round = 0; round < 200; round++) {
  const length = (seed * 31 + round * 97) % 3000
  const x = Float64Array.from({ length }, (_, i) => seed + i / 7)
  const [y, expected] = [round % 2 ? alloc(Float64Array, length) : new Float64Array(length), new Float64Array(length)]
  if (!Object.is(scanning(x, y), scan(x, expected)) || y.some((value, i) => value !== expected[i]))
    wrong.push(`scan ${seed}`)
  if (making(length).some((value, i) => value !== Math.sqrt(i))) wrong.push(`fresh ${seed}`)
  calls += 2
}
if (buffer !== undefined) {
  const length = buffer.byteLength / 8
  const [x, y, expected] = [new Float64Array(buffer), new Float64Array(length), new Float64Array(length)]
  if (!Object.is(scanning(x, y), scan(x, expected)) || y.some((value, i) => value !== expected[i]))
    wrong.push(`shared ${seed}`)
  calls++
}
if (scanning.stats.plain + making.stats.plain > 0) wrong.push('calls ran plain')
parentPort!.postMessage({ calls, wrong })
