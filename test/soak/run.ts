/**
 * `npm run soak -- <name|all> [--minutes N] [--scale N] [--seed S]`: what only shows after a while. Each soak runs in a process of its own, prints its
 * figures, and fails if an answer is wrong or memory does not come back.
 *
 *   jits      `jit` a million times in a loop           kernels   10,000 distinct kernels compiled and dropped
 *   arrays    `alloc` of many sizes, dropped            threads   kernels in several worker threads at once, again and again
 *   calls     random calls of changing sizes and types
 *
 * `--minutes` is for `arrays`, `threads` and `calls` (default: 10); `--scale 0.1` does a tenth of the others.
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

export interface SoakOptions {
  readonly minutes: number
  /** Share of the usual count. */
  readonly scale: number
  readonly seed: number
}

/** Prints its figures; returns what was wrong. */
export type Soak = (options: SoakOptions) => Promise<readonly string[]>

const soaks: Readonly<Record<string, () => Promise<Soak>>> = {
  jits: async () => (await import('./jits.ts')).jits,
  kernels: async () => (await import('./kernels.ts')).kernels,
  arrays: async () => (await import('./arrays.ts')).arrays,
  threads: async () => (await import('./threads.ts')).threads,
  calls: async () => (await import('./calls.ts')).calls,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '10' },
    scale: { type: 'string', default: '1' },
    seed: { type: 'string' },
    child: { type: 'boolean', default: false },
  },
})

async function runHere(name: string): Promise<void> {
  const { minutes, scale, seed = String(Date.now() % 2 ** 31) } = values
  const started = Date.now()
  console.log(`${name}: seed ${seed}`)
  const wrong = await (await soaks[name]())({ minutes: Number(minutes), scale: Number(scale), seed: Number(seed) })
  for (const each of wrong.slice(0, 10)) console.log(`  WRONG: ${each}`)
  const seconds = ((Date.now() - started) / 1000).toFixed(0)
  console.log(`${name}: ${wrong.length === 0 ? 'as it should be' : `${wrong.length} failures`}, ${seconds} s`)
  process.exit(wrong.length === 0 ? 0 : 1)
}

function runInProcess(name: string): Promise<number> {
  const execArgv = [...process.execArgv, '--expose-gc']
  const child = fork(fileURLToPath(import.meta.url), [...process.argv.slice(2), '--child', name], { execArgv })
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)))
}

async function main(): Promise<void> {
  const names = positionals.includes('all') ? Object.keys(soaks) : positionals
  const unknown = names.filter((name) => !(name in soaks))
  if (names.length === 0 || unknown.length > 0) {
    console.log(
      `usage: npm run soak -- <${[...Object.keys(soaks), 'all'].join('|')}> [--minutes N] [--scale N] [--seed S]`,
    )
    process.exit(1)
  }
  let failed = 0
  for (const name of names) failed += (await runInProcess(name)) === 0 ? 0 : 1
  process.exit(failed)
}

if (values.child) await runHere(positionals.at(-1)!)
else await main()
