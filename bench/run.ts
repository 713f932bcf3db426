/** The benchmark suite from the command line: `npm run bench`. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { alloc, jit } from '../src/index.ts'
import { drawChart } from './chart.ts'
import { describeRun, loadCompiler, select, subtitleOf } from './command.ts'
import { type Effort, measure, type Result, type Toolchain } from './harness.ts'
import type { Benchmark } from './kernels/benchmark.ts'
import { benchmarks } from './kernels/index.ts'
import { runPrecompiled } from './precompiled.ts'
import { formatSummary, formatTable, summarize } from './table.ts'

const help = `Usage: npm run bench -- [options]

Runs every kernel plain and compiled, checks that the answers agree bit for bit, and prints how much faster it got.

  --only a,b   only the kernels of these names, or parts of names
  --quick      small sizes and few rounds, below a minute in all
  --precompiled  the suite as one precompiled module: are its answers those of plain and of jit?
  --json       nothing but JSON on stdout
  --out dir    write results.json and results.svg there, also for a part of the suite
  --help       this text

A run over all kernels writes results.json and results.svg to bench/, a quick one to tmp/bench/.`

const full: Effort = {
  size: 'full',
  warmMs: 120,
  sampleMs: 6,
  minRounds: 9,
  maxRounds: 25,
  budgetMs: 1200,
  recompiles: 3,
}

const quick: Effort = {
  size: 'quick',
  warmMs: 100,
  sampleMs: 1,
  minRounds: 5,
  maxRounds: 7,
  budgetMs: 60,
  recompiles: 1,
}

/** What is left of a quick run after this many seconds is measured in a hurry, so that it ends within its minute anywhere. */
const QUICK_SECONDS = 46
const hurried: Effort = { ...quick, warmMs: 20, minRounds: 3, maxRounds: 3, budgetMs: 0 }

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      out: { type: 'string' },
      precompiled: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(help)
  const selected = select(benchmarks, values.only)
  const say = values.json ? (text: string) => process.stderr.write(text) : (text: string) => process.stdout.write(text)

  if (values.precompiled) {
    const failures = await runPrecompiled(selected, values.quick ? 'quick' : 'full', say)
    if (failures > 0) process.exitCode = 1
    return
  }
  const started = performance.now()
  await loadCompiler()
  const results = await measureAll(selected, values.quick, say)
  const summary = summarize(results)
  const report = { ...describeRun(values.quick, (performance.now() - started) / 1000), summary, kernels: results }

  if (values.json) console.log(JSON.stringify(report, undefined, 2))
  else say(`\n${formatTable(results, summary)}\n\n${formatSummary(results, summary)}\n`)
  const target = values.out ?? (values.only === undefined ? folder(values.quick ? '../tmp/bench' : '.') : undefined)
  if (target !== undefined) {
    await mkdir(target, { recursive: true })
    await writeFile(join(target, 'results.json'), `${JSON.stringify(report, undefined, 2)}\n`)
    await writeFile(join(target, 'results.svg'), drawChart(results, subtitleOf(report)))
    say(`written: ${join(target, 'results.json')} and results.svg\n`)
  }
  if (summary.mismatches.length > 0 || summary.errors.length > 0) process.exitCode = 1
}

function folder(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}

async function measureAll(
  selected: readonly Benchmark[],
  isQuick: boolean,
  say: (text: string) => void,
): Promise<Result[]> {
  const toolchain = { jit, alloc } as unknown as Toolchain
  const results: Result[] = []
  const late = performance.now() + QUICK_SECONDS * 1000
  for (const [i, benchmark] of selected.entries()) {
    say(`[${String(i + 1).padStart(2)}/${selected.length}] ${benchmark.name.padEnd(16)} `)
    const effort = !isQuick ? full : performance.now() < late ? quick : hurried
    const result = await measure(benchmark, toolchain, effort)
    results.push(result)
    say(`${progress(result)}\n`)
    // Lets the collector's callbacks run, which free the resident arrays of this kernel.
    await new Promise(setImmediate)
  }
  return results
}

function progress(result: Result): string {
  if (result.status !== 'ok') return `${result.status.toUpperCase()} ${result.reason}`
  const { plainMs, heap, resident, auto } = result
  const [h, r, a] = [heap!, resident!, auto!].map(({ ratio }) => `${ratio.toFixed(2)}x`.padStart(7))
  return `plain ${plainMs!.toFixed(2).padStart(7)} ms   heap ${h}   resident ${r}   auto ${a} (${result.autoTier})`
}

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
}
