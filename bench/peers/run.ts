/** tightloop beside other compilers, from the command line: `npm run bench:peers`. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { alloc, jit } from '../../src/index.ts'
import { drawBars } from '../chart.ts'
import { describeRun, loadCompiler, select, subtitleOf } from '../command.ts'
import type { Toolchain } from '../harness.ts'
import { findClang } from './clang.ts'
import { type Missing, messageOf, type Peer } from './contender.ts'
import { findJz } from './jz.ts'
import { type PeerKernel, peerKernels } from './kernels.ts'
import { measurePeers, type PeerEffort, type PeerResult } from './measure.ts'
import { findNumba } from './numba.ts'
import { BEHIND, formatPeerSummary, formatPeerTable, progress, summarizePeers } from './report.ts'

const help = `Usage: npm run bench:peers -- [options]

Runs the same kernels in plain JavaScript, compiled by tightloop, in C through clang and WebAssembly (scalar, -msimd128, and with
-ffast-math), through the npm package jz, and in Python through Numba; checks the answers, and prints how many times faster
tightloop is than each. What is not installed is left out. CLANG and PYTHON name other commands than clang and python3.

  --only a,b     only the kernels of these names, or parts of names
  --peers a,b    only these of clang, jz and numba
  --quick        small sizes and few rounds
  --out dir      write peers.json and peers.svg there, also for a part of the suite
  --help         this text

A run over all kernels and peers writes peers.json and peers.svg to bench/, a quick one to tmp/bench/.`

const full: PeerEffort = { size: 'full', warmMs: 120, sampleMs: 6, minRounds: 7, maxRounds: 15, budgetMs: 1500 }
const quick: PeerEffort = { size: 'quick', warmMs: 100, sampleMs: 1, minRounds: 5, maxRounds: 5, budgetMs: 0 }

const finders: Readonly<Record<string, () => Peer | Missing | Promise<Peer | Missing>>> = {
  clang: findClang,
  jz: findJz,
  numba: findNumba,
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      peers: { type: 'string' },
      quick: { type: 'boolean', default: false },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(help)
  const benchmarks = select(
    peerKernels.map(({ benchmark }) => benchmark),
    values.only,
  )
  const selected = peerKernels.filter(({ benchmark }) => benchmarks.includes(benchmark))
  const started = performance.now()
  const { peers, missing } = await findPeers(values.peers)
  await loadCompiler()
  const results: PeerResult[] = []
  try {
    await measureAll(selected, peers, values.quick ? quick : full, results)
  } finally {
    for (const peer of peers) peer.close?.()
  }
  const summary = summarizePeers(results)
  const run = describeRun(values.quick, (performance.now() - started) / 1000)
  console.log(`\n${formatPeerTable(results, summary)}\n\n${formatPeerSummary(results, summary)}`)
  for (const { what, install } of missing) console.log(`left out: ${what}; to install it: ${install}`)

  const isWhole = values.only === undefined && values.peers === undefined
  const target = values.out ?? (isWhole ? folder(values.quick ? '../../tmp/bench' : '..') : undefined)
  if (target !== undefined) {
    await mkdir(target, { recursive: true })
    const versions = peers.map(({ version }) => version)
    const report = { ...run, peers: versions, missing: missing.map(({ what }) => what), summary, kernels: results }
    await writeFile(join(target, 'peers.json'), `${JSON.stringify(report, undefined, 2)}\n`)
    await writeFile(join(target, 'peers.svg'), chartOf(results, [subtitleOf(run), ...versions].join('; ')))
    console.log(`written: ${join(target, 'peers.json')} and peers.svg`)
  }
  if (summary.failures.length > 0) process.exitCode = 1
}

function folder(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}

async function findPeers(only: string | undefined): Promise<{ peers: Peer[]; missing: Missing[] }> {
  const peers: Peer[] = []
  const missing: Missing[] = []
  for (const name of only?.split(',') ?? Object.keys(finders)) {
    if (!(name in finders)) throw new Error(`no peer is called ${name}; there are: ${Object.keys(finders).join(', ')}`)
    const found = await finders[name]()
    if ('install' in found) {
      missing.push(found)
      console.log(`not here: ${found.what}; to install it: ${found.install}`)
    } else {
      peers.push(found)
      console.log(`found: ${found.version}`)
    }
  }
  return { peers, missing }
}

/** Adds to `results`; a kernel that cannot be measured is a failure of its own, and the others go on. */
async function measureAll(
  selected: readonly PeerKernel[],
  peers: readonly Peer[],
  effort: PeerEffort,
  results: PeerResult[],
): Promise<void> {
  const toolchain = { jit, alloc } as unknown as Toolchain
  for (const [i, kernel] of selected.entries()) {
    const { name, group } = kernel.benchmark
    process.stdout.write(`[${String(i + 1).padStart(2)}/${selected.length}] ${name.padEnd(16)} `)
    let result: PeerResult
    try {
      result = await measurePeers(kernel, toolchain, peers, effort)
    } catch (error) {
      result = { name, group, rounds: 0, timings: {}, refusals: [], failures: [messageOf(error)] }
    }
    results.push(result)
    console.log(progress(result))
    // Lets the collector's callbacks run, which free the resident arrays of this kernel.
    await new Promise(setImmediate)
  }
}

function chartOf(results: readonly PeerResult[], subtitle: string): string {
  return drawBars({
    title: 'Speed of tightloop relative to other compilers (logarithmic, higher is better)',
    subtitle,
    series: [
      { title: 'against clang -O3 -msimd128 (the figure)', color: '#1f6feb' },
      { title: 'against native Numba', color: '#8fb8f5' },
    ],
    lossTitle: 'slower by more than 10 %',
    loss: BEHIND,
    rows: results.map(({ name, group, timings }) => ({
      name,
      group,
      ratios: [timings.clangSimd?.ratio, timings.numba?.ratio],
      note: timings.clangSimd === undefined && timings.numba === undefined ? 'not compared' : '',
    })),
  })
}

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
}
