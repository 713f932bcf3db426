import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Bug } from '../../src/diagnostics.ts'
import { Builder } from '../../src/ir/build.ts'
import type { Func, Label, Load, Loop, Stmt, Type, Value } from '../../src/ir/types.ts'
import type { Stage } from '../../src/ir/verify.ts'
import { verify } from '../../src/ir/verify.ts'
import { block, factors, ifOf, loopOf, moduleOf, sum } from './functions.ts'

const b = new Builder()
const [zero, one, yes] = [b.i32(0), b.i32(1), b.bool(true)]
const binder = (type: Type, name = 'v'): Value => b.binder(type, name)

/** A function of these statements and the parameters `%p: i32`, `%x: f64`, `%c: bool`. */
type Maker = (p: Value, x: Value, c: Value) => Stmt[]
function made(make: Maker, results: (p: Value, x: Value) => Value[] = () => []): Func {
  const [p, x, c] = [b.binder('i32', 'p', { root: 0 }), binder('f64', 'x'), binder('bool', 'c')]
  const yields = results(p, x)
  return { name: 'f', params: [p, x, c], results: yields.map((y) => y.type), body: block(make(p, x, c), ...yields) }
}

function damaged(name: string, make: Func | Maker, message: RegExp, stage: Stage = 'lowered'): void {
  test(name, () => {
    const func = typeof make === 'function' ? made(make) : make
    try {
      verify(moduleOf(func), stage)
    } catch (error) {
      assert.instance(error, Bug)
      assert.match((error as Bug).message, message)
      assert.match((error as Bug).message, new RegExp(`^verify ${stage}: function ${func.name}: `))
      return
    }
    assert.unreachable('no error')
  })
}

/** The value as no smart constructor would make it. */
const bad = (of: Value, change: Partial<Value>): Value => ({ ...of, id: 1e6, ...change })
const use = (value: Value): Stmt => ({ kind: 'throw', index: 0, values: [value] })
const load = (ptr: Value, change: Partial<Load> = {}): Load => {
  return { kind: 'load', element: 'f64', ptr, index: zero, result: binder('f64'), ...change }
}
const count = (change: Partial<Loop> = {}, i = binder('i32', 'i')): Loop => {
  const body = block([], b.binary('add', i, one))
  const loop = loopOf({ params: [i], inits: [zero], cond: b.binary('lt', i, one), body, results: [binder('i32', 'i')] })
  return { ...loop, ...change }
}

test('well-formed functions pass at every stage', () => {
  for (const stage of ['lowered', 'narrowed', 'legal'] as const) verify(moduleOf(sum(), factors()), stage)
})

test('what leaves needs no yields, and a region that is left still ends', () => {
  const label = { name: 'out' }
  const result = binder('f64')
  const exit: Stmt = { kind: 'exit', target: label, values: [b.f64(1)] }
  const func = made(
    (_, x, c) => [
      {
        kind: 'region',
        label,
        body: block([ifOf(c, block([exit]), block([use(x)]), [binder('f64')])]),
        results: [result],
      },
    ],
    () => [result],
  )
  verify(moduleOf(func), 'legal')
})

// Values
damaged(
  'operand count',
  (_, x) => [use(bad(b.unary('neg', x), { args: [x, x] }))],
  /takes 1 operands, has 2 at neg\.f64/,
)
damaged('operand type', (p, x) => [use(bad(b.binary('add', x, x), { args: [x, p] }))], /operand 1 is i32, must be f64/)
damaged(
  'operand types of select',
  (p, x, c) => [use(bad(b.select(c, x, b.unary('neg', x)), { args: [p, x, x] }))],
  /operand 0 is i32, must be bool/,
)
damaged('result type', (p) => [use(bad(b.unary('i32ToF64', p), { type: 'i32' }))], /gives f64, is typed i32/)
damaged(
  'comparison of unlike operands',
  (p, x) => [use(bad(b.binary('lt', x, b.unary('neg', x)), { args: [x, p] }))],
  /operand 1 is i32, must be f64/,
)
damaged('operation not defined at a type', (p) => [use(bad(b.unary('clz', p), { op: 'sqrt' }))], /not defined at i32/)
damaged('unknown operation', (p) => [use(bad(b.unary('clz', p), { op: 'frobnicate' as 'clz' }))], /unknown operation/)
damaged('constant of another type', () => [use(bad(zero, { imm: 1.5 }))], /immediate/)
damaged('i32 constant -0', () => [use(bad(zero, { imm: -0 }))], /immediate/)
damaged('f32 constant that is none', () => [use(bad(b.const('f32', 0), { imm: 0.1 }))], /immediate/)
damaged('i64 constant out of range', () => [use(bad(b.const('i64', 0n), { imm: 2n ** 63n }))], /immediate/)
damaged('bool constant 2', () => [use(bad(yes, { imm: 2 }))], /immediate/)
damaged('host function without a name', (_, x) => [use(b.make('host', 'f64', [x]))], /immediate/)
damaged(
  'host function of an integer',
  (p) => [use(b.make('host', 'f64', [p], 'Math.sin'))],
  /operand 0 is i32, must be f64/,
)
damaged('table of another index', (p, x) => [use(b.make('table', 'f64', [p, x]))], /operand 1 is f64, must be i32/)
damaged('table of bools', (p) => [use(b.make('table', 'bool', [p, p]))], /not defined at bool/)
damaged('root out of range', (p) => [load(p, { element: 'i32', result: b.binder('i32', 'q', { root: 9 }) })], /root/)
damaged('root on what is no address', (p) => [load(p, { result: b.binder('f64', 'q', { root: 0 }) })], /root/)
damaged('range on what is no binder', (_, x) => [use(bad(b.unary('neg', x), { range: [0, 1] }))], /range/)
damaged('empty range', () => [count({}, b.binder('i32', 'i', { range: [1, 0] }))], /range/)
for (const stage of ['narrowed', 'legal'] as const) {
  damaged(`assumption at stage ${stage}`, (p, _, c) => [use(b.assume(p, c, true))], /assumption left/, stage)
}
test('assumptions may stay at stage lowered', () => {
  verify(moduleOf(made((p, _, c) => [use(b.assume(p, c, true))])), 'lowered')
})

