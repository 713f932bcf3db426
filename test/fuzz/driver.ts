/**
 * Runs worker processes over a range of seeds and adds up what they tell. Kernel k of a run has seed `seed + k`, so that any kernel is
 * reproduced alone by `--seed <its seed> --count 1`.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsdown'
import { kindOf } from './fault.ts'

export interface FuzzOptions {
  readonly seed: number
  readonly count: number
  readonly minutes: number
  readonly jobs: number
  /** Stop at this many kinds of mismatches. */
  readonly most: number
  /** How long to make one mismatch smaller. Less than `silence`. */
  readonly shrinkMs: number
  /** Every which kernel is verified and interpreted after each stage, too; 0: none. */
  readonly threeWay: number
}

export interface Tally {
  kernels: number
  compiled: number
  /** Of the compiled ones, those with a loop whose trips run side by side. */
  vectorized: number
  loops: number
  /** Argument sets that ran three ways. */
  threeWays: number
  milliseconds: number
  refused: Record<string, { count: number; seed: number; reason: string }>
}

export interface Mismatch {
  readonly seed: number
  readonly fault: 'differ' | 'trap' | 'bug' | 'hang' | 'crash'
  readonly report: string
  /** The shrunken case as a file, where it could be shrunk. */
  readonly file?: string
}

export interface WorkerOrder {
  readonly seed: number
  readonly count: number
  readonly deadline: number
  readonly shrinkMs: number
  readonly threeWay: number
}

export type WorkerMessage =
  | { readonly kind: 'at'; readonly seed: number }
  | { readonly kind: 'progress'; readonly tally: Tally }
  | ({ readonly kind: 'mismatch' } & Mismatch)
  | { readonly kind: 'done'; readonly tally: Tally }

export interface FuzzResult {
  readonly tally: Tally
  /** The first of each kind. */
  readonly mismatches: readonly Mismatch[]
  /** How many more there were of the same kinds. */
  readonly repeated: number
}

/** Kernels a worker is given at a time: many, as the compiler itself has to become fast in each; few enough that all workers end together. */
const share = 10_000
/** A kernel takes milliseconds, and shrinking has its own limit: a worker silent for this long is in an endless loop. */
const silence = 120_000

export async function fuzz(
  options: FuzzOptions,
  onProgress: (result: FuzzResult) => void = () => {},
): Promise<FuzzResult> {
  const tally: Tally = { kernels: 0, compiled: 0, vectorized: 0, loops: 0, threeWays: 0, milliseconds: 0, refused: {} }
  const mismatches: Mismatch[] = []
  let repeated = 0
  const deadline = Date.now() + options.minutes * 60_000
  const listener: Listener = {
    tally(part) {
      add(tally, part)
      onProgress({ tally, mismatches, repeated })
    },
    mismatch(found) {
      if (mismatches.some((known) => kindOf(known) === kindOf(found))) repeated++
      else mismatches.push(found)
      return mismatches.length >= options.most
    },
  }
  let given = 0
  const program = await bundleWorker()
  const lane = async (): Promise<void> => {
    while (given < options.count && Date.now() < deadline && mismatches.length < options.most) {
      const order: WorkerOrder = {
        seed: options.seed + given,
        count: Math.min(share, options.count - given),
        deadline,
        shrinkMs: options.shrinkMs,
        threeWay: options.threeWay,
      }
      given += order.count
      await runOrder(program.file, order, listener)
    }
  }
  try {
    await Promise.all(Array.from({ length: options.jobs }, lane))
  } finally {
    program.remove()
  }
  return { tally, mismatches, repeated }
}

/**
 * The worker and all that it imports as one file: it starts in a fraction of the time, and a long run tests one state of the sources,
 * whatever becomes of them meanwhile.
 */
async function bundleWorker(): Promise<{ readonly file: string; remove(): void }> {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  // Inside of the project, so that the worker finds its dependencies.
  const parent = join(root, 'node_modules/.cache/tightloop')
  mkdirSync(parent, { recursive: true })
  const outDir = mkdtempSync(join(parent, 'fuzz-'))
  await build({
    config: false,
    cwd: root,
    entry: { worker: fileURLToPath(new URL('./worker.ts', import.meta.url)) },
    outDir,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    dts: false,
    clean: false,
    logLevel: 'error',
  })
  return { file: join(outDir, 'worker.mjs'), remove: () => rmSync(outDir, { recursive: true, force: true }) }
}

interface Listener {
  tally(part: Tally): void
  /** Answers whether to stop. */
  mismatch(found: Mismatch): boolean
}

/** An order is done by one worker after another: after a hang or a crash the next one goes on behind the seed that did it. */
async function runOrder(file: string, order: WorkerOrder, listener: Listener): Promise<void> {
  const end = order.seed + order.count
  for (let next = order.seed; next < end && Date.now() < order.deadline; ) {
    const lost = await runWorker(file, { ...order, seed: next, count: end - next }, listener)
    if (lost === undefined || listener.mismatch(lost)) return
    next = lost.seed + 1
  }
}

/** Resolves to what brought the worker down, or to undefined if it did its work or was told to stop. */
function runWorker(file: string, order: WorkerOrder, listener: Listener): Promise<Mismatch | undefined> {
  const child = startWorker(file)
  let at: number | undefined
  let finished = false
  let timer: NodeJS.Timeout | undefined
  return new Promise((resolve, reject) => {
    const watch = (): void => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        resolve({ seed: at ?? order.seed, fault: 'hang', report: 'the kernel does not end' })
        child.kill('SIGKILL')
      }, silence)
    }
    child.on('message', (message: WorkerMessage) => {
      watch()
      if (message.kind === 'at') at = message.seed
      if (message.kind === 'progress' || message.kind === 'done') listener.tally(message.tally)
      if (message.kind === 'done') finished = true
      if (message.kind === 'mismatch' && listener.mismatch(message)) {
        finished = true
        child.kill('SIGKILL')
      }
    })
    child.on('exit', (code) => {
      clearTimeout(timer)
      if (finished) resolve(undefined)
      else if (at === undefined) reject(new Error(`the fuzz worker does not start (exit code ${code})`))
      else resolve({ seed: at, fault: 'crash', report: `the process ended with code ${code}` })
    })
    watch()
    child.send(order)
  })
}

function startWorker(file: string): ChildProcess {
  return fork(file, {
    // Most of a module is never called: a function is compiled when it is, which says nothing about what it computes. Compilers leave much
    // garbage, which is collected quickly where it had the time to become that.
    execArgv: ['--wasm-lazy-compilation', '--min-semi-space-size=32', '--max-semi-space-size=32'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}

function add(sum: Tally, part: Tally): void {
  sum.kernels += part.kernels
  sum.compiled += part.compiled
  sum.vectorized += part.vectorized
  sum.loops += part.loops
  sum.threeWays += part.threeWays
  sum.milliseconds += part.milliseconds
  for (const [code, { count, seed, reason }] of Object.entries(part.refused)) {
    const total = (sum.refused[code] ??= { count: 0, seed, reason })
    total.count += count
  }
}

export const refusedCount = (tally: Tally): number =>
  Object.values(tally.refused).reduce((sum, { count }) => sum + count, 0)

/** What the refusals were, most frequent first, each with a seed that shows it. */
export function describeRefusals(tally: Tally): string {
  const sorted = Object.entries(tally.refused).sort((a, b) => b[1].count - a[1].count)
  return sorted
    .map(([code, { count, seed, reason }]) => `  ${count} x [${code}] e.g. seed ${seed}: ${reason.split('\n')[0]}`)
    .join('\n')
}
