import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { ElementType } from '../../src/artifact.ts'
import { Bug } from '../../src/diagnostics.ts'
import { Builder } from '../../src/ir/build.ts'
import type { Host } from '../../src/ir/interpret.ts'
import { interpret } from '../../src/ir/interpret.ts'
import type { Func, Stmt, Type, Value } from '../../src/ir/types.ts'
import { elementValueType } from '../../src/ir/types.ts'
import { verify } from '../../src/ir/verify.ts'
import { block, factors, ifOf, loopOf, moduleOf, search, sum } from './functions.ts'

const math = Math as unknown as Record<string, (...args: readonly number[]) => number>
const host: Host = {
  call: (name, args) => math[name.slice('Math.'.length)](...args),
  throw(index, values) {
    throw new RangeError(`error ${index}: ${values}`)
  },
  allocate: () => assert.unreachable('allocates') as never,
}

function run(funcs: Func | Func[], args: (number | bigint)[], memory: ArrayBufferLike = new ArrayBuffer(0), h = host) {
  const m = moduleOf(...[funcs].flat())
  verify(m, 'lowered')
  return interpret(m, memory, args, h, 1e6)
}

function body(params: Value[], stmts: Stmt[], ...results: Value[]): Func {
  return { name: 'f', params, results: results.map((r) => r.type), body: block(stmts, ...results) }
}

test('a sum, in order', () => {
  const a = Float64Array.of(1e16, 1, -1e16, 1)
  assert.equal(run(sum(), [0, 4, 4], a.buffer), [1])
  assert.equal(run(sum(), [8, 3, 2], a.buffer), [1 - 1e16])
  assert.equal(run(sum(), [0, 4, 0], a.buffer), [0])
})

test('a guarded load gives its other value, and does not touch memory', () => {
  const a = Float64Array.of(1, 2, 3)
  assert.equal(run(sum(), [0, 2, 3], a.buffer), [NaN])
})

test('an access outside memory is a Bug', () => {
  const a = Float64Array.of(1, 2, 3)
  assert.throws(
    () => run(sum(), [0, 4, 4], a.buffer),
    (e: unknown) => e instanceof Bug && /bytes 24 to 32 of 24/.test(e.message),
  )
  assert.throws(
    () => run(sum(), [-8, 4, 1], a.buffer),
    (e: unknown) => e instanceof Bug && /bytes 4294967288/.test(e.message),
  )
  const b = new Builder()
  const p = b.binder('i32', 'p')
  const store = body([p], [{ kind: 'store', element: 'i32', ptr: p, index: b.i32(-1), value: p }])
  assert.throws(() => run(store, [0], a.buffer), /bytes -4 to 0/)
  run(store, [4], a.buffer)
  assert.is(new Int32Array(a.buffer)[0], 4)
})

test('an exit leaves two loops with several results', () => {
  assert.equal(run(factors(), [10, 21]), [3, 7])
  assert.equal(run(factors(), [10, 11]), [-1, -1])
})

test('loads, stores and an exit in one loop', () => {
  const memory = new ArrayBuffer(48)
  const [a, b] = [new Float64Array(memory, 0, 4), new Float32Array(memory, 32, 4)]
  a.set([0.1, 3, 2, 9])
  assert.equal(run(search(), [0, 4, 32, 2, 10, 5], memory), [3])
  assert.equal([...b], [Math.fround(0.1 * 0.1), 9, 0, 0])
  assert.equal(run(search(), [0, 4, 32, 2, 10, 100], memory), [-1])
})

test('yields are taken all at once', () => {
  // [p, q] = [q, p + q], n times
  const b = new Builder()
  const n = b.binder('i32', 'n')
  const [i, p, q] = [b.binder('i32', 'i'), b.binder('f64', 'p'), b.binder('f64', 'q')]
  const results = [b.binder('i32', 'i'), b.binder('f64', 'p'), b.binder('f64', 'q')]
  const loop = loopOf({
    params: [i, p, q],
    inits: [b.i32(0), b.f64(0), b.f64(1)],
    cond: b.binary('lt', i, n),
    body: block([], b.binary('add', i, b.i32(1)), q, b.binary('add', p, q)),
    results,
  })
  assert.equal(run(body([n], [loop], results[1], results[2]), [10]), [55, 89])
})

