/** Loader files: same answers as the plain functions, compiled where the module has the types, plain where it has not. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { difference } from '../../bench/verify.ts'
import { jit } from '../../src/index.ts'
import { build, type Loaded } from './load.ts'
import { loaderRuntime } from './runtime.ts'

const test = suite('precompiled: loader')

/** Calls the kernel and its plain function on arguments of their own, and compares everything. Answers if compiled code ran. */
function agrees(kernel: Loaded, make: () => unknown[]): boolean {
  const outcome = (fn: (...args: any[]) => unknown) => {
    const args = make()
    try {
      const result = fn(...args)
      return { args, result, own: args.indexOf(result) }
    } catch (error) {
      return { args, error: `${(error as Error).name}: ${(error as Error).message}` }
    }
  }
  const before = kernel.stats.compiled
  assert.is(difference(outcome(kernel.original), outcome(kernel), 'outcome'), undefined)
  return kernel.stats.compiled > before
}

const f64 = (...values: number[]) => Float64Array.from(values)

test('every kind of argument crosses', async () => {
  const { kernels } = await build(
    {
      scalars: (x: number, n: number, b: boolean, big: bigint) => {
        let s = b ? x : -x
        for (let i = 0; i < n; i++) s += Number(BigInt.asIntN(64, big + 1n))
        return s
      },
      scale: (a: Float64Array, k: number) => {
        for (let i = 0; i < a.length; i++) a[i] *= k
      },
      list: (a: number[]) => {
        for (let i = 0; i < a.length; i++) a[i] = a[i] / 3
        return a
      },
      rows: (a: Float32Array[]) => {
        let s = 0
        for (let i = 0; i < a.length; i++) for (let j = 0; j < a[i].length; j++) s += a[i][j]
        return s
      },
      step: (p: { x: number; v: Float64Array }) => {
        p.x += p.v[0]
        p.v[1] = p.x
      },
      optional: (a: Float64Array, i: number | undefined) => (i === undefined ? a.length : a[i]),
      both: (a: Float64Array, b: Float64Array) => {
        for (let i = 1; i < a.length; i++) a[i] = b[i - 1] + 1
      },
    },
    {
      signatures: {
        scalars: '(f64, i32, bool, i64)',
        scale: ['(f64[], f64)', '(u8c[], f64)'],
        list: '(number[])',
        rows: '(f32[][])',
        step: '({x: f64, v: f64[]})',
        optional: '(f64[], i32?)',
        both: '(f64[], f64[])',
      },
    },
  )
  assert.ok(agrees(kernels.scalars, () => [1.5, 3, true, 2n ** 62n]))
  assert.ok(agrees(kernels.scale, () => [f64(1, -0, NaN, 1e308), 2]))
  assert.ok(agrees(kernels.scale, () => [Uint8ClampedArray.of(1, 200), 2.5]))
  assert.ok(agrees(kernels.list, () => [[1, 2, 4]]))
  assert.ok(agrees(kernels.rows, () => [[Float32Array.of(1, 2), Float32Array.of(0.1)]]))
  assert.ok(agrees(kernels.step, () => [{ x: 1, v: f64(2, 3) }]))
  assert.ok(agrees(kernels.optional, () => [f64(1, 2), 1]))
  assert.ok(agrees(kernels.optional, () => [f64(1, 2), undefined]))
  // Two views of one buffer.
  const overlapping = () => {
    const buffer = f64(1, 2, 3, 4, 5).buffer
    return [new Float64Array(buffer, 8, 4), new Float64Array(buffer, 0, 4)]
  }
  assert.ok(agrees(kernels.both, overlapping))
})

test('every kind of result comes back', async () => {
  const { kernels } = await build(
    {
      same: (a: Float64Array) => a,
      fresh: (n: number) => {
        const made = new Float64Array(n)
        for (let i = 0; i < n; i++) made[i] = Math.sin(i)
        return made
      },
      view: (a: Float64Array) => a.subarray(1, 3),
      tuple: (a: number) => [a, -a],
      object: (a: number) => ({ half: a / 2, isBig: a > 10 }),
      unsigned: (a: Uint32Array) => a[0] >>> 0,
      element: (a: Float64Array, i: number) => a[i],
    },
    {
      signatures: {
        same: '(f64[]) -> f64[]',
        fresh: '(i32)',
        view: '(f64[])',
        tuple: '(f64)',
        object: '(f64)',
        unsigned: '(u32[])',
        element: '(f64[], i32)',
      },
    },
  )
  const a = f64(1, 2, 3, 4)
  assert.is(kernels.same(a), a)
  assert.ok(agrees(kernels.fresh, () => [20]))
  const view = kernels.view(a) as Float64Array
  assert.is(view.buffer, a.buffer)
  assert.equal([...view], [2, 3])
  assert.ok(agrees(kernels.tuple, () => [3]))
  assert.ok(agrees(kernels.object, () => [30]))
  assert.ok(agrees(kernels.unsigned, () => [Uint32Array.of(2 ** 32 - 1)]))
  assert.ok(agrees(kernels.element, () => [f64(1), 5]))
})

