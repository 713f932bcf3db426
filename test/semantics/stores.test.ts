/** What a store keeps: wrap, clamp, round, drop. Every class of typed array, and plain arrays within their length. */
import { f64, i32, table, u8, u8c } from './table.ts'
import { each, float32s, indices, int32s, pairs, specials, typedArrayClasses, uint32s } from './values.ts'

const clamped = [
  ...specials,
  0.5,
  1.5,
  2.5,
  3.5,
  0.49999999999999994,
  0.5000000000000001,
  253.5,
  254.5,
  254.49999999999997,
  254.50000000000003,
  255.00000000000003,
  255.5,
  -0.5,
  -0.1,
  1e9,
]

table(
  'stores: conversion',
  typedArrayClasses.flatMap((Class) => [
    {
      name: `${Class.name} from doubles, floats, int32s and uint32s`,
      source: '(out, x) => { for (let i = 0; i < out.length; i++) out[i] = x[i] }',
      args: [
        new Float64Array(clamped),
        new Float32Array(float32s),
        new Int32Array(int32s),
        new Uint32Array(uint32s),
      ].map((x) => [new Class(x.length), x]),
    },
    {
      name: `${Class.name} from a sum of integers that leaves int32`,
      source: '(out, x, y) => { for (let i = 0; i < out.length; i++) out[i] = x[i] + y[i] }',
      args: [[new Class(int32s.length), new Int32Array(int32s), new Int32Array(int32s).reverse()]],
    },
    {
      name: `${Class.name} from a product of integers`,
      source: '(out, x) => { for (let i = 0; i < out.length; i++) out[i] = x[i] * x[out.length - 1 - i] }',
      args: [
        [new Class(int32s.length), new Int32Array(int32s)],
        [new Class(13), new Uint32Array(uint32s)],
      ],
    },
    {
      name: `${Class.name} from a scalar`,
      source: '(out, v) => { out[0] = v; out[1] = -v; out[2] = v | 0; out[3] = v >>> 0; return out[0] + out[3] }',
      args: each(clamped).map(([v]) => [new Class(4), v]),
    },
    {
      name: `${Class.name} from a boolean`,
      source: '(out, v) => { out[0] = v > 1; out[1] = !v; out[2] = true }',
      args: each(specials).map(([v]) => [new Class(3), v]),
    },
    {
      name: `${Class.name} from undefined`,
      source: '(out, i) => { out[0] = out[i]; out[1] = undefined }',
      args: [
        [new Class([5, 6, 7]), 2],
        [new Class([5, 6, 7]), 3],
      ],
    },
    {
      name: `${Class.name}: writes that miss are dropped`,
      source: '(out, i) => { out[i] = 7; return out[i] }',
      args: indices.map((i) => [new Class(5), i]),
    },
    {
      name: `${Class.name}: a loop past both ends`,
      source: '(out, n) => { for (let i = -2; i < n; i++) out[i] = i * 3.3 }',
      args: [0, 1, 4, 5, 6, 9].map((n) => [new Class(5), n]),
    },
    {
      name: `${Class.name}: compound assignment`,
      source: '(out, v) => { for (let i = 0; i < out.length + 1; i++) { out[i] += v; out[i] *= 3; out[i] -= 0.5 } }',
      args: [0.5, 200, -200, 1e10, NaN].map((v) => [new Class([0, 1, 100, 200, 127]), v]),
    },
    {
      name: `${Class.name}: bitwise compound assignment`,
      source:
        '(out, v) => { for (let i = 0; i < out.length; i++) { out[i] ^= v; out[i] <<= 1; out[i] >>>= 1; out[i] |= 3 } }',
      args: [1, -1, 0xff00ff, 1e10].map((v) => [new Class([0, 1, 100, 200, 127]), v]),
    },
    {
      name: `${Class.name}: increments wrap`,
      source: '(out) => { for (let i = 0; i < out.length; i++) { out[i]++; --out[i]; out[i]-- } }',
      args: [[new Class([0, 127, 128, 255, 1, 32767])]],
    },
  ]),
)

table('stores: plain arrays', [
  {
    name: 'written within the length',
    source: '(a, b) => { for (let i = 0; i < a.length; i++) a[i] = b[i] * 2 }',
    args: [
      [[1, 2, 3], f64(1.5, -0, NaN)],
      [[], f64(1)],
      [[0], [5]],
    ],
  },
  {
    name: 'read and written in place',
    source: '(a) => { for (let i = 1; i < a.length; i++) a[i] += a[i - 1] }',
    args: [[[1, 2, 3, 4.5]], [[-0, -0]], [[NaN, 1]], [[]]],
  },
  {
    name: 'a write past the end would grow it',
    source: '(a, i) => { a[i] = 5; return a.length }',
    args: [
      [[1, 2, 3], 0],
      [[1, 2, 3], 2],
    ],
  },
  {
    name: 'a write past the end grows it',
    source: '(a, i) => { a[i] = 5; return a.length }',
    args: [
      [[1, 2, 3], 3],
      [[1, 2, 3], 5],
      [[], 0],
    ],
    mayRefuse: true,
  },
  {
    name: 'an element is made undefined',
    source: '(a, b, i) => { a[0] = b[i] }',
    args: [
      [[1, 2], f64(1), 0],
      [[1, 2], f64(1), 5],
    ],
    mayRefuse: true,
  },
  { name: 'length is assigned', source: '(a) => { a.length = 1 }', args: [[[1, 2, 3]]], mayRefuse: true },
])

table('stores: several arrays', [
  {
    name: 'stores and loads of one array in order',
    source: '(a) => { a[1] = a[0] + 1; a[0] = a[1] * 2; const t = a[0]; a[1] = t; return a[1] + a[0] }',
    args: [[f64(1, 2)], [i32(1, 2)], [f64()], [f64(3)]],
  },
  {
    name: 'an element written through another class',
    source: '(bytes, words) => { bytes[0] = 255; bytes[1] = words[0]; words[0] += bytes[1]; return words[0] }',
    args: [() => sameBuffer(), [u8(1, 2, 3, 4), i32(5)]],
  },
  {
    name: 'grey-scale with clamping',
    source:
      '(p) => { for (let i = 0; i < p.length; i += 4) { const g = p[i] * 0.299 + p[i + 1] * 0.587 + p[i + 2] * 0.114; p[i] = p[i + 1] = p[i + 2] = g } }',
    args: [[u8c(255, 255, 255, 255, 1, 2, 3, 4, 0, 1, 0, 9)], [u8(200, 100, 50, 1)], [u8c(9, 9)]],
  },
  {
    name: 'a chained assignment',
    source: '(a, b, v) => { const r = a[0] = b[0] = a[1] = v; return r }',
    args: pairs([300.7, -1, NaN], [0]).map(([v]) => [u8(1, 2), f64(0), v]),
  },
  {
    name: 'a histogram',
    source: '(h, x) => { for (let i = 0; i < x.length; i++) h[x[i]]++ }',
    args: [
      [i32(0, 0, 0), u8(0, 1, 1, 2, 200)],
      [new Float64Array(4), f64(0, 1.5, -1, 3, 4, NaN)],
    ],
  },
])

function sameBuffer(): unknown[] {
  const bytes = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8])
  return [bytes, new Int32Array(bytes.buffer)]
}
