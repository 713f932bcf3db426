/**
 * Chromium runs the suites in pages: in a window and in a worker, isolated from other sites and not, under a policy that lets no text be
 * evaluated. What tests evaluate is evaluated by a first page without that policy, and written into a script for the others.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import type { Outcome } from './all.ts'
import { bundle } from './bundle.ts'

const PAGE_MS = 240_000
const POLICY = "script-src 'self' 'wasm-unsafe-eval'"
const candidates = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

interface Place {
  readonly context: 'window' | 'worker'
  readonly isolated: boolean
  readonly policy: boolean
}

const first: Place = { context: 'window', isolated: true, policy: false }
const others: readonly Place[] = [
  { context: 'window', isolated: true, policy: true },
  { context: 'worker', isolated: true, policy: true },
  { context: 'window', isolated: false, policy: true },
  { context: 'worker', isolated: false, policy: true },
]

const describe = ({ context, isolated, policy }: Place): string =>
  `chromium, ${context}, ${isolated ? 'isolated' : 'not isolated'}, ${policy ? 'CSP' : 'no CSP'}`

export type PageReport = (name: string, outcome: Omit<Outcome, 'evaluated'>, ms: number) => void

/** Calls `report` for each page. @throws {Error} if there is no Chromium */
export async function runChromium(seed: number, count: number, folder: string, report: PageReport): Promise<void> {
  const executablePath = candidates.find((path) => path !== undefined && existsSync(path))
  if (executablePath === undefined)
    throw new Error('there is none: apt-get install chromium, or set CHROMIUM to its path')
  await bundle('browser', folder)
  // The sandbox wants privileges that containers do not have.
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  const site = new Site(folder)
  const visit = async (place: Place): Promise<Outcome> => {
    const begin = performance.now()
    const outcome = await site.visit(browser, place, seed, count)
    report(describe(place), outcome, performance.now() - begin)
    return outcome
  }
  try {
    site.write((await visit(first)).evaluated)
    for (const place of others) await visit(place)
  } finally {
    site.close()
    await browser.close()
  }
}

/** A server for each kind of headers, and what their pages send back. */
class Site {
  readonly #folder: string
  readonly #servers: Server[] = []
  readonly #outcomes = new Map<string, (outcome: Outcome) => void>()
  #written = ''
  #count = 0

  constructor(folder: string) {
    this.#folder = folder
  }

  /** @param evaluated parameter names and body of each function, as JSON */
  write(evaluated: readonly string[]): void {
    const entries = evaluated.map((key) => {
      const [names, body] = JSON.parse(key) as [string[], string]
      return `[${JSON.stringify(key)}, function (${names.join(', ')}) {\n${body}\n}]`
    })
    this.#written = `export default new Map([\n${entries.join(',\n')}\n])\n`
  }

  async visit(browser: Browser, place: Place, seed: number, count: number): Promise<Outcome> {
    const id = String(++this.#count)
    const query = new URLSearchParams({ id, in: place.context, isolated: String(place.isolated), seed: String(seed) })
    query.set('count', String(count))
    if (place.policy) query.set('written', './written.js')
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('pageerror', ({ message }) => complaints.push(message))
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    try {
      const done = new Promise<Outcome>((resolve) => this.#outcomes.set(id, resolve))
      const crashed = new Promise<Outcome>((resolve) => page.on('crash', () => resolve(failed('the page crashed'))))
      await page.goto(`${await this.#listen(place)}?${query}`)
      const late = new Promise<Outcome>((resolve) =>
        setTimeout(resolve, PAGE_MS, failed(`no outcome after ${PAGE_MS / 1000} s\n${complaints.join('\n')}`)).unref(),
      )
      const outcome = await Promise.race([done, late, crashed])
      if (complaints.length === 0) return outcome
      return {
        ...outcome,
        failed: outcome.failed + 1,
        output: `${outcome.output}the console: ${complaints.join('\n')}`,
      }
    } finally {
      await page.close()
    }
  }

  close(): void {
    for (const server of this.#servers) {
      server.closeAllConnections()
      server.close()
    }
  }

  async #listen({ isolated, policy }: Place): Promise<string> {
    const headers = {
      'content-security-policy': policy ? POLICY : "script-src 'self' 'unsafe-eval'",
      'cross-origin-opener-policy': isolated ? 'same-origin' : 'unsafe-none',
      'cross-origin-embedder-policy': isolated ? 'require-corp' : 'unsafe-none',
    }
    const server = createServer((request, response) => void this.#answer(request, response, headers))
    this.#servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  }

  async #answer(request: IncomingMessage, response: ServerResponse, headers: Record<string, string>): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    if (pathname.startsWith('/outcome/')) {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      this.#outcomes.get(basename(pathname))?.(JSON.parse(Buffer.concat(chunks).toString()))
      return void response.writeHead(204).end()
    }
    if (pathname === '/') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      return void response.end(
        '<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="page.js"></script>',
      )
    }
    response.setHeader('content-type', 'text/javascript')
    if (pathname === '/written.js') return void response.end(this.#written)
    try {
      response.end(await readFile(join(this.#folder, basename(pathname))))
    } catch {
      response.writeHead(404).end()
    }
  }
}

function failed(output: string): Outcome {
  return { passed: 0, failed: 1, skipped: 0, output, evaluated: [] }
}
