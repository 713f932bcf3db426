/** Arguments and results across the boundary, against modules written by hand. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ParamPlan, ResultPlan } from '../../src/artifact.ts'
import { alloc, JitError } from '../../src/index.ts'
import { store } from '../../src/runtime/store.ts'
import { isA } from './errors.ts'
import { array, handMade, integer, number } from './hand.ts'

const test = suite('marshal')

/** y[i] += x[i], forwards and one element at a time, so that overlapping arrays show. */
const ADD = `(func (export "kernel") (param $y i32) (param $n i32) (param $x i32) (param $m i32) (local $i i32)
  (loop $next
    (if (i32.lt_u (local.get $i) (local.get $m)) (then
      (f64.store (i32.add (local.get $y) (i32.shl (local.get $i) (i32.const 3)))
        (f64.add
          (f64.load (i32.add (local.get $y) (i32.shl (local.get $i) (i32.const 3))))
          (f64.load (i32.add (local.get $x) (i32.shl (local.get $i) (i32.const 3))))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $next)))))`
const add = (y: number[] | Float64Array, x: number[] | Float64Array): void => {
  for (let i = 0; i < x.length; i++) y[i] += x[i]
}
const addTyped = () => handMade(add, { wat: ADD, params: [array('f64', 'rw'), array('f64', 'r')] })
const addPlain = () => handMade(add, { wat: ADD, params: [array('f64', 'rw', true), array('f64', 'r', true)] })

const numbers = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 0.5)

const pairs: Record<string, () => [Float64Array, Float64Array]> = {
  'two heap arrays': () => [Float64Array.from(numbers(9)), Float64Array.from(numbers(9))],
  'two resident arrays': () => [alloc(Float64Array, numbers(9)), alloc(Float64Array, numbers(9))],
  'resident and heap': () => [alloc(Float64Array, numbers(9)), Float64Array.from(numbers(9))],
  'heap and resident': () => [Float64Array.from(numbers(9)), alloc(Float64Array, numbers(9))],
  'the same array twice': () => {
    const a = Float64Array.from(numbers(9))
    return [a, a]
  },
  'two views of the same bytes': () => {
    const { buffer } = Float64Array.from(numbers(9))
    return [new Float64Array(buffer), new Float64Array(buffer)]
  },
  'views one element apart': () => {
    const { buffer } = Float64Array.from(numbers(9))
    return [new Float64Array(buffer, 8, 8), new Float64Array(buffer, 0, 8)]
  },
  'views that touch': () => {
    const { buffer } = Float64Array.from(numbers(16))
    return [new Float64Array(buffer, 0, 8), new Float64Array(buffer, 64, 8)]
  },
  'resident views one element apart': () => {
    const { buffer, byteOffset } = alloc(Float64Array, numbers(9))
    return [new Float64Array(buffer, byteOffset + 8, 8), new Float64Array(buffer, byteOffset, 8)]
  },
  'large arrays': () => [Float64Array.from(numbers(300_000)), Float64Array.from(numbers(300_000))],
  'no elements': () => [new Float64Array(0), new Float64Array(0)],
}

for (const [name, make] of Object.entries(pairs)) {
  test(`y += x, ${name}`, () => {
    const { kernel, state } = addTyped()
    const [plain, compiled] = [make(), make()]
    for (let round = 0; round < 3; round++) {
      add(...plain)
      kernel(...compiled)
    }
    assert.equal(compiled, plain)
    assert.is(state.compiled, 3)
  })
}

test('plain arrays are written back, and only what changed is assigned', () => {
  const { kernel, state } = addPlain()
  const y = [1, -0, NaN, 5]
  const stores: string[] = []
  const x = [1, -0, 1, 0]
  kernel(y, x)
  assert.equal(y, [2, -0, NaN, 5])
  const a = [1, 2, 3]
  kernel(a, a)
  assert.equal(a, [2, 4, 6])
  assert.is(state.compiled, 2)
  assert.equal(stores, [])
})