test('errors, and what had been written before them', async () => {
  const { kernels } = await build(
    {
      throwing: (a: Float64Array, limit: number) => {
        for (let i = 0; i < a.length; i++) {
          if (a[i] > limit) throw new RangeError(`${i} is too much`)
          a[i] = 0
        }
      },
      other: (a: Int32Array, d: bigint) => {
        for (let i = 0; i < a.length; i++) if (a[i] < 0) throw new TypeError('negative')
        return BigInt.asIntN(64, 10n / d)
      },
    },
    { signatures: { throwing: '(f64[], f64)', other: '(i32[], i64)' } },
  )
  assert.not(agrees(kernels.throwing, () => [f64(1, 2, 30), 5]))
  assert.not(agrees(kernels.other, () => [Int32Array.of(1, -1), 2n]))
  assert.not(agrees(kernels.other, () => [Int32Array.of(1), 0n]))
  assert.is(kernels.other.stats.plain, 0, 'they were thrown by compiled code')
})

test('a call that only the plain function can finish starts again there', async () => {
  const grow = (a: number[], n: number) => {
    for (let i = 0; i < n; i++) a[i] = i
    return a.length
  }
  const { kernels, module } = await build({ grow }, { signatures: { grow: '(number[], i32)' } })
  assert.ok(module.description.kernels[0].variants[0].plan.mayBail)
  assert.ok(agrees(kernels.grow, () => [[1, 2, 3], 2]))
  assert.not(agrees(kernels.grow, () => [[1, 2, 3], 9]))
  assert.match(kernels.grow.stats.fallbacks[0].reason, /array would grow/)
})

test('other types run the plain function', async () => {
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => {
    let s = 0
    for (let i = 0; i < a.length; i++) s += a[i] * b[i]
    return s
  }
  const { kernels } = await build({ dot }, { signatures: { dot: '(f64[], f64[])' } })
  assert.not(agrees(kernels.dot, () => [Int8Array.of(1, 2), [3, 4]]))
  assert.not(agrees(kernels.dot, () => [null, 1]))
  const { calls, plain, fallbacks } = kernels.dot.stats
  assert.equal([calls, plain], [2, 2])
  assert.equal(fallbacks, [{ reason: 'the module was not compiled for these types', calls: 2 }])
})

test('the env comes along: constants, functions, arrays that are shared, and other kernels', async () => {
  const table = f64(1, -0, NaN)
  const inner = jit((x: number) => x * factor, { env: { factor: 3 } })
  const factor = 7
  const helper = (x: number) => x + factor
  const read = (i: number) => inner(helper(table[i]))
  const write = (i: number, x: number) => {
    table[i] = x
  }
  const env = { table, inner, helper, factor }
  const { kernels } = await build({ read, write }, { env, signatures: { read: '(i32)', write: '(i32, f64)' } })
  assert.is(kernels.read(0), 24)
  assert.ok(agrees(kernels.read, () => [1]))
  kernels.write(0, 10)
  assert.is(kernels.read(0), (10 + 7) * 3)
  assert.is(kernels.read.original(0), (10 + 7) * 3, 'the plain function sees the same array')
  assert.is(table[0], 1, 'and it is not the one of the original program')
})

test('arrays from alloc are used in place, and survive growth', async () => {
  const fill = (a: Float64Array, x: number) => {
    for (let i = 0; i < a.length; i++) a[i] = x
  }
  const { kernels, alloc } = await build({ fill }, { signatures: { fill: '(f64[], f64)' } })
  const first = alloc(Float64Array, [1, 2, 3])
  const large = alloc(Float64Array, 1_000_000)
  assert.ok(large.every((x) => x === 0))
  kernels.fill(first, 4)
  kernels.fill(large, 5)
  assert.equal([...first], [4, 4, 4])
  assert.ok(large.every((x) => x === 5))
  assert.is(kernels.fill.stats.compiled, 2)
  assert.throws(() => alloc(Float64Array, -1), /no room/)
  assert.throws(() => alloc(Float64Array, 2 ** 32), /no room/)
})

