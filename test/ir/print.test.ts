import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Builder } from '../../src/ir/build.ts'
import { printFunc, printModule } from '../../src/ir/print.ts'
import { Rewriter } from '../../src/ir/rewrite.ts'
import type { Func, Stmt, Value } from '../../src/ir/types.ts'
import { block, factors, ifOf, loopOf, moduleOf, sum } from './functions.ts'

/** Compares texts without the indentation that the template literal has here. */
function prints(actual: string, expected: string): void {
  const lines = expected.split('\n').slice(1, -1)
  const margin = Math.min(...lines.map((line) => line.search(/\S/)))
  assert.is(actual.trimEnd(), lines.map((line) => line.slice(margin)).join('\n'))
}

function body(params: Value[], stmts: Stmt[], ...results: Value[]): Func {
  return { name: 'f', params, results: results.map((r) => r.type), body: block(stmts, ...results) }
}

test('a loop, a guarded load, tables of roots and errors', () => {
  prints(
    printModule(moduleOf(sum())),
    `
    root #0 param a
    root #1 param b
    throw #0 RangeError "too big: {0}"
    func sum(%a: i32 #0, %length: i32, %n: i32) -> f64 {
      loop (%i: i32 = 0, %s: f64 = 0.0) while %i < %n {
        %x = load f64 %a[%i] if %i <u %length else NaN
        yield %i + 1, %s + %x
      } -> %i.1, %s.1
      return %s.1
    }
    `,
  )
})

test('a region, exits, several results', () => {
  prints(
    printFunc(factors()),
    `
    func factors(%n: i32, %product: i32) -> i32, i32 {
      region @found {
        loop (%i: i32 = 1) while %i < %n {
          loop (%j: i32 = 1) while %j < %n {
            if %product == %i * %j {
              exit @found %i, %j
            }
            yield %j + 1
          } -> %j.1
          yield %i + 1
        } -> %i.1
        yield -1, -1
      } -> %p: i32, %q: i32
      return %p, %q
    }
    `,
  )
})

test('the text does not depend on ids', () => {
  const b = new Builder()
  for (let i = 0; i < 1000; i++) b.binder('f64', 'i')
  assert.is(printFunc(sum(b)), printFunc(sum()))
  const copy = new Rewriter(b).func(sum(b))
  assert.is(printFunc(copy), printFunc(sum()))
})

test('shared values get a line in the innermost block around their uses', () => {
  const b = new Builder()
  const [p, c, x, y] = [
    b.binder('i32', 'p', { root: 0 }),
    b.binder('bool', 'c'),
    b.binder('f64', 'x'),
    b.binder('f64', 'y'),
  ]
  const store = (value: Value): Stmt => ({ kind: 'store', element: 'f64', ptr: p, index: b.i32(0), value })
  const inArm = b.binary('mul', x, y)
  const inBoth = b.binary('sub', x, y)
  const result = b.binder('f64')
  const choice = ifOf(
    c,
    block([store(b.binary('add', inArm, b.f64(1))), store(b.unary('sqrt', inArm))], inBoth),
    block([], b.unary('neg', inBoth)),
    [result],
  )
  prints(
    printFunc(body([p, c, x, y], [store(b.f64(-0)), choice], b.binary('add', result, x))),
    `
    func f(%p: i32 #0, %c: bool, %x: f64, %y: f64) -> f64 {
      store f64 %p[0] = -0.0
      %0: f64 = %x - %y
      if %c {
        %1: f64 = %x * %y
        store f64 %p[0] = %1 + 1.0
        store f64 %p[0] = sqrt(%1)
        yield %0
      } else {
        yield -%0
      } -> %2: f64
      return %x + %2
    }
    `,
  )
})

