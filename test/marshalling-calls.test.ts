/**
 * What must hold from call to call: buffers that change in between, resident beside heap arrays, results that are arguments or new
 * arrays of their own, env arrays seen from both sides, errors and kernels inside kernels.
 */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { alloc as allocate, jit } from '../src/index.ts'
import { counting, detached, type Resizable, resizable, shared, views } from './differential/buffers.ts'
import { fromStart, type TypedArray } from './differential/clone.ts'
import { difference, type Observation } from './differential/compare.ts'
import { functionsFromText } from './differential/text.ts'
import { check } from './differential.ts'
import { f64, i32, u8, u8c } from './semantics/table.ts'

const alloc = ((Class: never, content: never) =>
  fromStart(allocate(Class, content) as TypedArray)) as unknown as typeof allocate

const shift = '(y, x) => { for (let i = 0; i < x.length; i++) y[i + 1] = y[i] * 0.5 + x[i]; return y[1] }'
const total = '(x) => { let s = 0; for (let i = 0; i < x.length; i++) s += x[i]; return s }'
const double = '(x) => { for (let i = 0; i < x.length; i++) x[i] *= 2; return x.length }'
const mixed =
  '(bytes, words) => { for (let i = 0; i < words.length; i++) { words[i] += bytes[i]; bytes[i * 2] ^= words[i] } return words[0] }'

const test = suite('marshalling: sequences of calls')

/** Runs the same steps for the plain and the compiled function; each step returns the arguments of its call. */
function sequence(name: string, source: string, make: () => (() => unknown[])[], mayRefuse = false): void {
  test(name, () => {
    const { kernel } = functionsFromText(source)
    const compiled = jit(kernel, { tier: 'compiled' })
    const [expected, actual] = [make(), make()]
    for (let i = 0; i < expected.length; i++) {
      const before = compiled.stats.compiled
      const found = difference(observe(kernel, expected[i]()), observe(compiled, actual[i]()), false)
      if (found) assert.unreachable(`step ${i}: ${found.path}: ${found.expected} became ${found.actual}`)
      if (!mayRefuse)
        assert.is(compiled.stats.compiled, before + 1, `step ${i} ran compiled: ${compiled.stats.fallbacks[0]?.reason}`)
    }
  })
}

function observe(fn: (...args: never[]) => unknown, args: unknown[]): Observation {
  try {
    return { outcome: { kind: 'return', value: Reflect.apply(fn, undefined, args) }, args, env: {} }
  } catch (error) {
    return { outcome: { kind: 'throw', error }, args, env: {} }
  }
}

sequence('one array whose buffer is resized', double, () => {
  const x = resizable(32)
  const resize = (bytes: number) => () => {
    ;(x.buffer as Resizable).resize(bytes)
    return [x]
  }
  return [() => [x], resize(64), resize(8), resize(0), resize(128)]
})

sequence('one array that is detached between calls', double, () => {
  const x = f64(1, 2, 3)
  return [() => [x], () => [x], () => [detached(x)], () => [x], () => [f64(1)]]
})

sequence('one array whose contents change between calls', total, () => {
  const x = f64(1, 2, 3)
  return [
    () => [x],
    () => {
      x[0] = 50
      return [x]
    },
    () => [f64(7)],
    () => {
      x.fill(-1)
      return [x]
    },
  ]
})

sequence(
  'one plain array that grows, shrinks and gets holes',
  total,
  () => {
    const x: unknown[] = [1, 2, 3]
    const change = (edit: () => void) => () => {
      edit()
      return [x]
    }
    return [
      () => [x],
      change(() => x.push(4)),
      change(() => {
        x.length = 1
      }),
      change(() => {
        x[3] = 5
      }),
      change(() => {
        x.fill(2)
      }),
      change(() => {
        x[0] = '1'
      }),
    ]
  },
  true,
)

