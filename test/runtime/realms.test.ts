/** Functions and arrays of other realms: what is made, returned and thrown is of the realm of which the plain function makes it. */
import { createContext, runInContext } from 'node:vm'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { jit } from '../../src/index.ts'
import type { AnyFunction } from '../../src/runtime/options.ts'

const test = suite('realms')
const context = createContext({})
const compiled = { tier: 'compiled' } as const
const foreign = <T>(text: string): T => runInContext(`(${text})`, context) as T

/** The value, and the prototypes of it and of what it holds. */
function outcome(fn: AnyFunction, args: readonly unknown[]): readonly unknown[] {
  let value: unknown
  try {
    value = fn(...args)
  } catch (error) {
    value = error
  }
  const holds = Array.isArray(value) || String(value) === '[object Object]' ? Object.values(value as object) : []
  return [JSON.stringify(value), ...[value, ...holds].map((each) => Object.getPrototypeOf(Object(each)) as unknown)]
}

const makers: Readonly<Record<string, string>> = {
  'a new typed array': 'n => { const r = new Float64Array(n); for (let i = 0; i < n; i++) r[i] = i; return r }',
  'a new tuple': 'n => [n, new Uint8Array(n)]',
  'a new object': 'n => ({ n, half: n / 2 })',
  'an error that it throws': 'n => { if (n > 1) throw new TypeError("more than one"); return n }',
  'an error of the engine': 'n => { const r = new Float64Array(-n); r[0] = 1; return r }',
  'an overflow of the stack': 'function deep(n) { return n < 0 ? 0 : deep(n + 1) + 1 }',
}
for (const [name, text] of Object.entries(makers)) {
  test(`a function of another realm runs plain, with the reason: ${name}`, () => {
    const fn = foreign<AnyFunction>(text)
    const kernel = jit(fn, compiled)
    const found = outcome(kernel, [5])
    const expected = outcome(fn, [5])
    assert.ok(
      found.every((each, i) => each === expected[i]),
      String(found[0]),
    )
    assert.is.not(expected[1], Object.getPrototypeOf(Object(outcome(jit(ownOf(text), compiled), [5])[1])))
    assert.is(kernel.stats.compiled, 0)
    assert.match(kernel.stats.fallbacks[0].reason, /another realm/)
    assert.is(kernel.stats.fallbacks[0].code, 'realm')
  })
  test(`the same function of this realm is compiled: ${name}`, () => {
    const fn = ownOf(text)
    const kernel = jit(fn, compiled)
    const [found, expected] = [outcome(kernel, [5]), outcome(fn, [5])]
    assert.ok(found.every((each, i) => each === expected[i]))
    assert.is(kernel.stats.compiled, 1, JSON.stringify(kernel.stats.fallbacks))
  })
}

function ownOf(text: string): AnyFunction {
  return new Function(`return ${text}`)() as AnyFunction
}

test('so does a kernel that calls one', () => {
  const kernel = jit((n: number, half = foreign<(n: number) => number>('n => n / 2')) => half(n), compiled)
  assert.is(kernel(3), 1.5)
  const half = foreign<(n: number) => number>('n => n / 2')
  const calling = jit((n: number) => half(n) + 1, { ...compiled, env: { half } })
  assert.is(calling(3), 2.5)
  assert.is(calling.stats.compiled, 0)
  assert.match(calling.stats.fallbacks[0].reason, /another realm/)
})

const total = (x: ArrayLike<number>): number => {
  let s = 0
  for (let i = 0; i < x.length; i++) s += x[i]
  return s
}
const rows = (x: ArrayLike<ArrayLike<number>>): number => {
  let s = 0
  for (let i = 0; i < x.length; i++) for (let j = 0; j < x[i].length; j++) s += x[i][j]
  return s
}
const scaled = (x: { [i: number]: number; readonly length: number }): unknown => {
  for (let i = 0; i < x.length; i++) x[i] *= 2
  return x
}
const fields = (p: { readonly x: number; readonly list: ArrayLike<number> }): number => p.x * p.list[1]

const calls: readonly (readonly [string, AnyFunction, string])[] = [
  ['a typed array, read', total, 'new Float64Array([1, 2, 3])'],
  ['a plain array, read', total, '[1, 2, 3]'],
  ['a typed array, written and returned', scaled, 'new Int16Array([1, 2, 3])'],
  ['a plain array, written and returned', scaled, '[1, 2, 3]'],
  ['rows', rows, '[new Float32Array([1, 2]), new Float32Array([3])]'],
  ['plain rows', rows, '[[1, 2], [3]]'],
  ['an object', fields, '({ x: 3, list: new Uint8Array([4, 5]) })'],
  ['an array over shared memory, read', total, 'new Float64Array(new SharedArrayBuffer(24))'],
]
for (const [name, fn, text] of calls) {
  test(`an argument of another realm is compiled: ${name}`, () => {
    const kernel = jit(fn, compiled)
    const [mine, theirs] = [foreign<object>(text), foreign<object>(text)]
    const [found, expected] = [kernel(mine), fn(theirs)]
    assert.is(kernel.stats.compiled, 1, JSON.stringify(kernel.stats.fallbacks))
    assert.equal(JSON.stringify([found, mine]), JSON.stringify([expected, theirs]))
    assert.is(found === mine, expected === theirs)
  })
}

test('what slices an array of another realm makes an array of that realm', () => {
  for (const fn of [(x: Float64Array) => x.slice(1), (x: Float64Array) => x.subarray(1)]) {
    const kernel = jit(fn, compiled)
    const array = foreign<Float64Array>('new Float64Array([1, 2, 3])')
    assert.ok(outcome(kernel, [array]).every((each, i) => each === outcome(fn, [array])[i]))
    assert.match(kernel.stats.fallbacks[0].reason, /a Float64Array of another realm/)
    const own = Float64Array.of(1, 2, 3)
    assert.ok(outcome(kernel, [own]).every((each, i) => each === outcome(fn, [own])[i]))
    assert.is(kernel.stats.compiled, 1)
  }
})

test.run()
