import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseFunction } from '../../src/parse/parse.ts'
import { walk } from '../../src/parse/tree.ts'
import { refusalOf } from './helpers.ts'

/** What the parsed function node covers, and what its parameters do. */
function read(source: string): [type: string, text: string, params: string[]] {
  const { node } = parseFunction(source, 'f')
  const params = node.params.map((param) => source.slice(param.start, param.end))
  return [node.type, source.slice(node.start, node.end), params]
}

test('finds the function in every form that toString gives', () => {
  const method = (params: string[]) => ['FunctionExpression', `(${params}) { return a }`, params]
  assert.equal(read('function f(a) { return a }'), ['FunctionExpression', 'function f(a) { return a }', ['a']])
  assert.equal(read('function (a, b = 1) { return a }'), [
    'FunctionExpression',
    'function (a, b = 1) { return a }',
    ['a', 'b = 1'],
  ])
  assert.equal(read('(a, [b]) => a'), ['ArrowFunctionExpression', '(a, [b]) => a', ['a', '[b]']])
  assert.equal(read('a => { return a }'), ['ArrowFunctionExpression', 'a => { return a }', ['a']])
  assert.equal(read('f(a) { return a }'), method(['a']))
  assert.equal(read('static f(a) { return a }'), method(['a']))
  assert.equal(read("['x y'](a) { return a }"), method(['a']))
  assert.equal(read('1(a) { return a }'), method(['a']))
  assert.equal(read('#f(a) { return a }'), method(['a']))
  assert.equal(read('get(a) { return a }'), method(['a']))
  assert.equal(read('function(a) { return a }'), ['FunctionExpression', 'function(a) { return a }', ['a']])
})

test('reads what real functions print', () => {
  const holder = {
    method(a: number) {
      return a
    },
  }
  class Static {
    static method(a: number) {
      return a
    }
  }
  for (const fn of [holder.method, Static.method, (a: number) => a]) {
    const { node, source } = parseFunction(fn.toString(), fn.name)
    assert.is(source.slice(node.params[0]!.start, node.params[0]!.end), 'a')
  }
})

test('every node knows its place in the text as given', () => {
  const source = 'static f(count, [a, b] = [1, 2n]) { for (const x of count) a += x; return { a, b } }'
  walk(parseFunction(source, 'f').node, (node) => {
    const text = source.slice(node.start, node.end)
    if (node.type === 'Identifier') assert.is(text, node.name)
    if (node.type === 'Literal') assert.is(text, node.raw)
    if (node.type === 'ForOfStatement') assert.is(text, 'for (const x of count) a += x;')
  })
})

test('a comment behind the function does not hide it', () => {
  assert.is(read('(a) => a // the end')[1], '(a) => a')
})

test('refuses what has no source', () => {
  assert.is(refusalOf(Math.sin.toString(), 'sin').code, 'native')
  assert.is(refusalOf(((a: number) => a).bind(null).toString(), 'bound f').code, 'bound')
  assert.is(refusalOf('function f(a0, a1) { [bytecode] }').code, 'bytecode')
})

test('refuses accessors and classes', () => {
  const { get } = Object.getOwnPropertyDescriptor(
    {
      get size() {
        return 1
      },
    },
    'size',
  )!
  assert.equal([refusalOf(get!.toString()).code, refusalOf('set x(v) { v }').code], ['accessor', 'accessor'])
  assert.is(refusalOf('class A { f() {} }').code, 'class')
  assert.is(refusalOf('class {}').code, 'class')
})

test('refuses text that is not one function', () => {
  assert.is(refusalOf('1 + 1').code, 'syntax')
  assert.is(refusalOf('() => 1, () => 2').code, 'syntax')
  assert.is(refusalOf('f() {}, g() {}').code, 'syntax')
  assert.is(refusalOf('').code, 'syntax')
})

test('says where and why text does not parse', () => {
  const wrong = refusalOf('function f(a) {\n  let a = 1\n}')
  assert.equal([wrong.code, wrong.at], ['syntax', 'a'])
  assert.match(wrong.message, "Identifier 'a' has already been declared")
  assert.not.match(wrong.message, /\(\d+:\d+\)/)
  assert.is(refusalOf('f(a) { return a +* 1 }').at, '*')
  assert.is(refusalOf('(a) => { return @a }').at, '@')
})

test('refuses what a script reads as a comment and a module as operators', () => {
  assert.equal(refusalOf('(a, b) => { return a<!--b\n }').at, '<!--')
  assert.equal(refusalOf('(a) => {\n--> a\n return 1 }').at, '-->')
  assert.is(read('(a) => { while (a-->0); }')[0], 'ArrowFunctionExpression')
})

test('the refusal carries the name and the text', () => {
  const source = '() => "x"'
  assert.throws(
    () => parseFunction(source, ''),
    (error: any) => error.diagnostic.functionName === 'anonymous' && error.diagnostic.source === source,
  )
})

test.run()
