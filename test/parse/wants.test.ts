import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseFunction, wantsInteger } from '../../src/parse/parse.ts'

/** Names of the parameters of the first function that it wants as integers. The others are called by the names g1, g2, ... */
const wanted = (...sources: string[]): string => namesOf(sources, false)

function namesOf(sources: readonly string[], storesIntegers: boolean): string {
  const functions = sources.map((source, index) => parseFunction(source, `g${index}`))
  const calls = (name: string) => (/^g\d$/.test(name) ? Number(name.slice(1)) : undefined)
  const flags = wantsInteger(functions, calls, 0, storesIntegers)
  const [{ node, source }] = functions as [(typeof functions)[0]]
  assert.is(flags.length, node.params.length)
  return node.params
    .filter((_, index) => flags[index])
    .map((param) => /\w+/.exec(source.slice(param.start, param.end))![0])
    .join(' ')
}

const cases: readonly (readonly [what: string, expected: string, ...sources: string[]])[] = [
  ['an index', 'i', '(a, i) => a[i]'],
  ['an index of a row', 'i j', '(a, i, j) => a[i][j]'],
  ['through + - *', 'i n j', '(a, i, n, j, x) => a[i * n + j - 1] * x'],
  ['through copies', 'i', '(a, i) => { const k = i + 1; let m; m = k; return a[m] }'],
  ['through both arms of a choice', 'i j', '(a, i, j, c) => a[c ? i : j]'],
  ['through clamps', 'x w', '(a, x, w) => a[Math.max(0, Math.min(x, w - 1))]'],
  ['a default', 'n', '(a, n = a.length) => { for (let i = 0; i < n; i++) a[i] = 0 }'],
  ['which a default hands on', 'm n', '(a, m, n = m) => a[n]'],
  ['a loop bound', 'n', '(n, x) => { let s = 0; for (let i = 0; i < n; i++) s += x; return s }'],
  ['a loop bound with more to it', 'n', '(n, a) => { for (let i = 2; i * i <= n - 1; i++) a(i) }'],
  ['start and step', 'lo hi step', '(a, lo, hi, step) => { for (let i = lo; i < hi; i += step) a[i] = 0 }'],
  ['doubling', 'n', '(n) => { let k = 0; for (let m = 1; m < n; m *= 2) k++; return k }'],
  ['counting down', 'n', '(n, x) => { let s = 0; while (n--) s += x; return s }'],
  [
    'one of two conditions',
    'max',
    '(max, x, limit) => { let i = 0; while (x < limit && i < max) { x *= x; i++ } return i }',
  ],
  ['i = i + 1', 'n', '(n, f) => { let i = 0; while (i < n) { f(i); i = i + 1 } }'],
  [
    'bisection',
    'hi',
    '(a, x, hi) => { let lo = 0; while (lo < hi) { const m = (lo + hi) >> 1; if (a[m] < x) lo = m + 1; else hi = m } }',
  ],
  ['bit operations', 'a b c d', '(a, b, c, d) => ((a & b) << c) | ~d'],
  ['compound bit operations', 'a b', '(a, b) => { a ^= b; return a }'],
  ['a random state', 'seed', '(seed) => { seed = (seed * 1664525 + 1013904223) >>> 0; return seed / 4294967296 }'],
  ['a remainder by an integer', 'n i k', '(n, a, i, k) => n % 2 + a[i % k]'],
  ['a length', 'n', '(n) => { const a = new Float64Array(n); return a }'],
  ['positions', 'lo hi at', '(a, x, lo, hi, at, b) => { a.fill(x, lo, hi); a.set(b, at) }'],
  ['subarray', 'lo hi', '(a, lo, hi) => a.subarray(lo, lo + hi)'],
  ['Math.imul', 'a b', '(a, b) => Math.imul(a, b)'],
  [
    'an inner function',
    'i',
    '(a, i, x) => { const at = (k) => a[k]; const scale = (k) => k * 2; return at(i) + scale(x) }',
  ],
  [
    'the result of an inner function',
    'x w y',
    '(a, x, w, y, s) => { function at(p, q) { return q * w + p } return a[at(x, y)] * s }',
  ],
  ['a callee', 'i', '(a, i, x) => g1(a, i, x)', '(a, i, x) => a[i] * x'],
  ['the result of a callee', 'x y w', '(a, x, y, w) => a[g1(x, y, w)]', '(x, y, w) => y * w + x'],
  ['callees that call each other', 'n', '(a, n) => n === 0 ? 0 : g1(n - 1, a)', '(n, a) => a[n] + g0(a, n)'],
  ['itself, by its own name', 'i', 'function f(i, a) { return i < 0 ? 0 : a[i] + f(i - 1, a) }'],

  ['not a factor', '', '(a, s) => { let t = 0; for (let i = 0; i < a.length; i++) t += a[i] * s; return t }'],
  ['not a tolerance', '', '(x, tolerance) => { let e = 1; while (e > tolerance) { x = x / 2; e = x * x } return x }'],
  ['not the end of a float range', '', '(x, end, dx) => { while (x < end) x += dx; return x }'],
  ['not a count from a fraction', '', '(n) => { let s = 0; for (let x = 0.5; x < n; x++) s += x; return s }'],
  ['not what is scaled to an index', '', '(h, x, scale) => { h[(x * scale) | 0]++; h[Math.floor(x)]++ }'],
  ['not what is rounded', '', '(x) => (x + 0.5) | 0'],
  ['not a divisor', '', '(x, n) => x / n'],
  ['not a branch', '', '(x, y) => (x < y ? x : y)'],
  ['not a fraction taken by %', '', '(x, y) => (x % 1) + (x % y)'],
  ['not by a method or Math of another meaning', '', '(x, Math) => Math.imul(x, 1)'],
  [
    'not a callee of the same name inside',
    '',
    '(a, i) => { const g1 = (a, i) => a * i; return g1(a, i) }',
    '(a, i) => a[i]',
  ],
  ['not an array', '', '(a, [i]) => a[i]'],
]

for (const [what, expected, ...sources] of cases) {
  test(what, () => assert.is(wanted(...sources), expected))
}

test('in sums that become elements of integer arrays', () => {
  const local =
    '(n, gap, a) => { const e = new Int32Array(n); e[1] = Math.max(e[0] - gap, 0); a[0] = gap + a[1]; return e }'
  assert.is(wanted(local), 'n gap')
  const passed =
    '(a, c, d, e, k) => { a[5] = e; const s = a[0] + c; a[1] = s > 0 ? s : -d; a[2] += c; a[3] = k * a[4] }'
  assert.is(wanted(passed), '')
  assert.is(namesOf([passed], true), 'c d')
})

test('of any function of a program', () => {
  const functions = ['(a) => g(a, 1)', '(a, i) => a[i]'].map((source) => parseFunction(source, 'f'))
  const calls = (name: string, caller: number) => (name === 'g' && caller === 0 ? 1 : undefined)
  assert.equal(wantsInteger(functions, calls, 0), [false])
  assert.equal(wantsInteger(functions, calls, 1), [false, true])
})

test.run()
