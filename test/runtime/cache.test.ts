/** Answers kept across processes: found again, made anew where they are damaged, and never in the way. */
import { execFileSync, spawn } from 'node:child_process'
import * as fs from 'node:fs'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { jit } from '../../src/index.ts'
import { DiskCache } from '../../src/runtime/disk.ts'
import { buildIfStale, DIST } from '../build.ts'

const test = suite('cache', { folder: '' })

/**
 * Processor time of a cached kernel's first call over what its process took until then, to start and to import. A share,
 * since machines differ and tests share theirs; `npm run bench:overhead -- startup` has the milliseconds.
 */
const MOST_OF_START = 0.15

test.before.each((context) => {
  context.folder = mkdtempSync(path.join(tmpdir(), 'tightloop-cache-'))
})
test.after.each(({ folder }) => {
  rmSync(folder, { recursive: true, force: true })
  rmSync(scriptOf(folder), { force: true })
})

const files = (folder: string): string[] => readdirSync(folder).map((name) => path.join(folder, name))

let count = 0
/** A kernel of a source that this process has not met. */
function fresh(folder: string, source = `(x) => { let s = ${count++}; for (const v of x) s += v; return s }`) {
  return jit(new Function(`return ${source}`)() as (x: Float64Array) => number, { cache: folder, tier: 'compiled' })
}

const SCRIPT = `
  const { jit } = await import(process.argv[2])
  const imported = process.cpuUsage()
  const scale = 3
  const kernel = jit((x, n) => { let s = 0; for (let i = 0; i < n; i++) s += scale * x[i]; return s },
    { cache: process.argv[3], tier: 'compiled', env: { scale } })
  const x = new Float64Array(100).fill(1)
  const result = kernel(x, 100)
  const { user, system } = process.cpuUsage(imported)
  const share = (user + system) / (imported.user + imported.system)
  const { compiled, compilations, cache } = kernel.stats
  const fallbacks = kernel.stats.fallbacks.map(({ reason }) => reason)
  const threads = process.getActiveResourcesInfo()
  console.log(JSON.stringify({ result, share, compiled, compilations, cache, fallbacks, threads }))`

interface Ran {
  readonly result: number
  readonly share: number
  readonly compiled: number
  readonly compilations: number
  /** Why calls ran plain. */
  readonly fallbacks: readonly unknown[]
  readonly cache: { readonly hits: number; readonly misses: number; readonly writes: number; readonly failures: number }
}

const scriptOf = (folder: string): string => `${folder}.mjs`

function command(folder: string): string[] {
  const script = scriptOf(folder)
  writeFileSync(script, SCRIPT)
  return [script, path.join(DIST, 'index.js'), folder]
}

const run = (folder: string): Ran => JSON.parse(execFileSync(process.execPath, command(folder), { encoding: 'utf8' }))

const filled = mkdtempSync(path.join(tmpdir(), 'tightloop-cache-'))
test.after(() => {
  rmSync(filled, { recursive: true, force: true })
  rmSync(scriptOf(filled), { force: true })
})

/** Puts into the folder what a run would; only the first call waits for one. */
function fill(folder: string): void {
  buildIfStale()
  if (files(filled).length === 0) run(filled)
  cpSync(filled, folder, { recursive: true })
}

test('a second process compiles nothing, and is quick', ({ folder }) => {
  buildIfStale()
  const first = run(folder)
  assert.equal([first.result, first.compiled, first.compilations], [300, 1, 1])
  assert.equal(first.cache, { hits: 0, misses: 2, writes: 2, failures: 0 })
  const again = Array.from({ length: 9 }, () => run(folder))
  for (const { result, compiled, compilations, cache } of again) {
    assert.equal([result, compiled, compilations], [300, 1, 0])
    assert.equal(cache, { hits: 2, misses: 0, writes: 0, failures: 0 })
  }
  const best = Math.min(...again.map(({ share }) => share))
  assert.ok(best <= MOST_OF_START, `the first call takes ${(100 * best).toFixed()} % of what the process took to start`)
})

test('many processes at once agree', async ({ folder }) => {
  buildIfStale()
  const outputs = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const child = spawn(process.execPath, command(folder), { stdio: ['ignore', 'pipe', 'inherit'] })
      let text = ''
      for await (const chunk of child.stdout) text += chunk
      return JSON.parse(text) as Ran
    }),
  )
  for (const { result, compiled, fallbacks, cache } of outputs)
    assert.equal([result, compiled, fallbacks, cache.failures], [300, 1, [], 0])
  assert.is(files(folder).length, 2)
  assert.is(run(folder).cache.hits, 2)
})

