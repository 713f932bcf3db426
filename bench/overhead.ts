/**
 * What a call costs beside the work it does: entering compiled code, crossing with arrays, and the very first call.
 *
 *     npm run bench:overhead [-- part ...]
 *
 * Each part runs in a process of its own, so that none is measured on code that another has warmed.
 */
import { execFileSync, fork } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { alloc, jit } from '../src/index.ts'
import { build } from '../test/precompiled/load.ts'
import { median } from './statistics.ts'

const SELF = fileURLToPath(import.meta.url)
const DIST = fileURLToPath(new URL('../dist/index.js', import.meta.url))
const ROUNDS = 25
const WARM_MS = 400
const FIRST_CALLS = 5
const STARTS = 15
/** In that time the compiler's thread gets to compile the compiler, for which it uses the engine's own threads: other code is optimized late meanwhile. */
const SETTLE_MS = 2500

type Call = () => string | Promise<string>

/** Time of a call in ns, of the round least disturbed by other programs; each contestant has a `loop` of its own, as a shared one would not be compiled for either. */
function nanoseconds(loop: (n: number) => void): number {
  let calls = 1000
  for (const end = performance.now() + WARM_MS; performance.now() < end; ) loop(calls)
  const time = (): number => {
    const start = performance.now()
    loop(calls)
    return performance.now() - start
  }
  while (time() < 5) calls *= 2
  return Math.min(...Array.from({ length: ROUNDS }, () => (time() * 1e6) / calls))
}

const round = (ns: number): string => `${ns.toFixed(ns < 100 ? 1 : 0)} ns`

function report(what: string, plain: number, kernel: number): string {
  return `${what}: plain ${round(plain)}, kernel ${round(kernel)}, ${round(kernel - plain)} over plain`
}

function scalars(): string {
  const fn = (a: number, b: number, c: number): number => a * b + c
  const kernel = jit(fn, { tier: 'compiled' })
  let sum = 0
  const plain = nanoseconds((n) => {
    for (let i = 0; i < n; i++) sum += fn(i + 0.5, 3, sum)
  })
  const compiled = nanoseconds((n) => {
    for (let i = 0; i < n; i++) sum += kernel(i + 0.5, 3, sum)
  })
  expectCompiled(kernel.stats)
  expectUsed(sum)
  return report('three scalars', plain, compiled)
}

const addFirst = (a: Float64Array, b: Float64Array, c: Float64Array): void => {
  c[0] = a[0] + b[0]
}

function resident(): string {
  const kernel = jit(addFirst, { tier: 'compiled' })
  const [a, b, c] = [alloc(Float64Array, 8), alloc(Float64Array, 8), alloc(Float64Array, 8)]
  const plain = nanoseconds((n) => {
    for (let i = 0; i < n; i++) addFirst(a, b, c)
  })
  const same = nanoseconds((n) => {
    for (let i = 0; i < n; i++) kernel(a, b, c)
  })
  expectCompiled(kernel.stats)
  return report('three resident arrays, the same again', plain, same)
}

function residentNew(): string {
  const kernel = jit(addFirst, { tier: 'compiled' })
  const sets = Array.from({ length: 64 }, () => [
    alloc(Float64Array, 8),
    alloc(Float64Array, 8),
    alloc(Float64Array, 8),
  ])
  const plain = nanoseconds((n) => {
    for (let i = 0; i < n; i++) {
      const set = sets[i & 63]
      addFirst(set[0], set[1], set[2])
    }
  })
  const changing = nanoseconds((n) => {
    for (let i = 0; i < n; i++) {
      const set = sets[i & 63]
      kernel(set[0], set[1], set[2])
    }
  })
  expectCompiled(kernel.stats)
  return report('three resident arrays, others each time', plain, changing)
}

/** The same call with one signature, and with four in turns. */
function signatures(): string {
  type Numbers = Float64Array | Float32Array | Int32Array | Uint8Array
  const first = (a: Numbers, b: Numbers, c: Numbers): void => {
    c[0] = a[0] + b[0]
  }
  const three = <T>(make: () => T): T[] => [make(), make(), make()]
  const sets: readonly Numbers[][] = [
    three(() => alloc(Float64Array, 8)),
    three(() => alloc(Float32Array, 8)),
    three(() => alloc(Int32Array, 8)),
    three(() => alloc(Uint8Array, 8)),
  ]
  const sameSets = sets.map(() => sets[0])
  const [one, four] = [jit(first, { tier: 'compiled' }), jit(first, { tier: 'compiled' })]
  const same = nanoseconds((n) => {
    for (let i = 0; i < n; i++) {
      const set = sameSets[i & 3]
      one(set[0], set[1], set[2])
    }
  })
  const turns = nanoseconds((n) => {
    for (let i = 0; i < n; i++) {
      const set = sets[i & 3]
      four(set[0], set[1], set[2])
    }
  })
  expectCompiled(one.stats)
  expectCompiled(four.stats)
  return `four signatures at one site: ${round(turns)}, one ${round(same)}, ${round(turns - same)} more`
}

