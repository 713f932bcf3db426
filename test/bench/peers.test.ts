/**
 * The comparison with other compilers: every kernel has its sources, a wrong answer is caught whoever gives it, ratios point the right way,
 * and a tool that is missing is left out. Peers that are installed here give the plain function's answers.
 */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { MeasuredKernel, Toolchain } from '../../bench/harness.ts'
import type { Benchmark } from '../../bench/kernels/benchmark.ts'
import { type Answer, compareAnswers, isNear } from '../../bench/peers/agreement.ts'
import { findClang } from '../../bench/peers/clang.ts'
import {
  type Contender,
  heapArray,
  inProcess,
  type Label,
  type Missing,
  type Peer,
} from '../../bench/peers/contender.ts'
import { programOf } from '../../bench/peers/jz.ts'
import { type PeerKernel, peerKernels } from '../../bench/peers/kernels.ts'
import { measurePeers, type PeerEffort, type PeerResult } from '../../bench/peers/measure.ts'
import { findNumba } from '../../bench/peers/numba.ts'
import { formatPeerSummary, formatPeerTable, progress, summarizePeers } from '../../bench/peers/report.ts'
import type { NumericArray } from '../../bench/verify.ts'

const test = suite('bench peers')

const find = (name: string): PeerKernel => peerKernels.find(({ benchmark }) => benchmark.name === name)!

test('every kernel has a source in C and one in Python, and no source is left over', () => {
  const names = peerKernels.map(({ benchmark }) => benchmark.name).sort()
  const sources = (folder: string, ending: string) =>
    readdirSync(fileURLToPath(new URL(`../../bench/peers/${folder}`, import.meta.url)))
      .filter((file) => file.endsWith(ending) && file !== 'worker.py')
      .map((file) => file.slice(0, -ending.length))
      .sort()
  assert.equal(sources('c', '.c'), names)
  assert.equal(sources('numba', '.py'), names)
  assert.is(peerKernels.filter(({ benchmark }) => benchmark.group === 'polybench').length, 30)
  assert.ok(peerKernels.length >= 45)
})

const answer = (result: unknown, ...arrays: NumericArray[]): Answer => ({ arrays, result })

test('answers: the same, close, wrong', () => {
  const expected = answer(2, Float64Array.of(100, 1e-9, Number.NaN), Int32Array.of(1, 2))
  const with100 = (value: number) => answer(2, Float64Array.of(value, 1e-9, Number.NaN), Int32Array.of(1, 2))
  assert.equal(compareAnswers(expected, with100(100)), { exact: true, deviation: 0 })
  const close = compareAnswers(expected, with100(100 + 1e-6))
  assert.not.ok(close.exact)
  assert.ok(close.deviation > 0.9e-8 && close.deviation < 1.1e-8)
  assert.ok(isNear(expected, close))
  assert.match(close.difference!, 'arrays[0][0]')
  const wrong = [
    with100(101),
    with100(Number.NaN),
    answer(3, ...expected.arrays),
    answer(undefined, ...expected.arrays),
    answer(2, expected.arrays[0]),
    answer(2, expected.arrays[0], Int32Array.of(1, 3)),
    answer(2, Float64Array.of(100, 1e-9), expected.arrays[1]),
  ]
  for (const actual of wrong) assert.not.ok(isNear(expected, compareAnswers(expected, actual)))
})

test('a sign of zero is not exact, and close', () => {
  const agreement = compareAnswers(answer(0, Float64Array.of(0, 5)), answer(0, Float64Array.of(-0, 5)))
  assert.equal([agreement.exact, agreement.deviation], [false, 0])
})

const effort: PeerEffort = { size: 'quick', warmMs: 2, sampleMs: 0.1, minRounds: 3, maxRounds: 3, budgetMs: 0 }

