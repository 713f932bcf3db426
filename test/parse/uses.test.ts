import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseFunction } from '../../src/parse/parse.ts'
import { refusalOf } from './helpers.ts'

const refusals: readonly (readonly [source: string, code: string, at: string])[] = [
  ['(a) => { total += a }', 'outer-write', 'total'],
  ['(a) => { for (total of a); }', 'outer-write', 'total'],
  ['(a) => { [a, total] = [1, 2] }', 'outer-write', 'total'],
  ['(a) => { const c = 1; c++ }', 'const-write', 'c'],
  ['(a) => { for (const i = 0; i < a; i++); }', 'const-write', 'i'],
  ['function f(a) { f = a }', 'function-write', 'f'],
  ['(a) => { function g() {} g = a }', 'function-write', 'g'],
  ['(a) => a.map((x) => x + 1)', 'function-value', '(x) => x + 1'],
  ['(a) => (b) => a + b', 'function-value', '(b) => a + b'],
  ['(a) => { const g = (x) => x; return [g] }', 'function-value', 'g'],
  ['(a) => { const g = (x) => x; const h = a ? g : 0; return apply(h) }', 'function-value', 'h'],
  ['function f(a) { return f }', 'function-value', 'f'],
  ['(a) => ({ run: () => a })', 'function-value', '() => a'],
  ['(a) => { function g() {} return new g() }', 'function-value', 'g'],
]

for (const [source, code, at] of refusals) {
  test(`refuses ${source}`, () => {
    const refusal = refusalOf(source)
    assert.equal([refusal.code, refusal.at], [code, at])
  })
}

test('the hint says how to keep an outer value', () => {
  assert.match(refusalOf('(a) => { total += a }').hint, 'total[0]')
})

test('inner functions may be kept in variables and called', () => {
  const source = `(a) => {
    const g = (x) => x, h = a ? g : function (x) { return -x }
    let k
    k = h
    function m(run = g) { return run(1) }
    if (typeof k === 'function') g
    return k(a) + (() => 2)() + m()
  }`
  assert.is(parseFunction(source, 'f').free.size, 0)
})

test.run()
