/**
 * The process that runs kernels. It tells its parent which seed it is at, so that a kernel which never ends, or brings the process
 * down, is known by its seed.
 */
import { setImmediate as immediate } from 'node:timers/promises'
import { tally as differential } from '../differential/tally.ts'
import { caseFile } from './case.ts'
import { checkKernel } from './check.ts'
import type { Tally, WorkerMessage, WorkerOrder } from './driver.ts'
import { kindOf } from './fault.ts'
import { generate } from './generate.ts'
import { shrink } from './shrink.ts'
import { countLoops, type FuzzKernel } from './tree.ts'

const send = (message: WorkerMessage): void => void process.send!(message)

async function run({ seed, count, deadline, shrinkMs, threeWay }: WorkerOrder): Promise<void> {
  let tally = emptyTally()
  let lastSent = Date.now()
  for (let k = 0; k < count && Date.now() < deadline; k++) {
    send({ kind: 'at', seed: seed + k })
    const kernel = generate((seed + k) >>> 0)
    const started = performance.now()
    differential.threeWays = 0
    // By the seed, not by k: the kernel is then checked in the same way when it is run alone.
    const verdict = checkKernel(kernel, { threeWay: threeWay > 0 && kernel.seed % threeWay === 0 })
    tally.kernels++
    tally.threeWays += differential.threeWays
    tally.loops += countLoops(kernel.body)
    tally.milliseconds += performance.now() - started
    if (verdict.kind === 'agree') {
      tally.compiled++
      if (verdict.vectorized) tally.vectorized++
    } else if (verdict.kind === 'refused') {
      const example = (tally.refused[verdict.refusal.code] ??= {
        count: 0,
        seed: kernel.seed,
        reason: verdict.refusal.reason,
      })
      example.count++
    } else {
      send({ kind: 'progress', tally })
      tally = emptyTally()
      reportFault(kernel, verdict, shrinkMs)
    }
    if (Date.now() - lastSent > 200) {
      send({ kind: 'progress', tally })
      tally = emptyTally()
      lastSent = Date.now()
      await immediate()
    }
  }
  process.send!({ kind: 'done', tally } satisfies WorkerMessage, () => process.exit(0))
}

const known = new Set<string>()

function reportFault(kernel: FuzzKernel, verdict: Parameters<typeof shrink>[1], shrinkMs: number): void {
  const kind = kindOf({ ...verdict, seed: kernel.seed })
  const small = known.has(kind) ? { kernel, fault: verdict } : shrink(kernel, verdict, shrinkMs)
  known.add(kind)
  send({
    kind: 'mismatch',
    seed: kernel.seed,
    fault: small.fault.fault,
    report: small.fault.report,
    file: caseFile(small.kernel, small.fault.report),
  })
}

const emptyTally = (): Tally => ({
  kernels: 0,
  compiled: 0,
  vectorized: 0,
  loops: 0,
  threeWays: 0,
  milliseconds: 0,
  refused: {},
})

process.on('message', (order: WorkerOrder) => {
  void run(order)
})