const tripling: Benchmark = {
  name: 'tripling',
  group: 'canon',
  kernel: function tripling(x: Float64Array) {
    for (let i = 0; i < x.length; i++) x[i] = 3 * x[i] + 0.125
    return x[0]
  },
  restore: true,
  setup: (array) => [array(Float64Array, 20_000).fill(0.5)],
}
const kernel: PeerKernel = { benchmark: tripling, lengths: [], tables: [], integers: false }

type Callable = (...args: any[]) => unknown

/** A compiler whose kernels are the plain function, or `run`; every call counts as compiled unless `plain`. */
function toolchain(run: Callable = tripling.kernel, plain = false): Toolchain {
  const jit = (): MeasuredKernel => {
    const fallbacks = plain ? [{ signature: '(f64[])', reason: 'tired' }] : []
    const stats = { calls: 0, compiled: 0, compileMs: 0, fallbacks }
    const call = (...args: unknown[]) => {
      stats.calls++
      if (!plain) stats.compiled++
      return run(...args)
    }
    return Object.assign(call, { signatures: [], stats, compile: async () => {} })
  }
  return { jit, alloc: heapArray }
}

function peer(label: Label, run: Callable): Peer {
  return { labels: [label], version: `fake ${label}`, enter: (_, args) => [inProcess(label, run, [...args])] }
}

const slowly: Callable = (x: Float64Array) => {
  for (let round = 0; round < 20; round++) tripling.kernel(Float64Array.from(x))
  return tripling.kernel(x)
}

test('ratios: above 1 where the peer is slower; fast-math against fast-math', async () => {
  const peers = [peer('clangSimd', slowly), peer('clangFast', slowly), peer('numba', slowly)]
  const { timings, failures, refusals } = await measurePeers(kernel, toolchain(), peers, effort)
  assert.equal([failures, refusals], [[], []])
  for (const label of ['clangSimd', 'clangFast', 'numba'] as const) {
    assert.ok(timings[label]!.ratio > 3, `${label} ${timings[label]!.ratio}`)
    assert.ok(timings[label]!.exact)
  }
  const own = await measurePeers(kernel, toolchain(slowly), [peer('numba', tripling.kernel)], effort)
  assert.ok(own.timings.numba!.ratio < 1 / 3)
  assert.ok(own.timings.plain!.ratio < 1 / 3)
})

test('a peer that answers wrongly or throws is left out with its reason; ours and the exact C are failures', async () => {
  const off: Callable = (x: Float64Array) => {
    const result = tripling.kernel(x)
    x[7] *= 1 + 1e-9
    return result
  }
  const boom: Callable = () => {
    throw new Error('boom')
  }
  const peers = [peer('clang', off), peer('clangFast', off), peer('jz', boom), peer('numba', () => 5)]
  const { timings, failures, refusals } = await measurePeers(kernel, toolchain(), peers, effort)
  assert.is(failures.length, 1)
  assert.match(failures[0], /^clang: wrong answer: arrays\[0\]\[7\]/)
  assert.is(timings.clang, undefined)
  assert.is(timings.clangFast!.exact, false)
  assert.equal(refusals.map(({ label }) => label).sort(), ['jz', 'numba'])
  assert.is(refusals.find(({ label }) => label === 'jz')!.refusal, 'boom')

  const ours = await measurePeers(kernel, toolchain(off), [], effort)
  assert.match(ours.failures[0], /^tightloop: wrong answer/)
  const lazy = await measurePeers(kernel, toolchain(undefined, true), [], effort)
  assert.match(lazy.failures[0], /calls ran plain: tired/)
})

function result(name: string, group: string, ratios: Partial<Record<Label, number>>): PeerResult {
  const timing = (ratio: number) => ({ ms: 1, ratio, low: ratio, high: ratio, exact: true, deviation: 0 })
  const timings = Object.fromEntries(Object.entries({ tightloop: 1, ...ratios }).map(([l, r]) => [l, timing(r)]))
  return { name, group, rounds: 3, timings, refusals: [], failures: [] }
}

