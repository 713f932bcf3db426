/**
 * Measures one kernel: plain, compiled on heap arrays, compiled on resident arrays, and as `tier: 'auto'` would run it.
 *
 *  1. Every contestant's answer is compared with the plain function's, on fresh arguments, for two calls in a row.
 *  2. What should be compiled must have run compiled; otherwise the kernel counts as a fallback, with its reason.
 *  3. All are warmed up, then sampled in turn, round by round, each round starting with another one.
 *  4. A compilation during the rounds is an error: it would be in the time.
 */

import { type Contestant, createContestant, sample, warmUp } from './contestant.ts'
import type { ArrayMaker, Benchmark, Size } from './kernels/benchmark.ts'
import { compareSamples, median, type Ratio, ratioOf } from './statistics.ts'
import { compareOutcomes } from './verify.ts'

/** The part of a kernel that the harness looks at. */
export interface MeasuredKernel {
  (...args: any[]): unknown
  readonly signatures: readonly string[]
  readonly stats: {
    readonly calls: number
    readonly compiled: number
    readonly compileMs: number
    readonly fallbacks: readonly { readonly signature: string; readonly reason: unknown; readonly location?: unknown }[]
  }
  compile(signature: string): Promise<unknown>
}

/** The compiler under test. */
export interface Toolchain {
  jit(fn: (...args: any[]) => unknown, options: JitOptions): MeasuredKernel
  readonly alloc: ArrayMaker
}

interface JitOptions {
  readonly env?: Record<string, unknown>
  readonly tier: 'auto' | 'compiled'
  readonly name: string
  readonly fastmath?: boolean
}

/** How long to measure. */
export interface Effort {
  readonly size: Size
  /** Warm-up of each contestant, in milliseconds. */
  readonly warmMs: number
  /** A sample repeats short calls until about this many milliseconds. */
  readonly sampleMs: number
  readonly minRounds: number
  readonly maxRounds: number
  /** Stop after this many milliseconds of rounds, once `minRounds` are done. */
  readonly budgetMs: number
  /** How often to compile the kernel again, for the warm compile time. */
  readonly recompiles: number
}

export type Label = 'heap' | 'resident' | 'auto'
export const labels: readonly Label[] = ['heap', 'resident', 'auto']

export function forLabels<T>(value: (label: Label) => T): Record<Label, T> {
  return { heap: value('heap'), resident: value('resident'), auto: value('auto') }
}

export interface Timing extends Ratio {
  /** Median of a call, in milliseconds. */
  readonly ms: number
  /** 1 faster than plain, -1 slower, 0 not told apart. */
  readonly significant: -1 | 0 | 1
}

export interface Result {
  readonly name: string
  readonly group: Benchmark['group']
  readonly work: string
  readonly status: 'ok' | 'fallback' | 'mismatch' | 'error'
  /** What went wrong, unless `ok`. */
  readonly reason?: string
  /** Median of a plain call, in milliseconds. */
  readonly plainMs?: number
  readonly rounds?: number
  readonly heap?: Timing
  readonly resident?: Timing
  readonly auto?: Timing
  /** What `auto` chose. */
  readonly autoTier?: 'compiled' | 'plain'
  /** First compilation of the kernel in this process, in milliseconds. */
  readonly compileMs?: number
  /** Median of the later compilations of the same source, from text to callable, in milliseconds. */
  readonly warmCompileMs?: number
}

const heapArray: ArrayMaker = (cls, length) => new cls(length) as InstanceType<typeof cls>

/** Never throws: what goes wrong is the result's status. */
export async function measure(benchmark: Benchmark, toolchain: Toolchain, effort: Effort): Promise<Result> {
  const { name, group, work = '' } = benchmark
  try {
    return { name, group, work, ...(await measureOrThrow(benchmark, toolchain, effort)) }
  } catch (error) {
    return { name, group, work, status: 'error', reason: error instanceof Error ? error.message : String(error) }
  }
}

type Measured = Omit<Result, 'name' | 'group' | 'work'>

async function measureOrThrow(benchmark: Benchmark, toolchain: Toolchain, effort: Effort): Promise<Measured> {
  const { name, env } = benchmark
  const kernels = forLabels((label) =>
    toolchain.jit(benchmark.kernel, { env, tier: label === 'auto' ? 'auto' : 'compiled', name }),
  )

  for (const label of labels) {
    const failure = check(benchmark, kernels[label], label, toolchain, effort.size)
    if (failure !== undefined) return failure
  }
  const compileMs = kernels.heap.stats.compileMs
  const warmCompileMs = await recompile(benchmark, toolchain, kernels.heap.signatures[0], effort.recompiles)

  const contestants = [
    createContestant('plain', benchmark.kernel, benchmark.setup(heapArray, effort.size)),
    ...labels.map((label) =>
      createContestant(label, kernels[label], benchmark.setup(arraysOf(label, toolchain), effort.size)),
    ),
  ]
  const autoTier = runRounds(contestants, kernels, benchmark.restore === true, effort)
  const plain = contestants[0].samples
  const timings = forLabels((label) => timingOf(plain, contestants[1 + labels.indexOf(label)].samples))
  return { status: 'ok', plainMs: median(plain), rounds: plain.length, ...timings, autoTier, compileMs, warmCompileMs }
}