sequence('two arrays exchanged between calls', shift, () => {
  const [x, y] = [f64(1, 2, 3), f64(4, 5, 6)]
  return [() => [x, y], () => [y, x], () => [x, x], () => [x, y], () => [y, y]]
})

sequence('arrays of one class and several lengths', double, () =>
  [0, 5, 1, 100, 3, 0, 7].map((n) => () => [new Float64Array(n).fill(n)]),
)

sequence('resident, then heap, then resident', shift, () => {
  const a = alloc(Float64Array, [1, 2, 3, 4])
  const b = alloc(Float64Array, 4)
  return [
    () => [a, b],
    () => [f64(1, 2), b],
    () => [a, f64(3, 4)],
    () => [b, a],
    () => [a, a],
    () => [a.subarray(1), a],
    () => [a, a.subarray(1, 3)],
    () => [f64(1), f64(2)],
  ]
})

sequence('resident views of other classes and odd offsets', mixed, () => {
  const words = alloc(
    Int32Array,
    Array.from({ length: 16 }, (_, i) => i * 1000003),
  )
  const bytes = new Uint8Array(words.buffer, words.byteOffset + 3, 20)
  return [
    () => [bytes, words],
    () => [bytes, words.subarray(3, 9)],
    () => [u8(1, 2, 3, 4, 5, 6), words.subarray(0, 3)],
    () => [bytes, i32(1, 2, 3)],
  ]
})

sequence('resident arrays of no elements', double, () => [
  () => [alloc(Float64Array, 0)],
  () => [alloc(Uint8Array, 3).subarray(3)],
  () => [alloc(Float64Array, 2)],
])

sequence('resident arrays while memory grows', double, () => {
  const small = alloc(Float64Array, [1, 2, 3])
  return [
    () => [small],
    () => [alloc(Float64Array, 2_000_000)],
    () => [small],
    () => [new Float64Array(1_000_000).fill(1)],
    () => [small],
  ]
})

sequence(
  'a new array at each call',
  '(n) => { const t = new Float64Array(n); for (let i = 0; i < n; i++) t[i] = i; return t }',
  () => [3, 5, 0, 5, 1000].map((n) => () => [n]),
)

test('results are new arrays of their own, and stay as they are', () => {
  const { kernel } = functionsFromText('(n, v) => { const t = new Float64Array(n); t.fill(v); return t }')
  const compiled = jit(kernel as (n: number, v: number) => Float64Array, { tier: 'compiled' })
  const first = compiled(4, 1)
  const second = compiled(4, 2)
  assert.equal([...first, ...second], [1, 1, 1, 1, 2, 2, 2, 2])
  assert.is(first.byteOffset, 0)
  assert.is(first.buffer.byteLength, 32)
  assert.ok(first.buffer instanceof ArrayBuffer)
  assert.is.not(first.buffer, second.buffer)
})

test('an argument that is returned is that very object', () => {
  const { kernel } = functionsFromText('(x, y, p) => (p ? x : y)')
  const compiled = jit(kernel, { tier: 'compiled' })
  for (const [x, y] of [
    [f64(1), f64(2)],
    [alloc(Float64Array, 1), f64(2)],
    [[1], [2]],
  ]) {
    assert.is(compiled(x, y, 1), x)
    assert.is(compiled(x, y, 0), y)
  }
  assert.is(compiled.stats.fallbacks.length, 0)
})

test("a view of an argument is a view of the user's buffer", () => {
  const { kernel } = functionsFromText('(x) => x.subarray(1, 3)')
  const compiled = jit(kernel as (x: Float64Array) => Float64Array, { tier: 'compiled' })
  for (const x of [f64(1, 2, 3, 4), new Float64Array(counting(64), 16, 4), alloc(Float64Array, [1, 2, 3, 4])]) {
    const view = compiled(x)
    assert.is(view.buffer, x.buffer)
    assert.is(view.byteOffset, x.byteOffset + 8)
    assert.is(view.length, 2)
  }
})