const addAll = (a: Float64Array, b: Float64Array, c: Float64Array): void => {
  for (let i = 0; i < c.length; i++) c[i] = a[i] + b[i]
}

function heap(): string {
  const kernel = jit(addAll, { tier: 'compiled' })
  const [a, b, c] = [new Float64Array(100), new Float64Array(100), new Float64Array(100)]
  const plain = nanoseconds((n) => {
    for (let i = 0; i < n; i++) addAll(a, b, c)
  })
  const compiled = nanoseconds((n) => {
    for (let i = 0; i < n; i++) kernel(a, b, c)
  })
  expectCompiled(kernel.stats)
  return report('three heap arrays of 100 elements, copied', plain, compiled)
}

/** The same through the loader of a precompiled module. */
async function precompiled(): Promise<string> {
  const fma = (a: number, b: number, c: number): number => a * b + c
  const signatures = { fma: '(f64, f64, f64)', addFirst: '(f64[], f64[], f64[])', addAll: '(f64[], f64[], f64[])' }
  const loaded = await build({ fma, addFirst, addAll }, { signatures })
  const { fma: scalars, addFirst: first, addAll: all } = loaded.kernels
  let sum = 0
  const scalar = nanoseconds((n) => {
    for (let i = 0; i < n; i++) sum += scalars(i + 0.5, 3, sum)
  })
  const [a, b, c] = [1, 2, 3].map((each) => loaded.alloc(Float64Array, Array(8).fill(each)))
  const resident = nanoseconds((n) => {
    for (let i = 0; i < n; i++) first(a, b, c)
  })
  const [x, y, z] = [new Float64Array(100), new Float64Array(100), new Float64Array(100)]
  const copied = nanoseconds((n) => {
    for (let i = 0; i < n; i++) all(x, y, z)
  })
  for (const { stats } of Object.values(loaded.kernels)) expectCompiled(stats)
  expectUsed(sum)
  const figures = [`scalars ${round(scalar)}`, `resident arrays ${round(resident)}`, `heap arrays ${round(copied)}`]
  return `precompiled, the same three kernels: ${figures.join(', ')}`
}

function memory(): string {
  const kernel = jit(addAll, { tier: 'compiled' })
  const run = (calls: number): void => {
    for (let i = 0; i < calls; i++) {
      kernel(new Float64Array(1000), new Float64Array(1000), new Float64Array(1000))
    }
  }
  const megabytes = (): number => process.memoryUsage.rss() / 2 ** 20
  run(20_000)
  const before = megabytes()
  const start = performance.now()
  run(100_000)
  const each = ((performance.now() - start) * 1e6) / 100_000
  const after = megabytes()
  expectCompiled(kernel.stats)
  const sizes = `RSS ${before.toFixed(0)} MB before, ${after.toFixed(0)} MB after`
  return `100,000 calls with three fresh heap arrays of 1,000 elements: ${sizes}, ${round(each)} a call`
}

const gemm = (n: number, a: Float64Array, b: Float64Array, c: Float64Array): void => {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0
      for (let k = 0; k < n; k++) sum += a[i * n + k] * b[k * n + j]
      c[i * n + j] = sum
    }
  }
}

/** Resolves when the compiler is loaded and has had nothing to do for a while. */
async function settled(): Promise<void> {
  const warm = jit(addAll, { tier: 'compiled' })
  warm(new Float64Array(10), new Float64Array(10), new Float64Array(10))
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
}

/** The first call ever, in ms; a kernel's with all of its compilation, by a compiler that is loaded and has had nothing to do for a while. */
async function firstCall(tier?: 'compiled' | 'auto'): Promise<string> {
  const n = 256
  const [a, b] = [1, 2].map((seed) => Float64Array.from({ length: n * n }, (_, i) => ((i * 7 + seed) % 13) / 13))
  const c = new Float64Array(n * n)
  const start = performance.now()
  const kernel = tier && jit(gemm, { tier })
  const callable = kernel ?? gemm
  callable(n, a, b, c)
  const ms = performance.now() - start
  if (kernel !== undefined) {
    if (tier === 'compiled') expectCompiled(kernel.stats)
    const expected = new Float64Array(n * n)
    gemm(n, a, b, expected)
    if (!expected.every((value, i) => Object.is(value, c[i]))) throw new Error('gemm: results differ')
  }
  return String(ms)
}

