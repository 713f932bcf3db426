import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseFunction } from '../../src/parse/parse.ts'
import { refusalOf } from './helpers.ts'

/** [source, code, the text underlined] */
const refusals: readonly (readonly [source: string, code: string, at: string])[] = [
  ['async (a) => a', 'async', 'async (a) => a'],
  ['async f(a) { return a }', 'async', '(a) { return a }'],
  ['function* f(a) { yield a }', 'generator', 'function* f(a) { yield a }'],
  ['*f(a) { yield a }', 'generator', '(a) { yield a }'],
  ['(a) => { async function g() {} g() }', 'async', 'async function g() {}'],
  ['(a) => { class A {} }', 'class', 'class A {}'],
  ['(a) => new (class {})()', 'class', 'class {}'],
  ['(a) => this.x + a', 'this', 'this'],
  ['f(a) { return super.f(a) }', 'super', 'super'],
  ['function f() { return new.target === undefined }', 'new.target', 'new.target'],
  ['function f() { return arguments.length }', 'arguments', 'arguments'],
  ['function f(p) { with (p) { x = 1 } }', 'with', 'with (p) { x = 1 }'],
  ['(a) => eval(a)', 'eval', 'eval(a)'],
  ['(a) => import("x")', 'module', 'import("x")'],
  ['(a) => { try { a() } catch {} }', 'try', 'try { a() } catch {}'],
  ['(a) => { try { a() } finally { a = 1 } }', 'try', 'try { a() } finally { a = 1 }'],
  ['(a) => /x/.test(a)', 'regexp', '/x/'],
  ['() => "Hello, World!"', 'string', '"Hello, World!"'],
  ['(a) => a + "x"', 'string', '"x"'],
  ['(a) => a === "x"', 'string', '"x"'],
  ['(a) => { switch (typeof a) { case "number": return 1 } }', 'string', '"number"'],
  ['(a) => r((x) => x, "clamp")', 'string', '"clamp"'],
  ['(a) => { throw new RangeError(a > 0 ? "x" : "y") }', 'throw', 'throw new RangeError(a > 0 ? "x" : "y")'],
  ['(a) => `${a}`', 'template', '`${a}`'],
  ['(a) => tag`${a}`', 'tagged-template', 'tag`${a}`'],
  ['(a) => { throw "no" }', 'throw', 'throw "no"'],
  ['(a) => { throw a }', 'throw', 'throw a'],
  ['(a) => { throw new Error("no", { cause: a }) }', 'throw', 'throw new Error("no", { cause: a })'],
  ['(a) => { delete a.x }', 'delete', 'delete a.x'],
  ['(a) => 0 in a', 'in', '0 in a'],
  ['(a) => a instanceof Float64Array', 'instanceof', 'a instanceof Float64Array'],
  ['(a) => Math.max(...a)', 'spread', '...a'],
  ['(a) => [...a]', 'spread', '...a'],
  ['(a) => ({ ...a })', 'spread', '...a'],
  ['(...a) => a[0]', 'rest', '...a'],
  ['({ x, ...rest }) => x', 'rest', '...rest'],
  ['(a) => { const [x, ...rest] = a; return x }', 'rest', '...rest'],
  ['(a) => ({ get x() { return a } })', 'accessor', 'get x() { return a }'],
  ['(a) => ({ set x(v) { a = v } })', 'accessor', 'set x(v) { a = v }'],
  ['(a) => ({ x() { return a } })', 'object-method', 'x() { return a }'],
  ['(a) => ({ [a]: 1 })', 'computed-key', '[a]: 1'],
  ['(a) => ({ __proto__: a })', 'prototype', '__proto__: a'],
  ['(a) => [1, , a]', 'array-hole', '[1, , a]'],
  ['(a) => a?.x', 'optional-chaining', 'a?.x'],
  ['(a) => { for (const k in a) k }', 'for-in', 'for (const k in a) k'],
  ['(a) => { debugger; return a }', 'debugger', 'debugger;'],
  ['function f(a) { l: function g() {} }', 'labeled-function', 'l: function g() {}'],
  ['function f(a) { if (a) function g() {} }', 'block-function', 'function g() {}'],
  ['(a) => { cov_2k3j9().f[0]++; return a }', 'coverage', 'cov_2k3j9'],
  ['(a) => { __cov_x1.s["1"]++; return a }', 'coverage', '__cov_x1'],
  ['(a) => { while (a) { if (window.CP.shouldStopExecution(0)) break } }', 'instrumentation', 'window.CP'],
]

for (const [source, code, at] of refusals) {
  test(`refuses ${source}`, () => {
    const refusal = refusalOf(source)
    assert.equal([refusal.code, refusal.at], [code, at])
    assert.ok(refusal.hint.length > 0 && refusal.message.length > 0)
  })
}

test('names the helper of minifiers that keep names', () => {
  assert.match(refusalOf('(a) => r((x) => x, "clamp")').hint, 'keepNames')
})

test('reports the first refusal in the order of the source', () => {
  assert.is(refusalOf('(a) => { a = "x"; return `${a}` }').at, '"x"')
  assert.is(refusalOf('(a) => { for (const k in this) "x" }').code, 'for-in')
})

const accepted = [
  'var x = 1, y; let z = y ?? x; const c = (x, z); x **= 2; x >>>= 1; z &&= y; z ||= 1; z ??= 2; return c',
  'outer: for (let i = 0, j = 1; i < n; i++, j--) { for (;;) { if (i) continue outer; else break outer } }',
  'do { n--; if (n === 3) continue } while (n > 0); while (n) n = ~n ^ -n',
  'switch (n) { case 1: n++; case 2: { let k = n; n = k; break } default: n-- }',
  'for (const x of a) n += x; for (n of a); block: { break block }',
  'let [p, , q = 1] = a; [p, q] = [q, p]; const { u, v: { w }, t = 2 } = o; ({ u: a[0] } = o); return [p, q, u, w, t]',
  'function g(x) { return x > 0 ? g(x - 1) : h(x) } const h = (x, y = 2) => x + y; return ((x) => x)(g(n))',
  'const s = new Float64Array(n), k = 3n ** 2n; a.fill(0); a.subarray(1, n)[0] = Number(BigInt.asIntN(64, k)); return s',
  'if (n < 0) throw new RangeError("negative"); if (n > 9) throw new TypeError(`n is ${n}`); if (n > 8) throw new Error()',
  'if (typeof n !== "number" || "bigint" == typeof o) return void 0; return { x: n, y: !0, "a b": 1 / 0, t: undefined }',
  'n > 0 && (a[0] = 1), n < 0 || a[1]++; n ? a[0]-- : n--; ; return n == null || o["a b"] !== null',
]

for (const body of accepted) {
  test(`accepts ${body}`, () => {
    assert.is(parseFunction(`(a, n, o = 1) => { ${body} }`, 'f').node.body.type, 'BlockStatement')
  })
}

test.run()
