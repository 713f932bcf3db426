/** `cache` in Chromium: what one visit of a page compiles, the next one finds; in a window and in a worker. */
import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as assert from 'uvu/assert'
import { type App, buildApp } from '../plugin/apps.ts'
import { pages, type Served, serve } from './browser.ts'

const { test, before, after, run } = pages('cache in Chromium')

const files = {
  'index.html': '<link rel="icon" href="data:," /><script type="module" src="./src/main.ts"></script>',
  'src/use.ts': `import { jit, ready } from 'tightloop'
    export async function use(name, isSynchronous) {
      if (isSynchronous) await ready()
      const scale = 3
      const kernel = jit((x, n) => { let s = 0; for (let i = 0; i < n; i++) s += scale * x[i]; return s },
        { cache: name, tier: 'compiled', env: { scale } })
      if (!isSynchronous) await kernel.compile('(f64[], i32)')
      const result = kernel(new Float64Array(100).fill(1), 100)
      // What is written is counted when it is there.
      for (let i = 0; i < 100 && kernel.stats.cache.writes < kernel.stats.cache.misses; i++) await new Promise((done) => setTimeout(done, 20))
      const { compiled, compilations, cache } = kernel.stats
      return { result, compiled, compilations, cache }
    }`,
  'src/worker.ts': `import { jit, ready } from 'tightloop'
    import { use } from './use.ts'
    async function early() {
      const kernel = jit((x) => { let s = 0; for (const each of x) s += each; return s }, { tier: 'compiled' })
      const x = new Float64Array(100).fill(3)
      const start = performance.now()
      const results = [kernel(x)]
      const ms = performance.now() - start
      await ready()
      results.push(kernel(x))
      return { results, ms, compiled: kernel.stats.compiled }
    }
    onmessage = async ({ data }) => postMessage(await (data.length > 0 ? use(...data) : early()))`,
  'src/main.ts': `import { use } from './use.ts'
    import { IndexedDbCache } from '../../../../src/runtime/indexed-db.ts'
    const inWorker = (...args) => new Promise((resolve) => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
      worker.onmessage = ({ data }) => resolve(data)
      worker.postMessage(args)
    })
    const done = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result) })
    async function damage() {
      const database = await done(indexedDB.open('tightloop'))
      const entries = database.transaction('entries', 'readwrite').objectStore('entries')
      const [first, second] = await done(entries.getAllKeys())
      const bytes = await done(entries.get(first))
      await done(entries.put(bytes.slice(0, 100), first))
      await done(entries.put('not what was written here', second))
    }
    Object.assign(globalThis, { use, inWorker, early: inWorker, damage, IndexedDbCache })`,
}

interface Ran {
  readonly result: number
  readonly compiled: number
  readonly compilations: number
  readonly cache: { readonly hits: number; readonly misses: number; readonly writes: number; readonly failures: number }
}

type Use = (name: string | true, isSynchronous?: boolean) => Promise<Ran>
/** What the page puts into its global scope. */
declare const use: Use
declare const inWorker: Use
declare const early: () => Promise<{ results: number[]; ms: number; compiled: number }>
declare const damage: () => Promise<void>
declare const IndexedDbCache: typeof import('../../src/runtime/indexed-db.ts').IndexedDbCache

let app: App
const servers: Record<string, Served> = {}

before(async () => {
  app = await buildApp('vite', 'without', { isPage: true, files })
  servers.isolated = await serve(dirname(app.main))
  servers.open = await serve(dirname(app.main), false)
})
after(async () => {
  for (const server of Object.values(servers)) server.close()
  await rm(app.folder, { recursive: true, force: true })
})

const written = { hits: 0, misses: 2, writes: 2, failures: 0 }
const found = { hits: 2, misses: 0, writes: 0, failures: 0 }

for (const kind of ['isolated', 'open'] as const) {
  test(`${kind}: the second visit compiles nothing, and loads no compiler`, async ({ page }) => {
    await page.goto(servers[kind].url)
    assert.is(await page.evaluate(() => crossOriginIsolated), kind === 'isolated')
    const first = await page.evaluate(() => use(true))
    assert.equal(first, { result: 300, compiled: 1, compilations: 1, cache: written })
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.reload()
    const again = await page.evaluate(() => use(true))
    assert.equal(again, { result: 300, compiled: 1, compilations: 0, cache: found })
    assert.not.ok(
      asked.some((path) => /compiler|binaryen/.test(path)),
      asked.join(),
    )
    await page.reload()
    assert.is((await page.evaluate(() => use('another'))).cache.misses, 2)
  })

  test(`${kind}: so does a worker, and finds what the window has written`, async ({ page }) => {
    await page.goto(servers[kind].url)
    assert.equal((await page.evaluate(() => use(true))).cache, written)
    await page.reload()
    const again = await page.evaluate(() => inWorker(true))
    assert.equal(again, { result: 300, compiled: 1, compilations: 0, cache: found })
  })
}

test('a worker that can wait for the compiler does not wait for the database besides', async ({ page }) => {
  await page.goto(servers.isolated.url)
  const first = await page.evaluate(() => inWorker(true, true))
  assert.equal(first, { result: 300, compiled: 1, compilations: 1, cache: written })
})

test('a worker does not wait for a compiler that could not start meanwhile', async ({ page }) => {
  await page.goto(servers.isolated.url)
  const { results, ms, compiled } = await page.evaluate(() => early())
  assert.equal([results, compiled], [[300, 300], 1])
  assert.ok(ms < 5000, `the first call takes ${ms} ms`)
})

test('entries that were damaged are made anew', async ({ page }) => {
  await page.goto(servers.open.url)
  await page.evaluate(() => use(true))
  await page.evaluate(() => damage())
  await page.reload()
  const { result, compiled, cache } = await page.evaluate(() => use(true))
  assert.equal([result, compiled, cache], [300, 1, { hits: 0, misses: 2, writes: 2, failures: 2 }])
  await page.reload()
  assert.equal((await page.evaluate(() => use(true))).cache, found)
})

test('the database is held below its limit: what was used longest ago goes first', async ({ page }) => {
  await page.goto(servers.open.url)
  const left = await page.evaluate(async () => {
    const store = new IndexedDbCache('small', indexedDB, 10_000)
    for (let i = 0; i < 20; i++) {
      await store.put(`old${i}`, new Uint8Array(1000))
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    // Each looks through it at its first entry.
    await new IndexedDbCache('small', indexedDB, 10_000).put('new', new Uint8Array(1000))
    const names = [...Array.from({ length: 20 }, (_, i) => `old${i}`), 'new']
    const entries = await Promise.all(names.map((name) => store.get(name)))
    return names.filter((_, i) => entries[i] !== undefined)
  })
  assert.ok(left.length > 3 && left.length <= 10, left.join())
  assert.is(left.at(-1), 'new')
  assert.is(left.at(-2), 'old19')
})

test('a browser that grants no storage costs nothing but the cache', async ({ page }) => {
  await page.addInitScript(`Object.defineProperty(globalThis, 'indexedDB', {
    get: () => ({ open() { throw new DOMException('not for you', 'SecurityError') } }),
  })`)
  await page.goto(servers.open.url)
  const { result, compiled, cache } = await page.evaluate(() => use(true))
  assert.equal([result, compiled, cache], [300, 1, { hits: 0, misses: 2, writes: 0, failures: 4 }])
})

run()
