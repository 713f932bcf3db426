/**
 * One way to run one kernel, ready to be timed: its own arguments, its own calling function, its own instance of `Benchmark`, the
 * class whose clock takes the time.
 *
 * Each contestant is called through code of its own. A caller shared by two of them would collect the types of both, and an engine
 * that inlines a kernel into a caller's hot loop may leave it half optimized there: the ratio would then measure the caller.
 */
import Benchmark from 'benchmark'
import { isNumeric } from './verify.ts'

// `Benchmark` would otherwise compile the source text of our functions again, where they have lost their closures.
Benchmark.support.decompilation = false

type Callable = (...args: any[]) => unknown

/** Puts the arrays and fields below `args` back to what they were when it was made. */
export type Restore = () => void

export interface Contestant {
  readonly label: string
  readonly kernel: Callable
  readonly call: () => unknown
  readonly restore: Restore
  readonly bench: Benchmark
  /** Milliseconds per call, one entry a round. */
  readonly samples: number[]
}

/** `state` is what a call may change, where that is not in the arguments: memory of another module, which gets addresses. */
export function createContestant(label: string, kernel: Callable, args: unknown[], state = args): Contestant {
  const call = createCaller(kernel, args)
  const restore = rememberState(state)
  // One clocking per run(): the smallest possible minimum time, and no repetition after the first sample.
  const bench = new Benchmark(label, call, { setup: restore, minSamples: 1, minTime: 1e-9, maxTime: -1 })
  return { label, kernel, call, restore, bench, samples: [] }
}

/** Fresh code for every caller: closures over one function body would share that body's code and its type feedback. */
function createCaller(kernel: Callable, args: unknown[]): () => unknown {
  const create = new Function('kernel', 'args', 'return function call() { return kernel.apply(undefined, args) }')
  return create(kernel, args)
}

/** Calls the contestant, restoring before each call, for at least `ms` in all and twice; returns the shortest call in milliseconds. */
export function warmUp(contestant: Contestant, ms: number): number {
  const end = performance.now() + ms
  let best = Infinity
  for (let calls = 0; calls < 2 || performance.now() < end; calls++) {
    contestant.restore()
    const start = performance.now()
    contestant.call()
    best = Math.min(best, performance.now() - start)
  }
  return best
}

/**
 * One sample: the milliseconds a call takes, averaged over `calls` calls in a row on state restored before the first of them. The
 * clock makes one more call beforehand, which also brings this contestant's data back into the caches.
 */
export function sample(contestant: Contestant, calls: number): number {
  const bench: Benchmark & { options?: Benchmark.Options } = contestant.bench
  // run() begins by resetting the instance to its options.
  bench.options = { ...bench.options, initCount: calls }
  bench.run()
  if (bench.error) throw bench.error
  const total = bench.stats.sample[0] * 1000 * calls
  return Math.max(total - clockOverhead(), 1e-6) / calls
}

let overhead: number | undefined

/** Milliseconds the clock itself adds to one sample: about 10 us, because `Benchmark` compiles a timing function per run. */
function clockOverhead(): number {
  if (overhead === undefined) {
    overhead = 0
    const nothing = createContestant('nothing', () => undefined, [])
    const samples = Array.from({ length: 25 }, () => sample(nothing, 1))
    overhead = samples.sort((a, b) => a - b)[12]
  }
  return overhead
}

function rememberState(args: unknown[]): Restore {
  const restores: Restore[] = []
  collect(args, restores)
  return () => {
    for (const restore of restores) restore()
  }
}

function collect(value: unknown, restores: Restore[]): void {
  if (typeof value !== 'object' || value === null) return
  if (isNumeric(value)) {
    const array = value as unknown as Float64Array
    const pristine = array.slice()
    restores.push(() => array.set(pristine))
    return
  }
  const pristine = Object.entries(value)
  for (const [, inner] of pristine) collect(inner, restores)
  restores.push(() => Object.assign(value, Object.fromEntries(pristine)))
}