test('values shared by condition and body of a loop come before the while', () => {
  const b = new Builder()
  const [i, p] = [b.binder('i32', 'i'), b.binder('i32', 'p', { root: 0 })]
  const number = b.unary('i32ToF64', i)
  const loop = loopOf({
    params: [i],
    inits: [b.i32(0)],
    cond: b.binary('lt', number, b.f64(2.5)),
    body: block([{ kind: 'store', element: 'f64', ptr: p, index: i, value: number }], b.binary('add', i, b.i32(1))),
    results: [b.binder('i32', 'i')],
  })
  prints(
    printFunc(body([p], [loop])),
    `
    func f(%p: i32 #0) {
      loop (%i: i32 = 0) {
        %0: f64 = i32ToF64(%i)
        while %0 < 2.5
        store f64 %p[%i] = %0
        yield %i + 1
      } -> %i.1
    }
    `,
  )
})

test('operators bind as in JavaScript', () => {
  const b = new Builder()
  const [x, y, i, c] = [b.binder('f64', 'x'), b.binder('f64', 'y'), b.binder('i32', 'i'), b.binder('bool', 'c')]
  const values = [
    b.binary('sub', x, b.binary('sub', y, x)),
    b.binary('mul', b.binary('add', x, y), b.unary('neg', b.binary('rem', x, y))),
    b.select(b.and(b.not(b.binary('le', x, y)), c), b.select(c, x, y), y),
    b.or(b.binary('shl', i, b.i32(2)), b.and(b.binary('xor', i, b.i32(5)), i)),
    b.make('host', 'f64', [x, y], 'Math.atan2'),
    b.assume(i, b.binary('ult', i, b.i32(9)), false),
    b.make('table', 'i32', [i, b.i32(1)]),
    b.const('i64', 7n),
    b.const('f32', 0.5),
    b.bool(true),
    b.f64(1e21),
  ]
  const lines = printFunc(body([x, y, i, c], [], ...values))
  const expected =
    'return %x - (%y - %x), -((%x + %y) * (%x % %y)), %c & !(%x <= %y) ? (%c ? %x : %y) : %y, %i << 2 | %i & (%i ^ 5), ' +
    'Math.atan2(%x, %y), assume(%i, %i <u 9 is false), table.i32(%i, 1), 7n, 0.5f, true, 1e+21'
  assert.ok(lines.includes(`  ${expected}\n`), lines)
})

test('a long expression is split', () => {
  const b = new Builder()
  const x = b.binder('f64', 'x')
  let value: Value = x
  for (let i = 0; i < 20; i++) value = b.binary('sub', value, x)
  const lines = printFunc(body([x], [], value)).split('\n')
  assert.is(lines.length, 6)
  assert.ok(lines[1].startsWith('  %0: f64 = %x - %x - %x'))
  assert.is(lines[3], '  return %1 - %x - %x')
})

test('calls, bulk memory, errors', () => {
  const b = new Builder()
  const [p, x] = [b.binder('i32', 'p', { root: 0 }), b.binder('f64', 'x')]
  const [q, r] = [b.binder('i32', 'q', { root: 1 }), b.binder('f64', 'x')]
  const stmts: Stmt[] = [
    { kind: 'call', callee: 'host:allocate', args: [b.i32(64)], results: [q] },
    { kind: 'bulk', op: 'zero', target: q, bytes: b.i32(64) },
    { kind: 'bulk', op: 'copy', target: p, source: q, bytes: b.i32(8) },
    { kind: 'call', callee: 'g', args: [p, x], results: [r] },
    { kind: 'load', element: 'i32', ptr: q, index: b.i32(0), result: b.binder('i32', 'row', { root: 1 }) },
    { kind: 'throw', index: 0, values: [r] },
  ]
  prints(
    printFunc(body([p, x], stmts)),
    `
    func f(%p: i32 #0, %x: f64) {
      %q: i32 #1 = call host:allocate(64)
      zero 64 bytes at %q
      copy 8 bytes at %p from %q
      %x.1: f64 = call g(%p, %x)
      %row #1 = load i32 %q[0]
      throw #0(%x.1)
    }
    `,
  )
})

test.run()
