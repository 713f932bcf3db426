/** The public surface: how `jit` may be used, what a kernel looks like, what its members say. */
import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { alloc, JitError, jit } from '../../src/index.ts'
import { store } from '../../src/runtime/store.ts'
import { isA } from './errors.ts'

const test = suite('jit')

const root = fileURLToPath(new URL('../..', import.meta.url))
const sum = (x: ArrayLike<number>, k: number): number => {
  let s = 0
  for (let i = 0; i < x.length; i++) s += x[i] * k
  return s
}
const hello = () => 'Hello, World!'
type Any = (...args: unknown[]) => unknown

test('a kernel looks like its function', () => {
  const kernel = jit(sum)
  assert.is(kernel.name, 'sum')
  assert.is(kernel.length, 2)
  assert.is(String(kernel), String(sum))
  assert.is(kernel.original, sum)
  assert.is(typeof kernel, 'function')
  assert.is(jit(kernel), kernel)
  assert.is(jit(kernel, { strict: true }), kernel)
  assert.equal(Object.keys(kernel), [])
})

test('a kernel has the properties and the prototype of its function', () => {
  const kernel = jit(Object.assign((x: number) => x, { unit: 'mm', stats: 'hidden by the member' }))
  assert.is(kernel.unit, 'mm')
  assert.is(kernel.stats.calls, 0)
  const asynchronous = async () => 1
  assert.is(Object.getPrototypeOf(jit(asynchronous)), Object.getPrototypeOf(asynchronous))
  assert.is(Object.getPrototypeOf(kernel), Function.prototype)
})

test('jit(options)(fn)', () => {
  const kernel = jit({ name: 'other', tier: 'compiled' })(sum)
  assert.is(kernel([1, 2], 3), 9)
  assert.is(kernel.stats.compiled, 1)
  assert.match(String(kernel.explain()), /^other: 1 call/)
})

test('whatever is no function is a TypeError, and nothing else throws', () => {
  for (const value of [undefined, null, 1, 'x', Symbol('x')]) assert.throws(() => jit(value as never), isA(TypeError))
  assert.throws(() => jit({})(1 as never), isA(TypeError))
  for (const options of [
    null,
    { tier: 'fast' },
    { fastmath: 'all' },
    { fastmath: ['wrong'] },
    { env: 3 },
    { env: null },
  ]) {
    const kernel = jit(sum, options as never)
    assert.is(kernel([1, 2], 1), 3)
  }
  const kernel = jit(sum, { tier: 'fast' } as never)
  kernel([1], 1)
  assert.match(kernel.stats.fallbacks[0].reason, /tier: 'fast' is none of/)
  const env = {
    get k(): number {
      throw new Error('not now')
    },
  }
  const broken = jit(sum, { env })
  assert.is(broken([2], 3), 6)
  assert.match(broken.stats.fallbacks[0].reason, /not now/)
})

for (const count of [0, 1, 2, 3, 4, 5, 6, 7, 9]) {
  test(`${count} parameters: the function gets exactly what the kernel got`, () => {
    const seen: unknown[][] = []
    const original = function (this: unknown) {
      seen.push([this, new.target, ...arguments])
      return 'text'
    }
    Object.defineProperty(original, 'length', { value: count })
    const kernel = jit(original as Any)
    const self = {}
    for (const given of [0, count, count + 2, 1]) {
      seen.length = 0
      const args = Array.from({ length: given }, (_, i) => i + 0.5)
      Reflect.apply(kernel, self, args)
      assert.equal(seen[0].slice(2), args)
      assert.is(seen[0][0], self)
      Reflect.construct(kernel, args)
      assert.equal(seen[1].slice(2), args)
      assert.is(seen[1][1], original)
    }
    assert.is(kernel.stats.calls, 8)
    assert.is(kernel.stats.plain, 8)
  })

  test(`${count} parameters: compiled`, () => {
    const names = Array.from({ length: count }, (_, i) => `a${i}`)
    const original = new Function(...names, `return ${['0.5', ...names].join(' + ')}`) as Any
    const kernel = jit(original, { tier: 'compiled' })
    for (let round = 0; round < 3; round++) {
      const args = names.map((_, i) => i * round + 0.25)
      assert.is(kernel(...args), original(...args))
      assert.is(kernel(...args, 'extra'), original(...args))
    }
    assert.is(kernel.stats.compiled, 6)
    assert.is(kernel.original.length, count)
  })
}