// Scopes
const stray = binder('f64', 'stray')
damaged(
  'binder never defined',
  () => [use(b.unary('neg', stray))],
  /used where it is not defined at binder\.f64#\d+ stray/,
)
{
  const late = binder('f64')
  damaged(
    'binder used before it is defined',
    (p) => [load(p, { guard: yes, otherwise: late }), load(p, { result: late })],
    /not defined/,
  )
  const own = binder('f64')
  damaged(
    'binder used by its own definition',
    (p) => [load(p, { guard: yes, otherwise: own, result: own })],
    /not defined/,
  )
  const inner = binder('f64')
  const escaping = b.unary('sqrt', inner)
  damaged(
    'value of an arm used after the if',
    (p, x, c) => [
      ifOf(c, block([load(p, { result: inner }), load(p, { guard: c, otherwise: escaping })])),
      use(escaping),
    ],
    /outside the scope/,
  )
  damaged(
    'binder of one arm used in the other',
    (p, x, c) => [ifOf(c, block([load(p, { result: inner })]), block([use(inner)]))],
    /outside the scope/,
  )
  const i = binder('i32', 'i')
  damaged('loop parameter used after the loop', () => [count({}, i), use(i)], /outside the scope/)
  damaged('loop parameter used as initial value', () => [count({ inits: [i] }, i)], /not defined/)
  damaged(
    'loop condition on a binder of the body',
    (p) => [count({ cond: b.binary('lt', inner, b.f64(1)), body: block([load(p, { result: inner })], zero) })],
    /not defined/,
  )
  const twice = binder('f64')
  damaged('binder defined twice', (p) => [load(p, { result: twice }), load(p, { result: twice })], /defined twice/)
  damaged('definition of what is no binder', (p) => [load(p, { result: b.f64(1) })], /not a binder/)
}
test('a binder belongs to one function', () => {
  const { params, ...rest } = made(() => [])
  assert.throws(
    () => verify(moduleOf({ ...rest, params }, { ...rest, name: 'g', params }), 'lowered'),
    /function g: binder defined twice/,
  )
})

