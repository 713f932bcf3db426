/** Which arrays are read and which written: what marshalling copies in and out hangs on it. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { accessesOf } from '../../src/analyze/access.ts'
import { Builder } from '../../src/ir/build.ts'
import type { Load, Store, Value } from '../../src/ir/types.ts'
import { block, ifOf, loopOf, moduleOf, sum } from '../ir/functions.ts'

const load = (b: Builder, ptr: Value): Load => ({
  kind: 'load',
  element: 'f64',
  ptr,
  index: b.i32(0),
  result: b.binder('f64'),
})
const store = (b: Builder, ptr: Value): Store => ({
  kind: 'store',
  element: 'f64',
  ptr,
  index: b.i32(0),
  value: b.f64(1),
})
const kernel = (params: Value[], ...stmts: Parameters<typeof block>[0]) =>
  moduleOf({ name: 'f', params, results: [], body: block(stmts) })

test('an array that is only read', () => {
  const func = sum()
  assert.equal(accessesOf(moduleOf(func)).direct(func.params[0]), { read: true, written: false })
})

test('two arrays: each by itself', () => {
  const b = new Builder()
  const [x, y, z] = [b.binder('i32', 'x'), b.binder('i32', 'y'), b.binder('i32', 'z')]
  const access = accessesOf(kernel([x, y, z], load(b, x), store(b, b.binary('add', y, b.i32(16)))))
  assert.equal(access.direct(x), { read: true, written: false })
  assert.equal(access.direct(y), { read: false, written: true })
  assert.equal(access.direct(z), { read: false, written: false })
})

test('buffers that swap places: both', () => {
  const b = new Builder()
  const [x, y, n] = [b.binder('i32', 'x'), b.binder('i32', 'y'), b.binder('i32', 'n')]
  const [i, from, to] = [b.binder('i32'), b.binder('i32'), b.binder('i32')]
  const loop = loopOf({
    params: [i, from, to],
    inits: [b.i32(0), x, y],
    cond: b.binary('lt', i, n),
    body: block([load(b, from), store(b, to)], b.binary('add', i, b.i32(1)), to, from),
    results: [b.binder('i32'), b.binder('i32'), b.binder('i32')],
  })
  const access = accessesOf(kernel([x, y, n], loop))
  for (const array of [x, y]) assert.equal(access.direct(array), { read: true, written: true })
})

test('the result of a branch: what each arm yields; the result of a loop: what it carries', () => {
  const b = new Builder()
  const [x, y, n] = [b.binder('i32', 'x'), b.binder('i32', 'y'), b.binder('i32', 'n')]
  const chosen = b.binder('i32')
  const branch = ifOf(b.binary('lt', n, b.i32(3)), block([], x), block([], y), [chosen])
  const either = accessesOf(kernel([x, y, n], branch, store(b, chosen)))
  for (const array of [x, y]) assert.equal(either.direct(array), { read: false, written: true })
  const [p, after] = [b.binder('i32'), b.binder('i32')]
  const loop = loopOf({ params: [p], inits: [x], cond: b.binary('lt', p, n), body: block([], y), results: [after] })
  const carried = accessesOf(kernel([x, y, n], loop, store(b, after)))
  for (const array of [x, y]) assert.equal(carried.direct(array), { read: false, written: true })
})

test('bulk operations read their source and write their target', () => {
  const b = new Builder()
  const [x, y] = [b.binder('i32', 'x'), b.binder('i32', 'y')]
  const access = accessesOf(kernel([x, y], { kind: 'bulk', op: 'copy', target: x, source: y, bytes: b.i32(8) }))
  assert.equal(access.direct(x), { read: false, written: true })
  assert.equal(access.direct(y), { read: true, written: false })
})

test('what a function of the module does to its parameter', () => {
  const b = new Builder()
  const [x, y, p] = [b.binder('i32', 'x'), b.binder('i32', 'y'), b.binder('i32', 'p')]
  const callee = { name: 'g', params: [p], results: [], body: block([store(b, p)]) }
  const call = { kind: 'call', callee: 'g', args: [y], results: [] } as const
  const access = accessesOf(moduleOf({ name: 'f', params: [x, y], results: [], body: block([call]) }, callee))
  assert.equal(access.direct(x), { read: false, written: false })
  assert.equal(access.direct(y), { read: false, written: true })
})

test('addresses kept in a table: by cell where it is constant, else all', () => {
  const b = new Builder()
  const [rows, i] = [b.binder('i32', 'rows'), b.binder('i32', 'i')]
  const cell = (index: Value): Value => b.make('table', 'i32', [rows, index])
  const one = accessesOf(kernel([rows, i], load(b, cell(b.i32(2)))))
  assert.equal(one.through(rows, 2), { read: true, written: false })
  assert.equal(one.through(rows, 4), { read: false, written: false })
  assert.equal(one.through(rows), { read: true, written: false })
  assert.equal(one.direct(rows), { read: false, written: false })
  const any = accessesOf(kernel([rows, i], store(b, cell(i))))
  assert.equal(any.through(rows, 2), { read: false, written: true })
})

test.run()
