/** The web service example: every route, both modes, and what strangers may send. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { PNG } from 'pngjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeServer } from '../examples/server/app.ts'
import { kernels } from '../examples/server/modes.ts'

const test = suite('web service example')
const app = await makeServer()
test.after(() => app.close())

const bytesOf = (values: ArrayLike<number>): Buffer => Buffer.from(Float64Array.from(values).buffer)

function png(width: number, height: number, options: { interlace?: boolean } = {}): Buffer {
  const image = new PNG({ width, height })
  for (let i = 0; i < image.data.length; i++) image.data[i] = i % 4 === 3 ? 255 : Math.imul(i, 7919) >> 5
  const bytes = PNG.sync.write(image)
  if (options.interlace) bytes[28] = 1
  return bytes
}

const upload = (url: string, payload: Buffer | string, type = 'image/png') =>
  app.inject({ method: 'POST', url, payload, headers: { 'content-type': type } })

/** The answer, after both modes were found to give it. Fails if the mode that should be compiled was not. */
async function both(url: string, payload?: Buffer, type = 'image/png') {
  const [on, off] = await Promise.all(
    ['on', 'off'].map((mode) => {
      const whole = `${url}${url.includes('?') ? '&' : '?'}jit=${mode}`
      return payload ? upload(whole, payload, type) : app.inject(whole)
    }),
  )
  assert.is(on.statusCode, 200, on.body)
  assert.is(off.statusCode, 200, off.body)
  assert.ok(on.rawPayload.equals(off.rawPayload), `${url}: other bytes with jit=on than with jit=off`)
  assert.is(on.headers['content-type'], off.headers['content-type'])
  assert.match(String(on.headers['server-timing']), /^compute;dur=\d+\.\d+;desc="compiled"$/)
  assert.match(String(off.headers['server-timing']), /^compute;dur=\d+\.\d+;desc="plain"$/)
  return on
}

test('/hello simply works, and its fallback is on record', async () => {
  for (const url of ['/hello', '/hello?jit=on', '/hello?jit=off']) {
    const { statusCode, body, headers } = await app.inject(url)
    assert.is(statusCode, 200)
    assert.is(body, 'Hello, World!')
    assert.match(String(headers['content-type']), /^text\/plain/)
  }
  const hello = (await app.inject('/kernels')).json().find(({ name }: { name: string }) => name === 'hello')
  assert.is(hello.compiled, 0)
  assert.is(hello.plain, 2, 'one call a request with jit on, none with jit off')
  assert.match(hello.fallbacks[0].reason, /a string is used as a value/)
})

test('/matmul multiplies what it makes itself', async () => {
  const raw = await both('/matmul?n=37&seed=5&format=raw')
  assert.is(raw.headers['content-type'], 'application/octet-stream')
  assert.is(raw.rawPayload.length, 8 * 37 * 37)
  const product = new Float64Array(Uint8Array.from(raw.rawPayload).buffer)
  const json = (await both('/matmul?n=37&seed=5')).json()
  assert.equal(json.firstRow, Array.from(product.subarray(0, 4)))
  assert.is(
    json.trace,
    Array.from({ length: 37 }, (_, i) => product[i * 38]).reduce((sum, value) => sum + value, 0),
  )
  assert.is.not((await both('/matmul?n=37&seed=6')).json().sha256, json.sha256)
  assert.is((await both('/matmul')).json().n, 160)
})

test('/matmul multiplies what it is sent', async () => {
  const send = (value: unknown) => upload('/matmul', JSON.stringify(value), 'application/json')
  const small = await send({
    a: [[1, 2, 3]],
    b: [
      [4, 0.5],
      [5, 0],
      [6, -1],
    ],
  })
  assert.equal(small.json(), { c: [[32, -2.5]] })
  const matrix = (rows: number, columns: number, salt: number): number[][] =>
    Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => Math.sin(i * 31 + j * 7 + salt)))
  const [a, b] = [matrix(33, 47, 1), matrix(47, 29, 2)]
  const answer = await both('/matmul', Buffer.from(JSON.stringify({ a, b })), 'application/json')
  const expected = a.map((row) => b[0].map((_, j) => row.reduce((sum, value, k) => sum + value * b[k][j], 0)))
  assert.ok(bytesOf(answer.json().c.flat()).equals(bytesOf(expected.flat())))
})