// Statements
damaged('address of another type', (_, x) => [load(x)], /address is f64, must be i32/)
damaged('index of another type', (p, x) => [load(p, { index: x })], /index is f64, must be i32/)
damaged('loaded type', (p) => [load(p, { element: 'u8' })], /loads i32/)
damaged('guard without otherwise', (p, _, c) => [load(p, { guard: c })], /come together/)
damaged('otherwise without guard', (p, x) => [load(p, { otherwise: x })], /come together/)
damaged(
  'otherwise of another type',
  (p, _, c) => [load(p, { guard: c, otherwise: zero })],
  /otherwise is i32, must be f64/,
)
damaged('guard that is no bool', (p, x) => [load(p, { guard: p, otherwise: x })], /guard is i32, must be bool/)
damaged(
  'stored type',
  (p, x) => [{ kind: 'store', element: 'u8', ptr: p, index: zero, value: x }],
  /stored value is f64, must be i32/,
)
damaged('copy without source', (p) => [{ kind: 'bulk', op: 'copy', target: p, bytes: one }], /source/)
damaged('zero with source', (p) => [{ kind: 'bulk', op: 'zero', target: p, source: p, bytes: one }], /source/)
damaged('condition that is no bool', (p) => [ifOf(p, block([]))], /condition is i32, must be bool/)
damaged(
  'arm that yields too little',
  (_, x, c) => [ifOf(c, block([], x), block([]), [binder('f64')])],
  /yield of else: 0 values, must be 1/,
)
damaged(
  'arm that yields another type',
  (p, x, c) => [ifOf(c, block([], x), block([], p), [binder('f64')])],
  /yield of else 0 is i32, must be f64/,
)
damaged('loop with too few initial values', () => [count({ inits: [] })], /initial value: 0 values, must be 1/)
damaged(
  'loop with an initial value of another type',
  (_, x) => [count({ inits: [x] })],
  /initial value 0 is f64, must be i32/,
)
damaged(
  'loop body that yields another type',
  (_, x) => [count({ body: block([], x) })],
  /yield of loop 0 is f64, must be i32/,
)
damaged('loop condition that is no bool', () => [count({ cond: one })], /condition is i32/)
damaged(
  'loop results of other types',
  () => [count({ results: [binder('f64')] })],
  /results are \(f64\), must be \(i32\)/,
)
damaged('plan to vectorize at stage legal', () => [count({ mode: 'vector' })], /plan to vectorize/, 'legal')
{
  const label: Label = { name: 'out' }
  const exit = (...values: Value[]): Stmt => ({ kind: 'exit', target: label, values })
  const region = (body: Stmt[], results: Value[] = []): Stmt => ({ kind: 'region', label, body: block(body), results })
  damaged('exit to a region elsewhere', () => [region([]), exit()], /not around it at exit out/)
  damaged(
    'exit with values of another type',
    (_, x) => [region([exit(x)], [binder('i32')])],
    /exit to out 0 is f64, must be i32/,
  )
  damaged('exit with too many values', (_, x) => [region([exit(x)])], /exit to out: 1 values, must be 0/)
  damaged('label used twice', () => [region([]), region([])], /label used twice/)
  damaged('statement after an exit', (p) => [region([exit(), load(p)])], /never reached/)
  damaged('statement after a region that is never left', (p, x) => [region([use(x)]), load(p)], /never reached/)
}
damaged('statement after a throw', (p, x) => [use(x), load(p)], /never reached at load f64/)
damaged(
  'statement after two arms that leave',
  (p, x, c) => [ifOf(c, block([use(x)]), block([use(x)])), load(p)],
  /never reached/,
)
damaged('error that the module does not list', (_, x) => [{ kind: 'throw', index: 7, values: [x] }], /unknown error 7/)
damaged(
  'call of an unknown function',
  () => [{ kind: 'call', callee: 'g', args: [], results: [] }],
  /unknown function at call g/,
)
damaged(
  'call with too few arguments',
  () => [{ kind: 'call', callee: 'f', args: [], results: [] }],
  /argument of f: 0 values, must be 3/,
)
damaged(
  'call with an argument of another type',
  (p, x) => [{ kind: 'call', callee: 'f', args: [p, p, x], results: [] }],
  /argument of f 1 is i32/,
)
damaged(
  'call with other results',
  (p, x, c) => [{ kind: 'call', callee: 'f', args: [p, x, c], results: [binder('f64')] }],
  /results are \(f64\), must be \(\)/,
)
damaged(
  'allocation of a fraction',
  (_, x) => [{ kind: 'call', callee: 'host:allocate', args: [x], results: [binder('i32')] }],
  /argument of host:allocate 0 is f64/,
)
damaged(
  'host call with an integer result',
  () => [{ kind: 'call', callee: 'host:Math.random', args: [], results: [binder('i32')] }],
  /must be \(f64\)/,
)
damaged(
  'result of another type',
  {
    ...made(
      () => [],
      (p) => [p],
    ),
    results: ['f64'],
  },
  /yield of function 0 is i32, must be f64/,
)
damaged('too few results', { ...made(() => []), results: ['f64'] }, /yield of function: 0 values, must be 1/)

test('a module needs a function, and names that differ', () => {
  assert.throws(() => verify(moduleOf(), 'lowered'), /no function/)
  assert.throws(() => verify(moduleOf(sum(b), sum(b)), 'lowered'), /one name/)
})

test('the time is linear in the size', () => {
  // Without memory of what was checked, this ladder of shared values would take 2^60 steps.
  const func = made(
    () => [],
    (_, x) => {
      let value = x
      for (let i = 0; i < 60; i++) value = b.binary('mul', value, value)
      return [value]
    },
  )
  verify(moduleOf(func), 'legal')
})

test.run()
