/**
 * Is `tier: 'auto'` ever slower than the plain function? Every kernel of the suite on ordinary arrays, scaled so that the longest has about 16, 256,
 * 4,096 and 65,536 elements; answers are compared bit for bit first, then both are timed in turns.
 *
 *     npm run bench:sizes [-- kernel ...]
 */
import { alloc, jit } from '../src/index.ts'
import { loadCompiler, select } from './command.ts'
import { type Contestant, createContestant, warmUp } from './contestant.ts'
import type { ArrayMaker, Benchmark, Size } from './kernels/benchmark.ts'
import { benchmarks } from './kernels/index.ts'
import { median, ratioOf } from './statistics.ts'
import { compareOutcomes } from './verify.ts'

const SIZES = [16, 256, 4096, 65_536]
/** What is asked: at least so many times as fast as plain, or not more than so many ns over it. */
const LEAST_RATIO = 0.95
const MOST_OVER_NS = 25
const DAXPY_HEAP = 0.98
const DAXPY_RESIDENT = 2
const WORST = 5

const WARM_MS = 120
const SAMPLE_MS = 1.5
const ROUNDS = 15
/** What misses is measured again, so many times as long: one disturbance shall not decide. */
const SECOND_LOOK = 4

interface Measured {
  readonly name: string
  readonly elements: number
  readonly ratio: number
  readonly plainNs: number
  readonly autoNs: number
  readonly tier: 'compiled' | 'plain'
}

const heapArray: ArrayMaker = (cls, length) => new cls(length) as InstanceType<typeof cls>

/** Elements of the longest array that a kernel's arguments have at a scale, or, without arrays, its largest number. */
function lengthAt({ setup }: Benchmark, scale: Size): number {
  let longest = 0
  const counted: ArrayMaker = (cls, length) => {
    longest = Math.max(longest, length)
    return new cls(length) as InstanceType<typeof cls>
  }
  const args = setup(counted, scale)
  if (longest > 0) return longest
  return Math.max(...args.map((arg) => (typeof arg === 'number' ? arg : ((arg as unknown[]).length ?? 0))))
}

/** The scale at which the longest array has about so many elements: the first that has no fewer, by bisection. */
function scaleFor(benchmark: Benchmark, elements: number): number {
  let [low, high] = [1e-7, 1]
  if (lengthAt(benchmark, high) < elements) high = 4
  while (high / low > 1.02) {
    const middle = Math.sqrt(low * high)
    if (lengthAt(benchmark, middle) < elements) low = middle
    else high = middle
  }
  return high
}

/** Milliseconds of one call, averaged over some in a row on state restored before the first. */
function sample({ call, restore }: Contestant, calls: number): number {
  restore()
  const start = performance.now()
  for (let i = 0; i < calls; i++) call()
  return (performance.now() - start) / calls
}

function time(contestants: readonly Contestant[], rounds: number): void {
  const [ms] = contestants.map((contestant) => warmUp(contestant, WARM_MS))
  const calls = Math.max(1, Math.ceil(SAMPLE_MS / Math.max(ms, 1e-5)))
  for (const each of contestants) each.samples.splice(0)
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const each = contestants[(round + turn) % contestants.length]
      each.samples.push(sample(each, calls))
    }
  }
}

function verify(benchmark: Benchmark, kernel: Benchmark['kernel'], array: ArrayMaker, scale: Size): void {
  const [expected, actual] = [benchmark.setup(heapArray, scale), benchmark.setup(array, scale)]
  for (const call of ['first', 'second', 'third']) {
    const [left, right] = [benchmark.kernel(...expected), kernel(...actual)]
    const difference = compareOutcomes({ args: expected, result: left }, { args: actual, result: right })
    if (difference !== undefined) throw new Error(`${benchmark.name}, ${call} call: ${difference}`)
  }
}

function measure(benchmark: Benchmark, scale: Size, array: ArrayMaker = heapArray): Measured {
  const { name, env, kernel: plain, setup } = benchmark
  const kernel = jit(plain, { env, name })
  verify(benchmark, kernel, array, scale)
  const contestants = [
    createContestant('plain', plain, setup(heapArray, scale)),
    createContestant('auto', kernel, setup(array, scale)),
  ]
  const result = (): Measured => {
    const [ours, others] = contestants.map(({ samples }) => samples)
    const before = kernel.stats.compiled
    contestants[1].call()
    return {
      name,
      elements: lengthAt(benchmark, scale),
      ratio: ratioOf(ours, others).ratio,
      plainNs: median(ours) * 1e6,
      autoNs: median(others) * 1e6,
      tier: kernel.stats.compiled > before ? 'compiled' : 'plain',
    }
  }
  time(contestants, ROUNDS)
  const first = result()
  if (isFine(first)) return first
  time(contestants, ROUNDS * SECOND_LOOK)
  return result()
}

const over = ({ autoNs, plainNs }: Measured): number => autoNs - plainNs
const isFine = (measured: Measured): boolean => measured.ratio >= LEAST_RATIO || over(measured) <= MOST_OVER_NS

function describe(measured: Measured): string {
  const { name, elements, ratio, plainNs, autoNs, tier } = measured
  const figures = `${ratio.toFixed(2)}x, plain ${plainNs.toFixed(0)} ns, auto ${autoNs.toFixed(0)} ns`
  return `${name} on ${elements}: ${figures}, ${over(measured).toFixed(0)} ns over; ${tier}${isFine(measured) ? '' : '  <- missed'}`
}

async function main(names: readonly string[]): Promise<void> {
  await loadCompiler()
  const results: Measured[] = []
  for (const benchmark of select(benchmarks, names.length > 0 ? names.join() : undefined)) {
    for (const elements of SIZES) results.push(measure(benchmark, scaleFor(benchmark, elements)))
    const ratios = results.slice(-SIZES.length).map(({ ratio, tier }) => `${ratio.toFixed(2)}x ${tier[0]}`)
    console.log(`${benchmark.name.padEnd(20)} ${ratios.map((text) => text.padStart(10)).join('')}`)
  }
  const missed = results.filter((result) => !isFine(result))
  const byRatio = results.toSorted((a, b) => Number(isFine(a)) - Number(isFine(b)) || a.ratio - b.ratio)
  console.log(
    `\nNode ${process.version}: ${results.length} measured, ${missed.length} below ${LEAST_RATIO}x and more than ${MOST_OVER_NS} ns over plain. The worst:`,
  )
  for (const each of byRatio.slice(0, Math.max(WORST, missed.length))) console.log(`  ${describe(each)}`)
  const daxpy = benchmarks.find(({ name }) => name === 'daxpy')!
  for (const [where, array, asked] of [
    ['heap', heapArray, DAXPY_HEAP],
    ['resident', alloc, DAXPY_RESIDENT],
  ] as const) {
    const { ratio } = measure(daxpy, 'full', array as ArrayMaker)
    console.log(`daxpy on 1,000,000 ${where} elements: ${ratio.toFixed(2)}x, asked ${asked}x`)
    if (ratio < asked) process.exitCode = 1
  }
  if (missed.length > 0) process.exitCode = 1
}

await main(process.argv.slice(2))