for (const [name, make, reason] of [
  ['a hole', () => [1, , 3], /argument 1: a plain array has a hole at 1/],
  ['a string within', () => [1, 2, '3'], /argument 1: a plain array holds a string at 2/],
  ['frozen and written', () => Object.freeze([1, 2]), /argument 1: a frozen array is written/],
] as const) {
  test(`a plain array with ${name} runs plain, with the reason`, () => {
    const seen: unknown[] = []
    const { kernel, state } = handMade((y: unknown, x: unknown) => seen.push(y, x), {
      wat: ADD,
      params: [array('f64', 'rw', true), array('f64', 'r', true)],
    })
    const [y, x] = [make(), [1, 1]]
    kernel(y, x)
    assert.is(state.compiled, 0)
    assert.ok(seen[0] === y && seen[1] === x)
    assert.match(state.fallbacks.list[0].reason, reason)
  })
}

test('a foreign shared array may be read, and is not written', () => {
  const { kernel, state } = addTyped()
  const shared = () => new Float64Array(new SharedArrayBuffer(16)).fill(2)
  const y = new Float64Array(2)
  kernel(y, shared())
  assert.equal([...y], [2, 2])
  assert.is(state.compiled, 1)
  const z = shared()
  kernel(z, y)
  assert.equal([...z], [4, 4])
  assert.is(state.compiled, 1)
  assert.match(state.fallbacks.list[0].reason, /SharedArrayBuffer/)
})

test('a resident array is not copied, and its place is found again after growth', () => {
  const { kernel, state } = addTyped()
  const [y, x] = [alloc(Float64Array, 4), alloc(Float64Array, [1, 2, 3, 4])]
  kernel(y, x)
  assert.ok(state.fast === state.variants.list[0].runner, 'the wrapper may run it by itself')
  alloc(Uint8Array, store().memory.bytes)
  kernel(y, x)
  kernel(y.subarray(1), x.subarray(0, 3))
  assert.equal([...y], [2, 5, 8, 11])
  assert.is(state.variants.list[0].copied, 0)
})

test('signatures in turns: four are left to the wrapper, and of more the latest four', () => {
  const { kernel, state } = handMade((x: Float64Array) => x.length, {
    wat: '(func (export "kernel") (param i32 i32) (result i32) (local.get 1))',
    params: [array('f64', 'r')],
    result: { kind: 'scalar', type: 'i32', via: 'return' },
  })
  let general = 0
  const { call } = state
  state.call = (self, args) => {
    general++
    return call.apply(state, [self, args])
  }
  const arrays = [
    alloc(Float64Array, 1),
    alloc(Float32Array, 2),
    alloc(Int32Array, 3),
    alloc(Uint8Array, 4),
    alloc(Int16Array, 5),
  ]
  const callAll = (some: readonly unknown[]): unknown[] => some.map((x) => kernel(x))
  for (let i = 0; i < 5; i++) assert.equal(callAll(arrays.slice(0, 4)), [1, 2, 3, 4])
  assert.is(general, 4)
  assert.equal(callAll([arrays[4], ...arrays.slice(1, 4), arrays[4]]), [5, 2, 3, 4, 5])
  assert.is(general, 5)
  assert.equal(callAll([...arrays, ...arrays]), [1, 2, 3, 4, 5, 1, 2, 3, 4, 5])
  assert.equal([state.compiled, state.plain], [35, 0])
})

test('alignment: a copy of a range keeps the places of its views', () => {
  const shapes: number[][] = []
  // Returns the two addresses, modulo 16.
  const wat = `(func (export "kernel") (param i32 i32 i32 i32) (result i32)
    (i32.or (i32.shl (i32.and (local.get 0) (i32.const 15)) (i32.const 8)) (i32.and (local.get 2) (i32.const 15))))`
  const result: ResultPlan = { kind: 'scalar', type: 'i32', via: 'return' }
  for (const [byte, word] of [
    [3, 4],
    [1, 8],
    [15, 0],
    [16, 16],
    [5, 4],
  ]) {
    const { kernel } = handMade((a: Uint8Array, b: Int32Array) => a.length + b.length, {
      wat,
      params: [array('u8', 'rw'), array('i32', 'rw')],
      result,
    })
    const buffer = new ArrayBuffer(64)
    const places = kernel(new Uint8Array(buffer, byte, 20), new Int32Array(buffer, word, 6)) as number
    shapes.push([byte % 16, places >> 8, word % 16, places & 255])
  }
  for (const [home, copy, otherHome, otherCopy] of shapes) assert.equal([copy, otherCopy], [home, otherHome])
})

