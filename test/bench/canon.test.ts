/**
 * The canon kernels themselves, run plainly: each one against a known result, a law its result obeys, or a second
 * implementation. A kernel that computes nonsense is no benchmark.
 */
import { createHash } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ArrayMaker, Benchmark } from '../../bench/kernels/benchmark.ts'
import { canon } from '../../bench/kernels/canon/index.ts'

const test = suite('canon kernels')

type Numbers = { length: number; [index: number]: number }

const heap: ArrayMaker = (cls, length) => new cls(length) as InstanceType<typeof cls>

function find(name: string): Benchmark {
  const benchmark = canon.find((b) => b.name === name)
  if (benchmark === undefined) throw new Error(`no kernel ${name}`)
  return benchmark
}

function call(name: string, ...args: unknown[]): any {
  return find(name).kernel(...args)
}

/** Runs a kernel once on its own quick arguments; gives the arguments as they were before and after, and the result. */
function quick(name: string): { before: any[]; after: any[]; result: any } {
  const benchmark = find(name)
  const after = benchmark.setup(heap, 'quick')
  return { before: benchmark.setup(heap, 'quick'), result: benchmark.kernel(...after), after }
}

function near(actual: number, expected: number, tolerance: number, what: string) {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} is not ${expected} within ${tolerance}`)
}

function allNear(actual: Numbers, expected: Numbers, tolerance: number, what: string) {
  assert.is(actual.length, expected.length, `${what}: length`)
  for (let i = 0; i < actual.length; i++) near(actual[i], expected[i], tolerance, `${what}[${i}]`)
}

const sum = (values: Numbers) => Array.from(values).reduce((a, b) => a + b, 0)

test('at least 28 kernels of distinct names', () => {
  assert.ok(canon.length >= 28)
  assert.is(new Set(canon.map((b) => b.name)).size, canon.length)
  assert.ok(canon.every((b) => b.group === 'canon'))
})

test('setup repeats itself and takes every typed array from the maker', () => {
  for (const benchmark of canon) {
    const made = new Set<unknown>()
    const args = benchmark.setup((cls, length) => {
      const array = heap(cls, length)
      made.add(array)
      return array
    }, 'quick')
    assert.equal(args, benchmark.setup(heap, 'quick'), benchmark.name)
    for (const arg of args.flat()) assert.ok(!ArrayBuffer.isView(arg) || made.has(arg), benchmark.name)
  }
})

test('a kernel without `restore` does the same amount of work at the second call', () => {
  for (const benchmark of canon.filter((b) => !b.restore)) {
    const args = benchmark.setup(heap, 'quick')
    const first = benchmark.kernel(...args)
    const second = benchmark.kernel(...args)
    if (benchmark.name !== 'nbody') assert.equal(second, first, benchmark.name)
  }
})

test('mandelbrot', () => {
  const [w, h] = [70, 41]
  const out = new Uint16Array(w * h)
  call('mandelbrot', out, w, h, 300)
  for (let py = 0; py < h; py++) {
    for (let px = 0; px < w; px++) {
      const x = (px / w) * 3.5 - 2.5
      const y = (py / h) * 2 - 1
      const q = (x - 0.25) ** 2 + y * y
      const inside = q * (q + x - 0.25) < 0.2499 * y * y || (x + 1) ** 2 + y * y < 0.0624
      if (inside) assert.is(out[py * w + px], 300)
      if (x * x + y * y > 4) assert.is(out[py * w + px], 1)
    }
  }
})

test('julia: symmetric about the origin', () => {
  const { after } = quick('julia')
  const [out, n] = after
  for (let y = 1; y < n; y++) {
    for (let x = 1; x < n; x++) near(out[y * n + x], out[(n - y) * n + (n - x)], 1e-6, `pixel ${x}, ${y}`)
  }
  assert.ok(Math.max(...out) > 20)
})

test('nbody: momentum is conserved, energy moves', () => {
  const { before, after } = quick('nbody')
  const momentum = (args: Numbers[], axis: number) => sum(Array.from(args[6], (m, i) => m * args[axis][i]))
  for (const axis of [3, 4, 5]) near(momentum(after, axis), momentum(before, axis), 1e-14, `axis ${axis}`)
  assert.not.equal(after[3], before[3])
})

test('black-scholes: a textbook price and put-call parity', () => {
  const one = (value: number) => Float64Array.of(value)
  const [c, p] = [one(0), one(0)]
  call('black-scholes', c, p, one(100), one(100), one(1), 0.05, 0.2)
  near(c[0], 10.450584, 1e-4, 'call')
  near(p[0], 5.573526, 1e-4, 'put')
  const { after } = quick('black-scholes')
  const [calls, puts, spot, strike, years, rate] = after
  const parity = spot.map((s: number, i: number) => s - strike[i] * Math.exp(-rate * years[i]))
  allNear(
    calls.map((value: number, i: number) => value - puts[i]),
    parity,
    1e-9,
    'parity',
  )
})

test('laplace: converged, symmetric, between the boundary values', () => {
  const { after, result } = quick('laplace')
  const [grid, , n, tolerance] = after
  assert.ok(result > 10 && result < 10_000)
  for (let i = 1; i < n - 1; i++) {
    for (let j = 1; j < n - 1; j++) {
      const c = i * n + j
      near(0.25 * (grid[c - 1] + grid[c + 1] + grid[c - n] + grid[c + n]), grid[c], tolerance, 'residual')
      near(grid[c], grid[i * n + (n - 1 - j)], 1e-9, 'symmetry')
      assert.ok(grid[c] >= 0 && grid[c] <= 100)
    }
  }
})

test('wave-2d: the same wave on arrays of rows', () => {
  const { before, after } = quick('wave-2d')
  const [previous, current, , w, h, steps] = before
  const rows = (flat: Float64Array) => Array.from({ length: h }, (_, y) => Array.from(flat.subarray(y * w, y * w + w)))
  let old = rows(previous)
  let now = rows(current)
  for (let step = 0; step < steps; step++) {
    const future = rows(new Float64Array(w * h))
    for (let y = 1; y < h - 1; y++) {
      for (let x = 1; x < w - 1; x++) {
        const laplacian = now[y][x - 1] + now[y][x + 1] + now[y - 1][x] + now[y + 1][x] - 4 * now[y][x]
        future[y][x] = 0.999 * (2 * now[y][x] - old[y][x] + 0.25 * laplacian)
      }
    }
    old = now
    now = future
  }
  // The buffers turn round by one place a step: `current` is argument 1 again after 3 steps.
  allNear(after[(1 + steps) % 3], now.flat(), 1e-12, 'wave')
})

test('game-of-life: a glider walks round a torus in 4 n generations', () => {
  const n = 8
  const cells = new Uint8Array(n * n)
  for (const at of [1, n + 2, 2 * n, 2 * n + 1, 2 * n + 2]) cells[at] = 1
  const start = cells.slice()
  assert.is(call('game-of-life', cells, new Uint8Array(n * n), n, n, 4), 5)
  assert.not.equal(cells, start)
  call('game-of-life', cells, new Uint8Array(n * n), n, n, 4 * n - 4)
  assert.equal(cells, start)
})

test('ising: all spins flip at infinite temperature, energy falls at zero', () => {
  const { before } = quick('ising')
  const [spins, n] = before
  const hot = spins.slice()
  call('ising', hot, n, 2, 0, 1)
  assert.equal(hot, spins)
  const bonds = (s: Int8Array) => sum(s.map((v, i) => v * (s[(i + n) % (n * n)] + s[i - (i % n) + ((i + 1) % n)])))
  const cold = spins.slice()
  const magnetisation = call('ising', cold, n, 5, 1e9, 1)
  assert.ok(bonds(cold) > bonds(spins) + n)
  near(magnetisation, sum(cold) / (n * n), 0, 'magnetisation')
})

test('k-means: converges to nearest centres that are means', () => {
  const [px, py, cx, cy, assignment] = find('k-means').setup(heap, 'quick') as any[]
  assert.is(call('k-means', px, py, cx, cy, assignment, 300), 0)
  for (let i = 0; i < px.length; i++) {
    const distances = Array.from(cx as Float64Array, (x, c) => Math.hypot(px[i] - x, py[i] - cy[c]))
    near(distances[assignment[i]], Math.min(...distances), 1e-12, 'nearest')
  }
  for (let c = 0; c < cx.length; c++) {
    const own = Array.from(px as Float64Array).filter((_, i) => assignment[i] === c)
    if (own.length > 0) near(cx[c], sum(own) / own.length, 1e-9, 'mean')
  }
})

test('fft: the sum it stands for', () => {
  const n = 64
  const [re, im] = (find('fft').setup(heap, 'quick') as Float64Array[]).map((a) => a.slice(0, n))
  const expectedRe = new Float64Array(n)
  const expectedIm = new Float64Array(n)
  for (let k = 0; k < n; k++) {
    for (let t = 0; t < n; t++) {
      const angle = (-2 * Math.PI * k * t) / n
      expectedRe[k] += re[t] * Math.cos(angle) - im[t] * Math.sin(angle)
      expectedIm[k] += re[t] * Math.sin(angle) + im[t] * Math.cos(angle)
    }
  }
  call('fft', re, im)
  allNear(re, expectedRe, 1e-12, 're')
  allNear(im, expectedIm, 1e-12, 'im')
})

test('monte-carlo-pi: near pi, and the generator is mulberry32', () => {
  near(quick('monte-carlo-pi').result, Math.PI, 0.01, 'pi')
  let a = 7
  const random = () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  let inside = 0
  for (let i = 0; i < 5000; i++) inside += random() ** 2 + random() ** 2 <= 1 ? 1 : 0
  assert.is(call('monte-carlo-pi', 5000, 7), (4 * inside) / 5000)
})

test('convolution-5x5: a single weight shifts the image, equal weights average', () => {
  const { before } = quick('convolution-5x5')
  const [, image, , w, h] = before
  const out = new Float32Array(w * h)
  call(
    'convolution-5x5',
    out,
    image,
    Float32Array.from({ length: 25 }, (_, i) => (i === 8 ? 1 : 0)),
    w,
    h,
  )
  for (let y = 2; y < h - 2; y++) {
    for (let x = 2; x < w - 2; x++) assert.is(out[y * w + x], image[(y - 1) * w + x + 1])
  }
  call('convolution-5x5', out, new Float32Array(w * h).fill(3), new Float32Array(25).fill(0.5), w, h)
  assert.is(out[5 * w + 5], 37.5)
  assert.is(out[0], 0)
})

test('gaussian-blur: flat stays flat, and it is the two-dimensional sum', () => {
  const { before, after } = quick('gaussian-blur')
  const [out, image, rows, weights, w, h] = before
  call('gaussian-blur', out, new Uint8Array(w * h).fill(77), rows, weights, w, h)
  assert.ok(out.every((v: number) => v === 77))
  const at = (x: number, y: number) => image[Math.max(0, Math.min(h - 1, y)) * w + Math.max(0, Math.min(w - 1, x))]
  for (const [x, y] of [
    [0, 0],
    [w - 1, h - 1],
    [40, 31],
    [3, 70],
  ]) {
    let value = 0
    for (let ky = -4; ky <= 4; ky++) {
      for (let kx = -4; kx <= 4; kx++) value += at(x + kx, y + ky) * weights[ky + 4] * weights[kx + 4]
    }
    near(after[0][y * w + x], value, 0.51, `pixel ${x}, ${y}`)
  }
})

test('sobel: a ramp, a step, nothing', () => {
  const [w, h] = [9, 7]
  const apply = (shade: (x: number, y: number) => number) => {
    const out = new Uint8Array(w * h)
    call(
      'sobel',
      out,
      Uint8Array.from({ length: w * h }, (_, i) => shade(i % w, Math.floor(i / w))),
      w,
      h,
    )
    return out[3 * w + 4]
  }
  assert.is(
    apply(() => 9),
    0,
  )
  assert.is(
    apply((x) => 3 * x),
    24,
  )
  assert.is(
    apply((x, y) => 3 * x + 4 * y),
    40,
  )
  assert.is(
    apply((x) => (x > 4 ? 200 : 0)),
    255,
  )
})

test('resize: same size copies, half size averages', () => {
  const { before } = quick('resize')
  const [, , , image, w, h] = before
  const same = new Uint8ClampedArray(image.length)
  call('resize', same, w, h, image, w, h)
  assert.equal(same, image)
  const half = new Uint8ClampedArray(image.length / 4)
  call('resize', half, w / 2, h / 2, image, w, h)
  const pixel = (x: number, y: number) => image[(y * w + x) * 4]
  const mean = (pixel(20, 30) + pixel(21, 30) + pixel(20, 31) + pixel(21, 31)) / 4
  near(half[(15 * (w / 2) + 10) * 4], mean, 0.5, 'mean of four')
})

test('grayscale', () => {
  const out = new Uint8ClampedArray(12)
  call('grayscale', out, Uint8ClampedArray.of(255, 0, 0, 255, 0, 255, 0, 8, 0, 0, 255, 0))
  assert.equal([...out], [76, 76, 76, 255, 150, 150, 150, 8, 29, 29, 29, 0])
})

test('alpha-blend: opaque, transparent, half', () => {
  const target = Uint8ClampedArray.of(10, 20, 30, 255, 10, 20, 30, 40, 0, 100, 200, 255)
  call('alpha-blend', target, Uint8ClampedArray.of(1, 2, 3, 255, 1, 2, 3, 0, 255, 100, 0, 51))
  assert.equal([...target], [1, 2, 3, 255, 10, 20, 30, 40, 51, 100, 160, 255])
})

test('histogram: counts every byte once', () => {
  const { after, result } = quick('histogram')
  const [counts, bytes] = after
  assert.is(sum(counts), bytes.length)
  for (const value of [0, 1, 100, 200, 255]) assert.is(counts[value], bytes.filter((b: number) => b === value).length)
  assert.is(counts[result], Math.max(...counts))
})

test('prefix-sum: differences are the input', () => {
  const { after, result } = quick('prefix-sum')
  const [out, values] = after
  assert.is(result, sum(values))
  for (let i = 1; i < out.length; i++) assert.is(out[i] - out[i - 1], values[i])
})

test('sort and heapsort: as the built-in sort', () => {
  const sorted = quick('sort')
  assert.equal(sorted.result, sorted.before[0].sort())
  assert.is(sorted.result, sorted.after[0])
  const heaped = quick('heapsort')
  assert.equal(heaped.after[0], heaped.before[0].sort())
  for (const few of [[], [1], [2, 1], [3, 1, 2, 1]]) {
    assert.equal(call('sort', Float64Array.from(few)), Float64Array.from(few).sort())
  }
})

test('binary-search: finds what is there', () => {
  const { after, result } = quick('binary-search')
  const [found, sorted, keys] = after
  const set = new Map(Array.from(sorted as Int32Array, (key, i) => [key, i]))
  assert.equal(
    Array.from(found),
    Array.from(keys as Int32Array, (key) => set.get(key) ?? -1),
  )
  assert.is(result, keys.filter((key: number) => set.has(key)).length)
})

test('sieve: the prime counting function', () => {
  const primes = { 10: 4, 100: 25, 1000: 168, 1000000: 78_498 }
  for (const [n, count] of Object.entries(primes)) assert.is(call('sieve', new Uint8Array(Number(n))), count)
})

test('levenshtein: known pairs', () => {
  const codes = (text: string) => Uint16Array.from(text, (letter) => letter.charCodeAt(0))
  for (const pair of ['kitten sitting 3', 'flaw lawn 2', ' abc 3', 'same same 0']) {
    const [a, b, distance] = pair.split(' ')
    assert.is(call('levenshtein', codes(a), codes(b)), Number(distance))
    assert.is(call('levenshtein', codes(b), codes(a)), Number(distance))
  }
})

test('knapsack: as trying every subset', () => {
  const weights = Int32Array.of(23, 31, 29, 44, 53, 38, 63, 85, 89, 82)
  const values = Int32Array.of(92, 57, 49, 68, 60, 43, 67, 84, 87, 72)
  let best = 0
  for (let subset = 0; subset < 1024; subset++) {
    const chosen = (array: Int32Array) => sum(array.filter((_, i) => subset & (1 << i)))
    if (chosen(weights) <= 165) best = Math.max(best, chosen(values))
  }
  assert.is(call('knapsack', new Int32Array(166), weights, values, 165), best)
})

test('sha256: as OpenSSL, around the padding boundaries', () => {
  for (const n of [0, 3, 55, 56, 63, 64, 119, 120, 1000]) {
    const message = Uint8Array.from({ length: n }, (_, i) => (i * 37) & 255)
    const digest = new Uint8Array(32)
    call('sha256', digest, message)
    assert.is(Buffer.from(digest).toString('hex'), createHash('sha256').update(message).digest('hex'))
  }
})

test('crc32: the check value', () => {
  assert.is(call('crc32', new TextEncoder().encode('123456789')), 0xcbf43926)
  assert.is(call('crc32', new Uint8Array(0)), 0)
})

test('matvec-f32: as in double precision, rounded', () => {
  const { after } = quick('matvec-f32')
  const [out, weights, x, bias] = after
  const n = x.length
  for (let i = 0; i < n; i++) {
    const exact = bias[i] + sum(Array.from(x as Float32Array, (v, j) => v * weights[i * n + j]))
    near(out[i], Math.max(0, exact), 1e-4, `row ${i}`)
  }
  assert.ok(out.some((v: number) => v > 1) && out.some((v: number) => v === 0))
})

test('hash64: splitmix64 and FNV as published', () => {
  const golden = 0x9e3779b97f4a7c15n
  const out = new BigUint64Array(3)
  const keys = BigUint64Array.from([0n, 1n, 2n], (i) => 1234567n + i * golden)
  const combined = call('hash64', out, keys)
  assert.equal([...out], [6457827717110365317n, 3203168211198807973n, 9817491932198370423n])
  const fnv = [...out].reduce((hash, z) => ((hash ^ z) * 1099511628211n) % (1n << 64n), 14695981039346656037n)
  assert.is(combined, fnv)
})

test('matrix-rows: as flat products', () => {
  const { after } = quick('matrix-rows')
  const [c, a, b] = after
  for (const i of [0, 17, 59]) {
    const j = (7 * i + 3) % b[0].length
    near(c[i][j], sum(Array.from(a[i] as Float64Array, (v, k) => v * b[k][j])), 1e-12, `${i}, ${j}`)
  }
})

test('vec3: as vectors of their own', () => {
  const { before, after, result } = quick('vec3')
  const [position, velocity, field, steps, dt] = before
  let speeds = 0
  for (const p of [0, 5, position.length / 3 - 1]) {
    let x = [...position.subarray(3 * p, 3 * p + 3)]
    let v = [...velocity.subarray(3 * p, 3 * p + 3)]
    for (let step = 0; step < steps; step++) {
      const force = [0, 1, 2].map((i) => v[(i + 1) % 3] * field[(i + 2) % 3] - v[(i + 2) % 3] * field[(i + 1) % 3])
      v = v.map((component, i) => component + dt * force[i])
      x = x.map((component, i) => component + dt * v[i])
    }
    speeds += Math.hypot(...v)
    allNear(after[0].subarray(3 * p, 3 * p + 3), x, 1e-12, 'position')
    allNear(after[1].subarray(3 * p, 3 * p + 3), v, 1e-12, 'velocity')
  }
  near(result, speeds / 3, 0.5, 'mean speed')
})

test('spmv: as a dense product', () => {
  const { after } = quick('spmv')
  const [y, values, columns, rowStart, x] = after
  for (const row of [0, 1, 77, y.length - 1]) {
    const dense = new Float64Array(x.length)
    for (let k = rowStart[row]; k < rowStart[row + 1]; k++) dense[columns[k]] += values[k]
    near(y[row], sum(Array.from(dense, (v, i) => v * x[i])), 1e-12, `row ${row}`)
  }
})

test('sphere-tracing: the ball in the middle, the sky above', () => {
  const [out, w, h] = quick('sphere-tracing').after
  const depth = Math.sqrt(1 - 0.3 * 0.3)
  near(out[(h / 2) * w + w / 2], 0.8 * 0.3 + 0.33 * depth, 0.005, 'centre')
  assert.is(out[0], 0)
  assert.ok(out.every((v: number) => v === 0 || (v >= Math.fround(0.05) && v <= 1)))
})

test('collatz: known record holders', () => {
  assert.is(call('collatz', 10), 9)
  assert.is(call('collatz', 1000), 871)
  assert.is(call('collatz', 10_000), 6171)
  assert.is(call('collatz', 100_000), 77_031)
})

test('daxpy and dot', () => {
  const { before, after } = quick('daxpy')
  allNear(
    after[0],
    before[0].map((y: number, i: number) => y + before[1][i] * before[2]),
    0,
    'y',
  )
  assert.is(call('dot', Float64Array.of(1, 2, 3), Float64Array.of(4, -5, 6)), 12)
})

test('lorenz: as a Runge-Kutta step on vectors', () => {
  const [steps, dt] = [400, 0.005]
  const path = new Float64Array(3 * steps)
  const result = call('lorenz', path, steps, dt, 10, 28, 8 / 3)
  const f = ([x, y, z]: number[]) => [10 * (y - x), x * (28 - z) - y, x * y - (8 / 3) * z]
  const plus = (a: number[], s: number, b: number[]) => a.map((v, i) => v + s * b[i])
  let p = [1, 1, 1]
  for (let i = 0; i < steps; i++) {
    const k1 = f(p)
    const k2 = f(plus(p, dt / 2, k1))
    const k3 = f(plus(p, dt / 2, k2))
    const k4 = f(plus(p, dt, k3))
    p = p.map((v, j) => v + (dt / 6) * (k1[j] + 2 * k2[j] + 2 * k3[j] + k4[j]))
  }
  allNear(path.subarray(-3), p, 1e-9, 'end')
  assert.equal([result.x, result.y, result.z], Array.from(path.subarray(-3)))
})

test.run()