test('without shared memory', async () => {
  const sum = (a: Float64Array) => {
    let s = 0
    for (let i = 0; i < a.length; i++) s += a[i]
    return s
  }
  // An engine that takes the third attempt: not at once, and not with a shared memory.
  const engine = `let attempts = 0
    const { compile, instantiate, Instance, RuntimeError, Module } = globalThis.WebAssembly
    const WebAssembly = {
      instantiate, Instance, RuntimeError,
      Module: class { constructor() { throw new Error('too large') } static customSections = Module.customSections },
      compile: (bytes) => attempts++ === 0 ? Promise.reject(new Error('shared')) : compile(bytes),
    }`
  const notShared = ({ wasm, loader }: { wasm: Uint8Array; loader: string }) => ({
    wasm,
    loader: `${engine}\n${loader}`,
  })
  const { kernels, alloc } = await build({ sum }, { signatures: { sum: '(f64[])' } }, notShared)
  const a = alloc(Float64Array, [1, 2, 3])
  assert.is(Object.prototype.toString.call(a.buffer), '[object ArrayBuffer]')
  const b = alloc(Float64Array, 100_000).fill(1)
  assert.is(kernels.sum(a), 6)
  assert.is(kernels.sum(b), 100_000)
  assert.is(kernels.sum(f64(1, 2)), 3)
  assert.equal(kernels.sum.stats.fallbacks, [])
})

test('a module that does not load leaves the plain functions, and says so', async () => {
  const twice = (a: Float64Array) => a.map((x) => x * 2).length + a.length
  const sum = (a: Float64Array) => a[0] + a.length
  const { kernels, alloc } = await build({ sum }, { signatures: { sum: '(f64[])' } }, ({ loader }) => ({
    loader,
    wasm: Uint8Array.of(1, 2, 3),
  }))
  assert.is(twice(f64(1)), 2)
  assert.is(kernels.sum(alloc(Float64Array, [4, 5])), 6)
  assert.match(kernels.sum.stats.fallbacks[0].reason, /the compiled module was not loaded: CompileError/)
})

test('a built-in that was replaced', async () => {
  const round = (a: Float64Array) => {
    for (let i = 0; i < a.length; i++) a[i] = Math.floor(a[i])
  }
  const { floor } = Math
  try {
    const { kernels } = await build({ round }, { signatures: { round: '(f64[])' } }, (files) => {
      Math.floor = (x) => floor(x) + 100
      return files
    })
    const a = f64(1.5)
    kernels.round(a)
    assert.is(a[0], 101)
    assert.match(kernels.round.stats.fallbacks[0].reason, /Math\.floor has been replaced/)
  } finally {
    Math.floor = floor
  }
})

test('kernels look like their functions', async () => {
  function area(this: unknown, w: number, h: number) {
    let s = 0
    for (let i = 0; i < h; i++) s += w
    return s
  }
  const { kernels } = await build({ area }, { signatures: { area: '(f64, i32) -> f64' } })
  assert.is(kernels.area.name, 'area')
  assert.is(kernels.area.length, 2)
  assert.equal(kernels.area.signatures, ['(f64, i32) -> f64'])
  assert.is(kernels.area(2, 3), 6)
})

test('auto leaves small calls to the plain function', async () => {
  const dot = (a: Float64Array, b: Float64Array) => {
    let s = 0
    for (let i = 0; i < a.length; i++) s += a[i] * b[i]
    return s
  }
  const add = (x: number, y: number) => x + y
  const options = { tier: 'auto', signatures: { add: '(f64, f64)', dot: '(f64[], f64[])' } } as const
  const { kernels, alloc } = await build({ add, dot }, options)
  assert.not(agrees(kernels.add, () => [1, 2]))
  assert.match(kernels.add.stats.fallbacks[0].reason, /no loop/)
  assert.not(agrees(kernels.dot, () => [f64(1, 2), f64(3, 4)]))
  const x = alloc(Float64Array, [1, 2])
  assert.is(kernels.dot(x, x), 5)
  assert.is(kernels.dot.stats.compiled, 1)
})

