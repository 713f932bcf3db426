/**
 * The bench harness: the comparison must see a single bit, the statistics must be right, and a compiler that answers wrongly, runs
 * plain, or compiles late must be caught. The compilers here are fakes that misbehave on purpose.
 */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { drawChart } from '../../bench/chart.ts'
import { createContestant, sample, warmUp } from '../../bench/contestant.ts'
import { type Effort, type MeasuredKernel, measure, type Result, type Toolchain } from '../../bench/harness.ts'
import type { ArrayMaker, Benchmark } from '../../bench/kernels/benchmark.ts'
import { compareSamples, geometricMean, median, quantile, ratioOf } from '../../bench/statistics.ts'
import { formatSummary, formatTable, summarize } from '../../bench/table.ts'
import { compareOutcomes, difference } from '../../bench/verify.ts'

const test = suite('bench harness')

const effort: Effort = {
  size: 'quick',
  warmMs: 2,
  sampleMs: 0.1,
  minRounds: 3,
  maxRounds: 5,
  budgetMs: 1000,
  recompiles: 1,
}

const heap: ArrayMaker = (cls, length) => new cls(length) as InstanceType<typeof cls>

const doubling: Benchmark = {
  name: 'doubling',
  group: 'canon',
  kernel: function doubling(x: Float64Array, s: number) {
    for (let i = 0; i < x.length; i++) x[i] = s * x[i] + 1
    return x[0]
  },
  restore: true,
  setup: (array) => [array(Float64Array, 5000).fill(0.25), 2],
}

type Callable = (...args: any[]) => unknown
interface Behaviour {
  /** What the "compiled" code does instead of the plain function. */
  run?: (plain: Callable, args: any[]) => unknown
  reason?: string
  /** Compiles once more at this call. */
  lateCompile?: number
  /** Runs plain from this call on. */
  givesUp?: number
}

/** A compiler that compiles to the plain function, with the bookkeeping that the harness reads. */
function fakeToolchain({ run = (plain, args) => plain(...args), reason, lateCompile, givesUp }: Behaviour): Toolchain {
  const jit = (plain: Callable): MeasuredKernel => {
    const stats = { calls: 0, compiled: 0, compileMs: 0, fallbacks: [] as { signature: string; reason: string }[] }
    const signatures: string[] = []
    const compile = async (signature: string) => {
      signatures.push(signature)
      stats.compileMs += 0.5
    }
    const kernel = (...args: unknown[]) => {
      stats.calls++
      if (reason !== undefined) stats.fallbacks.push({ signature: '(f64[], f64)', reason })
      if (reason !== undefined || stats.calls === givesUp) return plain(...args)
      if (signatures.length === 0 || stats.calls === lateCompile) void compile('(f64[], f64)')
      stats.compiled++
      return run(plain, args)
    }
    return Object.assign(kernel, { stats, signatures, compile })
  }
  return { jit, alloc: heap }
}

const run = (behaviour: Behaviour, benchmark = doubling) => measure(benchmark, fakeToolchain(behaviour), effort)

test('one bit of difference is seen, in every class', () => {
  const classes = [
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
  ]
  for (const cls of [...classes, Float64Array]) {
    const a = new cls(9).fill(1)
    const b = a.slice()
    assert.is(difference(a, b, 'a'), undefined, cls.name)
    const bytes = new Uint8Array(b.buffer)
    bytes[bytes.length - cls.BYTES_PER_ELEMENT] ^= 1
    assert.match(difference(a, b, 'a')!, /^a\[8\]: \S+ instead of 1$/)
  }
  assert.is(difference(BigInt64Array.of(1n), BigInt64Array.of(-1n), 'a'), 'a[0]: -1n instead of 1n')
})

test('-0 is not 0, NaN is NaN whatever its bits', () => {
  assert.is(difference(0, -0, 'x'), 'x: -0 instead of 0')
  assert.is(difference(Float64Array.of(1, -0), Float64Array.of(1, 0), 'x'), 'x[1]: 0 instead of -0')
  assert.is(difference([0], [-0], 'x'), 'x[0]: -0 instead of 0')
  assert.is(difference(Number.NaN, Number.NaN, 'x'), undefined)
  const quiet = Float64Array.of(Number.NaN, 1)
  const payload = new Float64Array(BigUint64Array.of(0x7ff8000000000123n, 0x3ff0000000000000n).buffer)
  assert.is(difference(quiet, payload, 'x'), undefined)
  assert.is(difference(Float64Array.of(Number.NaN, 1), Float64Array.of(Number.NaN, 2), 'x'), 'x[1]: 2 instead of 1')
})

