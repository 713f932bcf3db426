/** The pages of the other examples in Chromium: a precompiled module used by hand, and the web service. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { makeServer } from '../../examples/server/app.ts'
import { coloursOf, pages } from './browser.ts'

const { test, run } = pages('pages of the examples')
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const WAIT_MS = 30_000

/** Runs a program of the repository; answers what it has printed first. */
async function start(
  args: readonly string[],
  environment = {},
): Promise<{ line: string; stop: () => Promise<number> }> {
  const child = spawn(process.execPath, ['--import', './scripts/tsx.mjs', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  })
  const ended = once(child, 'exit').then(([code]) => code as number)
  const line = await Promise.race([once(child.stdout, 'data').then(String), ended.then(() => '')])
  return { line, stop: () => (child.kill(), ended) }
}

test('the bare page runs a precompiled module with nothing but fetch and instantiate', async ({ page }) => {
  const folder = 'examples/precompiled'
  const build = ['src/cli/bin.ts', 'build', `${folder}/kernels.js`, '-o', `${folder}/dist`]
  execFileSync(process.execPath, ['--import', './scripts/tsx.mjs', ...build], { cwd: ROOT, stdio: 'pipe' })
  const server = await start([`${folder}/serve.ts`], { PORT: '0' })
  try {
    const [url] = /http:\S+/.exec(server.line) ?? []
    assert.ok(url, server.line)
    await page.goto(url)
    await page.locator('#time', { hasText: /^drawn in [\d.]+ ms$/ }).waitFor({ timeout: WAIT_MS })
    assert.is(await page.locator('#dot').innerText(), '2000')
    const colours = await coloursOf(page.locator('#picture'))
    assert.ok(colours > 20, `a picture of ${colours} colours`)
  } finally {
    await server.stop()
  }
})

test("the web service's page: both modes agree, and the kernel runs in the page", async ({ page }) => {
  const app = await makeServer({ logger: false })
  try {
    await page.goto(await app.listen({ port: 0, host: '127.0.0.1' }))
    assert.ok(await page.evaluate(() => crossOriginIsolated))
    const card = page.locator('form[data-route="/matmul"]')
    await card.locator('button').click()
    await card.locator('output', { hasText: /same|equal|identical/i }).waitFor({ timeout: WAIT_MS })
    await page.locator('#wasm-size', { hasText: /^\d+$/ }).waitFor({ timeout: WAIT_MS })
  } finally {
    await app.close()
  }
})

run()