test('/nbody keeps the momentum', async () => {
  const { bodies, momentum } = (await both('/nbody?bodies=60&steps=20')).json()
  assert.is(bodies, 60)
  for (let axis = 0; axis < 3; axis++) assert.ok(Math.abs(momentum.before[axis] - momentum.after[axis]) < 1e-12)
  const [before, after] = await Promise.all(
    [1, 20].map(async (steps) => (await both(`/nbody?bodies=60&steps=${steps}&format=raw`)).rawPayload),
  )
  assert.is(after.length, 8 * 6 * 60)
  assert.not.ok(before.equals(after), 'nothing moved')
})

test('/mandelbrot.png is the set', async () => {
  const { rawPayload, headers } = await both('/mandelbrot.png?width=91&height=61&iterations=200')
  assert.is(headers['content-type'], 'image/png')
  const { width, height, data } = PNG.sync.read(rawPayload)
  assert.equal([width, height], [91, 61])
  const colour = (x: number, y: number): number[] => Array.from(data.subarray(4 * (y * 91 + x), 4 * (y * 91 + x) + 3))
  assert.equal(colour(46, 30), colour(50, 30), 'two points inside')
  assert.is.not(String(colour(46, 30)), String(colour(0, 0)), 'a point outside')
  for (let y = 0; y < 30; y++) assert.equal(colour(20, y), colour(20, 60 - y), 'the set is symmetric')
})

test('/blur blurs the photo and uploads', async () => {
  const photo = await both('/blur')
  assert.is(photo.headers['content-type'], 'image/png')
  assert.is(PNG.sync.read(photo.rawPayload).width, 640)
  const flat = new PNG({ width: 23, height: 9 })
  flat.data.fill(200)
  const same = PNG.sync.read((await both('/blur?sigma=1.5', PNG.sync.write(flat))).rawPayload)
  assert.ok(same.data.equals(flat.data), 'an even picture stays as it is')
  const spread = (bytes: Buffer): number =>
    Math.max(...bytes.filter((_, i) => i % 4 === 0)) - Math.min(...bytes.filter((_, i) => i % 4 === 0))
  const noise = png(40, 30)
  const soft = PNG.sync.read((await both('/blur?sigma=3', noise)).rawPayload)
  assert.ok(spread(soft.data) < 0.8 * spread(PNG.sync.read(noise).data))
  // A wider filter after a narrow one: arrays that are kept from one request to the next must not show.
  assert.ok((await both('/blur')).rawPayload.equals(photo.rawPayload))
})

test('/convolve filters the photo and uploads', async () => {
  const answer = (await both('/convolve')).json()
  assert.equal([answer.width, answer.height, answer.filter], [640, 427, 'sharpen'])
  const picture = png(31, 17)
  const raw = await both('/convolve?filter=smooth&format=raw', picture)
  const result = new Float64Array(Uint8Array.from(raw.rawPayload).buffer)
  const { data } = PNG.sync.read(picture)
  const grey = (p: number): number => 0.2126 * data[4 * p] + 0.7152 * data[4 * p + 1] + 0.0722 * data[4 * p + 2]
  assert.is(result[0], grey(0), 'the border stays')
  const near = [-2, -1, 0, 1, 2]
  const neighbours = near.flatMap((dy) => near.map((dx) => grey((5 + dy) * 31 + 7 + dx)))
  assert.ok(result[5 * 31 + 7] > Math.min(...neighbours) && result[5 * 31 + 7] < Math.max(...neighbours))
  for (const filter of ['sharpen', 'smooth', 'edges', 'emboss']) {
    const shown = await both(`/convolve?filter=${filter}&format=png`, picture)
    assert.is(PNG.sync.read(shown.rawPayload).width, 31)
  }
  assert.is((await both('/convolve', png(4, 3))).json().width, 4, 'smaller than the filter')
})

