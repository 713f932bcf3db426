import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseFunction } from '../../src/parse/parse.ts'
import { annotate, assignedIn, find, refusalOf } from './helpers.ts'

/** `name:kind owner writes captured?` of every binding, in order of their ids. */
function bindingsOf(source: string): string[] {
  const all = new Set(parseFunction(source, 'f').bindings.values())
  return [...all]
    .sort((a, b) => a.id - b.id)
    .map(
      ({ name, kind, owner, writes, captured }) =>
        `${name}:${kind} ${owner.type} ${writes}${captured ? ' captured' : ''}`,
    )
}

const golden: readonly (readonly [what: string, source: string, expected: string])[] = [
  [
    'parameters and free variables',
    '(a, b) => Math.max(a, b) + undefined + c.a',
    '(a#0, b#1) => Math?.max(a#0, b#1) + undefined? + c?.a',
  ],
  [
    'blocks and loops own their variables',
    '(x) => { { let x = 1; x } for (let x = 0; x < 1; x++) x; for (const x of x) x; return x }',
    '(x#0) => { { let x#1 = 1; x#1 } for (let x#2 = 0; x#2 < 1; x#2++) x#2; for (const x#3 of x#3) x#3; return x#0 }',
  ],
  [
    'var belongs to the function, before its line too',
    '() => { x; { var x = 1 } return x }',
    '() => { x#0; { var x#0 = 1 } return x#0 }',
  ],
  [
    'var twice is one variable',
    '() => { var x = 1; var x = 2; for (var x of []); }',
    '() => { var x#0 = 1; var x#0 = 2; for (var x#0 of []); }',
  ],
  [
    'a switch is one block',
    '(x) => { switch (x) { case x: let x = 1; default: x } }',
    '(x#0) => { switch (x#0) { case x#1: let x#1 = 1; default: x#1 } }',
  ],
  ['functions are hoisted', '() => { g(); function g() { g() } }', '() => { g#0(); function g#0() { g#0() } }'],
  [
    'a declaration in a block stays there',
    '() => { { g(); function g() {} } }',
    '() => { { g#0(); function g#0() {} } }',
  ],
  [
    'a function expression knows its own name, outside of its parameters',
    'function f(a) { return f(a) }',
    'function f#0(a#1) { return f#0(a#1) }',
  ],
  [
    'which a parameter or variable hides',
    'function f() { var f = 1; return f }',
    'function f#0() { var f#1 = 1; return f#1 }',
  ],
  ['methods and arrows do not', 'f(a) { return f(a) }', 'f(a#0) { return f?(a#0) }'],
  [
    'var named like a parameter is the parameter',
    '(a, b = 1) => { var a, b = 2, c; return a + b }',
    '(a#0, b#1 = 1) => { var a#0, b#1 = 2, c#2; return a#0 + b#1 }',
  ],
  [
    'defaults see parameters, not the body',
    '(a = b, c = a) => { var b = 1; return b }',
    '(a#0 = b?, c#1 = a#0) => { var b#2 = 1; return b#2 }',
  ],
  [
    'patterns',
    '({ x, y: [z = x] }) => { const { x: u } = { x: z }; [u.x, z] = [1, u] }',
    '({ x#0, y: [z#1 = x#0] }) => { const { x: u#2 } = { x: z#1 }; [u#2.x, z#1] = [1, u#2] }',
  ],
  [
    'labels and property names are no variables',
    '(a) => { a: for (;;) { break a } return { a: a.a } }',
    '(a#0) => { a: for (;;) { break a } return { a: a#0.a } }',
  ],
  [
    'catching the nearest',
    '(x) => { const g = (x) => { { let x; x } return x }; x }',
    '(x#0) => { const g#1 = (x#2) => { { let x#3; x#3 } return x#2 }; x#0 }',
  ],
]

for (const [what, source, expected] of golden) {
  test(what, () => assert.is(annotate(source), expected))
}

test('what a binding knows', () => {
  const source =
    'function f(a, { b }) { var c = 1; c++; let d; const e = () => { d += b }; for (let i = 0; ; i++) e(); a = c }'
  assert.equal(bindingsOf(source), [
    'f:function FunctionExpression 0',
    'a:param FunctionExpression 1',
    'b:param FunctionExpression 0 captured',
    'c:var FunctionExpression 1',
    'd:let FunctionExpression 1 captured',
    'e:const FunctionExpression 0',
    'i:let ForStatement 1',
  ])
})

