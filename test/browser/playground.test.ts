/** The playground in Chromium: what is typed is compiled, measured and compared; what is wrong is said where it is wrong. */
import type { Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import { coloursOf, pages } from './browser.ts'
import { servePlayground } from './playground.ts'

const { test, before, after, run } = pages('playground')

let server: Awaited<ReturnType<typeof servePlayground>>
before(async () => void (server = await servePlayground()))
after(async () => server.close())

const WAIT_MS = 40_000
const wide = { viewport: { width: 1440, height: 900 } }

/** Replaces the editor's text as a user would, by keyboard. */
async function type(page: Page, text: string): Promise<void> {
  await page.locator('.cm-content').focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(text)
}

const text = (page: Page, selector: string): Promise<string> => page.locator(selector).innerText()

/** Waits for the text of an element to match. */
async function until(page: Page, selector: string, pattern: RegExp): Promise<void> {
  try {
    await page.locator(selector, { hasText: pattern }).first().waitFor({ timeout: WAIT_MS })
  } catch {
    const body = await text(page, 'body')
    assert.unreachable(`${selector} does not come to match ${pattern}; the page says:\n${body}`)
  }
}

/** How many times faster each contestant is than plain. */
async function speeds(page: Page): Promise<number[]> {
  return (await page.locator('#chart .ratio').allInnerTexts()).map((ratio) => Number.parseFloat(ratio))
}

/** Waits until one contestant is that much faster. */
async function untilFaster(page: Page, least: number): Promise<void> {
  const isFaster = (ratio: number) =>
    [...document.querySelectorAll('#chart .ratio')].some((element) => Number.parseFloat(element.textContent!) > ratio)
  await page.waitForFunction(isFaster, least, { timeout: WAIT_MS }).catch(() => {})
  const found = await speeds(page)
  assert.ok(Math.max(...found) > least, `${found} times as fast as plain, not more than ${least}`)
}

const GEMM = `function product(c, a, b, n) {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0
      for (let k = 0; k < n; k++) sum += a[i * n + k] * b[k * n + j]
      c[i * n + j] = sum
    }
  }
}
const side = 96
const input = () => [new Float64Array(side * side), random(side * side), random(side * side), side]
`

test(
  'is there before the compiler, which comes with the first use',
  async ({ page }) => {
    const loaded: string[] = []
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname))
    await page.goto(server.url)
    await page.locator('.cm-content').waitFor()
    await page.waitForTimeout(300)
    assert.not.ok(
      loaded.some((path) => /compiler|worker-/.test(path)),
      `loaded at once: ${loaded}`,
    )
    assert.match(await text(page, '.cm-content'), /function mandelbrot/)
    const bytes = await page.evaluate(() => {
      const files = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
      return files.reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0)
    })
    assert.ok(bytes > 0 && bytes < 600_000, `${bytes} bytes are loaded before the first use`)
    await page.evaluate(() => {
      const seen: string[] = []
      Object.assign(globalThis, { seen })
      const note = new MutationObserver(() => {
        const share = document.querySelector<HTMLProgressElement>('#progress:not([hidden])')?.getAttribute('value')
        seen.push(`${document.querySelector('#status')!.textContent} ${share ?? ''}`)
      })
      note.observe(document.querySelector('.run')!, { subtree: true, childList: true, attributes: true })
    })
    await page.click('#run')
    await until(page, '#equal', /^Equal to the last bit/)
    assert.ok(loaded.some((path) => path.includes('compiler')))
    const seen: string[] = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen)
    const shares = seen.flatMap((line) => /^Loading the compiler ([\d.]+)/.exec(line)?.[1] ?? []).map(Number)
    assert.ok(
      shares.some((share) => share > 0.1 && share < 0.9),
      `progress: ${seen.slice(0, 20)}`,
    )
    assert.ok(shares.every((share, i) => i === 0 || share >= shares[i - 1]))
  },
  wide,
)