test('the memory of finished calls is used again', () => {
  const { kernel } = addTyped()
  const make = () => new Float64Array(5000)
  kernel(make(), make())
  const { usedBytes } = store().heap
  for (let i = 0; i < 1000; i++) kernel(make(), make())
  assert.is(store().heap.usedBytes, usedBytes)
})

/** rows[i][0] += 100 for each row. */
const ROWS = `(func (export "kernel") (param $t i32) (param $n i32) (local $i i32) (local $p i32)
  (loop $next (if (i32.lt_u (local.get $i) (local.get $n)) (then
    (local.set $p (i32.load (i32.add (local.get $t) (i32.shl (local.get $i) (i32.const 3)))))
    (f64.store (local.get $p) (f64.add (f64.load (local.get $p)) (f64.const 100)))
    (local.set $i (i32.add (local.get $i) (i32.const 1)))
    (br $next)))))`
const bump = (rows: number[][]): void => {
  for (let i = 0; i < rows.length; i++) rows[i][0] += 100
}
const rowsPlan = (plain: boolean): ParamPlan => ({ kind: 'rows', element: 'f64', plain, read: true, written: true })
const rowSets: Record<string, () => ArrayLike<number>[]> = {
  'plain rows': () => [[1, 2], [3], [4, 5, 6]],
  'the same plain row twice': () => {
    const row = [1, 2]
    return [row, [5], row, row]
  },
  'typed rows': () => [Float64Array.of(1, 2), Float64Array.of(3), alloc(Float64Array, [4])],
  'the same typed row twice': () => {
    const row = Float64Array.of(1, 2)
    return [row, Float64Array.of(0), row]
  },
  'many rows of one buffer, two of them the same': () => {
    const all = Float64Array.from(numbers(100))
    const rows = Array.from({ length: 25 }, (_, i) => all.subarray(4 * i, 4 * i + 4))
    return [...rows, rows[3]]
  },
  'rows that overlap': () => {
    const all = Float64Array.from(numbers(10))
    return [all.subarray(0, 4), all.subarray(2, 6), all.subarray(1, 3)]
  },
}

for (const [name, make] of Object.entries(rowSets)) {
  test(`rows: ${name}`, () => {
    const { kernel, state } = handMade(bump as never, { wat: ROWS, params: [rowsPlan(Array.isArray(make()[0]))] })
    const [plain, compiled] = [make(), make()]
    bump(plain as number[][])
    kernel(compiled)
    assert.equal(compiled, plain)
    assert.is(state.compiled, 1)
  })
}

test('rows: the length of the shortest stands before the table, which is aligned', () => {
  const wat = `(func (export "kernel") (param $t i32) (param $n i32) (result i32)
    (i32.or
      (i32.load (i32.sub (local.get $t) (i32.const 8)))
      (i32.shl (i32.and (local.get $t) (i32.const 15)) (i32.const 16))))`
  const result: ResultPlan = { kind: 'scalar', type: 'i32', via: 'return' }
  const { kernel, state } = handMade(bump as never, { wat, params: [rowsPlan(false)], result })
  const rows = (...lengths: number[]) => lengths.map((length) => new Float64Array(length))
  assert.is(kernel(rows(3)), 3)
  assert.is(kernel(rows(3, 2, 5)), 2)
  assert.is(kernel(rows(3, 0, 5)), 0)
  assert.is(kernel(rows(1000, 700)), 700)
  const marshal = state.variants.list[0].marshal!
  marshal.take([[]], [])
  marshal.place()
  const [table] = marshal.flat as [number]
  assert.is(store().memory.views.i32[table / 4 - 2], 0)
  marshal.abandon()
})

test('rows of several kinds run plain', () => {
  const { kernel, state } = handMade(bump as never, { wat: ROWS, params: [rowsPlan(false)] })
  const rows = [Float64Array.of(1), [2], Int32Array.of(3)]
  kernel(rows)
  assert.equal([rows[0][0], rows[1][0], rows[2][0]], [101, 102, 103])
  assert.match(state.fallbacks.list[0].reason, /row 1 is no array like row 0/)
})