test('compiled once each, and no call fell back', () => {
  for (const [name, kernel] of Object.entries(kernels)) {
    assert.is(kernel.signatures.length, 1, `${name}: ${kernel.signatures}`)
    assert.is(kernel.stats.plain, 0, `${name}: ${kernel.explain()}`)
  }
})

test('the page, and the kernel that it runs', async () => {
  const page = await app.inject('/')
  assert.match(String(page.headers['content-type']), /^text\/html/)
  assert.is(page.headers['cross-origin-embedder-policy'], 'require-corp')
  for (const [, url] of page.body.matchAll(/(?:href|src)="(\/[^"]*)"/g)) {
    assert.is((await app.inject(url)).statusCode, 200, url)
  }
  const wasm = await app.inject('/kernel.wasm')
  assert.is(wasm.headers['content-type'], 'application/wasm')
  const { instance } = await WebAssembly.instantiate(wasm.rawPayload as BufferSource, {})
  const { memory, alloc, mandelbrot } = instance.exports as {
    readonly memory: WebAssembly.Memory
    readonly alloc: (bytes: number) => number
    readonly mandelbrot: (...args: number[]) => void
  }
  const address = alloc(2 * 40 * 30)
  mandelbrot(address, 40 * 30, 40, 30, 99, -2.2, 1.2, 0.08)
  const counts = new Uint16Array(memory.buffer, address, 40 * 30)
  const script = await app.inject('/kernel.js')
  assert.match(String(script.headers['content-type']), /^text\/javascript/)
  const source = await import(`data:text/javascript,${encodeURIComponent(script.body)}`)
  const plain = new Uint16Array(40 * 30)
  source.mandelbrot(plain, 40, 30, 99, -2.2, 1.2, 0.08)
  assert.equal(Array.from(counts), Array.from(plain))
  assert.ok(plain.includes(99) && plain.includes(1))
  assert.is(source.palette.length, 3 * 256)
})

test('bad requests get 4xx and a message, and the server lives on', async () => {
  const queries: [string, RegExp][] = [
    ['/matmul?n=0', /^n must be >= 1$/],
    ['/matmul?n=513', /^n must be <= 512$/],
    ['/matmul?n=1e999', /^n must be <= 512$/],
    ['/matmul?n=-1e999', /^n must be >= 1$/],
    ['/matmul?n=2.5', /^n must be integer$/],
    ['/matmul?n=NaN', /^n must be integer$/],
    ['/matmul?n=', /^n must be integer$/],
    ['/matmul?n=1&n=2', /^n must be integer$/],
    ['/matmul?jit=yes', /^jit must be one of on, off$/],
    ['/matmul?jti=off', /^there is no parameter 'jti'$/],
    ['/matmul?__proto__=1', /^there is no parameter '__proto__'$/],
    ['/nbody?dt=Infinity', /^dt must be <= 0\.1$/],
    [
      '/nbody?bodies=2000&steps=1000',
      /^too much work: bodies x bodies x steps is 4000\.0 million, at most 20\.0 million/,
    ],
    ['/mandelbrot.png?width=2048&height=2048&iterations=5000', /^too much work/],
    ['/mandelbrot.png?span=-1', /^span must be >= 1e-12$/],
    ['/blur?sigma=1000', /^sigma must be <= 10$/],
    ['/convolve?filter=magic', /^filter must be one of sharpen, smooth, edges, emboss$/],
    ['/hello?name=you', /^there is no parameter 'name'$/],
    ['/none', /^there is no GET \/none; see \/ for what there is$/],
    ['/%', /not a valid url/],
  ]
  for (const [url, message] of queries) {
    const response = await app.inject(url)
    assert.ok(response.statusCode >= 400 && response.statusCode < 500, `${url}: ${response.statusCode}`)
    assert.match(response.json().message, message, url)
  }
  assert.is((await app.inject('/matmul?n=8')).statusCode, 200)
})

