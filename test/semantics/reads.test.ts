/** Reads that miss: past the end, -1, 1.5, NaN, 2^31, 2^32. What `undefined` is worth to each operator that meets it. */
import { f32, f64, i32, type Row, table, u8 } from './table.ts'
import { indices, pairs, typedArrayClasses } from './values.ts'

/** One kernel over a[i] for every index, on arrays of several classes. */
const read = (expression: string, more: Partial<Row> = {}): Row => ({
  name: expression,
  source: `(a, i) => ${expression}`,
  args: [f64(1.5, -0, NaN, 7), i32(5, -6, 7), u8(1, 2), f32(0.1), new Float64Array(0), [1, 2.5, -3]].flatMap((array) =>
    indices.map((i) => [array, i]),
  ),
  ...more,
})

table('reads: undefined meets an operator', [
  ...[
    'a[i]',
    'a[i] + 1',
    'a[i] - a[i]',
    'a[i] * 0',
    '-a[i]',
    '+a[i]',
    'a[i] | 0',
    '~~a[i]',
    '~a[i]',
    'a[i] >>> 0',
    'a[i] << 1',
    '!a[i]',
    '!!a[i]',
  ].map((e) => read(e)),
  ...[
    'a[i] === undefined',
    'a[i] !== undefined',
    'a[i] == undefined',
    'a[i] === 0',
    'a[i] < 1',
    'a[i] >= 0',
    'a[i] ?? 9',
    'a[i] || 9',
    'a[i] && 9',
  ].map((e) => read(e)),
  ...[
    'a[i] ? 1 : 2',
    'a[i] % 2',
    'a[i] ** 0',
    'Math.max(a[i], 3)',
    'Math.abs(a[i])',
    'Math.imul(a[i], 3)',
    'Math.fround(a[i])',
    'Math.min(a[i], a[i + 1])',
  ].map((e) => read(e)),
  ...[
    'isNaN(a[i])',
    'Number.isNaN(a[i])',
    'Number.isInteger(a[i])',
    'a[i] === a[i]',
    'a[i + 1]',
    'a[i - 1] ?? a[i]',
    'a[-i]',
    'a[i * 2]',
    'a[i | 0]',
    'a[i >>> 0]',
    'a[~~i]',
  ].map((e) => read(e)),
  ...[
    'a[i / 2]',
    'a[i % 3]',
    'a[Math.floor(i)]',
    'a[Math.round(i) + Math.ceil(i * 0.5)]',
    'a[Math.trunc(i) * Math.floor(i)]',
    'a[Math.round(i)]',
    'a[a[i]]',
    'a[a[a[0]]]',
    'a[i < 2]',
    'a[a.length]',
    'a[a.length - 1]',
    'a[i - a.length]',
  ].map((e) => read(e, e === 'a[i < 2]' ? { mayRefuse: true } : {})),
])

table('reads: undefined travels', [
  {
    name: 'through a variable',
    source: '(a, i) => { let x = a[i]; const y = x; return y }',
    args: indices.map((i) => [f64(1, 2, 3), i]),
  },
  {
    name: 'through a branch',
    source: '(a, i, p) => { let x; if (p) x = a[i]; return x }',
    args: pairs(indices, [0, 1]).map(([i, p]) => [f64(1, 2, 3), i, p]),
  },
  {
    name: 'through a conditional',
    source: '(a, i, p) => p ? a[i] : 5',
    args: pairs(indices, [0, 1]).map(([i, p]) => [i32(1, 2, 3), i, p]),
  },
  {
    name: 'carried by a loop',
    source: '(a, n) => { let x = 1; for (let i = 0; i < n; i++) x = a[i]; return x }',
    args: [0, 1, 3, 4, 9].map((n) => [f64(1, 2, 3), n]),
  },
  {
    name: 'carried by a loop and collapsed',
    source: '(a, n) => { let x = 1, s = 0; for (let i = 0; i < n; i++) { s += x; x = a[i] } return s }',
    args: [0, 1, 3, 4, 9].map((n) => [f64(1, 2, 3), n]),
  },
  {
    name: 'into a typed array is NaN or 0',
    source: '(a, i, f, u) => { f[0] = a[i]; u[0] = a[i]; return f[0] }',
    args: indices.map((i) => [f64(1, 2, 3), i, f64(9), u8(9)]),
  },
  {
    name: 'into a helper',
    source: '(a, i) => twice(a[i])',
    functions: { twice: '(x) => (x === undefined ? -1 : x * 2)' },
    args: indices.map((i) => [f64(1, 2, 3), i]),
  },
  {
    name: 'into a default parameter',
    source: '(a, i) => orNine(a[i])',
    functions: { orNine: '(x = 9) => x' },
    args: indices.map((i) => [f64(1, 2, 3), i]),
  },
  {
    name: 'through an operator of updating',
    source: '(a, i) => { let x = a[i]; const old = x++; return old + x }',
    args: indices.map((i) => [f64(1, 2, 3), i]),
  },
  { name: 'in a returned list', source: '(a, i) => [a[i], i]', args: indices.map((i) => [f64(1, 2, 3), i]) },
  { name: 'in a returned object', source: '(a, i) => ({ x: a[i], i })', args: indices.map((i) => [f64(1, 2, 3), i]) },
  {
    name: 'as a loop bound',
    source: '(a, i) => { let n = 0; for (let k = 0; k < a[i]; k++) n++; return n }',
    args: indices.map((i) => [f64(4, 2.5, NaN), i]),
  },
  {
    name: 'as a switch value',
    source: '(a, i) => { switch (a[i]) { case 1: return 10; case undefined: return 20; default: return 30 } }',
    args: indices.map((i) => [f64(1, 2, NaN), i]),
  },
  {
    name: 'swapped past the end',
    source: '(a, i) => { [a[0], a[i]] = [a[i], a[0]]; return a[0] }',
    args: indices.map((i) => [f64(1, 2, 3), i]),
  },
])