test('what depends on a loop is computed anew in each trip', () => {
  // for (i = 1; i <= n; i++) for (j = 0; j < i; j++) s += i * 10 + j
  const b = new Builder()
  const [n, one, zero] = [b.binder('i32', 'n'), b.i32(1), b.i32(0)]
  const [i, s, j, t] = [b.binder('i32', 'i'), b.binder('i32', 's'), b.binder('i32', 'j'), b.binder('i32', 's')]
  const term = b.binary('add', b.binary('mul', i, b.i32(10)), j)
  const inner = loopOf({
    params: [j, t],
    inits: [zero, s],
    cond: b.binary('lt', j, i),
    body: block([], b.binary('add', j, one), b.binary('add', t, term)),
    results: [b.binder('i32'), b.binder('i32')],
  })
  const outer = loopOf({
    params: [i, s],
    inits: [one, zero],
    cond: b.binary('le', i, n),
    body: block([inner], b.binary('add', i, one), inner.results[1]),
    results: [b.binder('i32'), b.binder('i32')],
  })
  let expected = 0
  for (let i = 1; i <= 7; i++) for (let j = 0; j < i; j++) expected += i * 10 + j
  assert.equal(run(body([n], [outer], outer.results[1]), [7]), [expected])
})

test('an if runs one arm', () => {
  const b = new Builder()
  const [p, c] = [b.binder('i32', 'p'), b.binder('bool', 'c')]
  const store = (value: number): Stmt => ({
    kind: 'store',
    element: 'u8',
    ptr: p,
    index: b.i32(0),
    value: b.i32(value),
  })
  const result = b.binder('f64')
  const choice = ifOf(c, block([store(1)], b.f64(10)), block([store(2)], b.f64(20)), [result])
  for (const [cond, stored, given] of [
    [1, 1, 10],
    [0, 2, 20],
  ]) {
    const memory = new Uint8Array(1)
    assert.equal(run(body([p, c], [choice], result), [0, cond], memory.buffer), [given])
    assert.is(memory[0], stored)
  }
})

test('recursion, and calls among functions', () => {
  const b = new Builder()
  const [n, half] = [b.binder('f64', 'n'), b.binder('f64')]
  const result = b.binder('f64')
  const less = (by: number): Value => b.binary('sub', n, b.f64(by))
  const [first, second] = [b.binder('f64'), b.binder('f64')]
  const calls: Stmt[] = [
    { kind: 'call', callee: 'fib', args: [less(1)], results: [first] },
    { kind: 'call', callee: 'fib', args: [less(2)], results: [second] },
  ]
  const choice = ifOf(b.binary('lt', n, b.f64(2)), block([], n), block(calls, b.binary('add', first, second)), [result])
  const fib: Func = { name: 'fib', params: [n], results: ['f64'], body: block([choice], result) }
  const x = b.binder('f64', 'x')
  const main = body([x], [{ kind: 'call', callee: 'fib', args: [x], results: [half] }], b.binary('div', half, b.f64(2)))
  assert.equal(run([main, fib], [15]), [305])
})

test('host functions, allocation and errors go to the host', () => {
  const b = new Builder()
  const x = b.binder('f64', 'x')
  const sine = b.make('host', 'f64', [b.binary('add', x, b.f64(1))], 'Math.sin')
  assert.equal(run(body([x], [], sine), [2]), [Math.sin(3)])

  const [p, y] = [b.binder('i32', 'p'), b.binder('f64', 'y')]
  const stmts: Stmt[] = [
    { kind: 'call', callee: 'host:allocate', args: [b.i32(24)], results: [p] },
    { kind: 'call', callee: 'host:Math.hypot', args: [x, b.f64(4)], results: [y] },
    { kind: 'store', element: 'f64', ptr: p, index: b.i32(1), value: y },
  ]
  const memory = new Float64Array(4)
  let allocated = 0
  const allocate = (bytes: number): number => {
    allocated = bytes
    return 8
  }
  assert.equal(run(body([x], stmts, p), [3], memory.buffer, { ...host, allocate }), [8])
  assert.equal([allocated, ...memory], [24, 0, 0, 5, 0])
  assert.throws(() => run(body([x], [{ kind: 'throw', index: 0, values: [x] }]), [7]), /error 0: 7/)
})

test('bulk memory copies as through a buffer', () => {
  const b = new Builder()
  const [to, from, n] = [b.binder('i32', 'to'), b.binder('i32', 'from'), b.binder('i32', 'n')]
  const copy = body([to, from, n], [{ kind: 'bulk', op: 'copy', target: to, source: from, bytes: n }])
  const zero = body([to, n], [{ kind: 'bulk', op: 'zero', target: to, bytes: n }])
  const memory = Uint8Array.of(1, 2, 3, 4, 5, 6)
  run(copy, [1, 0, 4], memory.buffer)
  assert.equal([...memory], [1, 1, 2, 3, 4, 6])
  run(zero, [2, 2], memory.buffer)
  assert.equal([...memory], [1, 1, 0, 0, 4, 6])
  assert.throws(() => run(copy, [0, 3, 4], memory.buffer), /bytes 3 to 7 of 6/)
  assert.throws(() => run(zero, [0, -1], memory.buffer), /4294967295/)
})

