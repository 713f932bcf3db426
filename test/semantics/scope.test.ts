/** Names: hoisting, shadowing, closures used in place, parameters missing, extra and defaulted, recursion, what env means. */
import { f64, i32, table } from './table.ts'
import { each, few, pairs } from './values.ts'

function same(): unknown[] {
  const a = f64(1)
  return [a, a]
}

table('scope: variables', [
  {
    name: 'var is hoisted and undefined',
    source: '(n) => { const before = x; var x = n; return before === undefined ? x : -1 }',
    args: each(few),
  },
  { name: 'var in a branch that is not taken', source: '(p) => { if (p) { var x = 5 } return x }', args: [[0], [1]] },
  {
    name: 'var keeps its value around a loop',
    source: '(n) => { let s = 0; for (let i = 0; i < n; i++) { var x; if (i === 0) x = 5; s += x; x++ } return s }',
    args: each([0, 1, 2, 5]),
  },
  {
    name: 'let without a value is undefined each time around',
    source: '(n) => { let c = 0; for (let i = 0; i < n; i++) { let x; if (x === undefined) c++; x = i } return c }',
    args: each([0, 1, 5]),
  },
  { name: 'var declared twice', source: '(a) => { var x = a; { var x = x + 1 } var x; return x }', args: each(few) },
  {
    name: 'a var with the name of a parameter',
    source: '(a) => { var a; const b = a; var a = b + 1; return a }',
    args: each(few),
  },
  {
    name: 'block shadowing',
    source: '(x) => { let y = x; { let x = y + 1; y = x * 2; { const y = 100; x += y } y += x } return x * 1000 + y }',
    args: each(few),
  },
  {
    name: 'a loop variable shadows',
    source: '(i, n) => { let s = i; for (let i = 0; i < n; i++) { s += i; let n = i * 2; s += n } return s + i + n }',
    args: pairs(few, [0, 3]),
  },
  {
    name: 'a nested loop of the same name',
    source:
      '(n) => { let s = 0; for (let i = 0; i < n; i++) { for (let i = 0; i < 2; i++) s += i * 10; s += i } return s }',
    args: each([0, 1, 4]),
  },
  {
    name: 'a variable changes from integer to double',
    source: '(n) => { let x = 0; for (let i = 0; i < n; i++) { x = x + 1; if (i > 2) x = x * 0.5 } return x }',
    args: each([0, 1, 3, 4, 9]),
  },
  {
    name: 'a variable holds a number, then a boolean',
    source: '(a) => { let x = a * 2; const y = x; x = y > 3; return x ? y : -y }',
    args: each(few),
  },
  {
    name: 'a local named as a global',
    source: '(a) => { const NaN2 = 5, undefined2 = 6; let Infinity = 3; return a + Infinity + NaN2 + undefined2 }',
    args: each(few),
    mayRefuse: true,
  },
  {
    name: 'several declarations',
    source: '(a, b) => { let x = a, y = x + b, z; const w = (z = y) + 1; return x + y + z + w }',
    args: pairs(few, [1]),
  },
  {
    name: 'unused parameters',
    source: '(a, text, f, o) => a + 1',
    args: [[1, 'hello', () => 1, new Date(0)], [1.5, null, null, null], [2]],
  },
])

