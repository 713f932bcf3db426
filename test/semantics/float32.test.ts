/** Where JavaScript rounds to single precision, and where it does not. */
import { binary, f32, f64, table, unary } from './table.ts'
import { each, float32s, specials } from './values.ts'

const x = new Float32Array(float32s)
const y = Float32Array.from(x).reverse()

table('float32', [
  ...['a + b', 'a - b', 'a * b', 'a / b', 'a * b + a', 'a % b', 'a ** b'].flatMap((e) => binary(`Math.fround(${e})`)),
  ...[
    'Math.fround(Math.fround(a) + Math.fround(b))',
    'Math.fround(Math.fround(a) * Math.fround(b))',
    'Math.fround(Math.fround(a) / Math.fround(b))',
    'Math.fround(a) + Math.fround(b)',
    'Math.fround(a) < b ? 1 : 0',
  ].flatMap((e) => binary(e)),
  ...[
    'Math.fround(a)',
    'Math.fround(Math.sqrt(Math.fround(a)))',
    'Math.sqrt(Math.fround(a))',
    'Math.fround(Math.sqrt(a))',
    'Math.fround(-a)',
    'Math.fround(Math.abs(a))',
    'Math.fround(a) | 0',
    'Math.fround(Math.sin(a))',
    'Math.fround(0.1) + a',
    'Math.fround(a * 0.1)',
  ].flatMap((e) => unary(e)),
  {
    name: 'axpy with a double factor is a double chain',
    source: '(y, a, x) => { for (let i = 0; i < y.length; i++) y[i] += a * x[i] }',
    args: [0.1, -3, 1e-30, 1e38, NaN].map((a) => [y, a, x]),
  },
  {
    name: 'axpy with a single factor, rounded once and twice',
    source:
      '(y, a, x) => { const s = Math.fround(a); for (let i = 0; i < y.length; i++) y[i] = Math.fround(y[i] + Math.fround(s * x[i])); for (let i = 0; i < y.length; i++) y[i] = y[i] + s * x[i] }',
    args: [0.1, -3, 1e-30, 1e38, NaN].map((a) => [y, a, x]),
  },
  {
    name: 'a sum in double',
    source: '(x) => { let s = 0; for (let i = 0; i < x.length; i++) s += x[i]; return s }',
    args: [[x], [f32()], [f32(0.1, 0.2, 0.3)]],
  },
  {
    name: 'a sum in single',
    source: '(x) => { let s = Math.fround(0); for (let i = 0; i < x.length; i++) s = Math.fround(s + x[i]); return s }',
    args: [[x], [f32()], [f32(0.1, 0.2, 0.3)]],
  },
  {
    name: 'a dot product in single',
    source:
      '(x, y) => { let s = Math.fround(0); for (let i = 0; i < x.length; i++) s = Math.fround(s + Math.fround(x[i] * y[i])); return s }',
    args: [
      [x, y],
      [f32(0.1, 0.2), f32(0.3, 0.7)],
    ],
  },
  {
    name: 'a sum that starts as a double',
    source: '(x) => { let s = 0.1; for (let i = 0; i < x.length; i++) s = Math.fround(s + x[i]); return s }',
    args: [[x], [f32()]],
  },
  {
    name: 'three operands are not innocuous',
    source: '(x, y, out) => { for (let i = 0; i < out.length; i++) out[i] = x[i] * y[i] + x[i] }',
    args: [[x, y, new Float32Array(x.length)]],
  },
  {
    name: 'one operation is',
    source:
      '(x, y, out) => { for (let i = 0; i < out.length; i++) { out[i] = x[i] * y[i]; out[i] = out[i] - y[i]; out[i] = out[i] / x[i] } }',
    args: [[x, y, new Float32Array(x.length)]],
  },
  {
    name: 'integers into single precision',
    source: '(n, out) => { for (let i = 0; i < out.length; i++) out[i] = n + i }',
    args: each([2 ** 24 - 2, 2 ** 31 - 3, -(2 ** 24), 0.1]).map(([n]) => [n, new Float32Array(8)]),
  },
  {
    name: 'comparisons against a double constant',
    source:
      '(x) => { let c = 0; for (let i = 0; i < x.length; i++) { if (x[i] > 0.1) c++; if (x[i] === 0.1) c += 100 } return c }',
    args: [[f32(0.1, 0.2, 0.09999999)], [f64(0.1)]],
  },
  {
    name: 'maximum and minimum',
    source: '(x) => { let m = x[0]; for (let i = 1; i < x.length; i++) m = Math.max(m, x[i]); return m }',
    args: [[f32(1, -0, 0)], [f32(-0, 0)], [x], [f32()]],
  },
  {
    name: 'doubles that are not singles',
    source: '(a, out) => { out[0] = a; return out[0] === a }',
    args: each(specials).map(([a]) => [a, f32(0)]),
  },
])
