/** The shape of address code: row bases outside the innermost loop, one byte index in it, small constants as immediates. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { ElementType } from '../../src/artifact.ts'
import { Builder } from '../../src/ir/build.ts'
import { elementValueType, type Loop, type Stmt, type Value } from '../../src/ir/types.ts'
import { block, func, heap, loop, moduleOf, run } from './harness.ts'

/** `for (i = lo; i < hi; i++) body(i)`, where body gives statements. */
function count(b: Builder, lo: number, hi: Value, body: (i: Value) => Stmt[]): Loop {
  return loop(
    b,
    [['i', b.i32(lo)]],
    (i) => b.binary('lt', i!, hi),
    ([i]) => block(body(i!), [b.binary('add', i!, b.i32(1))]),
  )
}

function load(b: Builder, element: ElementType, ptr: Value, index: Value): Stmt & { result: Value } {
  return { kind: 'load', element, ptr, index, result: b.binder(elementValueType(element)) }
}

/** The text of the innermost loop: from the last `(loop` to its end. */
function innermost(wat: string): string {
  const start = wat.lastIndexOf('(loop')
  let depth = 0
  for (let i = start; i < wat.length; i++) {
    if (wat[i] === '(') depth++
    if (wat[i] === ')' && --depth === 0) return wat.slice(start, i + 1)
  }
  return ''
}
const occurrences = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

test('a stencil: three row bases, one byte index, immediates for the columns', () => {
  const b = new Builder()
  const [a, c, n] = [b.binder('i32', 'a'), b.binder('i32', 'c'), b.binder('i32', 'n')]
  const one = b.i32(1)
  const last = b.binary('sub', n, one)
  const at = (row: Value, j: Value, d: number): Value =>
    b.binary('add', b.binary('add', b.binary('mul', row, n), j), b.i32(d))
  const rows = count(b, 1, last, (i) => [
    count(b, 1, last, (j) => {
      const loads = [
        load(b, 'f64', a, at(i, j, -1)),
        load(b, 'f64', a, at(i, j, 1)),
        load(b, 'f64', a, at(b.binary('sub', i, one), j, 0)),
        load(b, 'f64', a, at(b.binary('add', i, one), j, 0)),
      ]
      const sum = loads.map((l) => l.result).reduce((p, q) => b.binary('add', p, q))
      return [...loads, { kind: 'store', element: 'f64', ptr: c, index: at(i, j, 0), value: sum }]
    }),
  ])
  const { main, emitted, f64 } = run(moduleOf(func('stencil', [a, c, n], [], block([rows]))), b)
  const [size, from, to] = [9, heap() / 8, heap() / 8 + 100]
  for (let i = 0; i < size * size; i++) f64[from + i] = Math.sin(i)
  main(8 * from, 8 * to, size)
  const cell = (i: number, j: number): number => f64[from + i * size + j]!
  for (let i = 1; i < size - 1; i++) {
    for (let j = 1; j < size - 1; j++)
      assert.is(f64[to + i * size + j], cell(i, j - 1) + cell(i, j + 1) + cell(i - 1, j) + cell(i + 1, j))
  }
  const text = innermost(emitted.wat())
  assert.is(occurrences(text, /i32\.shl/g), 1)
  assert.not.match(text, 'i32.mul')
  assert.match(text, 'f64.load offset=16')
  // Four addresses (the two columns share theirs) and the counter.
  assert.is(occurrences(text, /i32\.add/g), 5)
})

test('a factor that varies is distributed over a sum: (k + 1) * n + j', () => {
  const b = new Builder()
  const [a, n, j] = [b.binder('i32', 'a'), b.binder('i32', 'n'), b.binder('i32', 'j')]
  const down = loop(
    b,
    [
      ['k', b.i32(0)],
      ['s', b.f64(0)],
    ],
    (k) => b.binary('lt', k!, n),
    ([k, s]) => {
      const next = b.binary('add', k!, b.i32(1))
      const x = load(b, 'f64', a, b.binary('add', b.binary('mul', k!, n), j))
      const y = load(b, 'f64', a, b.binary('add', b.binary('mul', next, n), j))
      return block([x, y], [next, b.binary('add', s!, b.binary('sub', y.result, x.result))])
    },
  )
  const { main, emitted, f64 } = run(moduleOf(func('f', [a, n, j], ['f64'], block([down], [down.results[1]!]))), b)
  for (let i = 0; i < 100; i++) f64[heap() / 8 + i] = i * i
  assert.is(main(heap(), 5, 2), 27 * 27 - 2 * 2)
  assert.is(occurrences(innermost(emitted.wat()), /i32\.mul/g), 1)
})

