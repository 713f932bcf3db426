/**
 * What crosses the boundary and how: aliases, overlapping and odd views, detached, resizable and shared buffers, plain arrays that are
 * not plain. Sequences of calls and the identity of results are in `marshalling-calls.test.ts`.
 */
import { runInNewContext } from 'node:vm'
import {
  counting,
  detached,
  type Resizable,
  ResizableBuffer,
  resizable,
  shared,
  views,
} from './differential/buffers.ts'
import { f64, i32, type Row, table, u8 } from './semantics/table.ts'
import { typedArrayClasses } from './semantics/values.ts'

class Samples extends Float64Array {}
class List extends Array<number> {}
const ForeignArray = runInNewContext('Float64Array') as typeof Float64Array

const shift = '(y, x) => { for (let i = 0; i < x.length; i++) y[i + 1] = y[i] * 0.5 + x[i]; return y[1] }'
const total = '(x) => { let s = 0; for (let i = 0; i < x.length; i++) s += x[i]; return s }'
const double = '(x) => { for (let i = 0; i < x.length; i++) x[i] *= 2; return x.length }'
const mixed =
  '(bytes, words) => { for (let i = 0; i < words.length; i++) { words[i] += bytes[i]; bytes[i * 2] ^= words[i] } return words[0] }'

table('marshalling: aliases and overlapping views', [
  {
    name: 'the same array twice',
    source: shift,
    args: [
      () =>
        views((b) => {
          const a = new Float64Array(b)
          return [a, a]
        }),
      views((b) => {
        const a = new Float64Array(b)
        return [a, a]
      }),
    ],
  },
  {
    name: 'two objects over the same bytes',
    source: shift,
    args: [views((b) => [new Float64Array(b), new Float64Array(b)])],
  },
  {
    name: 'views shifted by one and more',
    source: shift,
    args: [8, 16, 24, 64].flatMap((at) => [
      views((b) => [new Float64Array(b, at), new Float64Array(b)]),
      views((b) => [new Float64Array(b), new Float64Array(b, at)]),
    ]),
  },
  {
    name: 'views that touch but do not overlap',
    source: shift,
    args: [
      views((b) => [new Float64Array(b, 0, 8), new Float64Array(b, 64)]),
      views((b) => [new Float64Array(b, 64), new Float64Array(b, 0, 8)]),
    ],
  },
  {
    name: 'a view inside a view',
    source: shift,
    args: [
      views((b) => [new Float64Array(b), new Float64Array(b, 32, 3)]),
      views((b) => [new Float64Array(b, 32, 3), new Float64Array(b)]),
    ],
  },
  {
    name: 'three views, two of which overlap',
    source: '(a, b, c) => { for (let i = 0; i < c.length; i++) { a[i] += c[i]; b[i] -= a[i]; c[i] = b[i] } }',
    args: [
      views((b) => [new Float64Array(b, 0, 4), new Float64Array(b, 16, 4), f64(1, 2, 3, 4)]),
      views((b) => [new Float64Array(b, 0, 4), f64(1, 2, 3, 4), new Float64Array(b, 24, 4)]),
    ],
  },
  {
    name: 'a chain of overlaps',
    source: '(a, b, c) => { for (let i = 0; i < 4; i++) { c[i] = a[i] + 1; a[i + 1] = b[i]; b[i] = c[i] * 2 } }',
    args: [views((b) => [new Float64Array(b, 0, 4), new Float64Array(b, 24, 4), new Float64Array(b, 48, 4)])],
  },
  {
    name: 'bytes and words of one buffer',
    source: mixed,
    args: [0, 1, 2, 3, 5, 15].map((at) => {
      const b = counting(64)
      return [new Uint8Array(b, at, 20), new Int32Array(b, 4, 8)]
    }),
  },
  {
    name: 'int16 at an odd element beside float64',
    source: '(h, d) => { h[0] = 7; d[0] = 1.5; h[1] += 1; return d[0] }',
    args: [
      [new Int16Array(counting(64), 2, 6), f64(1)],
      [() => counting(64)]
        .map((make) => {
          const b = make()
          return new Int16Array(b, 2, 6)
        })
        .flatMap((h) => [h, new Float64Array(h.buffer, 8, 2)]),
    ],
  },
  {
    name: 'read only, overlapping',
    source: '(a, b) => { let s = 0; for (let i = 0; i < b.length; i++) s = s * 2 + a[i] - b[i]; return s }',
    args: [
      views((b) => [new Float64Array(b), new Float64Array(b, 8)]),
      views((b) => {
        const a = new Float64Array(b)
        return [a, a]
      }),
    ],
  },
  {
    name: 'one plain array twice',
    source: shift.replace('i < x.length', 'i < x.length - 1'),
    args: [
      (() => {
        const a = [1, 2, 3, 4]
        return [a, a]
      })(),
      [
        [1, 2, 3, 4],
        [1, 2, 3],
      ],
    ],
  },
])

