/** What comes back: numbers, lists, objects, arguments themselves, new arrays; local arrays and the methods of typed arrays. */
import { f32, f64, i32, i64, table, u8, u8c } from './table.ts'
import { each, few, indices, pairs, typedArrayClasses } from './values.ts'

table('results: kinds', [
  { name: 'int32, uint32, double and boolean', source: '(a) => [a | 0, a >>> 0, a * 0.5, a > 0]', args: each(few) },
  { name: 'an object', source: '(a, b) => ({ sum: a + b, less: a < b, n: a | 0 })', args: pairs(few, few) },
  {
    name: 'nested lists and objects',
    source: '(a) => ({ p: [a, a + 1], q: { r: -a } })',
    args: each(few),
    mayRefuse: true,
  },
  { name: 'a list with arrays', source: '(x, y) => [x, y.length, y]', args: [[f64(1), i32(2, 3)]] },
  { name: 'an object with arrays', source: '(x, y) => ({ y, n: 2, x })', args: [[f64(1), i32(2, 3)]] },
  { name: 'an argument', source: '(x) => { x[0] = 5; return x }', args: [[f64(1)], [i32(1)], [[1, 2]], [f64()]] },
  {
    name: 'one of two arguments',
    source: '(x, y, p) => (p ? x : y)',
    args: [
      [f64(1), f64(2), 0],
      [f64(1), f64(2), 1],
    ],
  },
  {
    name: 'an argument or nothing',
    mayRefuse: true,
    source: '(x, p) => { if (p) return x }',
    args: [
      [f64(1), 0],
      [f64(1), 1],
    ],
  },
  {
    name: 'a list or an object by path',
    source: '(a) => { if (a > 1) return [a, 1]; return [0, a] }',
    args: each(few),
  },
  {
    name: 'keys that need quotes or are numbers',
    source: "(a) => ({ 'x y': a, class: a + 1, 7: a, b: 1 })",
    args: each(few),
  },
  {
    name: 'a bigint',
    source: '(x, i) => x[i]',
    args: [
      [i64(-5n, 2n ** 63n - 1n), 0],
      [i64(-5n, 2n ** 63n - 1n), 1],
      [i64(), 0],
    ],
  },
  { name: 'an empty list', source: '() => []', args: [[]], mayRefuse: true },
])

table('results: local typed arrays', [
  ...typedArrayClasses.map((Class) => ({
    name: `new ${Class.name}(n), returned`,
    source: `(n, v) => { const t = new ${Class.name}(n); for (let i = 0; i < n; i++) t[i] = i * v; return t }`,
    args: pairs([0, 1, 5, 33], [0.5, -300, 70000.5]),
  })),
  ...['BigInt64Array', 'BigUint64Array'].map((name) => ({
    name: `new ${name}(n), returned`,
    source: `(n) => { const t = new ${name}(n); for (let i = 0; i < n; i++) t[i] = t[i] - 1n; return t }`,
    args: each([0, 3]),
  })),
  {
    name: 'a new array is zero, each time',
    source:
      '(n, m) => { let s = 0; for (let k = 0; k < m; k++) { const t = new Float64Array(n); for (let i = 0; i < n; i++) { s += t[i]; t[i] = i + 1 } } return s }',
    args: [
      [5, 3],
      [0, 2],
      [100, 4],
    ],
  },
  {
    name: 'scratch of one kernel, sized by an argument',
    source:
      '(x) => { const t = new Float64Array(x.length + 1); for (let i = 0; i < x.length; i++) t[i + 1] = t[i] + x[i]; let s = 0; for (let i = 0; i < t.length; i++) s += t[i] * t[i]; return s }',
    args: [[f64(1, 2, 3)], [f64()], [i32(5, 6)]],
  },
  {
    name: 'two new arrays',
    source:
      '(n) => { const a = new Float64Array(n), b = new Int32Array(n * 2); for (let i = 0; i < n; i++) { a[i] = i / 3; b[2 * i] = i } return [a, b] }',
    args: each([0, 1, 4]),
  },
  {
    name: 'a new array inside an object',
    source: '(n) => ({ data: new Uint8Array(n).fill(7), n })',
    args: each([0, 4]),
  },
  {
    name: 'a double buffer of local arrays',
    source:
      '(n, steps) => { let a = new Float64Array(n), b = new Float64Array(n); a[0] = 1; for (let s = 0; s < steps; s++) { for (let i = 0; i < n; i++) b[i] = (a[i] + (a[i - 1] ?? 0)) / 2; [a, b] = [b, a] } return a }',
    args: pairs([1, 5], [0, 1, 2, 7]),
  },
  {
    name: 'a new array from a list',
    source: '(a) => { const t = new Float64Array([a, 2, 3]); return t[0] + t[2] }',
    args: each(few),
  },
  {
    name: 'a new array from an array',
    source: '(x) => { const t = new Float64Array(x); t[0] = 9; return t }',
    args: [[f64(1, 2)], [i32(1, 2)], [[1.5, 2]]],
    mayRefuse: true,
  },
  {
    name: 'fractional and negative lengths',
    source: '(n) => new Int32Array(n)',
    args: each([0, -0, 2.5, 3]),
    mayRefuse: true,
  },
])

