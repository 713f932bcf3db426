/**
 * Functions built by hand with the constructors, which the tests of the printer, the verifier and the interpreter share.
 */
import { Builder } from '../../src/ir/build.ts'
import type { Block, Func, If, Loop, Module, Root, Stmt, Value } from '../../src/ir/types.ts'

export const block = (stmts: Stmt[], ...yields: Value[]): Block => ({ stmts, yields })

export function moduleOf(...funcs: Func[]): Module {
  const root = (name: string): Root => ({ name, kind: 'param', plain: false })
  return { funcs, roots: [root('a'), root('b')], throws: [{ type: 'RangeError', message: ['too big: ', ''] }] }
}

export const loopOf = (parts: Pick<Loop, 'params' | 'inits' | 'cond' | 'body' | 'results'>): Loop => ({
  kind: 'loop',
  mode: 'serial',
  facts: { functionName: 'test', checks: 'kept', notes: [] },
  ...parts,
})

export const ifOf = (cond: Value, whenTrue: Block, whenFalse = block([]), results: Value[] = []): If => {
  return { kind: 'if', cond, then: whenTrue, else: whenFalse, results }
}

/** `for (i = 0; i < n; i++) s += a[i]`, each load guarded by `i < length`. */
export function sum(b = new Builder()): Func {
  const [a, length, n] = [b.binder('i32', 'a', { root: 0 }), b.binder('i32', 'length'), b.binder('i32', 'n')]
  const [i, s, x] = [b.binder('i32', 'i'), b.binder('f64', 's'), b.binder('f64', 'x')]
  const loop = loopOf({
    params: [i, s],
    inits: [b.i32(0), b.f64(0)],
    cond: b.binary('lt', i, n),
    body: block(
      [
        {
          kind: 'load',
          element: 'f64',
          ptr: a,
          index: i,
          guard: b.binary('ult', i, length),
          otherwise: b.f64(Number.NaN),
          result: x,
        },
      ],
      b.binary('add', i, b.i32(1)),
      b.binary('add', s, x),
    ),
    results: [b.binder('i32', 'i'), b.binder('f64', 's')],
  })
  return { name: 'sum', params: [a, length, n], results: ['f64'], body: block([loop], loop.results[1]) }
}

/** The first `(i, j)` below `n` with `i * j === product`, found by leaving two loops at once; `(-1, -1)` where there is none. */
export function factors(b = new Builder()): Func {
  const [n, product] = [b.binder('i32', 'n'), b.binder('i32', 'product')]
  const [i, j] = [b.binder('i32', 'i'), b.binder('i32', 'j')]
  const found = { name: 'found' }
  const one = b.i32(1)
  const inner = loopOf({
    params: [j],
    inits: [one],
    cond: b.binary('lt', j, n),
    body: block(
      [ifOf(b.binary('eq', b.binary('mul', i, j), product), block([{ kind: 'exit', target: found, values: [i, j] }]))],
      b.binary('add', j, one),
    ),
    results: [b.binder('i32', 'j')],
  })
  const outer = loopOf({
    params: [i],
    inits: [one],
    cond: b.binary('lt', i, n),
    body: block([inner], b.binary('add', i, one)),
    results: [b.binder('i32', 'i')],
  })
  const results = [b.binder('i32', 'p'), b.binder('i32', 'q')]
  const body = block(
    [{ kind: 'region', label: found, body: block([outer], b.i32(-1), b.i32(-1)), results }],
    ...results,
  )
  return { name: 'factors', params: [n, product], results: ['i32', 'i32'], body }
}

/** The first `i < n` with `limit < a[i]`, or -1; the squares of what comes before go to `b`. docs/IR.md shows it. */
export function search(b = new Builder()): Func {
  const [a, aLength] = [b.binder('i32', 'a', { root: 0 }), b.binder('i32', 'a.length')]
  const [c, cLength] = [b.binder('i32', 'b', { root: 1 }), b.binder('i32', 'b.length')]
  const [n, limit, i, x] = [b.binder('f64', 'n'), b.binder('f64', 'limit'), b.binder('f64', 'i'), b.binder('f64')]
  const label = { name: 'return' }
  const index = b.unary('truncSat', i)
  const otherwise = b.f64(Number.NaN)
  const square = b.unary('f64ToF32', b.binary('mul', x, x))
  const stmts: Stmt[] = [
    { kind: 'load', element: 'f64', ptr: a, index, guard: b.binary('inBounds', i, aLength), otherwise, result: x },
    ifOf(b.binary('lt', limit, x), block([{ kind: 'exit', target: label, values: [i] }])),
    { kind: 'store', element: 'f32', ptr: c, index, value: square, guard: b.binary('inBounds', i, cLength) },
  ]
  const loop = loopOf({
    params: [i],
    inits: [b.f64(0)],
    cond: b.binary('lt', i, n),
    body: block(stmts, b.binary('add', i, b.f64(1))),
    results: [b.binder('f64', 'i')],
  })
  const result = b.binder('f64')
  const body = block([{ kind: 'region', label, body: block([loop], b.f64(-1)), results: [result] }], result)
  return { name: 'search', params: [a, aLength, c, cLength, n, limit], results: ['f64'], body }
}