/** Keeps the loops that made a value from being dropped. */
function expectUsed(value: number): void {
  if (value === Number.MIN_VALUE) throw new Error('not a sum that can be')
}

function expectCompiled({ calls, compiled }: { readonly calls: number; readonly compiled: number }): void {
  if (calls !== compiled) throw new Error(`${calls - compiled} of ${calls} calls ran plain`)
}

const parts: Readonly<Record<string, Call>> = {
  scalars,
  resident,
  residentNew,
  signatures,
  heap,
  precompiled,
  memory,
  firstPlain: () => firstCall(),
  firstCompiled: () => firstCall('compiled'),
  firstAuto: () => firstCall('auto'),
}

/** What a part says, in a process of its own. */
function inChild(part: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = fork(SELF, ['--part', part])
    child.on('message', (text) => resolve(String(text)))
    child.on('exit', (code) => reject(new Error(`${part} ended with ${code}`)))
  })
}

async function firstCalls(): Promise<string> {
  const times: Record<string, number[]> = { firstPlain: [], firstCompiled: [], firstAuto: [] }
  for (let i = 0; i < FIRST_CALLS; i++) {
    for (const part of Object.keys(times)) times[part].push(Number(await inChild(part)))
  }
  const show = ([plain, compiled, auto]: number[]): string => {
    const against = (ms: number): string => `${ms.toFixed(1)} ms, ${(ms / plain).toFixed(2)}x`
    return `plain ${plain.toFixed(1)} ms, kernel with compilation ${against(compiled)}, with tier auto ${against(auto)}`
  }
  const medians = show(Object.values(times).map(median))
  const best = show(Object.values(times).map((list) => Math.min(...list)))
  return `first call of gemm, n = 256: ${medians} (best of ${FIRST_CALLS}: ${best})`
}

/** Time to import the built package over that of an empty module, and of a cached kernel's first call after it, each in new processes. */
async function startup(): Promise<string> {
  if (!existsSync(DIST)) throw new Error('there is no built package: npm run build')
  const folder = mkdtempSync(join(tmpdir(), 'tightloop-startup-'))
  try {
    const run = (name: string, text: string): number => {
      const file = join(folder, `${name}.mjs`)
      writeFileSync(file, text)
      return Number(execFileSync(process.execPath, [file], { encoding: 'utf8' }))
    }
    writeFileSync(join(folder, 'empty.mjs'), 'export {}')
    const clocked = (body: string): string =>
      `const start = performance.now()\n${body}\nconsole.log(performance.now() - start)`
    const use = `import { jit } from '${DIST}'\n${clocked(`
      const kernel = jit((x, n) => { let s = 0; for (let i = 0; i < n; i++) s += x[i]; return s }, { cache: '${folder}/cache', tier: 'compiled' })
      kernel(new Float64Array(100), 100)
      if (kernel.stats.compiled !== 1) throw new Error('not compiled')`)}`
    run('use', use)
    const times: [number[], number[], number[]] = [[], [], []]
    for (let i = 0; i < STARTS; i++) {
      times[0].push(run('nothing', clocked("await import('./empty.mjs')")))
      times[1].push(run('import', clocked(`await import('${DIST}')`)))
      times[2].push(run('use', use))
    }
    const [nothing, imported, used] = times.map(median)
    const over = `${(imported - nothing).toFixed(1)} ms over an empty module's ${nothing.toFixed(1)} ms`
    return `import of the built package: ${over}; first call of a cached kernel: ${used.toFixed(1)} ms`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function main(args: readonly string[]): Promise<void> {
  if (args[0] === '--part') {
    await settled()
    process.send!(await parts[args[1]]())
    process.disconnect()
    return
  }
  const names = [
    'scalars',
    'resident',
    'residentNew',
    'signatures',
    'heap',
    'precompiled',
    'memory',
    'first',
    'startup',
  ]
  const unknown = args.filter((name) => !names.includes(name))
  if (unknown.length > 0) throw new Error(`no part ${unknown.join(', ')}; there are ${names.join(', ')}`)
  for (const name of names.filter((name) => args.length === 0 || args.includes(name))) {
    console.log(name === 'first' ? await firstCalls() : name === 'startup' ? await startup() : await inChild(name))
  }
}

await main(process.argv.slice(2))