table('marshalling: offsets and lengths', [
  ...[1, 2, 3, 5, 7, 9].map((at) => ({
    name: `bytes at offset ${at}`,
    source: double,
    args: [
      [new Uint8Array(counting(40), at, 17)],
      [new Int8Array(counting(40), at)],
      [new Uint8ClampedArray(counting(40), at, 0)],
    ],
  })),
  ...typedArrayClasses.map((Class) => ({
    name: `${Class.name} of no elements`,
    source: double,
    args: [
      [new Class(0)],
      [new Class(new ArrayBuffer(64), 64)],
      [new Class(new ArrayBuffer(64), 8, 0)],
      [new Class(new ArrayBuffer(0))],
      [new Class(1)],
    ],
  })),
  ...typedArrayClasses.map((Class) => ({
    name: `${Class.name} in the middle of a buffer`,
    source: double,
    args: [[new Class(counting(96), 16, 3)], [new Class(counting(96), 8, 5)]],
  })),
  {
    name: 'big arrays',
    source: total,
    args: [[new Float64Array(300_000).fill(0.1)], [new Uint8Array(3_000_001).fill(3)]],
  },
])

function nodeBuffers(): Row[] {
  return [
    {
      name: 'a Node buffer',
      source: double,
      resident: false,
      args: [[Buffer.from([1, 2, 3, 200])], [Buffer.alloc(3, 7)], [Buffer.from('pooled')]],
    },
    {
      name: 'slice of a Node buffer shares',
      source: '(x) => { const y = x.slice(1); y[0] = 9; return x[1] }',
      resident: false,
      mayRefuse: true,
      args: [[Buffer.from([1, 2, 3])], [u8(1, 2, 3)]],
    },
  ]
}

table('marshalling: kinds of buffers', [
  {
    name: 'a detached buffer has length 0',
    source:
      '(x) => { x[0] = 5; let s = x.length; for (let i = 0; i < x.length; i++) s += x[i]; return s + (x[0] ?? 100) }',
    args: [() => [detached(new Float64Array(4))], () => [detached(new Uint8Array(4))]],
  },
  {
    name: 'resizable buffers',
    source: double,
    args: [
      () => [resizable(32)],
      () => [resizable(0)],
      () => {
        const x = resizable(64)
        ;(x.buffer as Resizable).resize(24)
        return [x]
      },
    ],
  },
  {
    name: 'a view that has fallen out of its buffer',
    source: double,
    args: [
      () => {
        const b = new ResizableBuffer(64, { maxByteLength: 64 })
        const x = new Float64Array(b, 16, 2)
        b.resize(20)
        return [x]
      },
    ],
  },
  { name: 'a foreign shared buffer that is read', source: total, args: [[shared(1, 2, 3)], [shared()]] },
  ...(typeof Buffer === 'undefined' ? [] : nodeBuffers()),
  {
    name: 'a subclass of a typed array',
    source: double,
    mayRefuse: true,
    args: [() => [new Samples([1, 2, 3])]],
  },
  {
    name: 'a typed array of another realm',
    source: double,
    mayRefuse: true,
    args: [() => [new ForeignArray([1, 2, 3])]],
  },
  {
    name: 'a DataView is not an array',
    source: '(x) => x.byteLength',
    mayRefuse: true,
    args: [() => [new DataView(new ArrayBuffer(8))]],
  },
])

const plainReason = { mayRefuse: true, messages: false }

table('marshalling: plain arrays', [
  {
    name: 'values survive the round trip',
    source: '(a) => { for (let i = 1; i < a.length; i++) a[i - 1] = a[i] }',
    args: [[[1, -0, NaN, Infinity, 2 ** 53, 0.1, -5]], [[1.5]], [[]]],
  },
  {
    name: 'holes',
    source: total,
    args: [
      () => [new Array(3)],
      () => {
        const a = [1, 2, 3]
        delete a[1]
        return [a]
      },
    ],
    ...plainReason,
  },
  {
    name: 'something else among the numbers',
    source: total,
    args: [
      [[1, 'x', 3]],
      [[1, undefined, 3]],
      [[1, null]],
      [[true, 2]],
      [[1, [2]]],
      [[1n, 2n]],
      [[1, { valueOf: () => 5 }]],
    ],
    ...plainReason,
  },
  { name: 'a frozen array, written', source: double, args: [[Object.freeze([1, 2])]], ...plainReason },
  { name: 'a frozen array, read', source: total, args: [[Object.freeze([1, 2])]] },
  {
    name: 'an array that is not extensible, written',
    source: double,
    args: [[Object.preventExtensions([1, 2])]],
    ...plainReason,
  },
  { name: 'an array with more properties', source: double, args: [() => [Object.assign([1, 2], { note: 'x' })]] },
  { name: 'a subclass of Array', source: double, args: [() => [List.from([1, 2])]], ...plainReason },
  { name: 'an array whose prototype has an element', source: '(a, i) => a[i] === undefined', args: [[[1, 2], 5]] },
  {
    name: 'arguments object',
    source: total,
    args: [
      () => [
        (function () {
          return arguments
        })(),
      ],
    ],
    ...plainReason,
  },
  {
    name: 'rows of both kinds',
    source: '(A) => A[0][0] + A[1][0]',
    args: [[[f64(1), f64(2)]], [[[1], [2]]], [[f64(1), [2]]], [[f64(1), i32(2)]]],
    mayRefuse: true,
  },
])