test('classes, lengths, holes, keys, undefined and bigints differ', () => {
  assert.match(difference(Float32Array.of(1), Float64Array.of(1), 'x')!, /Float64Array instead of Float32Array/)
  assert.match(difference(Int8Array.of(1, 2), Int8Array.of(1), 'x')!, /length 1 instead of 2/)
  assert.ok(difference([1, undefined], [1, ,], 'x'))
  assert.ok(difference([1], [1, 2], 'x'))
  assert.ok(difference([1, ,], [1], 'x'))
  assert.ok(difference(undefined, null, 'x'))
  assert.ok(difference(1, 1n, 'x'))
  assert.ok(difference([1], Float64Array.of(1), 'x'))
  assert.is(difference({ x: 1, p: Int8Array.of(1) }, { x: 1, p: Int8Array.of(2) }, 'r'), 'r.p[0]: 2 instead of 1')
  assert.ok(difference({ x: 1 }, { x: 1, y: 2 }, 'r'))
  assert.is(difference({ x: 1, rows: [Int8Array.of(3)] }, { x: 1, rows: [Int8Array.of(3)] }, 'r'), undefined)
})

test('views of shared memory compare with heap arrays', () => {
  const shared = new Float64Array(new SharedArrayBuffer(64), 8, 3)
  shared.set([1, 2, 3])
  assert.is(difference(Float64Array.of(1, 2, 3), shared, 'x'), undefined)
  assert.is(difference(Float64Array.of(1, 2, 4), shared, 'x'), 'x[2]: 3 instead of 4')
})

test('a returned argument must be that very object', () => {
  const [a, b] = [Int8Array.of(1), Int8Array.of(1)]
  assert.is(compareOutcomes({ args: [a], result: a }, { args: [b], result: b }), undefined)
  assert.match(compareOutcomes({ args: [a], result: a }, { args: [b], result: b.slice() })!, /args\[0\]/)
  assert.match(compareOutcomes({ args: [a], result: 1 }, { args: [Int8Array.of(2)], result: 1 })!, /^args\[0\]\[0\]/)
})

test('statistics', () => {
  assert.is(median([3, 1, 2]), 2)
  assert.is(median([4, 1, 2, 3]), 2.5)
  assert.is(quantile([0, 10], 0.25), 2.5)
  assert.ok(Number.isNaN(median([])))
  assert.ok(Math.abs(geometricMean([1, 4, 16]) - 4) < 1e-12)
  // The slow second round meets both contestants, so that the ratio stays.
  assert.equal(ratioOf([10, 30, 10], [5, 15, 5]), { ratio: 2, low: 2, high: 2 })
  assert.equal(ratioOf([10, 10, 10], [5, 10, 20]), { ratio: 1, low: 0.75, high: 1.5 })
  const fast = Array.from({ length: 12 }, (_, i) => 1 + i / 100)
  assert.is(
    compareSamples(
      fast,
      fast.map((ms) => ms + 1),
    ),
    1,
  )
  assert.is(
    compareSamples(
      fast.map((ms) => ms + 1),
      fast,
    ),
    -1,
  )
  assert.is(compareSamples(fast, fast.toReversed()), 0)
})

test('a sample times what it says, on restored state', () => {
  const state = Float64Array.of(1)
  const seen: number[] = []
  const slow = createContestant(
    'slow',
    (x: Float64Array, box: { n: number }) => {
      seen.push(x[0] + box.n)
      x[0]++
      box.n++
      for (const end = performance.now() + 2; performance.now() < end; );
    },
    [state, { n: 10 }],
  )
  const ms = sample(slow, 3)
  assert.ok(ms > 1.9 && ms < 2000, `${ms} ms`)
  assert.equal(seen, [11, 11, 13, 15])
  seen.length = 0
  warmUp(slow, 0)
  assert.equal(seen, [11, 11])
  const failing = createContestant('failing', () => {
    throw new RangeError('no')
  }, [])
  assert.throws(() => sample(failing, 1), 'no')
})

test('an honest compiler is measured', async () => {
  const result = await run({})
  assert.is(result.reason, undefined)
  assert.is(result.status, 'ok')
  assert.ok(result.rounds! >= 3 && result.rounds! <= 5)
  for (const timing of [result.heap!, result.resident!, result.auto!]) {
    assert.ok(timing.ms > 0 && timing.low <= timing.ratio && timing.ratio <= timing.high)
  }
  assert.is(result.autoTier, 'compiled')
  assert.is(result.compileMs, 0.5)
  assert.ok(result.warmCompileMs! >= 0)
})