test('another source, constant, type or option is another entry', ({ folder }) => {
  const fn = (x: Float64Array, k: number): number => x[0] * k
  const variants: readonly (() => unknown)[] = [
    () => jit(fn, { cache: folder, tier: 'compiled', name: `n${count++}` })(new Float64Array(2), 2),
    () => jit(fn, { cache: folder, tier: 'compiled', fastmath: ['nnan'] })(new Float64Array(2), 2),
  ]
  let last = 0
  for (const variant of variants) {
    variant()
    const { length } = files(folder)
    assert.ok(length > last)
    last = length
  }
})

test('a refusal is remembered like a success', ({ folder }) => {
  const kernel = fresh(folder, `(x) => \`\${x} ${count++}\``)
  kernel(new Float64Array(1))
  assert.is(kernel.stats.cache.writes, 1)
  assert.is(kernel.stats.fallbacks[0].code, 'template')
})

for (const [damage, ruin] of [
  ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
  ['emptied', () => Buffer.alloc(0)],
  [
    'changed in one bit',
    (bytes: Buffer) => {
      bytes[bytes.length - 5] ^= 4
      return bytes
    },
  ],
  ['something else', () => Buffer.from('not what was written here')],
] as const) {
  test(`an entry that was ${damage} is made anew`, ({ folder }) => {
    fill(folder)
    for (const file of files(folder)) writeFileSync(file, ruin(readFileSync(file)))
    const { result, compiled, cache } = run(folder)
    assert.equal([result, compiled], [300, 1])
    assert.equal(cache, { hits: 0, misses: 2, writes: 2, failures: 2 })
    assert.is(run(folder).cache.hits, 2)
  })
}

test('the entry of another key under the same name is not taken', ({ folder }) => {
  fill(folder)
  const [a, b] = files(folder)
  writeFileSync(a, readFileSync(b))
  assert.equal([run(folder).result, run(folder).cache.failures], [300, 0])
})

test('a folder that cannot be made or written costs nothing but the cache', ({ folder }) => {
  writeFileSync(path.join(folder, 'file'), '')
  const kernel = fresh(path.join(folder, 'file', 'below'))
  assert.type(kernel(new Float64Array(3)), 'number')
  const { compiled, cache } = kernel.stats
  assert.equal([compiled, cache.writes], [1, 0])
  assert.ok(cache.failures > 0)
  const closed = path.join(folder, 'closed')
  mkdirSync(closed)
  chmodSync(closed, 0o555)
  assert.type(fresh(closed)(new Float64Array(3)), 'number')
  chmodSync(closed, 0o755)
  if (fs.existsSync('/proc/self')) assert.not(new DiskCache('/proc/nope/below', fs, path).put('a', new Uint8Array(3)))
  // Directories in the place of entries cannot be read as files.
  const store = new DiskCache(folder, fs, path)
  mkdirSync(path.join(folder, 'dir.tightloop'))
  assert.is(store.get('dir'), 'unreadable')
  assert.is(store.put('dir', new Uint8Array(3)), false)
})

test('a disk that is full costs nothing but the entry, of which nothing is left', ({ folder }) => {
  const writeFileSync = (file: string, entry: Uint8Array): never => {
    fs.writeFileSync(file, entry.subarray(0, 2))
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  }
  const store = new DiskCache(folder, { ...fs, writeFileSync: writeFileSync as never }, path)
  assert.is(store.put('a', new Uint8Array(3)), false)
  assert.equal(files(folder), [])
  assert.is(store.get('a'), undefined)
})

test('the folder is held below its limit: what was used longest ago goes first', ({ folder }) => {
  const limit = 10_000
  const write = (store: DiskCache, name: string, age: number): void => {
    assert.ok(store.put(name, new Uint8Array(1000)))
    const time = Date.now() / 1000 - age
    utimesSync(path.join(folder, `${name}.tightloop`), time, time)
  }
  const store = new DiskCache(folder, fs, path, limit)
  for (let i = 0; i < 20; i++) write(store, `old${i}`, 100_000 - i)
  // An entry that is used is young again.
  store.get('old0')
  writeFileSync(path.join(folder, 'x.part'), 'left by a process that was killed')
  utimesSync(path.join(folder, 'x.part'), 1, 1)
  write(new DiskCache(folder, fs, path, limit), 'new', 0)
  const left = readdirSync(folder)
  const bytes = left.reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0)
  assert.ok(bytes <= limit && bytes > limit / 3, `${bytes} bytes`)
  assert.ok(left.includes('new.tightloop') && left.includes('old0.tightloop'), left.join())
  assert.not.ok(left.includes('x.part'))
  assert.not.ok(left.includes('old1.tightloop'))
})

test('an option that is no folder is a reason', () => {
  const kernel = jit((x: number) => x, { cache: 5 as never })
  assert.is(kernel(2), 2)
  assert.match(kernel.stats.fallbacks[0].reason, /cache: 5/)
})

test.run()