table('scope: destructuring', [
  { name: 'swap of variables', source: '(a, b) => { [a, b] = [b, a]; return a - b * 2 }', args: pairs(few, [1, NaN]) },
  {
    name: 'rotation of three',
    source:
      '(a, b, n) => { let c = 1; for (let i = 0; i < n; i++) [a, b, c] = [b, c, a + b]; return a + b * 10 + c * 100 }',
    args: [
      [1, 2, 0],
      [1, 2, 1],
      [1, 2, 50],
      [0.5, -0, 3],
    ],
  },
  {
    name: 'swap of elements',
    source: '(a, i, j) => { [a[i], a[j]] = [a[j], a[i]] }',
    args: pairs([0, 1, 2, 3, -1], [0, 2, 5]).map(([i, j]) => [f64(1, 2, 3), i, j]),
  },
  {
    name: 'declaration from a literal',
    source: '(a, b) => { const [x, y = 5, z = 7] = [b, a]; return x + y * 10 + z * 100 }',
    args: pairs(few, [1]),
  },
  {
    name: 'declaration from an array',
    source: '(a) => { const [x, y] = a; let [, z] = a; return x + y * 10 + z }',
    args: [[f64(1, 2)], [f64(1)], [i32(3, 4, 5)]],
  },
  {
    name: 'swap of whole arrays',
    source:
      '(a, b, n) => { for (let t = 0; t < n; t++) { for (let i = 1; i < a.length - 1; i++) b[i] = (a[i - 1] + a[i + 1]) / 2; [a, b] = [b, a] } return a[1] }',
    args: [0, 1, 2, 5].map((n) => [f64(1, 2, 4, 8), f64(0, 0, 0, 8), n]),
  },
  {
    name: 'swap of arrays through a temporary',
    source:
      '(a, b, n) => { let x = a, y = b; for (let t = 0; t < n; t++) { x[t] = y[t] + 1; const s = x; x = y; y = s } return x[0] }',
    args: [0, 1, 2, 3].map((n) => [f64(1, 2, 3), f64(4, 5, 6), n]),
  },
  { name: 'arrays compared', source: '(a, b) => a === b', args: [() => same(), [f64(1), f64(1)]], mayRefuse: true },
  {
    name: 'arrays chosen by a condition',
    source: '(a, b, p) => { const x = p > 0 ? a : b; for (let i = 0; i < x.length; i++) x[i] *= 2; return x.length }',
    args: [
      [f64(1, 2), f64(3), 1],
      [f64(1, 2), f64(3), 0],
    ],
  },
  {
    name: 'an object pattern',
    source: '({ x, y: z }, k) => x * k + z',
    args: [
      [{ x: 1, y: 2 }, 3],
      [{ x: 0.5, y: -0 }, 2],
    ],
  },
  {
    name: 'an array pattern as a parameter',
    source: '([x, y], k) => x * k + y',
    args: [
      [[1, 2], 3],
      [f64(0.5, 7), 2],
      [[1], 2],
    ],
    mayRefuse: true,
  },
])

table('scope: arguments', [
  {
    name: 'missing arguments',
    source: '(a, b) => (b === undefined ? 1 : 2) + a',
    args: [[1], [1, 2], [], [1, undefined]],
  },
  { name: 'missing arguments in arithmetic', source: '(a, b) => a + b', args: [[1], [], [1, 2]] },
  { name: 'extra arguments', source: '(a) => a + 1', args: [[1, 2], [1, 'x', {}], [1]] },
  {
    name: 'default parameters',
    source: '(a, b = 2, c = a + b) => a + b * 10 + c * 100',
    args: [[1], [1, 3], [1, 3, 4], [1, undefined, 4], [0.5, NaN]],
  },
  {
    name: 'default parameters of arrays',
    source: '(a, n = a.length) => { let s = 0; for (let i = 0; i < n; i++) s += a[i]; return s }',
    args: [[f64(1, 2, 3)], [f64(1, 2, 3), 2], [f64(1, 2, 3), undefined]],
  },
  {
    name: 'parameters are assigned',
    source: '(a, n) => { n = n | 0; a = a * 2; while (n-- > 0) a += n; return a }',
    args: pairs(few, [0, 3, 2.5]),
  },
  { name: 'no parameters', source: '() => 42', args: [[], [1]] },
  { name: 'a function declaration', source: 'function add(a, b) { return a + b }', args: pairs(few, [1]) },
  { name: 'a function expression', source: 'function (a, b) { return a + b }', args: pairs(few, [1]) },
  { name: 'no result', source: '(a) => { a[0] = 1 }', args: [[f64(0)]] },
  { name: 'an explicit undefined', source: '(a) => { if (a > 1) return undefined; return void 0 }', args: each(few) },
])