test('bytes around a view stay as they are', () => {
  for (const [at, length] of [
    [3, 5],
    [8, 1],
    [0, 0],
    [13, 19],
  ]) {
    const { kernel } = functionsFromText(double)
    const [expected, actual] = [new Uint8Array(counting(40)), new Uint8Array(counting(40))]
    kernel(new Uint8Array(expected.buffer, at, length))
    jit(kernel, { tier: 'compiled' })(new Uint8Array(actual.buffer, at, length))
    assert.equal(actual, expected)
  }
})

test('env arrays are live both ways', () => {
  const state = { table: f64(1, 2, 3), list: [1, 2] }
  const { kernel } = functionsFromText(
    '(k) => { table[0] += k; list[1] += table[0]; return table[1] + list[0] }',
    state,
  )
  const compiled = jit(kernel, { env: state, tier: 'compiled' })
  assert.is(compiled(1), 3)
  assert.equal([...state.table, ...state.list], [2, 2, 3, 1, 4])
  state.table[1] = 100
  state.list[0] = 0.5
  assert.is(compiled(1), 100.5)
  assert.equal([...state.table, ...state.list], [3, 100, 3, 0.5, 7])
  assert.is(compiled.stats.fallbacks.length, 0)
})

test('an env array that is also an argument, whole and in part', () => {
  const table = f64(1, 2, 3, 4)
  const { kernel } = functionsFromText(
    '(x) => { for (let i = 0; i < x.length; i++) { x[i] += 1; table[i] *= 2 } return table[0] }',
    { table },
  )
  check('env and argument', kernel, [() => [table], () => [table.subarray(1)], [f64(5, 6)]], { env: { table } })
})

test('resident env arrays', () => {
  const table = alloc(Float64Array, [1, 2, 3])
  const { kernel } = functionsFromText(
    '(x) => { let s = 0; for (let i = 0; i < x.length; i++) { s += x[i] * table[i]; table[i] = s } return s }',
    { table },
  )
  check('resident env', kernel, [[f64(1, 2, 3)], [f64(4)]], { env: { table }, resident: false })
  check('resident env as argument', kernel, [() => [table], () => [table.subarray(1)]], { env: { table } })
})

test('a foreign shared buffer that is written runs plain, with a reason', () => {
  const { kernel } = functionsFromText(double)
  const compiled = jit(kernel, { tier: 'compiled' })
  const x = shared(1, 2, 3)
  assert.is(compiled(x), 3)
  assert.equal([...x], [2, 4, 6])
  assert.is(compiled.stats.compiled, 0)
  assert.match(compiled.stats.fallbacks[0].reason, /shared/i)
})

test('arrays of a call that throws are as the plain function leaves them', () => {
  const source =
    "(x, y, list) => { for (let i = 0; i < 4; i++) { x[i] = i; y[i] = -i; list[i] = i * 2; if (i === 2) throw new RangeError('two') } }"
  const { kernel } = functionsFromText(source)
  check('throws', kernel, [
    [f64(9, 9, 9, 9), u8c(9, 9, 9, 9), [9, 9, 9, 9]],
    views((b) => [new Float64Array(b), new Uint8Array(b, 8, 8), [9, 9, 9, 9]]),
  ])
})

test('a kernel inside a kernel, each with its arrays', () => {
  const inner = functionsFromText('(x, k) => { for (let i = 0; i < x.length; i++) x[i] += k; return x[0] }').kernel
  const innerKernel = jit(inner, { tier: 'compiled' })
  const outer =
    '(x, y) => { let s = 0; for (let i = 0; i < x.length; i++) { s += add(x, 1); y[i] = s; s -= add(y, 2) } return s }'
  const plain = functionsFromText(outer, { add: inner }).kernel
  check(
    'kernel in env',
    plain,
    [
      [f64(1, 2, 3), f64(0, 0, 0)],
      [f64(), f64()],
    ],
    { env: { add: innerKernel } },
  )
})

test.run()