test('default values: few arguments and all of them', () => {
  const original = (a: number, b = 2, c = a + b) => a * 100 + b * 10 + c
  const kernel = jit(original, { tier: 'compiled' })
  for (let round = 0; round < 3; round++) {
    assert.is(kernel(1), 123)
    assert.is(kernel(1, 3), 134)
    assert.is(kernel(1, 3, 5), 135)
    assert.is(kernel(1, undefined, 5), 125)
  }
  assert.is(kernel.stats.compiled, 12)
})

test('parameters that `length` does not count are looked at', () => {
  const original = (a: number, [b, c] = [1, 2], d = 3) => a * 1000 + b * 100 + c * 10 + d
  const kernel = jit(original, { tier: 'compiled' })
  for (let round = 0; round < 3; round++) {
    for (const args of [[1], [1, [5, 6]], [2, undefined, 4], [1, [7, 8], round]] as [
      number,
      [number, number]?,
      number?,
    ][]) {
      assert.is(kernel(...args), original(...args))
    }
  }
})

test('this, new, and instanceof pass through', () => {
  function Point(this: { x: number }, x: number) {
    this.x = x
  }
  const Kernel = jit(Point) as unknown as new (x: number) => { x: number }
  const point = new Kernel(3)
  assert.is(point.x, 3)
  assert.ok(point instanceof Kernel && point instanceof (Point as never))
  const counter = {
    n: 1,
    next: jit(function (this: { n: number }) {
      return this.n++
    }),
  }
  assert.is(counter.next(), 1)
  assert.is(counter.n, 2)
  const arrow = jit(() => 1) as unknown as new () => unknown
  assert.throws(() => new arrow(), isA(TypeError))
  class Thing {}
  assert.ok(new (jit(Thing as never) as unknown as typeof Thing)() instanceof Thing)
})

test('async and generator functions run as before', async () => {
  assert.is(await jit(async () => 5)(), 5)
  const kernel = jit(function* () {
    yield 1
  })
  assert.equal([...kernel()], [1])
  assert.is(kernel.stats.fallbacks.length, 1)
})

test('a refused function runs plain, with the reason and its place', () => {
  const kernel = jit(hello)
  for (let i = 0; i < 3; i++) assert.is(kernel(), 'Hello, World!')
  const { calls, compiled, plain, fallbacks } = kernel.stats
  assert.equal([calls, compiled, plain], [3, 0, 3])
  assert.is(fallbacks.length, 1)
  assert.is(fallbacks[0].code, 'string')
  assert.is(fallbacks[0].calls, 3)
  assert.is(fallbacks[0].signature, '(...)')
  const { functionName, line } = fallbacks[0].location!
  assert.equal({ functionName, line }, { functionName: 'hello', line: 1 })
  assert.equal(kernel.signatures, [])
  assert.is(kernel.wasm(), undefined)
  for (const text of [String(kernel.explain()), kernel.inspectTypes(), kernel.inspectIR(), kernel.inspectWat()]) {
    assert.match(text, /a string/)
  }
})

test('strict throws the reason, before anything happens, each time', () => {
  let ran = 0
  const kernel = jit(
    () => {
      ran++
      return 'text'
    },
    { strict: true },
  )
  for (let i = 0; i < 2; i++) {
    assert.throws(kernel, (error: Error) => error instanceof JitError && error.diagnostic?.code !== undefined)
  }
  assert.is(ran, 0)
  const sums = jit(sum, { strict: true, tier: 'compiled' })
  assert.is(sums([1], 2), 2)
  // A signature may be refused on its own ...
  assert.throws(() => sums('12' as never, 2), isA(JitError))
  assert.throws(() => sums('12' as never, 2), isA(JitError))
  // ... but what one call's data hold is no refusal.
  assert.ok(Number.isNaN(sums([1, , 3] as number[], 2)))
})