/** p.x += q.x; p.v[0] += 1; q.ok = p.x > 10 */
const OBJECTS = `(func (export "kernel") (param $p i32) (param $q i32) (local $v i32)
  (f64.store (local.get $p) (f64.add (f64.load (local.get $p)) (f64.load (local.get $q))))
  (local.set $v (i32.load offset=8 (local.get $p)))
  (f64.store (local.get $v) (f64.add (f64.load (local.get $v)) (f64.const 1)))
  (i32.store offset=16 (local.get $q) (f64.gt (f64.load (local.get $p)) (f64.const 10))))`
interface Particle {
  x: number
  v: Float64Array
  ok: boolean
}
const touch = (p: Particle, q: Particle): void => {
  p.x += q.x
  p.v[0] += 1
  q.ok = p.x > 10
}
const particlePlan: ParamPlan = {
  kind: 'object',
  fields: [
    { name: 'x', plan: number, written: true },
    { name: 'v', plan: array('f64', 'rw'), written: false },
    { name: 'ok', plan: { kind: 'scalar', type: 'bool' }, written: true },
  ],
}
const particle = (x: number): Particle => ({ x, v: Float64Array.of(x), ok: false })

test('objects: fields and their arrays are written back', () => {
  const { kernel, state } = handMade(touch, { wat: OBJECTS, params: [particlePlan, particlePlan] })
  const [p, q] = [particle(8), particle(3)]
  kernel(p, q)
  assert.equal([p.x, p.v[0], p.ok, q.x, q.v[0], q.ok], [11, 9, false, 3, 3, true])
  const same = particle(8)
  kernel(same, same)
  assert.equal([same.x, same.v[0], same.ok], [16, 9, true])
  const shared = Float64Array.of(0)
  kernel({ ...p, v: shared }, { ...q, v: shared })
  assert.is(shared[0], 1)
  assert.is(state.compiled, 3)
})

test('objects: frozen and written runs plain; other shapes are other signatures', () => {
  const { kernel, state } = handMade(touch, { wat: OBJECTS, params: [particlePlan, particlePlan] })
  assert.throws(() => kernel(Object.freeze(particle(1)), particle(2)), isA(TypeError))
  assert.is(state.compiled, 0)
  kernel(particle(1), particle(2))
  kernel({ ...particle(1), z: 1 }, particle(2))
  assert.equal(
    state.variants.list.map(({ signature }) => signature),
    [
      '({x: f64, v: f64[], ok: bool}, {x: f64, v: f64[], ok: bool})',
      '({x: f64, v: f64[], ok: bool, z: f64}, {x: f64, v: f64[], ok: bool})',
    ],
  )
})

const cell = (slot: number): string => `(i32.const ${1024 + 8 * slot})`

test('results: tuples, objects, optional values, the argument itself, views of it', () => {
  const wat = `(func (export "kernel") (param i32 i32)
    (f64.store ${cell(0)} (f64.const -0))
    (i32.store ${cell(1)} (i32.const 0))
    (i32.store ${cell(2)} (i32.const 0))
    (i32.store ${cell(3)} (i32.const 0))
    (i32.store ${cell(4)} (i32.add (local.get 0) (i32.const 8)))
    (i32.store offset=4 ${cell(4)} (i32.const 2))
    (i64.store ${cell(5)} (i64.const -1))
    (i32.store ${cell(6)} (i32.const -1))
    (i32.store ${cell(7)} (i32.const 1)))`
  const typed = { kind: 'array', element: 'f64', plain: false } as const
  const result: ResultPlan = {
    kind: 'object',
    fields: [
      ['zero', { kind: 'scalar', type: 'f64', via: 0 }],
      ['none', { kind: 'optional', value: { kind: 'scalar', type: 'f64', via: 0 }, present: 1 }],
      ['some', { kind: 'optional', value: { kind: 'scalar', type: 'f64', via: 0 }, present: 7 }],
      ['same', { ...typed, slot: 2, view: false }],
      ['view', { ...typed, slot: 3, view: true }],
      [
        'list',
        {
          kind: 'tuple',
          items: [
            { kind: 'scalar', type: 'i64', via: 5 },
            { kind: 'scalar', type: 'u64', via: 5 },
            { kind: 'scalar', type: 'u32', via: 6 },
            { kind: 'scalar', type: 'i32', via: 6 },
            { kind: 'scalar', type: 'bool', via: 7 },
          ],
        },
      ],
    ],
  }
  const { kernel } = handMade((a: Float64Array) => a, { wat, params: [array('f64', 'r')], result })
  for (const a of [Float64Array.of(1, 2, 3, 4), alloc(Float64Array, [1, 2, 3, 4])]) {
    const got = kernel(a) as Record<string, never>
    assert.ok(Object.is(got.zero, -0) && Object.is(got.some, -0))
    assert.is(got.none, undefined)
    assert.is(got.same, a)
    const view = got.view as Float64Array
    assert.ok(view.buffer === a.buffer && view.byteOffset === a.byteOffset + 8 && view.length === 2)
    assert.equal(got.list, [-1n, 2n ** 64n - 1n, 2 ** 32 - 1, -1, true])
  }
})

