/**
 * Runs `test/**\/*.test.ts` with uvu and closes with one line, `N passed, N failed`.
 *
 *     npm run test:unit -- [filter ...] [--jobs N] [--two-way]
 *
 * A filter is a part of a path; without one, everything runs but the pages in `test/browser/`, each of which loads the compiler anew.
 * With `--two-way`, nothing is interpreted after each stage. Files are handed to N child processes (one a core) as these fall idle: a
 * process a file would load the compiler anew each time. A file that crashes, hangs or registers no test counts as one failure, and the
 * rest still run. What `*.alone.test.ts` find and leave behind, such as a memory that is full, is nobody else's: they have a process of
 * their own.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { tally, thirdWay } from './differential/tally.ts'
import { runSuites, type Counts as SuiteCounts } from './suites.ts'

const FILE_TIMEOUT_MS = 300_000
const SELF = fileURLToPath(import.meta.url)
const ROOT = fileURLToPath(new URL('..', import.meta.url))

interface Counts extends SuiteCounts {
  /** Argument sets that were interpreted after each stage besides. */
  readonly threeWays: number
}

const failure: Counts = { passed: 0, failed: 1, skipped: 0, threeWays: 0 }

interface Outcome extends Counts {
  readonly file: string
  readonly ms: number
  /** What uvu and the tests printed. */
  readonly output: string
}

/** In a child: runs the suites of one file. */
async function runFile(file: string): Promise<Counts> {
  // Tests look into it. Tests of its thread take it away.
  const { compileInThread } = await import('../src/in-thread.ts')
  compileInThread()
  tally.threeWays = 0
  const load = (): Promise<unknown> => import(pathToFileURL(join(ROOT, file)).href)
  const counts = await runSuites(load, (text) => void process.stdout.write(`${text}\n`))
  return { ...counts, threeWays: tally.threeWays }
}

function serveParent(): void {
  if (process.argv.includes('--two-way')) thirdWay.most = 0
  process.on('message', async (file: string) => {
    let counts: Counts = failure
    try {
      counts = await runFile(file)
    } catch (error) {
      console.log(error)
    }
    // An empty write returns after everything written before it has left, so that the parent has the whole output.
    process.stdout.write('', () => process.send!(counts))
  })
}

/** In the parent: one child process, and the means to run a file in it. */
class Child {
  #process: ChildProcess | undefined
  readonly #options: readonly string[]
  #output = ''

  constructor(options: readonly string[]) {
    this.#options = options
  }

  run(file: string): Promise<Outcome> {
    const child = (this.#process ??= this.#start())
    const begin = performance.now()
    this.#output = ''
    return new Promise((resolve) => {
      const finish = (counts: Counts, note = ''): void => {
        clearTimeout(timer)
        child.removeAllListeners('message').removeAllListeners('close')
        // The two pipes are read in any order; one turn of the loop lets the last output in.
        setImmediate(() => resolve({ file, ms: performance.now() - begin, output: this.#output + note, ...counts }))
      }
      const crash = (note: string): void => {
        this.#process = undefined
        finish(failure, `${note}\n`)
      }
      const timer = setTimeout(() => {
        child.kill('SIGKILL')
        crash(`no result after ${FILE_TIMEOUT_MS / 1000} s`)
      }, FILE_TIMEOUT_MS)
      child.on('message', (counts) => finish(counts as Counts))
      child.on('close', (code, signal) => crash(`the test process ended: ${signal ?? `exit code ${code}`}`))
      child.send(file)
    })
  }

  stop(): void {
    this.#process?.disconnect()
    this.#process = undefined
  }

  #start(): ChildProcess {
    const env = { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: '1' }) }
    const child = fork(SELF, ['--child', ...this.#options], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env })
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (this.#output += chunk))
    return child
  }
}

function findFiles(filters: readonly string[]): string[] {
  const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts') && existsSync(join(ROOT, 'test', file)))
    .map((file) => `test/${file.replaceAll('\\', '/')}`)
  const isWanted = (file: string): boolean =>
    filters.length === 0 ? !file.startsWith('test/browser/') : filters.some((filter) => file.includes(filter))
  return files.filter(isWanted).sort()
}

function print({ file, passed, failed, skipped, ms, output }: Outcome): void {
  const counts = `${passed} passed${failed ? `, ${failed} FAILED` : ''}${skipped ? `, ${skipped} skipped` : ''}`
  console.log(`${failed ? 'x' : '.'} ${file.padEnd(44)} ${(ms / 1000).toFixed(1).padStart(6)} s  ${counts}`)
  if (failed) console.log(output)
}

async function main(): Promise<void> {
  const options = { jobs: { type: 'string' }, verbose: { type: 'boolean' }, 'two-way': { type: 'boolean' } } as const
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const files = findFiles(positionals)
  const jobs = Math.max(1, Math.min(Number(values.jobs ?? availableParallelism()), files.length))
  const total = { passed: 0, failed: 0, skipped: 0, threeWays: 0 }
  const queue = [...files]
  const drain = async (): Promise<void> => {
    const child = new Child(values['two-way'] ? ['--two-way'] : [])
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const isAlone = file.endsWith('.alone.test.ts')
      if (isAlone) child.stop()
      const outcome = await child.run(file)
      print(outcome)
      if (isAlone) child.stop()
      if (values.verbose && !outcome.failed) console.log(outcome.output)
      total.passed += outcome.passed
      total.failed += outcome.failed
      total.skipped += outcome.skipped
      total.threeWays += outcome.threeWays
    }
    child.stop()
  }
  await Promise.all(Array.from({ length: jobs }, drain))
  if (files.length === 0) console.log(`no test file matches ${positionals.join(' ')}`)
  if (total.threeWays > 0)
    console.log(`${total.threeWays} argument sets ran three ways: plain, compiled, and interpreted after each stage`)
  console.log(`${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`)
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
}

if (process.argv.includes('--child')) serveParent()
else await main()