table('scope: nested functions', [
  { name: 'an arrow', source: '(a, b) => { const sq = (x) => x * x; return sq(a) + sq(b) }', args: pairs(few, [1, 2]) },
  {
    name: 'a declaration that is hoisted',
    source: '(a) => { return sq(a) + sq(2); function sq(x) { return x * x } }',
    args: each(few),
  },
  {
    name: 'a closure over a parameter',
    source:
      '(x, n) => { const at = (i, j) => x[i * n + j]; let s = 0; for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) s += at(i, j) * at(j, i); return s }',
    args: [
      [f64(1, 2, 3, 4), 2],
      [f64(1, 2, 3), 2],
    ],
  },
  {
    name: 'a closure that writes an outer variable',
    source: '(n) => { let s = 0; const add = (x) => { s += x }; for (let i = 0; i < n; i++) add(i * 0.5); return s }',
    args: each([0, 1, 10]),
  },
  {
    name: 'a closure over the loop variable',
    source:
      '(n) => { let s = 0; for (let i = 0; i < n; i++) { const f = (k) => i * 10 + k; s += f(1); i += f(0) > 20 ? 1 : 0 } return s }',
    args: each([0, 1, 5, 9]),
  },
  {
    name: 'early return inside',
    source:
      '(a) => { const find = (key) => { for (let i = 0; i < a.length; i++) if (a[i] === key) return i; return -1 }; return find(3) * 100 + find(9) }',
    args: [[f64(1, 2, 3)], [f64()], [i32(9, 3)]],
  },
  {
    name: 'nested twice',
    source: '(a, b) => { const f = (x) => { const g = (y) => x * y + a; return g(b) }; return f(1) + f(2) }',
    args: pairs(few, [3]),
  },
  {
    name: 'a result that may be missing',
    source: '(a) => { const f = (x) => { if (x > 1) return x }; return f(a) ?? -1 }',
    args: each(few),
  },
  {
    name: 'a result that is a pair',
    source: '(a, b) => { const f = (x, y) => [x + y, x - y]; const [s, d] = f(a, b); return s * d }',
    args: pairs(few, [3]),
  },
  {
    name: 'parameters that shadow',
    source: '(a, b) => { const f = (a) => { a += b; return a }; return f(b) + a }',
    args: pairs(few, [3]),
  },
  {
    name: 'recursion',
    mayRefuse: true,
    source: '(n) => { const fib = (k) => (k < 2 ? k : fib(k - 1) + fib(k - 2)); return fib(n) }',
    args: each([0, 1, 2, 10, 2.5, -1]),
  },
  {
    name: 'recursion by its own name',
    source: 'function gcd(a, b) { return b === 0 ? a : gcd(b, a % b) }',
    args: pairs([0, 12, 35, 2 ** 31, -18, 0.5], [0, 4, 7, 1000003]),
  },
  {
    name: 'recursion over an array',
    source:
      'function sort(a, lo, hi) { if (lo >= hi) return; const p = a[(lo + hi) >> 1]; let i = lo, j = hi; while (i <= j) { while (a[i] < p) i++; while (a[j] > p) j--; if (i <= j) { const t = a[i]; a[i] = a[j]; a[j] = t; i++; j-- } } sort(a, lo, j); sort(a, i, hi) }',
    args: [
      [f64(3, 1, 2), 0, 2],
      [f64(9, 8, 7, 6, 5, 4, 3, 2, 1, 0), 0, 9],
      [i32(5, 5, 5), 0, 2],
      [f64(), 0, -1],
    ],
  },
])

const tau = 6.25
const weights = f64(0.25, 0.5, 0.25)
const counts = i32(0, 0, 0)
const list = [1, 2, 3.5]