test('results: new arrays own their buffers; one returned twice is one', () => {
  const wat = `(import "host" "allocate" (func $allocate (param i32) (result i32)))
    (func (export "kernel") (param f64) (local $p i32)
      (local.set $p (call $allocate (i32.const 24)))
      (f64.store offset=8 (local.get $p) (local.get 0))
      (i32.store ${cell(0)} (i32.const -1)) (i32.store ${cell(1)} (local.get $p)) (i32.store offset=4 ${cell(1)} (i32.const 3))
      (i32.store ${cell(2)} (i32.const -1)) (i32.store ${cell(3)} (local.get $p)) (i32.store offset=4 ${cell(3)} (i32.const 3))
      (local.set $p (call $allocate (i32.const 8)))
      (f64.store (local.get $p) (f64.const 7))
      (i32.store ${cell(4)} (i32.const -1)) (i32.store ${cell(5)} (local.get $p)) (i32.store offset=4 ${cell(5)} (i32.const 1)))`
  const item = (slot: number, plain: boolean): ResultPlan => ({
    kind: 'array',
    element: 'f64',
    plain,
    slot,
    view: false,
  })
  const { kernel } = handMade((x: number) => [x], {
    wat,
    params: [number],
    result: { kind: 'tuple', items: [item(0, false), item(2, false), item(4, true)] },
    imports: ['memory', 'allocate'],
  })
  const [a, b, c] = kernel(1.5) as [Float64Array, Float64Array, number[]]
  assert.equal([...a], [0, 1.5, 0])
  assert.is(a, b)
  assert.ok(a.buffer instanceof ArrayBuffer && a.byteOffset === 0 && a.buffer.byteLength === 24)
  assert.equal(c, [7])
  kernel(2.5)
  assert.equal([...a], [0, 1.5, 0])
})

test('errors: the class and text of the plan, arrays as the kernel left them, memory given back', () => {
  const wat = `(import "host" "throw" (func $throw (param i32)))
    (func (export "kernel") (param $a i32) (param $n i32)
      (f64.store (local.get $a) (f64.const 9))
      (f64.store ${cell(0)} (f64.const 2.5))
      (call $throw (i32.const 1)))`
  const { kernel, state } = handMade((a: Float64Array) => a, {
    wat,
    params: [array('f64', 'w')],
    throws: [
      { type: 'Error', message: ['no'] },
      { type: 'RangeError', message: ['bad: ', ''] },
    ],
    imports: ['memory', 'throw'],
  })
  const a = Float64Array.of(1, 2)
  kernel.bind(null)
  assert.throws(
    () => kernel(a),
    (error: Error) => error instanceof RangeError && error.message === 'bad: 2.5',
  )
  assert.equal([...a], [9, 2])
  const { usedBytes } = store().heap
  for (let i = 0; i < 100; i++) assert.throws(() => kernel(new Float64Array(100_000)), isA(RangeError))
  assert.ok(store().heap.usedBytes <= usedBytes + 2 ** 20)
  assert.is(state.compiled, 101)
  assert.is(state.variants.list[0].runner.calls, 101)
})