test('calls one after the other, of all types and places, do not disturb each other', async () => {
  const { kernels, alloc } = await build(
    {
      axpy: (a: Float64Array, x: Float64Array, k: number, unused: unknown, on: boolean) => {
        for (let i = 0; i < a.length; i++) a[i] += on ? k * x[i] : 0
        return a.length
      },
      power: (x: number, n: number) => {
        let product = 1
        for (let i = 0; i < n; i++) product *= x
        return product
      },
      mix: (h: bigint, n: number, wide: boolean) => {
        let hash = BigInt.asUintN(64, h)
        for (let i = 0; i < n; i++) hash = BigInt.asUintN(64, hash * 1099511628211n)
        return wide ? hash : 0n
      },
    },
    {
      signatures: {
        axpy: ['(f64[], f64[], f64, f64, bool)', '(f32[], f64[], f64, f64, bool)'],
        power: ['(f64, i32)', '(f64, f64)'],
        mix: ['(u64, i32, bool)', '(i64, i32, bool)'],
      },
    },
  )
  const resident = (...values: number[]) => alloc(Float64Array, values)
  const [r, s] = [resident(1, 2, 3), resident(4, 5, 6, 7)]
  const [h, g] = [f64(1, 2, 3), Float32Array.of(0.5, 0.25)]
  const arrays = [r, r, s, h, r, g, s, s, h, g, resident(8), r]
  for (const [i, a] of arrays.entries()) {
    for (const x of [r, h, s]) {
      if (x.length < a.length) continue
      const expected = a.slice()
      const others = x === a ? expected : x.slice()
      const result = kernels.axpy.original(expected, others, i + 0.5, 0, i % 4 > 0)
      assert.is(kernels.axpy(a, x, i + 0.5, 0, i % 4 > 0), result)
      assert.equal([...a], [...expected], `array ${i}`)
    }
  }
  for (const n of [3, 2.5, 3, -0, NaN, 0, 2])
    assert.ok(
      agrees(kernels.power, () => [1.5, n]),
      String(n),
    )
  assert.is(kernels.power(2, 2, 9), 4, 'a further argument')
  for (const n of [undefined, '3', 3n])
    assert.not(
      agrees(kernels.power, () => [1.5, n]),
      String(n),
    )
  for (const big of [3n, -3n, 2n ** 64n - 1n])
    assert.ok(
      agrees(kernels.mix, () => [big, 5, true]),
      String(big),
    )
  assert.not(agrees(kernels.mix, () => [2n ** 64n, 5, true]))
})

test('arrays that were passed are not kept', async () => {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  const sum = (a: Float64Array) => {
    let s = 0
    for (let i = 0; i < a.length; i++) s += a[i]
    return s
  }
  const { kernels, alloc } = await build({ sum }, { signatures: { sum: '(f64[])' } })
  const call = () => {
    const array = alloc(Float64Array, [1, 2])
    for (let i = 0; i < 3; i++) assert.is(kernels.sum(array), 3)
    return new WeakRef(array)
  }
  const seen = call()
  for (let i = 0; i < 50 && seen.deref(); i++) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    gc()
  }
  assert.is(seen.deref(), undefined)
})

test('the loader imports nothing and has at most 8 KB gzipped, with the plain functions if no rows and objects cross', async () => {
  const gzipped = (text: string): number => gzipSync(text, { level: 9 }).length
  let file = ''
  const keep = <Files extends { loader: string }>(files: Files): Files => {
    file = files.loader
    return files
  }
  const dot = (a: Float64Array, b: Float64Array) => {
    let s = 0
    for (let i = 0; i < a.length; i++) s += a[i] * b[i]
    return s
  }
  const { kernels } = await build({ dot }, { signatures: { dot: '(f64[], f64[])' } }, keep)
  assert.ok(agrees(kernels.dot, () => [f64(1, 2), f64(3, 4)]))
  const whole = await loaderRuntime()
  assert.ok(gzipped(whole) <= 8192, `${gzipped(whole)} bytes`)
  assert.ok(gzipped(file) <= 8000, `${gzipped(file)} bytes`)
  for (const text of [whole, file]) {
    assert.not.match(text, /\bfrom\s*["']|^import\b/m)
    assert.not.match(text, /acorn|binaryen|new Function|\beval\(/)
  }
})

test.run()