table('scope: env', [
  {
    name: 'numbers and booleans',
    source: '(a) => (on ? a * tau : a) + n',
    env: { tau, on: true, n: -3 },
    args: each(few),
  },
  {
    name: '-0, NaN and Infinity',
    source: '(a) => 1 / (a * zero) + (nan === nan ? 1 : 2) + Math.min(inf, a)',
    env: { zero: -0, nan: NaN, inf: Infinity },
    args: each(few),
  },
  {
    name: 'a typed array that is read',
    source: '(x) => { let s = 0; for (let i = 0; i < x.length; i++) s += x[i] * weights[i]; return s }',
    env: { weights },
    args: [[f64(1, 2, 3)], [f64(1, 2, 3, 4)], [i32(1)]],
  },
  {
    name: 'a typed array that is written',
    source: '(x) => { for (let i = 0; i < x.length; i++) counts[x[i]]++; return counts[0] }',
    env: { counts },
    args: [[i32(0, 1, 1, 2, 5)], [i32(2, 2)]],
  },
  {
    name: 'an array of numbers',
    source: '(k) => { let s = 0; for (let i = 0; i < list.length; i++) { s += list[i] * k; list[i] = s } return s }',
    env: { list },
    args: [[2], [0.5]],
  },
  {
    name: 'an env array that is also an argument',
    source: '(x) => { for (let i = 1; i < x.length; i++) { x[i] += weights[i - 1]; weights[i] = x[i] * 2 } }',
    env: { weights },
    resident: false,
    args: [() => [weights], [f64(1, 2, 3)]],
  },
  {
    name: 'an env array is returned',
    source: '(i) => { weights[i] = 9; return weights }',
    env: { weights },
    args: each([0, 5]),
  },
  {
    name: 'a bigint',
    source: '(a) => BigInt.asIntN(64, a[0] * big)',
    env: { big: 12345678901234567n },
    args: [[new BigInt64Array([3n])]],
  },
  {
    name: 'built-ins under other names',
    source: '(a) => floor(a) + m.sqrt(a) + (nan(a) ? 1 : 0)',
    env: { floor: Math.floor, m: Math, nan: Number.isNaN },
    args: each(few),
  },
  {
    name: 'a typed-array class',
    source: '(n) => { const t = new F(n); for (let i = 0; i < n; i++) t[i] = i / 3; return t }',
    env: { F: Float32Array },
    args: each([0, 1, 5]),
  },
  {
    name: 'a helper',
    source: '(x) => { let s = 0; for (let i = 0; i < x.length; i++) s += sq(x[i]); return s }',
    functions: { sq: '(x) => x * x' },
    args: [[f64(1, 2, 3)], [i32(46341, 2)]],
  },
  {
    name: 'a helper with other argument types each time',
    source: '(a) => twice(a | 0) + twice(a) * 10 + (twice(a > 0) ? 100 : 0)',
    functions: { twice: '(x) => x + x' },
    args: each(few),
  },
  {
    name: 'a helper that writes arrays',
    source: '(x, y) => { fill(x, 2); fill(y, 0.5); fill(x, y[0]) }',
    functions: { fill: '(a, v) => { for (let i = 0; i < a.length; i++) a[i] += v * i }' },
    args: [
      [f64(1, 2, 3), f64(1, 1)],
      [i32(1, 2), f64(3, 4)],
    ],
  },
  {
    name: 'a helper with missing and extra arguments',
    source: '(a) => f(a) + f(a, 1) * 10 + f(a, 1, 2) * 100',
    functions: { f: '(x, y) => y === undefined ? x : x + y' },
    args: each(few),
  },
  {
    name: 'a helper with a default',
    source: '(a) => f(a) + f(a, a)',
    functions: { f: '(x, y = 3) => x * y' },
    args: each(few),
  },
  {
    name: 'helpers that call helpers',
    source: '(a) => outer(a)',
    functions: { inner: '(x) => x + 1', outer: '(x) => inner(x) * inner(x * 2)' },
    args: each(few),
  },
  {
    name: 'mutual recursion',
    source: '(n) => (even(n) ? 1 : 0)',
    functions: { even: '(n) => n === 0 ? true : odd(n - 1)', odd: '(n) => n === 0 ? false : even(n - 1)' },
    args: each([0, 1, 7, 10]),
  },
  {
    name: 'mutual recursion of numbers',
    source: '(n) => male(n) * 100 + female(n)',
    functions: {
      male: '(n) => n === 0 ? 0 : n - female(male(n - 1))',
      female: '(n) => n === 0 ? 1 : n - male(female(n - 1))',
    },
    args: each([0, 1, 5, 9]),
  },
  {
    name: 'a helper whose result is not used',
    source: '(a) => { bump(a); bump(a); return a[0] }',
    functions: { bump: '(a) => { a[0]++; return a[0] * 2 }' },
    args: [[f64(1)], [f64()]],
  },
  {
    name: 'an effect in an argument',
    source: '(a) => { let i = 0; return f(a[i++], a[i++], i) }',
    functions: { f: '(x, y, z) => x * 100 + y * 10 + z' },
    args: [[f64(1, 2)], [f64(1)]],
  },
  {
    name: 'a helper that returns an array',
    source: '(a, b, p) => { const x = pick(a, b, p); x[0] = 9; return x.length }',
    functions: { pick: '(a, b, p) => p ? a : b' },
    args: [
      [f64(1), f64(1, 2), 0],
      [f64(1), f64(1, 2), 1],
    ],
  },
  {
    name: 'a helper that returns an object',
    source: '(a, b) => { const p = f(a, b); return p.x * 10 + p.y }',
    functions: { f: '(a, b) => ({ x: a + b, y: a - b })' },
    args: pairs(few, [2]),
  },
  { name: 'a parameter with the name of an env entry', source: '(tau) => tau * 2', env: { tau }, args: each(few) },
])

