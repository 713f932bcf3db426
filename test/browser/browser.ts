/** Chromium for tests of pages. Where there is none, they are skipped and say what is missing. */
import { existsSync } from 'node:fs'
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