table('results: literal arrays as scratch', [
  { name: 'a small literal', source: '(a, i) => { const k = [1, a, 3]; return k[i] }', args: pairs(few, indices) },
  {
    name: 'a literal that is written',
    source:
      '(a, n) => { const k = [0, 0, 0]; for (let i = 0; i < n; i++) k[i % 3] += a; return k[0] + k[1] * 10 + k[2] * 100 }',
    args: pairs([1, 0.5, NaN], [0, 1, 2, 9]),
  },
  {
    name: 'a literal that is returned',
    source: '(a) => { const k = [a, a * 2]; k[0] += 1; return k }',
    args: each(few),
  },
  {
    name: 'a literal in a loop is new each time',
    source:
      '(n) => { let s = 0; for (let i = 0; i < n; i++) { const k = [1, 2]; k[0] += i; s += k[0] * k[1] } return s }',
    args: each([0, 1, 5]),
  },
  {
    name: 'coefficients',
    source:
      '(x, y) => { const k = [0.25, 0.5, 0.25]; for (let i = 0; i < x.length; i++) { let s = 0; for (let j = 0; j < k.length; j++) s += k[j] * (x[i + j - 1] ?? 0); y[i] = s } }',
    args: [
      [f64(1, 2, 3, 4), f64(0, 0, 0, 0)],
      [f64(), f64()],
    ],
  },
  {
    name: 'a matrix as a literal',
    source: '(i, j) => { const m = [[1, 2], [3, 4]]; return m[i & 1][j & 1] }',
    args: pairs([0, 1, 2], [0, 1, 3]),
    mayRefuse: true,
  },
  {
    name: 'push grows it',
    source: '(n) => { const k = []; for (let i = 0; i < n; i++) k.push(i); return k.length }',
    args: each([0, 3]),
    mayRefuse: true,
  },
  {
    name: 'a local object',
    source: '(a, b) => { const p = { x: a, y: b }; p.x += p.y; p.y *= 2; return p.x * 10 + p.y }',
    args: pairs(few, [1, -2]),
  },
])

const positions = [undefined, 0, -0, 1, 2.7, 5, 6, 100, -1, -2, -100, NaN, Infinity, -Infinity, 2 ** 31, 2 ** 32 + 1]
const ranges = positions.flatMap((from) => [undefined, 0, 3, -1, 2.5, 9, NaN].map((to) => [from, to] as const))