test(
  'a kernel is typed: types, verdicts, WAT and a speed-up appear',
  async ({ page }) => {
    await page.goto(server.url)
    await type(page, GEMM)
    await until(page, '#equal', /^Equal to the last bit/)
    assert.is(await text(page, '#signature'), '(f64[], f64[], f64[], i32) -> undefined')
    assert.match(
      await text(page, '.cm-line:nth-child(1) .cm-types'),
      /c: f64\[\] {2}a: f64\[\] {2}b: f64\[\] {2}n: i32/,
    )
    assert.match(await text(page, '.cm-line:nth-child(4) .cm-types'), /sum: f64/)
    assert.match(await text(page, '.cm-verdicts'), /×\d/)
    assert.match(await text(page, '#loops'), /line 3\s+vectorized, \d+ iterations side by side/)
    assert.match(await page.inputValue('#wat'), /^\(module[\s\S]*f64x2\.mul/)
    await untilFaster(page, 2)
    await page.locator('#loops button').nth(2).click()
    assert.match(await text(page, '.cm-activeLine'), /let k = 0/)
  },
  wide,
)

test(
  'the loop that cannot be vectorized says why; arguments are guessed',
  async ({ page }) => {
    await page.goto(`${server.url}#own`)
    await type(page, 'function runningSum(a, n) {\n  for (let i = 1; i < n; i++) a[i] = 0.5 * a[i - 1] + a[i] / 2\n}')
    await until(page, '#equal', /^Equal to the last bit/)
    assert.is(await text(page, '#signature'), '(f64[], i32) -> undefined')
    assert.is((await text(page, '.cm-verdicts')).trim(), '–')
    assert.match(await text(page, '#loops'), /line 2\s+serial; [^;]+: a\[i\];/)
  },
  wide,
)

test(
  'nonsense is shown in its place, and mending it goes on',
  async ({ page }) => {
    await page.goto(server.url)
    await type(page, GEMM.replace('let sum = 0', 'let sum = = 0'))
    await until(page, '#fault', /^Line 4: SyntaxError: Unexpected token/)
    assert.is(await page.locator('.cm-line:nth-child(4) .cm-lintRange-error').count(), 1)
    assert.equal(await page.locator('#chart .number').allInnerTexts(), Array(6).fill(''))
    await type(page, '?! no program at all')
    await until(page, '#fault', /^there is no function to compile/)
    await type(page, 'function f(a) {\n  return a[0] + missing\n}')
    await until(page, '#fault', /^Line 2: ReferenceError: missing is not defined/)
    await type(page, 'function f(a) {\n  return `${a[0]} eV`\n}')
    await until(page, '#fault', /^Line 2: Not compiled, so the plain function runs: a string/)
    assert.is(await page.locator('.cm-line:nth-child(2) .cm-lintRange-warning').count(), 1)
    await until(page, '#equal', /^Equal to the last bit/)
    await type(page, 'function f(a) {\n  return a[0]\n}\nconst input = () => 7')
    await until(page, '#fault', /^TypeError: input\(n\) must return an array/)
    await type(page, GEMM)
    await until(page, '#equal', /^Equal to the last bit/)
    assert.is(await text(page, '#fault'), '')
    assert.is(await page.locator('.cm-lintRange').count(), 0)
  },
  wide,
)

test(
  'a loop that never ends does not take the page along',
  async ({ page }) => {
    await page.goto(server.url)
    await type(page, 'function f(a) {\n  for (;;) a[0] = 1\n}')
    await until(page, '#status', /^Starting|^Loading|^Measuring/)
    await until(page, '#fault', /^Stopped: the program has not come back for 10 s/)
    await type(page, GEMM)
    await until(page, '#equal', /^Equal to the last bit/)
  },
  wide,
)

test(
  'every kernel of the list is compiled, right, and draws what it promises',
  async ({ page }) => {
    await page.goto(server.url)
    const ids = await page
      .locator('#sample option')
      .evaluateAll((all) => all.map((each) => each.getAttribute('value')!))
    assert.ok(ids.length >= 10)
    for (const id of ids) {
      await page.selectOption('#sample', id)
      if (id === ids[0]) await page.click('#run')
      await until(page, '#equal', /^Equal to the last bit after [3-9]/)
      assert.is(await text(page, '#fault'), '', id)
      assert.match(await text(page, '#signature'), /^\(.+\) -> /, id)
      const isDrawn = await page.locator('#picture').isVisible()
      assert.is(isDrawn, /picture/.test(await text(page, '.cm-content')), `${id}: picture`)
      if (!isDrawn) continue
      const colours = await coloursOf(page.locator('#picture'))
      assert.ok(colours >= 2, `${id}: a picture of ${colours} colours`)
    }
  },
  wide,
)

test(
  'by keyboard alone: choose, slide, run, read on',
  async ({ page }) => {
    await page.goto(server.url)
    await page.keyboard.press('Tab')
    assert.is(await page.evaluate(() => document.activeElement!.id), 'sample')
    await page.keyboard.type('Dot')
    await page.keyboard.press('Tab')
    assert.is(await page.evaluate(() => document.activeElement!.id), 'size')
    const size = await text(page, '#n')
    await page.keyboard.press('ArrowLeft')
    assert.ok(Number(await text(page, '#n')) < Number(size))
    await page.keyboard.press('Tab')
    assert.is(await page.evaluate(() => document.activeElement!.id), 'run')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Control+Enter')
    await until(page, '#equal', /^Equal to the last bit/)
    assert.match(await text(page, '#signature'), /^\(f64\[\], f64\[\]\) -> f64$/)
    // Out of the editor and on to the loops and the WebAssembly.
    const visited: string[] = []
    for (let i = 0; i < 6; i++) {
      await page.keyboard.press('Tab')
      visited.push(
        await page.evaluate(() => document.activeElement!.id || document.activeElement!.parentElement!.tagName),
      )
    }
    assert.ok(visited.includes('LI') && visited.includes('wat'), `Tab leads to ${visited}`)
  },
  wide,
)

for (const colorScheme of ['light', 'dark'] as const) {
  test(
    `fits into 360 pixels, ${colorScheme}`,
    async ({ page }) => {
      await page.goto(server.url)
      await page.click('#run')
      await until(page, '#equal', /^Equal to the last bit/)
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      assert.ok(width <= 360, `the page is ${width} pixels wide`)
      const [red] = await page.evaluate(() =>
        getComputedStyle(document.body).backgroundColor.match(/\d+/g)!.map(Number),
      )
      assert.ok(colorScheme === 'light' ? red > 200 : red < 60, `background of red ${red}`)
    },
    { viewport: { width: 360, height: 740 }, colorScheme },
  )
}

test(
  'once loaded, it works without a network, the first use of the compiler included',
  async ({ page }) => {
    await page.goto(server.url)
    // The compiler's files among them; nothing has been run.
    const isKept = async (): Promise<boolean> => {
      const names = (await (await fetch('files.json')).json()) as string[]
      const found = await Promise.all(names.map((name) => caches.match(name)))
      return found.every((each) => each !== undefined) && (await caches.match('./')) !== undefined
    }
    const end = Date.now() + WAIT_MS
    while (!(await page.evaluate(isKept))) {
      assert.ok(Date.now() < end, 'the service worker does not keep the files')
      await page.waitForTimeout(200)
    }
    await page.context().setOffline(true)
    await page.reload()
    await type(page, GEMM)
    await until(page, '#equal', /^Equal to the last bit/)
    assert.ok(await page.evaluate(() => crossOriginIsolated))
    await page.context().setOffline(false)
  },
  wide,
)

run()