test('summary: means over what was measured, and the kernels that are behind', () => {
  const results = [
    result('a', 'polybench', { clangSimd: 2, numba: 1 }),
    result('b', 'polybench', { clangSimd: 0.5 }),
    result('c', 'canon', { clangSimd: 0.95, numba: 4 }),
    {
      ...result('d', 'canon', {}),
      refusals: [{ label: 'jz' as const, refusal: 'too hard' }],
      failures: ['numba: broke'],
    },
  ]
  const summary = summarizePeers(results)
  assert.is(summary.geometricMeans.polybench.clangSimd, 1)
  assert.is(summary.geometricMeans.all.numba, 2)
  assert.is(summary.counts.all.numba, 2)
  assert.is(summary.geometricMeans.others.jz, undefined)
  assert.equal(summary.behindClangSimd, ['b'])
  const text = `${formatPeerTable(results, summary)}\n${formatPeerSummary(results, summary)}`
  assert.match(text, /behind clang -msimd128 by more than 10 %: b 0\.50x\n/)
  assert.match(text, /x jz, d: too hard\nFAILED d: numba: broke\n4 kernels, 1 failures/)
  assert.match(text, /geometric mean, polybench +│ +│ +1\.00x/)
  assert.match(progress(results[3]), /jz x +FAILED numba: broke/)
})

test('a missing tool comes with the command that installs it', async () => {
  const { CLANG, PYTHON } = process.env
  Object.assign(process.env, { CLANG: '/nowhere/clang', PYTHON: '/nowhere/python' })
  const restore = (name: string, value: string | undefined) => {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
  try {
    assert.match((findClang() as Missing).install, /clang lld/)
    assert.match(((await findNumba()) as Missing).install, /python3-numba/)
  } finally {
    restore('CLANG', CLANG)
    restore('PYTHON', PYTHON)
  }
})

test('the program for jz is JavaScript that computes what the kernel does', () => {
  for (const name of ['crc32', 'black-scholes', 'gemm']) {
    const { benchmark } = find(name)
    const args = benchmark.setup(heapArray, 'quick')
    const program = programOf(benchmark.kernel, benchmark.env ?? {}, args)
    const names = args.flatMap((arg, i) => (ArrayBuffer.isView(arg) ? [`a${i}`] : []))
    const { run, arrays } = new Function(`${program.replaceAll('export ', '')}\nreturn { run, arrays: [${names}] }`)()
    const own = args.filter((arg) => ArrayBuffer.isView(arg)) as Float64Array[]
    for (const [i, array] of own.entries()) arrays[i].set(array)
    const actual = run(...args.filter((arg) => !ArrayBuffer.isView(arg)))
    assert.is(actual, benchmark.kernel(...args))
    assert.equal(arrays, own)
  }
})

/** Answers of some kernels by every contender of a peer. */
async function checkPeer(found: Peer, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const { benchmark } = find(name)
    const fresh = () => benchmark.setup(heapArray, 'quick')
    const expected = await inProcess('plain', benchmark.kernel, fresh()).answer()
    for (const entered of await found.enter(find(name), fresh())) {
      const contender = entered as Contender
      // Twice: the data must be put back after a call.
      for (const call of [1, 2]) {
        const agreement = compareAnswers(expected, await contender.answer())
        const good = contender.label === 'clangFast' ? isNear(expected, agreement) : agreement.exact
        assert.ok(good, `${name}, ${contender.label}, call ${call}: ${agreement.difference}`)
      }
      assert.ok((await contender.sample(1)) > 0)
    }
  }
}

test('C, if clang is here: kernels with tables, lengths, returned numbers, and memory of their own', async () => {
  const found = findClang()
  if ('install' in found) return console.log(`not checked: ${found.what}`)
  await checkPeer(found, ['gemm', 'crc32', 'durbin', 'game-of-life', 'alpha-blend', 'matvec-f32', 'softmax'])
})

test('Numba, if it is here: the same through files', async () => {
  const found = await findNumba()
  if ('install' in found) return console.log(`not checked: ${found.what}`)
  try {
    await checkPeer(found, ['daxpy', 'crc32'])
  } finally {
    found.close!()
  }
})

test.run()