test('declarations', () => {
  const parsed = parseFunction('function f([p]) { const q = 1; function g() {} return f([p + q + g()]) }', 'f')
  const declared = new Map([...parsed.bindings.values()].map(({ name, declaration }) => [name, declaration]))
  assert.is(declared.get('f'), parsed.node)
  assert.is(declared.get('p'), parsed.node.params[0])
  assert.is(declared.get('q'), find(parsed, 'VariableDeclarator'))
  assert.is(declared.get('g'), find(parsed, 'FunctionDeclaration'))
})

test('writes count what is not the initialiser', () => {
  const writes = (source: string) => bindingsOf(source)[0]
  assert.is(writes('() => { let x = 1 }'), 'x:let ArrowFunctionExpression 0')
  assert.is(writes('() => { var x = 1; var x = 2; var x }'), 'x:var ArrowFunctionExpression 1')
  assert.is(writes('() => { for (var x of []); }'), 'x:var ArrowFunctionExpression 1')
  assert.is(writes('() => { for (const x of []); }'), 'x:const ForOfStatement 0')
  assert.is(writes('(x = 1) => { var x = 2 }'), 'x:param ArrowFunctionExpression 1')
  assert.is(writes('(x) => { [x, { x }] = [1, {}]; x ||= 2 }'), 'x:param ArrowFunctionExpression 3')
})

test('what a loop assigns', () => {
  const source =
    '(a, n) => { let s = 0, t, u = 0; for (let i = 0; i < n; i++) { const x = a[i]; s += x; [t] = [x]; a[i] = u } return s }'
  assert.is(assignedIn(source, 'ForStatement'), 's t')
  assert.is(assignedIn(source, 'BlockStatement', '{ const'), 's t')
  assert.is(assignedIn(source, 'UpdateExpression'), 'i')
  assert.is(assignedIn(source, 'ArrowFunctionExpression'), '')
})

test('a var in a loop is assigned there, a let is not', () => {
  assert.is(
    assignedIn('(n) => { while (n--) { var v = n; let l = n; for (var w of []); } }', 'WhileStatement'),
    'n v w',
  )
})

test('declarations count where their scope is larger', () => {
  assert.is(assignedIn('(n) => { let x = n; switch (n) { case 0: let y = 1 } }', 'VariableDeclaration'), 'x')
  assert.is(assignedIn('(n) => { switch (n) { case 0: let y = 1 } }', 'SwitchCase'), 'y')
  assert.is(assignedIn('(n) => { switch (n) { case 0: let y = 1 } }', 'SwitchStatement'), '')
})

test('what called functions assign, through other functions too', () => {
  const source = `(n) => {
    let s = 0, t = 0
    function g() { s++; h() }
    const h = () => { let own = 1; own++; t++ }
    while (n) g()
    do h(); while (n)
    if (n) n
  }`
  assert.is(assignedIn(source, 'WhileStatement'), 's t')
  assert.is(assignedIn(source, 'DoWhileStatement'), 't')
  assert.is(assignedIn(source, 'IfStatement'), '')
})

test('functions kept in other variables', () => {
  const source = '(n) => { let s = 0, g = () => { s++ }, k = 0; const h = n ? g : 0; k = h; while (n) k() }'
  assert.is(assignedIn(source, 'WhileStatement'), 's')
})

test('a recursive call has variables of its own', () => {
  assert.is(assignedIn('function f(n) { let s = 0; s++; while (n) f(n - 1) }', 'WhileStatement'), '')
  const inner = 'function f(n) { let s = 0; function g(m) { let k = m; k--; s++; while (m) g(k) } g(n) }'
  assert.is(assignedIn(inner, 'WhileStatement'), 's')
})

test('answers are remembered', () => {
  const parsed = parseFunction('(n) => { while (n) n-- }', 'f')
  const loop = find(parsed, 'WhileStatement')
  assert.is(parsed.assigned(loop), parsed.assigned(loop))
})

test('refuses what scripts and modules see differently', () => {
  const leaking = refusalOf('function f() { { function g() {} } return g() }')
  assert.equal([leaking.code, leaking.at], ['block-function', 'g'])
  assert.is(refusalOf('() => { var g; { function g() {} } g() }').code, 'block-function')
  assert.is(
    annotate('() => { { function g() {} g() } { const g = 1; g } }'),
    '() => { { function g#0() {} g#0() } { const g#1 = 1; g#1 } }',
  )
})

test('refuses names declared twice', () => {
  for (const source of [
    'function f(a, a) {}',
    '() => { function g() {} function g() {} }',
    '() => { var g; function g() {} }',
  ]) {
    assert.is(refusalOf(source).code, 'duplicate')
  }
  assert.is(refusalOf('(a, g = () => a) => { var a = 2; return g() }').code, 'duplicate')
})

test.run()
