/** Kernels in several worker threads at once, each with a memory and a compiler of its own; threads end and others begin. */
import { Worker } from 'node:worker_threads'
import { Gauge } from './gauge.ts'
import type { Soak } from './run.ts'

const AT_ONCE = 3

export const threads: Soak = async ({ minutes, seed }) => {
  const gauge = new Gauge((minutes * 60_000) / 20)
  const wrong: string[] = []
  let [ended, calls] = [0, 0]
  for (let round = 0; gauge.elapsed < minutes * 60_000 && wrong.length === 0; round++) {
    const outcomes = await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => runThread(seed + round * AT_ONCE + i)))
    for (const outcome of outcomes) {
      ended++
      calls += outcome.calls
      wrong.push(...outcome.wrong)
    }
    await gauge.tick(() => `${ended} threads have ended, ${calls} calls`)
  }
  return [...wrong, ...gauge.growth(96)]
}

export interface ThreadOutcome {
  readonly calls: number
  readonly wrong: readonly string[]
}

/** A thread from its start to its end. @param buffer of numbers, which all threads read */
export function runThread(seed: number, buffer?: SharedArrayBuffer): Promise<ThreadOutcome> {
  const worker = new Worker(new URL('./thread.mjs', import.meta.url), { workerData: { seed, buffer }, execArgv: [] })
  return new Promise((resolve) => {
    let outcome: ThreadOutcome = { calls: 0, wrong: ['the thread ended without a word'] }
    worker.on('message', (message: ThreadOutcome) => (outcome = message))
    worker.on('error', (error) => (outcome = { calls: 0, wrong: [String(error)] }))
    worker.on('exit', () => resolve(outcome))
  })
}