test("tier 'plain' and TIGHTLOOP_DISABLE never compile; all members stay", () => {
  const kernel = jit(sum, { tier: 'plain' })
  assert.is(kernel([1, 2], 2), 6)
  assert.equal(kernel.stats, {
    calls: 1,
    compiled: 0,
    plain: 1,
    deferred: 0,
    fallbacks: [],
    compilations: 0,
    compileMs: 0,
    choices: [],
    cache: { hits: 0, misses: 0, writes: 0, failures: 0 },
  })
  assert.match(String(kernel.explain()), /tier is 'plain'/)
  const script = `
    import { jit } from './src/index.ts'
    const kernel = jit((x) => { let s = 0; for (let i = 0; i < x.length; i++) s += x[i]; return s }, { tier: 'compiled' })
    kernel([1, 2]); await kernel.compile('(f64[])')
    console.log(JSON.stringify([kernel([1, 2]), kernel.stats.compiled, kernel.signatures, String(kernel.explain())]))`
  const env = { ...process.env, TIGHTLOOP_DISABLE: '1' }
  const output = execFileSync(
    process.execPath,
    ['--import', './scripts/tsx.mjs', '--input-type=module', '-e', script],
    {
      cwd: root,
      env,
    },
  )
  const [result, compiled, signatures, text] = JSON.parse(String(output)) as [number, number, string[], string]
  assert.equal([result, compiled, signatures], [3, 0, []])
  assert.match(text, /TIGHTLOOP_DISABLE/)
})

