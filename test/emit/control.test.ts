/** Statements: loops, ifs, regions, calls, guards, bulk memory, throwing; by hand, one trap a test. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ElementType, elementSize, RESULT_ADDRESS } from '../../src/artifact.ts'
import { Builder } from '../../src/ir/build.ts'
import { elementValueType, type Stmt, type Value } from '../../src/ir/types.ts'
import { block, func, heap, ifOf, label, loop, moduleOf, run, Thrown } from './harness.ts'

test('a loop that swaps and rotates what it carries', () => {
  const b = new Builder()
  const [n, x] = [b.binder('i32', 'n'), b.binder('f64', 'x')]
  const turning = loop(
    b,
    [
      ['i', b.i32(0)],
      ['p', x],
      ['q', b.f64(2)],
      ['r', b.f64(3)],
      ['f', b.f64(0)],
      ['g', b.f64(1)],
    ],
    (i) => b.binary('lt', i!, n),
    ([i, p, q, r, f, g]) => block([], [b.binary('add', i!, b.i32(1)), q!, r!, p!, g!, b.binary('add', f!, g!)]),
  )
  const [, p, q, r, f] = turning.results
  const digits = [p!, q!, r!].reduce((sum, v) => b.binary('add', b.binary('mul', sum, b.f64(10)), v))
  const { main } = run(
    moduleOf(func('f', [n, x], ['f64'], block([turning], [b.binary('add', b.binary('mul', f!, b.f64(1000)), digits)]))),
    b,
  )
  assert.equal(
    [0, 1, 2, 3, 10].map((k) => main(k, 1)),
    [123, 1231, 1312, 2123, 55231],
  )
})

test('a value of a loop param, used in the body and in what the next trip gets', () => {
  const b = new Builder()
  const n = b.binder('i32', 'n')
  const squares = loop(
    b,
    [
      ['i', b.i32(0)],
      ['s', b.i32(0)],
      ['last', b.i32(-1)],
    ],
    (i) => b.binary('lt', i!, n),
    ([i, s]) => {
      const square = b.binary('mul', i!, i!)
      return block([], [b.binary('add', i!, b.i32(1)), b.binary('add', s!, square), square])
    },
  )
  const [i, s, last] = squares.results
  const total = b.binary(
    'add',
    b.binary('mul', b.binary('add', b.binary('mul', s!, b.i32(1000)), last!), b.i32(10)),
    i!,
  )
  const { main } = run(moduleOf(func('f', [n], ['i32'], block([squares], [total]))), b)
  assert.equal([0, 1, 4].map(main), [-10, 1, (14 * 1000 + 9) * 10 + 4])
})

test('a condition that shares work with the body is computed once a trip', () => {
  const b = new Builder()
  const [cx, cy] = [b.binder('f64', 'cx'), b.binder('f64', 'cy')]
  const escape = loop(
    b,
    [
      ['x', b.f64(0)],
      ['y', b.f64(0)],
      ['k', b.i32(0)],
    ],
    (x, y, k) =>
      b.and(
        b.binary('le', b.binary('add', b.binary('mul', x!, x!), b.binary('mul', y!, y!)), b.f64(4)),
        b.binary('lt', k!, b.i32(50)),
      ),
    ([x, y, k]) => {
      const re = b.binary('add', b.binary('sub', b.binary('mul', x!, x!), b.binary('mul', y!, y!)), cx)
      const im = b.binary('add', b.binary('mul', b.binary('mul', b.f64(2), x!), y!), cy)
      return block([], [re, im, b.binary('add', k!, b.i32(1))])
    },
  )
  const { main, emitted } = run(moduleOf(func('f', [cx, cy], ['i32'], block([escape], [escape.results[2]!]))), b)
  const plain = (re: number, im: number): number => {
    let [x, y, k] = [0, 0, 0]
    while (x * x + y * y <= 4 && k < 50) [x, y, k] = [x * x - y * y + re, 2 * x * y + im, k + 1]
    return k
  }
  for (const [re, im] of [
    [0, 0],
    [0.4, 0.4],
    [-0.75, 0.1],
    [3, 3],
    [-2, 0],
  ])
    assert.is(main(re, im), plain(re!, im!))
  // x*x, y*y before the loop; 2*x, 2*x*y, x*x, y*y in it.
  const [before, inside] = emitted.wat().split('(loop') as [string, string]
  assert.equal(
    [before, inside].map((text) => text.match(/f64\.mul/g)!.length),
    [2, 4],
  )
})

test('invariant work leaves the loops, but not the arm of an if outside them', () => {
  const b = new Builder()
  const [n, x] = [b.binder('i32', 'n'), b.binder('f64', 'x')]
  const root = b.unary('sqrt', x)
  const inner = loop(
    b,
    [
      ['j', b.i32(0)],
      ['s', b.f64(0)],
    ],
    (j) => b.binary('lt', j!, n),
    ([j, s]) => block([], [b.binary('add', j!, b.i32(1)), b.binary('add', s!, root)]),
  )
  const outer = loop(
    b,
    [
      ['i', b.i32(0)],
      ['s', b.f64(0)],
    ],
    (i) => b.binary('lt', i!, n),
    ([i]) => block([inner], [b.binary('add', i!, b.i32(1)), inner.results[1]!]),
  )
  const result = b.binder('f64')
  const choice = ifOf(b.binary('lt', b.i32(2), n), block([outer], [outer.results[1]!]), block([], [b.f64(-1)]), [
    result,
  ])
  const { main, emitted } = run(moduleOf(func('f', [n, x], ['f64'], block([choice], [result]))), b)
  assert.equal([main(2, 9), main(4, 9)], [-1, 12])
  const text = emitted.wat()
  assert.is(text.match(/f64\.sqrt/g)!.length, 1)
  assert.ok(text.indexOf('(then') < text.indexOf('f64.sqrt') && text.indexOf('f64.sqrt') < text.indexOf('(loop'))
})

test('exits carry values out of nested loops', () => {
  const b = new Builder()
  const [n, product] = [b.binder('i32', 'n'), b.binder('i32', 'product')]
  const found = label('found')
  const search = loop(
    b,
    [['i', b.i32(1)]],
    (i) => b.binary('lt', i!, n),
    ([i]) => {
      const next = label('next')
      const columns = loop(
        b,
        [['j', i!]],
        () => b.bool(true),
        ([j]) => {
          const leave = (cond: Value, ...stmts: Stmt[]): Stmt => ifOf(cond, block(stmts))
          const row = label('row')
          const test: Stmt = {
            kind: 'region',
            label: row,
            results: [],
            body: block([
              leave(b.binary('ne', b.binary('mul', i!, j!), product), { kind: 'exit', target: row, values: [] }),
              { kind: 'exit', target: found, values: [i!, j!] },
            ]),
          }
          return block(
            [test, leave(b.binary('le', n, j!), { kind: 'exit', target: next, values: [] })],
            [b.binary('add', j!, b.i32(1))],
          )
        },
      )
      return block(
        [{ kind: 'region', label: next, results: [], body: block([columns]) }],
        [b.binary('add', i!, b.i32(1))],
      )
    },
  )
  const [p, q] = [b.binder('i32'), b.binder('i32')]
  const region: Stmt = { kind: 'region', label: found, body: block([search], [b.i32(-1), b.i32(-1)]), results: [p, q] }
  const { main } = run(
    moduleOf(func('f', [n, product], ['i32'], block([region], [b.binary('add', b.binary('mul', p, b.i32(100)), q)]))),
    b,
  )
  assert.equal(
    [
      [10, 12],
      [10, 21],
      [10, 23],
      [0, 1],
    ].map(([k, m]) => main(k, m)),
    [206, 307, -101, -101],
  )
})

test('functions with several results, and recursion', () => {
  const b = new Builder()
  const [x, y, n] = [b.binder('i64', 'x'), b.binder('f64', 'y'), b.binder('i32', 'n')]
  const results = [b.binder('i64'), b.binder('f64'), b.binder('bool'), b.binder('f64')]
  const out = [b.binder('i64'), b.binder('f64'), b.binder('bool'), b.binder('f64')]
  const again: Stmt = {
    kind: 'call',
    callee: 'many',
    args: [b.binary('mul', x, b.const('i64', 3n)), y, b.binary('add', n, b.i32(-1))],
    results,
  }
  const [whole0, half0, odd0] = results as [Value, Value, Value]
  const yes = block([again], [whole0, b.binary('add', half0, b.f64(0.5)), b.not(odd0), half0])
  const choice = ifOf(b.binary('lt', b.i32(0), n), yes, block([], [x, y, b.bool(true), b.f64(0)]), out)
  const many = func('many', [x, y, n], ['i64', 'f64', 'bool', 'f64'], block([choice], out))
  const [k, r] = [b.binder('i32'), [b.binder('i64'), b.binder('f64'), b.binder('bool'), b.binder('f64')]]
  const call: Stmt = { kind: 'call', callee: 'many', args: [b.const('i64', 1n), b.f64(2), k], results: r }
  const [whole, half, odd, before] = r as [Value, Value, Value, Value]
  const sum = [b.unary('i64ToF64', whole), half, b.unary('i32ToF64', b.unary('boolToI32', odd)), before].reduce(
    (p, q) => b.binary('add', b.binary('mul', p, b.f64(100)), q),
  )
  const { main } = run(moduleOf(func('main', [k], ['f64'], block([call], [sum])), many), b)
  assert.equal(
    [0, 1, 3].map(main),
    [1020100, 3025002, 27035003].map((x) => x),
  )
})

const typedArrays = {
  i8: Int8Array,
  u8: Uint8Array,
  u8c: Uint8ClampedArray,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  f32: Float32Array,
  f64: Float64Array,
  i64: BigInt64Array,
  u64: BigUint64Array,
}

test('loads and stores of every element type', () => {
  for (const element of Object.keys(typedArrays) as ElementType[]) {
    const b = new Builder()
    const [p, i, x] = [b.binder('i32', 'p'), b.binder('i32', 'i'), b.binder(elementValueType(element), 'x')]
    const result = b.binder(elementValueType(element))
    const stmts: Stmt[] = [
      { kind: 'store', element, ptr: p, index: i, value: x },
      { kind: 'load', element, ptr: p, index: b.binary('sub', i, b.i32(1)), result },
    ]
    const { main, memory } = run(moduleOf(func('f', [p, i, x], [result.type], block(stmts, [result]))), b)
    const isBig = element === 'i64' || element === 'u64'
    const array = new typedArrays[element](memory.buffer as ArrayBuffer, heap(16), 8)
    for (const value of isBig
      ? [-1n, 2n ** 63n - 1n]
      : element === 'f64'
        ? [-0, 0.1]
        : element === 'f32'
          ? [-0, Math.fround(0.1)]
          : [-1, 200, 70000]) {
      ;(array as any)[2] = isBig ? -5n : -5
      const before = array[2]!
      const loaded = main(heap(16), 3, value)
      // A u32 comes back as i32 bits.
      assert.is(
        loaded,
        element === 'u32' ? Number(before) | 0 : isBig ? BigInt.asIntN(64, before as bigint) : before,
        element,
      )
      if (element !== 'u8c') {
        const plain = new typedArrays[element](1)
        ;(plain as any)[0] = value
        assert.is(array[3], plain[0], element)
      }
      assert.ok(array[4] == 0 && elementSize[element] === array.BYTES_PER_ELEMENT)
    }
  }
})

test('guarded accesses do not happen where the guard is 0', () => {
  const b = new Builder()
  const [p, x, v] = [b.binder('i32', 'p'), b.binder('f64', 'x'), b.binder('f64', 'v')]
  const guard = b.make('inBounds', 'bool', [x, b.i32(4)])
  const result = b.binder('f64')
  const index = b.unary('toInt32', x)
  const stmts: Stmt[] = [
    { kind: 'load', element: 'f64', ptr: p, index, result, guard, otherwise: b.f64(-7) },
    { kind: 'store', element: 'f64', ptr: p, index, value: v, guard },
  ]
  const { main, f64, emitted } = run(moduleOf(func('f', [p, x, v], ['f64'], block(stmts, [result]))), b)
  const at = heap() / 8
  f64.set([10, 20, 30, 40, 50], at)
  assert.equal(
    [-1, 0, 3, 4, 1.5, Number.NaN, 2 ** 40, -0, -(2 ** 31), 1e300].map((i) => main(heap(), i, i)),
    [-7, 10, 40, -7, -7, -7, -7, 0, -7, -7],
  )
  assert.equal([...f64.subarray(at - 1, at + 5)], [0, -0, 20, 30, 3, 50])
  assert.not.match(emitted.wat(), 'toInt32') // the guard makes truncation enough
})

test('bulk memory', () => {
  const b = new Builder()
  const [p, q, n] = [b.binder('i32', 'p'), b.binder('i32', 'q'), b.binder('i32', 'n')]
  const stmts: Stmt[] = [
    { kind: 'bulk', op: 'copy', target: q, source: p, bytes: n },
    { kind: 'bulk', op: 'zero', target: p, bytes: b.i32(2) },
  ]
  const { main, u8 } = run(moduleOf(func('f', [p, q, n], [], block(stmts))), b)
  u8.set([1, 2, 3, 4, 5, 6], heap())
  main(heap(), heap(2), 4)
  assert.equal([...u8.subarray(heap(), heap(7))], [0, 0, 1, 2, 3, 4, 0])
})

test('throwing stores its values and calls the host; nothing after it happens', () => {
  const b = new Builder()
  const [x, p] = [b.binder('f64', 'x'), b.binder('i32', 'p')]
  const bad: Stmt = { kind: 'throw', index: 3, values: [x, b.binary('add', x, b.f64(1))] }
  const check = ifOf(b.binary('lt', x, b.f64(0)), block([bad]))
  const store: Stmt = { kind: 'store', element: 'f64', ptr: p, index: b.i32(0), value: x }
  const { main, f64 } = run(moduleOf(func('f', [x, p], ['f64'], block([check, store], [x]))), b)
  assert.is(main(5, heap()), 5)
  assert.throws(
    () => main(-2, heap()),
    (error: unknown) => error instanceof Thrown && error.index === 3,
  )
  assert.equal([f64[heap() / 8], f64[RESULT_ADDRESS / 8], f64[RESULT_ADDRESS / 8 + 1]], [5, -2, -1])
})

test('host calls are statements: in order, once each', () => {
  const b = new Builder()
  const [r1, r2, at] = [b.binder('f64'), b.binder('f64'), b.binder('i32')]
  const stmts: Stmt[] = [
    { kind: 'call', callee: 'host:Math.random', args: [], results: [r1] },
    { kind: 'call', callee: 'host:allocate', args: [b.i32(24)], results: [at] },
    { kind: 'call', callee: 'host:Math.random', args: [], results: [r2] },
  ]
  const sum = b.binary('add', b.binary('sub', b.binary('mul', r1, b.f64(10)), r2), b.unary('i32ToF64', at))
  let n = 0
  const { main, emitted } = run(moduleOf(func('f', [], ['f64'], block(stmts, [sum]))), b, {
    'Math.random': () => ++n,
    allocate: (bytes: number) => bytes * 1000,
  })
  assert.is(main(), 10 - 2 + 24000)
  assert.equal(emitted.imports, ['memory', 'Math.random', 'allocate'])
})

test('loops that never run, never end by themselves, or leave in their first trip', () => {
  const b = new Builder()
  const n = b.binder('i32', 'n')
  const out = label('out')
  const never = loop(
    b,
    [['i', n]],
    () => b.bool(false),
    ([i]) => block([], [b.binary('add', i!, b.i32(1))]),
  )
  const endless = loop(
    b,
    [['k', never.results[0]!]],
    () => b.bool(true),
    ([k]) => {
      const exit: Stmt = { kind: 'exit', target: out, values: [k!] }
      return block([ifOf(b.binary('lt', b.i32(100), k!), block([exit]))], [b.binary('mul', k!, b.i32(3))])
    },
  )
  const once = loop(
    b,
    [['m', n]],
    (m) => b.binary('lt', m!, b.i32(5)),
    ([m]) => block([{ kind: 'exit', target: out, values: [b.binary('sub', b.i32(0), m!)] }]),
  )
  const result = b.binder('i32')
  const region: Stmt = {
    kind: 'region',
    label: out,
    body: block([once, never, endless], [b.i32(0)]),
    results: [result],
  }
  const { main } = run(moduleOf(func('f', [n], ['i32'], block([region], [result]))), b)
  assert.equal([2, 4, 7, 200].map(main), [-2, -4, 189, 200])
})

test.run()