for (const [name, params, args] of [
  ['scalars', [number], [1]],
  ['resident arrays', [array('f64', 'r')], [alloc(Float64Array, 4)]],
  ['seven resident arrays', Array(7).fill(array('f64', 'r')), Array(7).fill(alloc(Float64Array, 4))],
] as const) {
  test(`a call that throws counts as compiled, also where the wrapper runs it: ${name}`, () => {
    const types = params.map((param) => (param.kind === 'array' ? 'i32 i32' : 'f64'))
    const wat = `(import "host" "throw" (func $throw (param i32)))
      (func (export "kernel") (param ${types.join(' ')}) (call $throw (i32.const 0)))`
    const throws = [{ type: 'RangeError', message: ['no'] }]
    const one = (a: unknown) => a
    const seven = (a: unknown, b: unknown, c: unknown, d: unknown, e: unknown, f: unknown, g: unknown) => [
      a,
      b,
      c,
      d,
      e,
      f,
      g,
    ]
    const { kernel, state } = handMade(params.length === 7 ? seven : one, {
      wat,
      params,
      throws,
      imports: ['memory', 'throw'],
    })
    for (let i = 0; i < 5; i++) assert.throws(() => kernel(...args), isA(RangeError))
    assert.is.not(state.fast, null)
    assert.equal([state.compiled, state.plain, state.variants.list[0].runner.calls], [5, 0, 5])
  })
}

for (const [name, params, args] of [
  ['of scalars', [number], [1]],
  ['of heap arrays', [array('f64', 'rw')], [Float64Array.of(1)]],
] as const) {
  test(`a trap ${name} is a JitError once; then the plain function runs`, () => {
    const wat = `(func (export "kernel") (param ${params[0] === number ? 'f64' : 'i32 i32'}) (unreachable))`
    const { kernel, state } = handMade((a: unknown) => a, { wat, params })
    assert.throws(
      () => kernel(...args),
      (error: Error) => error instanceof JitError && /trapped/.test(error.message),
    )
    assert.is(kernel(...args), args[0])
    assert.is(kernel(...args), args[0])
    const [fallback] = state.fallbacks.list
    assert.is(fallback.code, 'trap')
    assert.is(fallback.calls, 2)
  })
}

test('runaway recursion is a RangeError, as it is plain', () => {
  const wat = '(func $f (export "kernel") (param f64) (result f64) (f64.add (call $f (local.get 0)) (f64.const 1)))'
  const { kernel } = handMade((x: number) => x, {
    wat,
    params: [number],
    result: { kind: 'scalar', type: 'f64', via: 'return' },
  })
  assert.throws(() => kernel(1), isA(RangeError))
  assert.throws(() => kernel(1), isA(RangeError))
})

test('a replaced Math.random may call the kernel that calls it', () => {
  const wat = `(import "host" "Math.random" (func $random (result f64)))
    (func (export "kernel") (param $a i32) (param $n i32)
      (f64.store ${cell(0)} (f64.load (local.get $a)))
      (f64.store (local.get $a) (call $random))
      (f64.store ${cell(1)} (f64.load (local.get $a))))`
  const { kernel, state } = handMade((a: Float64Array) => [a[0], 0], {
    wat,
    params: [array('f64', 'rw')],
    result: {
      kind: 'tuple',
      items: [
        { kind: 'scalar', type: 'f64', via: 0 },
        { kind: 'scalar', type: 'f64', via: 1 },
      ],
    },
    imports: ['memory', 'Math.random'],
  })
  const { random } = Math
  const inner: unknown[] = []
  let depth = 0
  Math.random = () => {
    if (depth++ === 0) inner.push(kernel(Float64Array.of(10)))
    return depth / 4
  }
  try {
    const a = Float64Array.of(20)
    assert.equal(kernel(a), [20, 0.5])
    assert.equal([...a], [0.5])
    assert.equal(inner, [[10, 0.5]])
    assert.is(state.compiled, 2)
  } finally {
    Math.random = random
  }
})

test('scalars cross with every bit and the right type', () => {
  const wat = '(func (export "kernel") (param i64 i32 f64 i32) (result i64) (local.get 0))'
  const { kernel, state } = handMade((a: bigint, _flag: boolean, _x: number, _n: number) => a, {
    wat,
    params: [{ kind: 'scalar', type: 'u64' }, { kind: 'scalar', type: 'bool' }, number, integer],
    result: { kind: 'scalar', type: 'u64', via: 'return' },
  })
  assert.is(kernel(2n ** 64n - 1n, true, -0, 3), 2n ** 64n - 1n)
  assert.is(kernel(2n ** 63n, false, NaN, 3), 2n ** 63n)
  assert.is(state.compiled, 2)
  assert.is(state.variants.list.length, 1)
})

test.run()
