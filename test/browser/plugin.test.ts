/** The example app in Chromium, as Vite and esbuild build it, minified. */
import { rm } from 'node:fs/promises'
import * as assert from 'uvu/assert'
import { type Bundler, buildApp, modes, type Report } from '../plugin/apps.ts'
import { pages, serve } from './browser.ts'

const { test, run } = pages('bundles in Chromium')

for (const bundler of ['vite', 'esbuild'] satisfies Bundler[]) {
  for (const mode of modes) {
    test(`${bundler}, ${mode}`, async ({ page }) => {
      const app = await buildApp(bundler, mode, { isPage: true })
      const server = await serve(app.folder)
      try {
        const asked: string[] = []
        page.on('request', (request) => asked.push(new URL(request.url()).pathname))
        await page.goto(server.url)
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

run()