function arraysOf(label: Label, toolchain: Toolchain): ArrayMaker {
  return label === 'resident' ? toolchain.alloc : heapArray
}

function timingOf(plain: number[], samples: number[]): Timing {
  return { ms: median(samples), ...ratioOf(plain, samples), significant: compareSamples(samples, plain) }
}

/** Compares two calls in a row with the plain function's; the second sees what the first left behind. */
function check(
  benchmark: Benchmark,
  kernel: MeasuredKernel,
  label: Label,
  toolchain: Toolchain,
  size: Size,
): Measured | undefined {
  const expected = benchmark.setup(heapArray, size)
  const actual = benchmark.setup(arraysOf(label, toolchain), size)
  for (const call of ['first', 'second']) {
    const before = kernel.stats.compiled
    const difference = compareOutcomes(
      { args: expected, result: benchmark.kernel(...expected) },
      { args: actual, result: kernel(...actual) },
    )
    if (difference !== undefined) return { status: 'mismatch', reason: `${label}, ${call} call: ${difference}` }
    if (label !== 'auto' && kernel.stats.compiled === before)
      return { status: 'fallback', reason: whyPlain(kernel, label) }
  }
  return undefined
}

function whyPlain(kernel: MeasuredKernel, label: Label): string {
  const { fallbacks } = kernel.stats
  if (fallbacks.length === 0) return `${label}: ran plain without a reason`
  const { reason, location } = fallbacks[fallbacks.length - 1]
  return `${label}: ${describe(reason)}${location === undefined ? '' : ` (${describe(location)})`}`
}

function describe(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Samples all contestants in turn; answers which tier `auto` ran. */
function runRounds(
  contestants: Contestant[],
  kernels: Record<Label, MeasuredKernel>,
  restore: boolean,
  effort: Effort,
): 'compiled' | 'plain' {
  const calls = contestants.map((contestant) => {
    const ms = warmUp(contestant, effort.warmMs)
    return restore ? 1 : Math.max(1, Math.min(1000, Math.ceil(effort.sampleMs / ms)))
  })
  const before = forLabels((label) => snapshot(kernels[label]))
  const end = performance.now() + effort.budgetMs
  for (let round = 0; round < effort.maxRounds; round++) {
    if (round >= effort.minRounds && performance.now() > end) break
    for (let turn = 0; turn < contestants.length; turn++) {
      const at = (round + turn) % contestants.length
      contestants[at].samples.push(sample(contestants[at], calls[at]))
    }
  }
  for (const label of labels) checkRounds(label, before[label], snapshot(kernels[label]))
  return kernels.auto.stats.compiled > before.auto.compiled ? 'compiled' : 'plain'
}

interface Snapshot {
  readonly calls: number
  readonly compiled: number
  readonly compileMs: number
  readonly signatures: number
}

function snapshot({ stats, signatures }: MeasuredKernel): Snapshot {
  return { calls: stats.calls, compiled: stats.compiled, compileMs: stats.compileMs, signatures: signatures.length }
}

function checkRounds(label: Label, before: Snapshot, after: Snapshot): void {
  if (after.compileMs !== before.compileMs || after.signatures !== before.signatures) {
    throw new Error(`${label}: compiled inside the timed region`)
  }
  const plainCalls = after.calls - before.calls - (after.compiled - before.compiled)
  if (label !== 'auto' && plainCalls !== 0) throw new Error(`${label}: ${plainCalls} of the timed calls ran plain`)
}

/** Median time to compile the kernel again. A comment in its source keeps it from being served from the cache. */
async function recompile(
  benchmark: Benchmark,
  toolchain: Toolchain,
  signature: string,
  times: number,
): Promise<number | undefined> {
  if (times === 0) return undefined
  const samples: number[] = []
  for (let i = 0; i < times; i++) {
    const copy = copyOf(benchmark.kernel, `copy ${i}`)
    const start = performance.now()
    const kernel = toolchain.jit(copy, { env: benchmark.env, tier: 'compiled', name: benchmark.name })
    await kernel.compile(signature)
    samples.push(performance.now() - start)
    if (kernel.stats.compileMs === 0) throw new Error('the second compilation came from a cache')
  }
  return median(samples)
}

function copyOf(fn: (...args: any[]) => unknown, comment: string): (...args: any[]) => unknown {
  const source = fn.toString()
  const end = source.lastIndexOf('}')
  // Only compiled, never called: its free variables mean nothing here.
  return new Function(`return (${source.slice(0, end)}/* ${comment} */${source.slice(end)})`)()
}
