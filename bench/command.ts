/** What the commands that run the suite have in common: which kernels, on which machine. */
import { cpus, release, type } from 'node:os'
import { warmUp } from '../src/compiler.ts'
import { compileInThread } from '../src/in-thread.ts'
import { jit } from '../src/index.ts'
import type { Benchmark } from './kernels/benchmark.ts'

/** Exact names where they exist, otherwise parts of names. */
export function select(benchmarks: readonly Benchmark[], only: string | undefined): readonly Benchmark[] {
  if (only === undefined) return benchmarks
  const chosen = only.split(',').flatMap((name) => {
    const exact = benchmarks.filter((benchmark) => benchmark.name === name)
    const found = exact.length > 0 ? exact : benchmarks.filter((benchmark) => benchmark.name.includes(name))
    if (found.length > 0) return found
    throw new Error(`no kernel is called ${name}; there are: ${benchmarks.map((b) => b.name).join(', ')}`)
  })
  return benchmarks.filter((benchmark) => chosen.includes(benchmark))
}

/** Loads the compiler before the first kernel, so that no kernel's own time contains it, and warms it as its thread does. */
export async function loadCompiler(): Promise<void> {
  compileInThread()
  for (const _ of warmUp());
  const one = jit((x: number) => x + 1, { tier: 'compiled' })
  await one.compile('(f64) -> f64')
}

export interface Run {
  readonly date: string
  readonly node: string
  readonly v8: string
  readonly cpu: string
  readonly cores: number
  readonly system: string
  readonly quick: boolean
  readonly seconds: number
}

export function describeRun(isQuick: boolean, seconds: number): Run {
  return {
    date: new Date().toISOString(),
    node: process.version,
    v8: process.versions.v8,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    system: `${type()} ${release()} ${process.arch}`,
    quick: isQuick,
    seconds: Math.round(seconds),
  }
}

export function subtitleOf(run: Run): string {
  return `Node ${run.node}, ${run.cpu}, ${run.date.slice(0, 10)}${run.quick ? ', quick run' : ''}`
}