table('scope: what env lacks', [
  {
    name: 'a free variable',
    source: '(a) => a + nowhere',
    args: [[1]],
    expectFallback: 'free-variable',
    messages: false,
  },
  // Names that every object has are no names of ours.
  ...['toString', 'valueOf(a)', 'constructor + a', 'constructor.BYTES_PER_ELEMENT'].map((inherited) => ({
    name: `a free variable of an inherited name: ${inherited}`,
    source: `(a) => ${inherited} === 1`,
    args: [[1]],
    expectFallback: 'free-variable',
    messages: false,
  })),
  {
    name: 'a method of an inherited name',
    source: '(a) => a.toString(2) === 1',
    args: [[1]],
    expectFallback: 'method',
  },
  { name: 'typeof, compared with an inherited name', source: '(a) => typeof a === "valueOf"', args: [[1]] },
])

/** Long enough not to be copied to each of several calls. */
const long = (parameters: string, result: string): string =>
  `(${parameters}) => { let h = x; ${Array.from({ length: 40 }, (_, k) => `h = (h * ${k + 3} + ${k}) % ${1009 + 2 * k};`).join(' ')} ${result} }`

table('scope: functions too long to copy', [
  {
    name: 'a number in, a number out',
    source: '(x) => f(x) + f(x + 1) * f(-x) - f(f(0.5))',
    functions: { f: long('x', 'return h') },
    args: each([0, 1, -7.5, 1e9, NaN]),
  },
  {
    name: 'arrays written, literals returned',
    source:
      '(a, b, n) => { let s = 0; for (let i = 0; i < n; i++) { const [p, q] = f(a, i); const [r, t] = f(b, i); s += p * r - q + t } return s + f(a, 99)[0] }',
    functions: { f: long('v, x', 'v[x] = h; return [h, v[x + 1]]') },
    args: [0, 1, 3, 5].map((n) => [f64(1, 2, 3, 4), f64(9, 8, 7, 6), n]),
  },
  {
    name: 'arrays returned by name',
    source: '(a, b, x) => { const c = f(a, b, x); const d = f(b, a, x + 1); c[0] += 100; return [c, d, f(a, a, 3)] }',
    functions: { f: long('v, w, x', 'v[1] = h; return h > 500 ? v : w') },
    args: each([0, 1, 2, 3, 4]).map(([x]) => [f64(1, 2), f64(3, 4), x]),
  },
  {
    name: 'rows, objects and arrays of env',
    source:
      '(A, p) => { let s = 0; for (let i = 0; i < A.length; i++) s += f(A[i], p, i) - f(A[0], p, i + 1); return s + table[0] }',
    functions: { f: long('row, p, x', 'p.n += row[x]; table[0] += h; return p.n * h + table.length') },
    env: { table: f64(1, 2) },
    args: [
      [[f64(1, 2, 3), f64(4, 5, 6)], { n: 2 }],
      [[f64()], { n: 2 }],
      [
        [
          [1, 2],
          [3, 4],
        ],
        { n: 0.5 },
      ],
    ],
  },
  {
    name: 'a row returned by one',
    source: '(A, x) => { f(A[1], x)[0] = 9; return f(A[0], x) }',
    functions: { f: long('row, x', 'row[0] = h; return row') },
    args: [[[f64(1, 2, 3), f64(4, 5, 6)], 3]],
    mayRefuse: true,
  },
])