const stencil = '(x, y) => { for (let i = 0; i < x.length; i++) y[i] = (x[i - 1] + x[i] + x[i + 1]) / 3 }'
const wide =
  '(x, y, n) => { for (let i = 0; i < n; i++) y[i] = (x[i - 2] | 0) + (x[i] | 0) * 10 + (x[i + 2] | 0) * 100 }'
const lengths = [0, 1, 2, 3, 4, 5, 8, 15, 16, 17, 33]

table('reads: past both ends in loops', [
  ...typedArrayClasses.map((Class) => ({
    name: `a stencil over ${Class.name}`,
    source: stencil,
    args: lengths.map((n) => [new Class(Array.from({ length: n }, (_, i) => i * 7 - 3)), new Float64Array(n)]),
  })),
  {
    name: 'two past both ends',
    source: wide,
    args: lengths.flatMap((n) =>
      [n, n + 1, n + 3, -1].map((m) => [Float64Array.from({ length: n }, (_, i) => i), new Float64Array(n), m]),
    ),
  },
  {
    name: 'downwards through 0 to -2',
    source: '(x) => { let s = 0; for (let i = x.length; i >= -2; i--) s = s * 2 + (x[i] ?? 1); return s }',
    args: lengths.map((n) => [Float64Array.from({ length: n }, (_, i) => i)]),
  },
  {
    name: 'in steps of 0.5',
    source: '(x) => { let s = 0; for (let i = 0; i < x.length; i += 0.5) s += x[i] ?? 100; return s }',
    args: lengths.map((n) => [Float64Array.from({ length: n }, (_, i) => i)]),
  },
  {
    name: 'a bound above the length',
    source: '(x, n) => { let c = 0; for (let i = 0; i <= n; i++) if (x[i] === undefined) c++; return c }',
    args: pairs(lengths, [-1, 0, 3, 4, 5]).map(([n, m]) => [new Float64Array(n), n + m]),
  },
  {
    name: 'a fractional and a NaN bound',
    source: '(x, n) => { let s = 0; for (let i = 0; i < n; i++) s += x[i]; return s }',
    args: [2.5, 2.0000001, -0.5, NaN, 3].map((n) => [f64(1, 2, 3), n]),
  },
  {
    name: 'a fractional start',
    source: '(x, start) => { let s = 0; for (let i = start; i < x.length; i++) s += x[i] ?? 10; return s }',
    args: [0, 0.5, -0, -2, -0.25, NaN].map((start) => [f64(1, 2, 3), start]),
  },
  {
    name: 'data-dependent',
    source: '(index, x) => { let s = 0; for (let i = 0; i < index.length; i++) s += x[index[i]] ?? 1000; return s }',
    args: [
      [new Float64Array(indices), f64(1, 2, 3, 4)],
      [i32(0, 3, 4, -1, 2), f64(1, 2, 3, 4)],
      [u8(0, 1, 255), u8(5, 6)],
    ],
  },
  {
    name: 'an index that overflows int32',
    source: '(x, i, n) => x[i * n] === undefined && x[i * n + 1] === undefined',
    args: [
      [f64(1, 2), 65536, 65536],
      [f64(1, 2), -65536, 65536],
      [f64(1, 2), 2 ** 31 - 1, 2],
      [f64(1, 2), 0, 5],
      [f64(1, 2), 0, -5],
    ],
  },
  {
    name: 'an index product that is -0 is element 0',
    source: '(x, i, n) => x[i * n]',
    args: [
      [f64(7, 2), 0, -5],
      [f64(7, 2), -0, 5],
      [f64(7, 2), -1, 0],
    ],
  },
  {
    name: 'i * n + j with a shifted start',
    source:
      '(a, n, s) => { let t = 0; for (let i = -1; i <= n; i++) for (let j = -1; j <= n; j++) t = t * 1.5 + (a[i * n + j + s] ?? 1); return t }',
    args: pairs([0, 1, 3], [0, -1, 4]).map(([n, s]) => [Float64Array.from({ length: n * n }, (_, i) => i), n, s]),
  },
])