test('a wrong element is a mismatch, with its place', async () => {
  const result = await run({
    run(plain, args) {
      const answer = plain(...args)
      args[0][4999] += 2 ** -50
      return answer
    },
  })
  assert.is(result.status, 'mismatch')
  assert.match(result.reason!, /^heap, first call: args\[0\]\[4999\]/)
})

test('a wrong second call is a mismatch', async () => {
  let calls = 0
  const result = await run({ run: (plain, args) => (++calls === 2 ? -0 : plain(...args)) })
  assert.match(result.reason!, /^heap, second call: result: -0/)
})

test('a fallback is named with its reason', async () => {
  const result = await run({ reason: 'strings are not compiled' })
  assert.is(result.status, 'fallback')
  assert.match(result.reason!, /^heap: strings are not compiled/)
})

test('a compilation or a plain call among the timed calls is an error', async () => {
  const late = await run({ lateCompile: 5 }, { ...slowed(), restore: true })
  assert.is(late.status, 'error')
  assert.match(late.reason!, /compiled inside the timed region/)
  const plain = await run({ givesUp: 5 }, { ...slowed(), restore: true })
  assert.match(plain.reason!, /1 of the timed calls ran plain/)
})

/** Slow enough that checking takes the first two calls, warming the next two, and the fifth call is timed. */
function slowed(): Benchmark {
  const kernel = function slowed(x: Float64Array) {
    for (const end = performance.now() + 2.5; performance.now() < end; );
    return x[0]
  }
  return { ...doubling, kernel }
}

test('a kernel that throws is an error of its own', async () => {
  const result = await run(
    {},
    {
      ...doubling,
      setup: () => {
        throw new Error('no data')
      },
    },
  )
  assert.equal([result.status, result.reason], ['error', 'no data'])
})

const timing = (ratio: number) => ({ ms: 1 / ratio, ratio, low: ratio, high: ratio, significant: 1 as const })
const measured = (name: string, group: Result['group'], heapRatio: number, residentRatio: number): Result => ({
  name,
  group,
  work: '',
  status: 'ok',
  plainMs: 1,
  rounds: 9,
  heap: timing(heapRatio),
  resident: timing(residentRatio),
  auto: timing(1),
  autoTier: 'plain',
  compileMs: 30,
  warmCompileMs: heapRatio * 10,
})
const results: Result[] = [
  measured('gemm', 'polybench', 2, 8),
  measured('daxpy', 'canon', 0.5, 2),
  { name: 'a<b', group: 'canon', work: '', status: 'fallback', reason: 'a string' },
]

test('the summary takes means over what was measured and names losers', () => {
  const summary = summarize(results)
  assert.ok(Math.abs(summary.geometricMeans.all.heap - 1) < 1e-12)
  assert.ok(Math.abs(summary.geometricMeans.all.resident - 4) < 1e-12)
  assert.ok(Math.abs(summary.geometricMeans.polybench.resident - 8) < 1e-12)
  assert.equal(summary.losers, { heap: ['daxpy'], resident: [], auto: [] })
  assert.equal([summary.measured, summary.fallbacks, summary.mismatches], [2, ['a<b'], []])
  assert.is(summary.warmCompileWorstMs, 20)
  const text = `${formatTable(results, summary)}\n${formatSummary(results, summary)}`
  for (const part of [
    'gemm',
    '8.00x',
    'FALLBACK a<b: a string',
    'heap: daxpy 0.50x',
    'geometric mean, all',
    '1 fallbacks',
  ]) {
    assert.ok(text.includes(part), part)
  }
  assert.ok(
    summarize([results[2]]).measured === 0 && formatTable([results[2]], summarize([results[2]])).includes('a<b'),
  )
})

test('the chart has a bar for each ratio, on a logarithmic scale from the 1x line', () => {
  const svg = drawChart(results, 'Node & co')
  const bars = [...svg.matchAll(/<rect x="([\d.]+)" y="\d+" width="([\d.]+)" height="6"/g)].map((m) => [+m[1], +m[2]])
  assert.is(bars.length, 4)
  const one = Number(/x1="([\d.]+)"[^>]*stroke-width="1.5"/.exec(svg)![1])
  const [[gemmX, gemm8], [, gemm2], , [lossX, loss]] = bars
  assert.is(gemmX, one)
  assert.ok(Math.abs(gemm8 - 3 * gemm2) < 0.5, 'log2(8) is three times log2(2)')
  assert.ok(Math.abs(lossX + loss - one) < 0.2 && Math.abs(loss - gemm2) < 0.2, 'a loss grows to the left')
  assert.ok(svg.includes('Node &amp; co') && svg.includes('a&lt;b') && !svg.includes('NaN'))
})

test.run()
