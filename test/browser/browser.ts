/** Chromium for tests of pages. Where there is none, they are skipped and say what is missing. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const candidates = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = candidates.find((path) => path !== undefined && existsSync(path))

export interface Visit {
  readonly page: Page
  /** What the page has written to the console as an error or a warning, and errors that nobody caught. */
  readonly complaints: readonly string[]
}

/** A suite of tests of pages, each test with a page of its own whose console must stay empty. */
export function pages(name: string): {
  test(title: string, body: (visit: Visit) => Promise<void>, options?: Parameters<Browser['newPage']>[0]): void
  before(setUp: () => Promise<void>): void
  after(tearDown: () => Promise<void>): void
  run(): void
} {
  const tests = suite(name)
  let browser: Browser
  if (executablePath !== undefined) {
    // The sandbox wants privileges that containers do not have.
    tests.before(async () => void (browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })))
    tests.after(async () => browser.close())
  } else {
    console.log(`${name}: skipped, there is no Chromium: apt-get install chromium, or set CHROMIUM to its path`)
  }
  return {
    test(title, body, options = {}) {
      if (executablePath === undefined) return tests.skip(title)
      tests(title, async () => {
        const page = await browser.newPage(options)
        const complaints: string[] = []
        page.on('pageerror', ({ message }) => complaints.push(message))
        page.on('console', (message) => {
          const { url } = message.location()
          // Browsers ask for it by themselves, and not every example has one.
          if (url.endsWith('/favicon.ico')) return
          if (['error', 'warning'].includes(message.type())) complaints.push(`${message.text()} (${url})`)
        })
        try {
          await body({ page, complaints })
          assert.equal(complaints, [], `${title}: the console`)
        } finally {
          await page.close()
        }
      })
    },
    before: (setUp) => void (executablePath !== undefined && tests.before(setUp)),
    after: (tearDown) => void (executablePath !== undefined && tests.after(tearDown)),
    run: () => tests.run(),
  }
}

/** The number of colours that a canvas shows. */
export function coloursOf(canvas: Locator): Promise<number> {
  return canvas.evaluate((shown: HTMLCanvasElement) => {
    // Not from the canvas itself, which would be slower from then on, and say so.
    const copy = document.createElement('canvas')
    copy.width = shown.width
    copy.height = shown.height
    const context = copy.getContext('2d', { willReadFrequently: true })!
    context.drawImage(shown, 0, 0)
    return new Set(new Uint32Array(context.getImageData(0, 0, copy.width, copy.height).data.buffer)).size
  })
}

const types: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript' }

export interface Served {
  readonly url: string
  close(): void
}

/** Serves the files of a folder; with isolation, which shared memory wants, unless told otherwise. */
export async function serve(folder: string, isIsolated = true): Promise<Served> {
  const server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost')
    const file = pathname === '/' ? '/index.html' : pathname
    if (isIsolated) {
      response.setHeader('cross-origin-opener-policy', 'same-origin')
      response.setHeader('cross-origin-embedder-policy', 'require-corp')
    }
    try {
      const content = await readFile(join(folder, file))
      response.writeHead(200, { 'content-type': types[extname(file)] ?? 'text/plain' }).end(content)
    } catch {
      response.writeHead(404).end('not found')
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/`, close: () => void server.close() }
}
