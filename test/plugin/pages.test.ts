/** The example app in Chromium, as Vite and esbuild build it, minified. */
import { readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { extname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { pages } from '../browser/browser.ts'
import { type App, type Bundler, buildApp, modes, type Report } from './apps.ts'

const { test, run } = pages('bundles in Chromium')
const types: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript' }

for (const bundler of ['vite', 'esbuild'] satisfies Bundler[]) {
  for (const mode of modes) {
    test(`${bundler}, ${mode}`, async ({ page }) => {
      const app = await buildApp(bundler, mode, { isPage: true })
      const { server, url } = await serve(app)
      try {
        const asked: string[] = []
        page.on('request', (request) => asked.push(new URL(request.url()).pathname))
        await page.goto(url)
        await page.locator('#report', { hasText: /^\{/ }).waitFor({ timeout: 30_000 })
        const { same, step, smoothed } = JSON.parse(await page.locator('#report').innerText()) as Report
        assert.ok(same)
        assert.is(/binaryen|acorn/i.test(app.code), mode !== 'precompiled')
        for (const { compiled, fallbacks } of [step, smoothed]) {
          if (mode !== 'without') assert.equal(fallbacks, [])
          else assert.match(`${compiled} ${fallbacks[0].reason}`, /^0 .* is defined outside .* tightloop\/plugin/)
        }
        if (mode !== 'without') assert.ok(step.compiled > 10, JSON.stringify(step))
        if (mode === 'precompiled') assert.is(asked.filter((path) => path.endsWith('.js')).length, 1)
      } finally {
        server.close()
        await rm(app.folder, { recursive: true, force: true })
      }
    })
  }
}

/** Isolated, as shared memory wants it. */
async function serve({ folder }: App): Promise<{ server: Server; url: string }> {
  const server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost')
    const file = pathname === '/' ? '/index.html' : pathname
    response.setHeader('cross-origin-opener-policy', 'same-origin')
    response.setHeader('cross-origin-embedder-policy', 'require-corp')
    try {
      const content = await readFile(join(folder, file))
      response.writeHead(200, { 'content-type': types[extname(file)] ?? 'text/plain' }).end(content)
    } catch {
      response.writeHead(404).end('not found')
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as { port: number }).port}/` }
}

run()
