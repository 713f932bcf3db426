/**
 * The tests on other runtimes; closes with one line that counts everything, `N passed, N failed`.
 *
 *     npm run test:matrix -- [runtime ...] [--all] [--jobs N] [--seed S] [--count N]
 *
 * Runtimes are `here` (all tests on the Node that runs this), `node@VERSION`, `bun`, `deno` and `chromium`; without names, all but `here`.
 * Each runs a bundle of what compares plain with compiled, and Nodes the tests of the runtime besides; with `--all`, Nodes run all tests.
 * N runtimes are at work at once, one a core unless told otherwise. What cannot be installed is named and left out.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { bundle } from './bundle.ts'
import { runChromium } from './chromium.ts'
import { install } from './install.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const TSX = ['--import', './scripts/tsx.mjs']
const TESTS = join(ROOT, 'test/run.ts')
const MOST_MS = 420_000
/** What takes longest first. */
const RUNTIMES = ['chromium', 'node@26', 'node@24', 'node@22', 'deno', 'bun', 'node@20.0.0']

interface Counts {
  readonly passed: number
  readonly failed: number
}

const { values, positionals } = parseArgs({
  options: {
    all: { type: 'boolean' },
    jobs: { type: 'string' },
    seed: { type: 'string' },
    count: { type: 'string', default: '100' },
  },
  allowPositionals: true,
})
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32))
const count = Number(values.count)
const folder = mkdtempSync(join(makeTmp(), 'matrix-'))

function makeTmp(): string {
  const path = join(ROOT, 'tmp')
  mkdirSync(path, { recursive: true })
  return path
}

/** Runs a program that closes with a line of counts, and prints what it prints unless all passes. */
async function run(program: string, args: readonly string[], isShown = false): Promise<Counts> {
  const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
  const timer = setTimeout(() => child.kill('SIGKILL'), MOST_MS)
  const lines: string[] = []
  const read = async (stream: NodeJS.ReadableStream): Promise<void> => {
    for await (const line of createInterface({ input: stream })) {
      lines.push(line)
      if (isShown) console.log(line)
    }
  }
  const ended = new Promise<string>((resolve) => child.on('close', (code, signal) => resolve(`${signal ?? code}`)))
  await Promise.all([read(child.stdout), read(child.stderr)])
  const code = await ended
  clearTimeout(timer)
  const last = lines.map((line) => /^(\d+) passed, (\d+) failed/.exec(line)).findLast((match) => match !== null)
  const [passed, failed] = last ? [Number(last[1]), Number(last[2])] : [0, 0]
  const isBroken = (code !== '0' && failed === 0) || passed === 0
  if (!isShown && (isBroken || failed > 0)) console.log(lines.join('\n'))
  if (isBroken) console.log(`the run ended with ${code}`)
  return { passed, failed: failed + (isBroken ? 1 : 0) }
}

async function runOn(runtime: string): Promise<Counts> {
  if (runtime === 'here') return run(process.execPath, [...TSX, TESTS], true)
  if (runtime === 'chromium') return runPages()
  const [name = '', version = 'latest'] = runtime.split('@')
  const program = await install(name, version)
  if (name !== 'node') return runBundle(name === 'deno' ? [program, 'run', '-A'] : [program])
  // tsx does not run on the first releases of Node 20.
  if (/^20\.\d\./.test(version)) return runBundle([program])
  if (values.all) return run(program, [...TSX, TESTS, '--two-way', '--jobs', '1'])
  return sum(await runBundle([program]), await run(program, [...TSX, TESTS, '--jobs', '1', 'test/runtime/']))
}

let bundled: Promise<string> | undefined

async function runBundle([program, ...options]: readonly [string, ...string[]]): Promise<Counts> {
  bundled ??= makeBundle()
  return run(program, [...options, await bundled, String(seed), String(count)])
}

async function makeBundle(): Promise<string> {
  const out = join(folder, 'plain')
  await bundle('node', out)
  writeFileSync(join(out, 'package.json'), '{ "type": "module" }')
  return join(out, 'plain.js')
}

function sum(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed }
}

async function runPages(): Promise<Counts> {
  let total: Counts = { passed: 0, failed: 0 }
  await runChromium(seed, count, join(folder, 'pages'), (name, outcome, ms) => {
    total = sum(total, outcome)
    console.log(`  ${name}: ${outcome.passed} passed, ${outcome.failed} failed (${(ms / 1000).toFixed(0)} s)`)
    if (outcome.failed > 0) console.log(outcome.output)
  })
  return total
}

const chosen =
  positionals.length > 0 ? positionals.flatMap((name) => (name === 'others' ? RUNTIMES : [name])) : RUNTIMES
console.log(`fuzz: ${count} kernels from seed ${seed} in each bundle`)
let total: Counts = { passed: 0, failed: 0 }
const missing: string[] = []
const queue = [...chosen]

async function drain(): Promise<void> {
  for (let runtime = queue.shift(); runtime !== undefined; runtime = queue.shift()) {
    const begin = performance.now()
    try {
      const { passed, failed } = await runOn(runtime)
      total = sum(total, { passed, failed })
      const seconds = ((performance.now() - begin) / 1000).toFixed(0)
      console.log(`${runtime}: ${passed} passed, ${failed} failed (${seconds} s)`)
    } catch (error) {
      missing.push(runtime)
      console.log(`${runtime}: left out: ${(error as Error).message}`)
    }
  }
}

await Promise.all(Array.from({ length: Number(values.jobs ?? availableParallelism()) }, drain))
rmSync(folder, { recursive: true, force: true })
if (missing.length > 0) console.log(`left out: ${missing.join(', ')}`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