table('results: methods', [
  ...typedArrayClasses.map((Class) => ({
    name: `fill of ${Class.name}`,
    source: '(a, v) => { a.fill(v); return a.fill(v, 1, 2) }',
    args: [0, -0, 1.5, -1, 300, NaN, 2 ** 32 + 5].map((v) => [new Class(4), v]),
  })),
  {
    name: 'fill with positions',
    source: '(a, from, to) => a.fill(7, from, to)',
    // Node 20 ignores the end if the start is an explicit `undefined`; later versions do not.
    args: ranges
      .filter(([from, to]) => from !== undefined || to === undefined)
      .map(([from, to]) => [f64(1, 2, 3, 4, 5), from, to]),
  },
  {
    name: 'fill with one position',
    source: '(a, from) => { a.fill(7, from) }',
    args: positions.map((from) => [i32(1, 2, 3, 4, 5), from]),
  },
  {
    name: 'subarray is a view',
    source:
      '(a, from, to) => { const v = a.subarray(from, to); for (let i = 0; i < v.length; i++) v[i] += 10; return v.length }',
    args: ranges.map(([from, to]) => [f64(1, 2, 3, 4, 5), from, to]),
  },
  {
    name: 'subarray returned is a view of the argument',
    source: '(a, from, to) => a.subarray(from, to)',
    args: ranges.map(([from, to]) => [i32(1, 2, 3, 4, 5), from, to]),
  },
  { name: 'subarray without positions', source: '(a) => a.subarray()', args: [[f64(1, 2)], [f64()]] },
  {
    name: 'subarray of a subarray',
    source: '(a) => { const v = a.subarray(1).subarray(1, 3); v[0] = 99; return v }',
    args: [[u8(1, 2, 3, 4, 5)], [u8(1)]],
  },
  {
    name: 'slice is a copy',
    source: '(a, from, to) => { const c = a.slice(from, to); for (let i = 0; i < c.length; i++) c[i] += 10; return c }',
    args: ranges.map(([from, to]) => [f64(1, 2, 3, 4, 5), from, to]),
  },
  {
    name: 'slice of bytes',
    source: '(a) => { const c = a.slice(); c[0] = 200; return c }',
    args: [[u8c(1, 2)], [u8()]],
  },
  {
    name: 'set from an array',
    source: '(a, b, at) => { a.set(b, at) }',
    args: pairs([undefined, 0, 1, 2, 2.5, -0, 3, -1], [0]).map(([at]) => [f64(1, 2, 3, 4, 5), f64(8, 9), at]),
    messages: false,
  },
  {
    name: 'set that does not fit',
    source: '(a, b) => { a[0] = 77; a.set(b) }',
    args: [
      [f64(1), f64(8, 9)],
      [f64(1, 2, 3), f64(8, 9)],
    ],
    messages: false,
  },
  {
    name: 'set between classes converts',
    source: '(a, b) => { a.set(b) }',
    args: [
      [u8(1, 2, 3), f64(300.7, -1, NaN)],
      [u8c(1, 2, 3), f64(300.7, -1, 2.5)],
      [f32(1, 2, 3), f64(0.1, 1e39, -0)],
      [i32(0, 0, 0), new Uint32Array([2 ** 32 - 1, 1, 2])],
    ],
  },
  {
    name: 'set of itself, shifted',
    source: '(a, k) => { a.set(a.subarray(0, 3), k) }',
    args: [0, 1, 2].map((k) => [f64(1, 2, 3, 4, 5), k]),
  },
  {
    name: 'set from a list',
    source: '(a, v) => { a.set([v, 2, 3], 1) }',
    args: [
      [f64(0, 0, 0, 0), 5],
      [u8(0, 0, 0, 0), 300],
    ],
    mayRefuse: true,
  },
  {
    name: 'copyWithin',
    source: '(a, to, from) => a.copyWithin(to, from)',
    args: positions.flatMap((to) => [0, 1, -2, 3.5].map((from) => [f64(1, 2, 3, 4, 5), to ?? 0, from])),
  },
  {
    name: 'copyWithin with an end',
    source: '(a, to, from, end) => { a.copyWithin(to, from, end) }',
    args: ranges.map(([from, end]) => [i32(1, 2, 3, 4, 5), 1, from, end]),
  },
  {
    name: 'length of everything',
    source:
      '(a) => { let t = a.length; const s = a.subarray(1); t = t * 10 + s.length; return t * 10 + a.slice(0, 1).length }',
    args: [[f64(1, 2, 3)], [f64()], [u8(1)]],
  },
  {
    name: 'byteLength and BYTES_PER_ELEMENT',
    source: '(a) => a.byteLength * 10 + Float64Array.BYTES_PER_ELEMENT',
    args: [[f64(1, 2, 3)], [u8(1)]],
    mayRefuse: true,
  },
])

table('results: for..of', [
  {
    name: 'over a typed array',
    source: '(x) => { let s = 0; for (const v of x) s = s * 2 + v; return s }',
    args: [[f64(1, 2, NaN)], [i32(1, -2)], [u8()], [f32(0.1)]],
  },
  {
    name: 'with let, break and continue',
    source:
      '(x) => { let s = 0; for (let v of x) { if (v === 2) continue; if (v > 5) break; v *= 2; s += v } return s }',
    args: [[f64(1, 2, 3, 9, 4)], [i32()]],
  },
  {
    name: 'over elements that the body changes',
    source: '(x) => { let i = 0, s = 0; for (const v of x) { s += v; x[++i] = s } return s }',
    args: [[f64(1, 2, 3)], [i32(1)]],
  },
  {
    name: 'over two arrays',
    source: '(x, y) => { let s = 0; for (const a of x) for (const b of y) s += a * b; return s }',
    args: [
      [f64(1, 2), i32(3, 4, 5)],
      [f64(), i32(1)],
    ],
  },
  {
    name: 'over a bigint array',
    source: '(x) => { let s = 0n; for (const v of x) s = BigInt.asIntN(64, s + v); return s }',
    args: [[i64(1n, 2n, -5n)], [i64()]],
  },
  {
    name: 'over a plain array',
    source: '(x) => { let s = 0; for (const v of x) s += v; return s }',
    args: [[[1, 2.5]], [[]]],
  },
  {
    name: 'over a literal',
    source: '(a) => { let s = 0; for (const v of [a, 2, 3]) s += v; return s }',
    args: each(few),
  },
  {
    name: 'over rows',
    mayRefuse: true,
    source: '(rows) => { let s = 0; for (const row of rows) for (const v of row) s = s * 2 + v; return s }',
    args: [[[f64(1, 2), f64(3)]], [[[1, 2], [3]]]],
  },
])
