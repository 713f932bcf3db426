/** What a worker thread of `threads.ts` does: a few kernels, compiled here, called and compared. */
import { parentPort, workerData } from 'node:worker_threads'
import { alloc, jit } from '../../src/index.ts'

const { seed } = workerData as { seed: number }
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
if (scanning.stats.compiled !== 200 || making.stats.compiled !== 200) wrong.push('calls ran plain')
parentPort!.postMessage({ calls, wrong })