test('constants: negative, beyond the immediate, and a subscript that runs backwards', () => {
  const b = new Builder()
  const [p, n, k] = [b.binder('i32', 'p'), b.binder('i32', 'n'), b.binder('i32', 'k')]
  const offsets = [-9000, -1, 0, 1, 8191, 8192, 20000]
  const total = loop(
    b,
    [
      ['i', b.i32(0)],
      ['s', b.f64(0)],
    ],
    (i) => b.binary('lt', i!, n),
    ([i, s]) => {
      const forth = offsets.map((d) => load(b, 'f64', p, b.binary('add', i!, b.i32(d))))
      const back = offsets.map((d) =>
        load(b, 'f64', p, b.binary('add', b.binary('sub', b.binary('sub', n, i!), k), b.i32(d))),
      )
      const rgba = load(b, 'u8', p, b.binary('add', b.binary('shl', i!, b.i32(2)), b.i32(3)))
      const sum = [...forth, ...back]
        .map((l) => l.result)
        .reduce((x, y) => b.binary('add', b.binary('mul', x, b.f64(0.5)), y))
      const value = b.binary('add', sum, b.unary('i32ToF64', rgba.result))
      return block([...forth, ...back, rgba], [b.binary('add', i!, b.i32(1)), b.binary('add', s!, value)])
    },
  )
  const { main, f64, u8, emitted } = run(
    moduleOf(func('f', [p, n, k], ['f64'], block([total], [total.results[1]!]))),
    b,
  )
  const middle = heap() / 8 + 10000
  for (let i = -10000; i < 30000; i++) f64[middle + i] = Math.sin(i)
  let expected = 0
  for (let i = 0; i < 7; i++) {
    const values = [...offsets.map((d) => f64[middle + i + d]!), ...offsets.map((d) => f64[middle + 7 - i - 3 + d]!)]
    expected += values.reduce((x, y) => x * 0.5 + y) + u8[middle * 8 + 4 * i + 3]!
  }
  assert.is(main(middle * 8, 7, 3), expected)
  for (const [, offset] of emitted.wat().matchAll(/offset=(\d+)/g)) assert.ok(Number(offset) < 65536)
  // Both directions share `i << 3`; the bytes have `i << 2`.
  assert.is(occurrences(innermost(emitted.wat()), /i32\.shl/g), 2)
})

test('a gather has no row base to hoist, and its constant is an immediate', () => {
  const b = new Builder()
  const [hist, img, n] = [b.binder('i32', 'hist'), b.binder('i32', 'img'), b.binder('i32', 'n')]
  const body = count(b, 0, n, (i) => {
    const pixel = load(b, 'u8', img, i)
    const index = b.binary('add', b.binary('shl', pixel.result, b.i32(1)), b.i32(1))
    const old = load(b, 'i32', hist, index)
    return [
      pixel,
      old,
      { kind: 'store', element: 'i32', ptr: hist, index, value: b.binary('add', old.result, b.i32(1)) },
    ]
  })
  const { main, u8, i32, emitted } = run(moduleOf(func('hist', [hist, img, n], [], block([body]))), b)
  u8.set([3, 0, 3, 255], heap(8192))
  main(heap(), heap(8192), 4)
  const at = heap() / 4
  assert.equal([i32[at + 1], i32[at + 7], i32[at + 511], i32[at]], [1, 2, 1, 0])
  assert.is(occurrences(emitted.wat(), /offset=4/g), 2)
})

test.run()