test('elements are stored and loaded as their arrays do', () => {
  const arrays: Readonly<
    Record<ElementType, [new (buffer: ArrayBuffer) => ArrayLike<number | bigint>, (number | bigint)[]]>
  > = {
    i8: [Int8Array, [-1, 127, 128, 255, 256, -129]],
    u8: [Uint8Array, [-1, 127, 128, 255, 256]],
    u8c: [Uint8ClampedArray, [0, 127, 255]],
    i16: [Int16Array, [-1, 32768, 65536]],
    u16: [Uint16Array, [-1, 32768, 65536]],
    i32: [Int32Array, [-1, 2 ** 31 - 1, -(2 ** 31)]],
    u32: [Uint32Array, [-1, 2 ** 31 - 1, -(2 ** 31)]],
    f32: [Float32Array, [-0, 0.5, Infinity, NaN, 2 ** -149]],
    f64: [Float64Array, [-0, 0.1, -Infinity, NaN, 5e-324]],
    i64: [BigInt64Array, [-1n, 2n ** 63n - 1n]],
    u64: [BigUint64Array, [-1n, 2n ** 63n - 1n]],
  }
  for (const [element, [Class, values]] of Object.entries(arrays) as [ElementType, (typeof arrays)['i8']][]) {
    const b = new Builder()
    const type = elementValueType(element)
    const [p, v, back] = [b.binder('i32', 'p'), b.binder(type, 'v'), b.binder(type)]
    const stmts: Stmt[] = [
      { kind: 'store', element, ptr: p, index: b.i32(1), value: v },
      { kind: 'load', element, ptr: p, index: b.i32(1), result: back },
    ]
    const array = new Class(new ArrayBuffer(16))
    const wrap = (x: number | bigint): number | bigint => {
      if (type === 'i32') return Number(x) | 0
      return type === 'i64' ? BigInt.asIntN(64, x as bigint) : x
    }
    for (const value of values) {
      const expected = new Class(new ArrayBuffer(16)) as (number | bigint)[]
      expected[1] = element === 'u64' ? BigInt.asUintN(64, value as bigint) : value
      const [loaded] = run(body([p, v], stmts, back), [0, value], (array as unknown as Uint8Array).buffer)
      assert.ok(Object.is(array[1], expected[1]), `${element} ${value} is stored as ${array[1]}`)
      assert.ok(Object.is(loaded, wrap(expected[1])), `${element} ${value} is loaded as ${loaded}`)
      assert.is(Number(array[0]), 0)
    }
  }
})

test('a table is read by cells of the size of its result', () => {
  const b = new Builder()
  const [p, i] = [b.binder('i32', 'p'), b.binder('i32', 'i')]
  const cell = (type: Type): Value => b.make('table', type, [p, i])
  const memory = new ArrayBuffer(24)
  new Int32Array(memory).set([1, 2, 3, 4], 2)
  new Float64Array(memory)[2] = 0.5
  assert.equal(run(body([p, i], [], cell('i32'), cell('f64'), cell('i64')), [8, 1], memory), [
    2,
    0.5,
    0x3fe0000000000000n,
  ])
  assert.throws(() => run(body([p, i], [], cell('i32')), [8, 4], memory), /bytes 24 to 28/)
})

test('assumptions are the values they are about', () => {
  const b = new Builder()
  const i = b.binder('i32', 'i')
  assert.equal(run(body([i], [], b.assume(i, b.binary('lt', i, b.i32(3)), true)), [2]), [2])
})

test('a binder outside its range is a Bug', () => {
  const b = new Builder()
  const n = b.binder('i32', 'n', { range: [0, 9] })
  assert.equal(run(body([n], [], n), [9]), [9])
  assert.throws(
    () => run(body([n], [], n), [-1]),
    (e: unknown) => e instanceof Bug && /n is -1, not in \[0, 9\]/.test(e.message),
  )
})

test('a loop without end is a Bug', () => {
  const b = new Builder()
  const loop = loopOf({ params: [], inits: [], cond: b.bool(true), body: block([]), results: [] })
  assert.throws(
    () => run(body([], [loop]), []),
    (e: unknown) => e instanceof Bug && /does not end/.test(e.message),
  )
})

test.run()