test('bad bodies get 4xx and a message, and the server lives on', async () => {
  const whole = png(30, 30)
  const huge = Buffer.from(whole)
  huge.writeUInt32BE(60_000, 16)
  huge.writeUInt32BE(60_000, 20)
  const header = whole.subarray(8, 33)
  const cases: [string, Buffer | string, string, number, RegExp][] = [
    ['/blur', 'not a picture', 'image/png', 415, /not a PNG file/],
    ['/blur', 'not a picture', 'text/plain', 415, /image\/png/],
    ['/blur', whole, 'image/webp', 415, /Unsupported Media Type/],
    ['/blur', whole.subarray(0, 20), 'image/png', 400, /damaged/],
    ['/blur', whole.subarray(0, whole.length - 300), 'image/png', 400, /damaged/],
    ['/blur', png(8, 8, { interlace: true }), 'image/png', 400, /interlaced/],
    ['/blur', Buffer.concat([whole.subarray(0, 33), header, whole.subarray(33)]), 'image/png', 400, /header/],
    ['/convolve', huge, 'image/png', 413, /60000 x 60000 pixels, at most 1000000/],
    ['/blur', Buffer.alloc(5 * 1024 * 1024), 'image/png', 413, /too large/],
    ['/blur?sigma=10', png(700, 600), 'image/png', 400, /too much work/],
    ['/matmul', '{"a":', 'application/json', 400, /JSON/],
    ['/matmul', 'null', 'application/json', 400, /^a must be an array of 1 to 256 rows$/],
    ['/matmul', '{"a":[[1]]}', 'application/json', 400, /^b must be an array/],
    ['/matmul', '{"a":[[]],"b":[[1]]}', 'application/json', 400, /^a\[0\] must be an array of 1 to 256 numbers$/],
    ['/matmul', '{"a":[[1,2],[3]],"b":[[1]]}', 'application/json', 400, /^a\[1\] has 1 numbers where a\[0\] has 2$/],
    ['/matmul', '{"a":[[1,2]],"b":[[1]]}', 'application/json', 400, /^a is 1 x 2 and b is 1 x 1/],
    ['/matmul', '{"a":[["1"]],"b":[[1]]}', 'application/json', 400, /^a\[0\]\[0\] must be a number/],
    ['/matmul', '{"a":[[1e999]],"b":[[1]]}', 'application/json', 400, /^a\[0\]\[0\] must be a number/],
    ['/matmul', JSON.stringify({ a: [Array(257).fill(1)], b: [[1]] }), 'application/json', 400, /^a\[0\] must be/],
    ['/nbody', '{}', 'application/json', 404, /there is no POST \/nbody/],
  ]
  for (const [url, payload, type, status, message] of cases) {
    const response = await upload(url, payload, type)
    assert.is(response.statusCode, status, `${url} ${type}: ${response.body}`)
    assert.match(response.json().message, message)
  }
  assert.is((await both('/blur?sigma=1', whole)).statusCode, 200)
})

test('starts, listens, answers and stops', async () => {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const start = (...args: string[]) =>
    spawn(process.execPath, ['--import', './scripts/tsx.mjs', 'examples/server/index.ts', ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  const server = start('--port', '0')
  const [line] = await once(server.stdout, 'data')
  const [url] = /^http:\/\/127\.0\.0\.1:\d+\//.exec(String(line)) ?? []
  assert.ok(url, String(line))
  assert.is(await (await fetch(`${url}hello`)).text(), 'Hello, World!')
  server.kill('SIGTERM')
  assert.is((await once(server, 'exit'))[0], 0)
  const refused = start('--port', 'x')
  let words = ''
  refused.stderr.on('data', (data) => (words += data))
  assert.is((await once(refused, 'close'))[0], 1)
  assert.match(words, /^error: x is no port\nusage: /)
})

test('the load script compares both modes', async () => {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const args = [
    '--import',
    './scripts/tsx.mjs',
    'examples/server/load.ts',
    'hello',
    '/matmul?n=24',
    '--seconds',
    '1',
    '--rounds',
    '1',
  ]
  const load = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  let words = ''
  load.stdout.on('data', (data) => (words += data))
  assert.is((await once(load, 'close'))[0], 0, words)
  for (const route of ['/hello', '/matmul?n=24']) {
    assert.match(
      words,
      new RegExp(`│ ${route.replace('?', '\\?')} +│ off .* equal │\\n.*\\n?.*│ on .*\\d\\.\\d\\dx \\[.*equal │`),
    )
  }
})

test.run()