test('TIGHTLOOP_DUMP prints the stages of the kernel it names, on stderr', () => {
  const script = `
    import { jit } from './src/index.ts'
    jit((x) => x + 1, { tier: 'compiled', name: 'wanted' })(1)
    jit((x) => x + 2, { tier: 'compiled', name: 'other' })(1)`
  const run = (dump: string): string => {
    const options = { cwd: root, env: { ...process.env, TIGHTLOOP_DUMP: dump }, encoding: 'utf8' as const }
    const args = ['--import', './scripts/tsx.mjs', '--input-type=module', '-e', script]
    const { stdout, stderr } = spawnSync(process.execPath, args, options)
    assert.is(stdout, '')
    return stderr
  }
  const one = run('lower,wat:wanted')
  assert.match(one, /; wanted\(f64\) after lower.*; wanted\(f64\) after wat.*\(module/s)
  assert.not.match(one, /other/)
  const all = run('lower')
  assert.match(all, /; wanted.*; other/s)
  assert.not.match(all, /\(module/)
})

test('auto: straight-line code runs plain, loops over resident arrays compiled, and what is measured is shown', () => {
  const small = jit((a: number, b: number) => a * b + 1)
  for (let i = 0; i < 3; i++) assert.is(small(2, i), 2 * i + 1)
  assert.equal([small.stats.compiled, small.stats.plain, small.stats.fallbacks], [0, 3, []])
  assert.match(String(small.explain()), /plain: no loop/)
  assert.equal(
    small.signatures,
    ['(f64, f64) -> number'].map((_, i) => small.signatures[i]),
  )
  const daxpy = jit((y: Float64Array, x: Float64Array) => {
    for (let i = 0; i < y.length; i++) y[i] += x[i]
  })
  const [y, x] = [alloc(Float64Array, 1000), alloc(Float64Array, 1000).fill(2)]
  daxpy(y, x)
  assert.is(daxpy.stats.compiled, 1)
  assert.is(y[999], 2)
  for (let i = 0; i < 20; i++) daxpy(new Float64Array(5), new Float64Array(5))
  const [resident, copied] = [...daxpy.explain().signatures[0].choices].sort((a, b) => b.trips - a.trips)
  assert.equal([resident.trips, resident.copies, resident.tier], [512, false, 'compiled'])
  assert.equal([copied.trips, copied.copies], [4, true])
  assert.ok(copied.plainNs! > 0 || copied.compiledNs! > 0)
})

test('compile ahead: nothing is compiled by the first call', async () => {
  const kernel = jit(sum, { tier: 'compiled', name: 'ahead' })
  const explanation = await kernel.compile('(f64[], f64?)')
  assert.is(kernel.stats.compilations, 2)
  assert.is(kernel.stats.calls, 0)
  assert.is(explanation.signatures.length, 2)
  kernel(Float64Array.of(1, 2), 2)
  kernel(Float64Array.of(1, 2), undefined as never)
  assert.is(kernel.stats.compilations, 2)
  assert.is(kernel.stats.compiled, 2)
})

test('compile rejects what makes no sense', async () => {
  const kernel = jit(sum, { tier: 'compiled', strict: true })
  const rejects = async (promise: Promise<unknown>, Class: new (...args: never[]) => Error, text: RegExp) => {
    const error = await promise.then(
      () => undefined,
      (reason: Error) => reason,
    )
    assert.ok(error instanceof Class, String(error))
    assert.match(error.message, text)
  }
  await rejects(kernel.compile('f64'), SyntaxError, /expected/)
  await rejects(kernel.compile('(f64[], f64) -> bool'), JitError, /returns/)
  await rejects(jit(hello, { strict: true }).compile('()'), JitError, /a string/)
  const explanation = await jit(hello).compile('()')
  assert.match(String(explanation), /a string/)
})

test('an int32 that nothing wants is a number, so that a signature means one thing', async () => {
  const kernel = jit((a: number) => a * 0.5, { tier: 'compiled', name: 'half' })
  await kernel.compile('(i32)')
  await kernel.compile('(f64)')
  assert.is(kernel.stats.compilations, 1)
  assert.is(kernel(3), 1.5)
  assert.is(kernel.signatures.length, 1)
})

test('inspection: types, IR, WAT, bytes, and an explanation that prints', () => {
  const kernel = jit(sum, { tier: 'compiled', name: 'inspected' })
  assert.match(kernel.inspectIR(), /no compiled signature yet/)
  kernel(Float64Array.of(1), 2)
  assert.match(kernel.inspectWat(), /^\(module/)
  assert.match(kernel.inspectTypes(), /^\/\/ \(f64\[\], f64\) -> /)
  assert.is.not(kernel.inspectIR('lower'), '')
  assert.match(kernel.inspectIR('nothing'), /no stage nothing; there are .*lower/)
  const bytes = kernel.wasm('(f64[], f64)')!
  assert.equal([...bytes.subarray(0, 4)], [0, 97, 115, 109])
  bytes.fill(0)
  assert.is(kernel(Float64Array.of(1), 2), 2)
  const explanation = kernel.explain()
  assert.is(inspect(explanation), String(explanation))
  assert.match(
    String(explanation),
    /inspected: 2 calls, 2 compiled, 0 plain\n\(f64\[\], f64\) -> .*compiled to \d+ bytes/,
  )
  assert.is(kernel.explain('(f32[], f64)').signatures.length, 0)
  assert.is(kernel.stats.compilations, 1)
})

test('explain tells of each loop once, however many versions of it were made', () => {
  const scale = (a: Float64Array, n: number, k: number): void => {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < k; j++) a[i * k + j] *= 2
    }
  }
  const kernel = jit(scale, { tier: 'compiled' })
  kernel(new Float64Array(12), 3, 4)
  const [{ loops }] = kernel.explain().signatures
  const column = ({ location }: (typeof loops)[0]): number => location!.line * 1000 + location!.column
  assert.equal(
    loops.map(({ depth }) => depth),
    [0, 1],
  )
  assert.ok(column(loops[0]) < column(loops[1]))
  assert.equal(String(kernel.explain()).match(/loop at/g)?.length, 2)
  assert.equal(String(kernel.explain()).match(/checks hoisted/g)?.length, 2)
})

test('kernels of equal source, env and options share code', () => {
  const make = (k: number) => jit((x: number) => x * k + 7.75, { env: { k }, tier: 'compiled' })
  const [first, second, other] = [make(2), make(2), make(3)]
  assert.equal([first(1), second(1), other(1)], [9.75, 9.75, 10.75])
  assert.equal(
    [first, second, other].map((kernel) => kernel.stats.compilations),
    [1, 0, 1],
  )
})

test('as decorators of methods', () => {
  // Written as the calls that a decorator makes, since not every tool here reads the syntax.
  const context = (kind: string) => ({ kind, name: 'scale', addInitializer() {}, static: true }) as never
  const method = {
    scale(x: number) {
      return x * 2
    },
  }.scale
  const plain = jit(method, context('method'))
  const withOptions = jit({ tier: 'compiled' })(method, context('method'))
  assert.equal([plain(2), withOptions(2)], [4, 4])
  assert.is(withOptions.stats.compiled, 1)
  assert.throws(() => jit(method, context('getter')), /decorates methods/)
  assert.throws(() => (jit as Any)(method, 'scale', {}), /experimentalDecorators/)
})

test('a built-in that has been replaced is not compiled', () => {
  const { sin } = Math
  Math.sin = () => 42
  try {
    const kernel = jit((x: number) => Math.sin(x) + Math.cos(0), { tier: 'compiled' })
    assert.is(kernel(1), 43)
    assert.is(kernel.stats.fallbacks[0].code, 'patched-builtin')
    assert.match(kernel.stats.fallbacks[0].reason, /Math\.sin/)
    const other = jit((x: number) => Math.cos(x) + 0.125, { tier: 'compiled' })
    assert.is(other(0), 1.125)
    assert.is(other.stats.compiled, 1)
  } finally {
    Math.sin = sin
  }
})

test('a kernel keeps no array alive', async () => {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  const kernel = jit((x: Float64Array) => x[0] + x.length + 0.75, { tier: 'compiled' })
  const call = () => {
    const x = alloc(Float64Array, 1_000_000)
    kernel(x)
    kernel(x)
  }
  call()
  const before = store().heap.usedBytes
  for (let i = 0; i < 3; i++) {
    call()
    await new Promise(setImmediate)
    gc()
  }
  // What finds out about collected arrays runs when the engine has nothing else to do.
  for (let i = 0; i < 50 && store().heap.usedBytes >= before; i++) {
    gc()
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  assert.ok(store().heap.usedBytes < before, `${store().heap.usedBytes} of ${before}`)
})

test('env: constants, arrays seen from both sides, functions, kernels, built-ins', () => {
  const table = Float64Array.of(1, 2, 3)
  const list = [10, 20]
  const double = (x: number): number => x * two
  const offset = 100
  const shifted = jit((x: number): number => x + offset, { env: { offset } })
  const two = 2
  const { floor } = Math
  const original = (i: number): number => {
    table[i] += 1
    list[0] += double(table[i])
    return shifted(floor(list[0] + 0.5))
  }
  const kernel = jit(original, { env: { table, list, double, two, shifted, floor }, tier: 'compiled' })
  assert.is(kernel(1), 116)
  assert.equal(
    [[...table], list],
    [
      [1, 3, 3],
      [16, 20],
    ],
  )
  table[1] = 9
  assert.is(kernel(1), 136)
  assert.equal(
    [[...table], list],
    [
      [1, 10, 3],
      [36, 20],
    ],
  )
  assert.is(kernel.stats.compiled, 2)
  ;(list as unknown[])[1] = 'no number any more'
  assert.is(kernel(0), 140)
  assert.is(kernel.stats.compiled, 2)
  assert.match(kernel.stats.fallbacks[0].reason, /env: a plain array holds a string at 1/)
})

test('env: resident arrays are used in place', () => {
  const table = alloc(Float64Array, [1, 2, 3])
  const kernel = jit((i: number) => table[i] * 2, { env: { table }, tier: 'compiled' })
  assert.equal([kernel(0), kernel(1), kernel(2)], [2, 4, 6])
  table[1] = 50
  assert.is(kernel(1), 100)
  assert.is(kernel.stats.compiled, 4)
})

test('objects that lead back to themselves are arguments like any other', () => {
  const request: Record<string, unknown> = { id: 1 }
  request.raw = { request, headers: {} }
  const hello = jit((_request: unknown) => 'Hello, World!')
  assert.is(hello(request), 'Hello, World!')
  assert.is(hello.stats.fallbacks.length, 1)
})

test.run()
