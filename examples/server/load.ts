/**
 * Drives the web service in both modes, in turns, and compares: requests per second, latencies, and the answers themselves.
 *
 *     npm run example:server:load -- [route ...] [--seconds 2] [--rounds 3] [--connections 4] [--url http://...]
 *
 * The service runs in a process of its own. Before a route is timed its answers in both modes are compared byte by byte, and while it
 * is timed every single answer is compared with that one: text as a whole, pictures by every byte below 128.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import autocannon from 'autocannon'
import Table from 'cli-table3'

const USAGE =
  'usage: npm run example:server:load -- [route ...] [--seconds 2] [--rounds 3] [--connections 4] [--url http://...]'

const ROUTES = ['/hello', '/mandelbrot.png', '/blur', '/nbody', '/matmul', '/convolve']
const MODES = ['off', 'on'] as const

class InputError extends Error {}

interface Options {
  readonly routes: readonly string[]
  readonly seconds: number
  readonly rounds: number
  readonly connections: number
  readonly url: string | undefined
}

function readOptions(): Options {
  const number = { type: 'string' } as const
  const options = { seconds: number, rounds: number, connections: number, url: { type: 'string' } } as const
  const { values, positionals } = parseArgs({ allowPositionals: true, options })
  const read = (name: 'seconds' | 'rounds' | 'connections', standard: number): number => {
    const value = Number(values[name] ?? standard)
    if (!Number.isInteger(value) || value < 1) throw new InputError(`--${name} must be a whole number from 1`)
    return value
  }
  const routes = positionals.map((route) => (route.startsWith('/') ? route : `/${route}`))
  for (const route of routes) {
    if (!ROUTES.includes(route.split('?')[0])) throw new InputError(`${route} is none of ${ROUTES.join(' ')}`)
  }
  return {
    routes: routes.length > 0 ? routes : ROUTES,
    seconds: read('seconds', 2),
    rounds: read('rounds', 3),
    connections: read('connections', 4),
    url: values.url,
  }
}

async function startServer(): Promise<{ server: ChildProcess; url: string }> {
  const file = fileURLToPath(new URL('index.ts', import.meta.url))
  const server = fork(file, ['--port', '0'], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const [message] = await Promise.race([
    once(server, 'message'),
    once(server, 'exit').then(() => {
      throw new InputError('the server did not start')
    }),
  ])
  return { server, url: (message as { url: string }).url }
}

/** The answer in both modes. @throws if they differ or are no success */
async function agreedAnswer(urls: readonly string[]): Promise<Buffer> {
  const [off, on] = await Promise.all(
    urls.map(async (url) => {
      const response = await fetch(url)
      const body = Buffer.from(await response.arrayBuffer())
      if (!response.ok) throw new InputError(`${url}: ${response.status} ${body}`)
      return body
    }),
  )
  if (!off.equals(on)) throw new Error(`${urls.join(' and ')} give different answers`)
  return off
}

/**
 * What is compared of an answer while it is timed. autocannon decodes bodies piece by piece as UTF-8, and where a piece of a picture ends
 * depends on the network; the bytes below 128 come out the same however it is cut. Text has no others.
 */
const comparable = (body: unknown): string => String(body).replace(/[^\0-\x7f]+/g, '')

interface Round {
  readonly rate: number
  readonly latency: readonly number[]
  readonly answers: number
}

const PERCENTILES = ['p50', 'p97_5', 'p99'] as const

/** @throws if any answer was missing, no success or other than the expected one */
async function drive(url: string, duration: number, expected: string, options: Options): Promise<Round> {
  const result = await autocannon({
    url,
    duration,
    connections: options.connections,
    verifyBody: (body) => comparable(body) === expected,
  })
  const { errors, timeouts, non2xx, mismatches } = result
  if (errors + timeouts + non2xx + mismatches > 0) {
    throw new Error(`${url}: ${errors} errors, ${timeouts} timeouts, ${non2xx} failures, ${mismatches} wrong answers`)
  }
  return {
    rate: result.requests.total / result.duration,
    latency: PERCENTILES.map((name) => result.latency[name]),
    answers: result.requests.total,
  }
}

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2
}

/** One row a mode: both are warmed up, and then take turns, so that they meet the same disturbances. */
async function measure(base: string, route: string, options: Options): Promise<string[][]> {
  const urls = MODES.map((mode) => new URL(`${route}${route.includes('?') ? '&' : '?'}jit=${mode}`, base).href)
  const expected = comparable(await agreedAnswer(urls))
  const rounds: Round[][] = [[], []]
  for (const url of urls) await drive(url, 1, expected, options)
  for (let round = 0; round < options.rounds; round++) {
    for (const [i, url] of urls.entries()) rounds[i].push(await drive(url, options.seconds, expected, options))
  }
  const ratios = rounds[1].map(({ rate }, i) => rate / rounds[0][i].rate)
  const spread = `${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)}`
  return MODES.map((mode, i) => [
    i === 0 ? route : '',
    mode,
    median(rounds[i].map(({ rate }) => rate)).toFixed(1),
    ...PERCENTILES.map((_, p) => median(rounds[i].map(({ latency }) => latency[p])).toFixed(1)),
    i === 0 ? '' : `${median(ratios).toFixed(2)}x [${spread}]`,
    `${rounds[i].reduce((sum, { answers }) => sum + answers, 0)} equal`,
  ])
}

async function main(): Promise<void> {
  const options = readOptions()
  const started = options.url === undefined ? await startServer() : undefined
  const base = started?.url ?? options.url!
  const { routes, rounds, seconds, connections } = options
  const time = routes.length * 2 * (1 + rounds * seconds)
  console.log(`${base}: ${routes.length} routes, ${rounds} rounds of ${seconds} s a mode, about ${time} s in all`)
  const table = new Table({
    head: ['route', 'jit', 'requests/s', 'p50 ms', 'p97.5 ms', 'p99 ms', 'ratio', 'answers'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  })
  try {
    for (const [i, route] of routes.entries()) {
      console.log(`  ${i + 1}/${routes.length} ${route}`)
      table.push(...(await measure(base, route, options)))
    }
  } finally {
    started?.server.disconnect()
  }
  console.log(String(table))
  console.log(
    `Medians of the rounds, ${connections} connections. The ratio is that of requests per second, with its smallest and`,
  )
  console.log('largest round. Every answer was compared: it is the same with jit=on and with jit=off.')
}

try {
  await main()
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException
  if (code?.startsWith('ERR_PARSE_ARGS') || error instanceof InputError) console.error(`error: ${message}\n${USAGE}`)
  else console.error(error)
  process.exitCode = 1
}
