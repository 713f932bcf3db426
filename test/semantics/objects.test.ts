/** Rows `A[i][j]` and flat objects `p.x`, `p.pos[i]`: read, written, shared, and with an index that names no row. */
import { f64, i32, table } from './table.ts'
import { each, few, indices, pairs } from './values.ts'

const matrix = () => [f64(1, 2, 3), f64(4, 5, 6)]
const ancestor = { z: 5 }
const plainMatrix = () => [
  [1, 2, 3],
  [4, 5, 6],
]

table('objects: rows', [
  {
    name: 'a sum',
    source:
      '(A) => { let s = 0; for (let i = 0; i < A.length; i++) for (let j = 0; j < A[i].length; j++) s = s * 2 + A[i][j]; return s }',
    args: [[matrix()], [plainMatrix()], [[f64(1), f64(), f64(2, 3)]], [[i32(5, 6)]]],
  },
  {
    name: 'a product of matrices',
    source:
      '(A, B, C) => { for (let i = 0; i < C.length; i++) for (let j = 0; j < C[i].length; j++) { let s = 0; for (let k = 0; k < B.length; k++) s += A[i][k] * B[k][j]; C[i][j] = s } }',
    args: [
      [matrix(), [f64(1, 2), f64(3, 4), f64(5, 6)], [f64(0, 0), f64(0, 0)]],
      [plainMatrix(), [[1], [2], [3]], [[0], [0]]],
    ],
  },
  {
    name: 'a bad row is a TypeError',
    source: '(A, i, j) => A[i][j]',
    args: pairs(indices, [0, 1, 9]).flatMap(([i, j]) => [
      [matrix(), i, j],
      [plainMatrix(), i, j],
    ]),
  },
  {
    name: 'a bad row on a write is a TypeError, after what came before',
    source: '(A, i) => { A[0][0] = 9; A[i][1] = 8; A[1][0] = 7 }',
    args: indices.map((i) => [matrix(), i]),
  },
  {
    name: 'a bad row in a loop',
    source: '(A, n) => { for (let i = 0; i < n; i++) for (let j = 0; j < 3; j++) A[i][j] += 1 }',
    args: [0, 1, 2, 3].map((n) => [matrix(), n]),
  },
  {
    name: 'a bad column is undefined or dropped',
    source: '(A, j) => { A[0][j] = 5; return A[1][j] }',
    args: indices.map((j) => [matrix(), j]),
  },
  {
    name: 'a row variable',
    source:
      '(A) => { let s = 0; for (let i = 0; i < A.length; i++) { const row = A[i]; for (let j = 0; j < row.length; j++) { row[j] *= 2; s += row[j] } } return s }',
    args: [[matrix()], [plainMatrix()]],
  },
  {
    name: 'no rows at all',
    source:
      '(A) => { let s = 0; for (let i = 0; i < A.length; i++) { const row = A[i]; for (let j = 0; j < row.length; j++) s += row[j] } return s }',
    args: [[[]]],
    mayRefuse: true,
  },
  {
    name: 'one row twice',
    source:
      '(A) => { for (let i = 0; i < A.length; i++) for (let j = 0; j < A[i].length; j++) A[i][j] += i + 1; return A[0][0] }',
    args: [() => sharedRows(), [matrix()]],
  },
  {
    name: 'rows swapped by variable',
    source:
      '(A, n) => { let a = A[0], b = A[1]; for (let t = 0; t < n; t++) { for (let j = 0; j < a.length; j++) b[j] = a[j] + t; const c = a; a = b; b = c } return a[0] }',
    args: [0, 1, 2, 3].map((n) => [matrix(), n]),
  },
  {
    name: 'a row is returned',
    source: '(A, i) => A[i]',
    args: [
      [matrix(), 1],
      [matrix(), 0],
      [matrix(), 5],
    ],
  },
  {
    name: 'the array of rows is returned',
    source: '(A, x) => { A[0][0] = x; return A }',
    args: [
      [matrix(), 5],
      [plainMatrix(), 6],
    ],
  },
  {
    name: 'rows in a literal that is returned',
    source: '(A, i) => [A[i], A, A[0]]',
    args: [0, 1, 2, -1].map((i) => [matrix(), i]),
  },
  {
    name: 'for..of over rows and their elements',
    source: '(A) => { let s = 0; for (const row of A) for (const x of row) s = s * 2 + x; return s }',
    args: [[matrix()], [plainMatrix()], [[f64(1), f64(), f64(2, 3)]]],
  },
  {
    name: 'for..of takes rows apart',
    source: '(A, out) => { let i = 0; for (const [x, y, z = 7] of A) out[i++] = x * y + z }',
    args: [
      [matrix(), f64(0, 0)],
      [
        [
          [1, 2],
          [3, 4, 5],
        ],
        f64(0, 0),
      ],
    ],
  },
  {
    name: 'a constant table of rows',
    source:
      '(a, out, n) => { const K = [[1, 2, 1], [2, 4, 2], [1, 2, -0]]; for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) out[i * n + j] = a[0] * K[i][j]; return K.length }',
    args: [0, 1, 3].map((n) => [f64(3), f64(...Array(9).fill(8)), n]),
  },
  {
    name: 'a table of rows as an argument, and as a default',
    source:
      '(i, j, T = [[5, 6], [7, 8]]) => { const at = (K, r, c) => K[r][c]; return at([[1, 2], [3, 4]], i, j) + T[j][i] }',
    args: [
      [0, 1],
      [1, 0],
      [0, 1, plainMatrix()],
    ],
  },
  {
    name: 'rows of a literal that are written through other names',
    source:
      '(i, x) => { let K = [[0, 0]]; K = [[1, 2], [3, 4]]; const put = (T, k) => { const r = T[k]; r[0] = x; return T[k][1] }; const set = (T, k) => { T[k][1] = x; return T[k][0] }; return [put(K, i), K[0][0], set(K, i), K[0][1], K[1][1]] }',
    args: [
      [0, 5],
      [1, 6],
    ],
    mayRefuse: true,
  },
  {
    name: 'a row of a literal is written',
    source: '(x) => { const K = [[1, 2], [3, 4]]; K[1][0] = x; K[0][1] += K[1][0]; return K[0][1] * K[1][0] }',
    args: [[5], [-0.5]],
  },
  {
    name: 'a table of rows with a bad index',
    source: '(i, j) => { const K = [[1, 2], [3, 4]]; return K[i][j] }',
    args: pairs(indices, [0, 1, 9]),
  },
  {
    name: 'a table of rows is written, passed on and returned',
    source:
      '(i, x) => { const K = [[1, 2], [3, 4]]; const add = (T, r) => { T[r][0] += x; return T[r] }; const row = add(K, i); row[1] = 7; return [row, K[0][0], K[1][1]] }',
    args: [
      [0, 5],
      [1, 2.5],
    ],
  },
  {
    name: 'for..of over a table of rows',
    source:
      '(n) => { const K = [[1, 2], [3, 4]]; let s = K[n][0]; for (const [x, y] of K) s = s * 3 + x - y; for (const row of K) for (const x of row) s += x * n; return s }',
    args: [[0], [1]],
  },
  {
    name: 'rows are assigned',
    source: '(A) => { const t = A[0]; A[0] = A[1]; A[1] = t }',
    args: [[matrix()]],
    mayRefuse: true,
  },
  {
    name: 'a row in env shape',
    source: '(x) => { let s = 0; for (let i = 0; i < M.length; i++) s += M[i][0] * x; return s }',
    env: { M: [f64(1, 2), f64(3)] },
    args: each([1, 0.5]),
    mayRefuse: true,
  },
])

function sharedRows(): unknown[] {
  const row = f64(1, 2, 3)
  return [[row, f64(5, 6), row]]
}

table('objects: fields', [
  {
    name: 'numbers are read',
    source: '(p, q) => p.x * q.x + p.y * q.y',
    args: [
      [
        { x: 1, y: 2 },
        { x: 3, y: 4.5 },
      ],
      [
        { x: -0, y: NaN },
        { x: 1, y: 1 },
      ],
    ],
  },
  {
    name: 'numbers are written',
    source: '(p, k) => { p.x *= k; p.y = p.x - p.y; p.n++; return p.n }',
    args: each(few).map(([k]) => [{ x: 1.5, y: 2, n: 7 }, k]),
  },
  {
    name: 'booleans',
    source: '(p) => { p.on = !p.on; p.x = p.on ? 1 : 2 }',
    args: [[{ on: true, x: 0 }], [{ on: false, x: 0 }]],
  },
  {
    name: 'arrays in fields',
    source: '(p) => { for (let i = 0; i < p.pos.length; i++) p.pos[i] += p.vel[i] * p.dt; p.t += p.dt }',
    args: [[{ pos: f64(1, 2, 3), vel: f64(0.5, -1, 0), dt: 0.1, t: 0 }], [{ pos: [1, 2], vel: f64(1), dt: 1, t: 5 }]],
  },
  {
    name: 'the same object twice',
    source: '(p, q) => { p.x = 5; q.x += 1; p.y = q.x; return p.x }',
    args: [
      () => twice({ x: 1, y: 2 }),
      [
        { x: 1, y: 2 },
        { x: 3, y: 4 },
      ],
    ],
  },
  {
    name: 'one array in two fields',
    source: '(p) => { p.a[0] = 5; p.b[0] += 1; return p.a[0] }',
    args: [() => sharedField(), [{ a: f64(1), b: f64(2) }]],
  },
  {
    name: 'a field that is also an argument',
    source: '(p, v) => { for (let i = 0; i < v.length; i++) { p.v[i] += 1; v[i] *= 2 } }',
    args: [() => fieldAndArgument()],
  },
  {
    name: 'a field written in a loop',
    source: '(p, x) => { p.sum = 0; for (let i = 0; i < x.length; i++) p.sum += x[i]; return p.sum / x.length }',
    args: [
      [{ sum: 9 }, f64(1, 2, 3)],
      [{ sum: 9, extra: 1 }, f64()],
    ],
  },
  {
    name: 'a missing field',
    source: '(p) => p.z === undefined ? 1 : p.z',
    args: [[{ x: 1 }], [{ x: 1, z: 3 }]],
  },
  {
    name: 'a missing field that an object inherits or hides',
    source: '(p) => p.z === undefined ? 1 : p.z',
    args: [
      [{ x: 1 }],
      () => [Object.create(ancestor, { x: { value: 1, enumerable: true } })],
      () => [Object.defineProperty({ x: 1 }, 'z', { value: 6 })],
    ],
    mayRefuse: true,
  },
  {
    name: 'options with defaults',
    source: '({ s, k = 2, put = false }) => put ? s * k : s + k',
    args: [[{ s: 1 }], [{ s: 3, k: 4 }], [{ s: 3, k: 4, put: true }], [{ s: 3, put: undefined }]],
  },
  {
    name: 'a default stands for undefined, not for null',
    source: '({ a = 3 }, b = 4) => [a, b]',
    args: [
      [{ a: null }, null],
      [{}, undefined],
      [{ a: 1 }, null],
      [{ a: undefined }, 2],
    ],
  },
  {
    name: 'options left out',
    source: '({ a = 1, b = 2 } = {}) => a * 10 + b',
    args: [[], [{}], [{ a: 3 }], [{ b: 5, a: undefined }], [undefined]],
  },
  {
    name: 'fields that hold null',
    source: '(p) => p.x === null ? 1 : p.x == null ? 2 : 3',
    args: [[{ x: null }], [{ x: 1 }], [{ x: undefined }], [{}]],
  },
  {
    name: 'an object and its parts are returned',
    source: '(p) => { p.v[0] += p.x; return { p, v: p.v, x: p.x } }',
    args: [[{ x: 1, v: f64(1, 2) }], [{ x: 1, v: [3] }]],
  },
  { name: 'a missing field is added', source: '(p) => { p.z = 1 }', args: [[{ x: 1 }]], mayRefuse: true },
  {
    name: 'unused fields of any kind',
    source: '(p) => p.x + 1',
    args: [[{ x: 1, name: 'text', f: () => 1, when: new Date(0) }]],
  },
  { name: 'the object is returned', source: '(p) => { p.x++; return p }', args: [[{ x: 1 }]] },
  {
    name: 'a field array is returned',
    source: '(p) => { p.v[0]++; return p.v }',
    args: [[{ v: f64(1, 2) }]],
  },
  {
    name: 'fields through a variable',
    source: '(p) => { const q = p; q.x += 1; const { x } = p; return x }',
    args: [[{ x: 1 }]],
  },
  { name: 'nested objects', source: '(p) => p.a.x * p.b.x', args: [[{ a: { x: 2 }, b: { x: 3 } }]], mayRefuse: true },
  {
    name: 'a list of objects',
    source: '(list) => { let s = 0; for (let i = 0; i < list.length; i++) s += list[i].x; return s }',
    args: [[[{ x: 1 }, { x: 2 }]]],
    mayRefuse: true,
  },
  {
    name: 'an object passed to a helper',
    source: '(p, k) => { scale(p, k); return len(p) }',
    functions: { scale: '(v, k) => { v.x *= k; v.y *= k }', len: '(v) => Math.sqrt(v.x * v.x + v.y * v.y)' },
    args: each(few).map(([k]) => [{ x: 3, y: 4 }, k]),
  },
  { name: 'a frozen object that is read', source: '(p) => p.x * 2', args: [[Object.freeze({ x: 4 })]] },
  {
    name: 'a frozen object that is written',
    source: '(p) => { p.x = 2 }',
    args: [[Object.freeze({ x: 4 })]],
    mayRefuse: true,
    messages: false,
  },
  {
    name: 'a field that holds undefined',
    source: '(p) => p.x === undefined',
    args: [[{ x: undefined }], [{ x: 2 }]],
  },
  {
    name: 'literals with fields of the names that all objects have',
    source: '(x) => { const o = { toString: x, constructor: 2 }; return o.toString + o.constructor + o.other }',
    args: each(few),
  },
  ...['o.valueOf', 'o.__proto__', '(({ valueOf }) => valueOf)(o)'].map((inherited) => ({
    name: `what a literal inherits: ${inherited}`,
    source: `(x) => { const o = { x }; return ${inherited} }`,
    args: [[1]],
    expectFallback: 'property',
  })),
])

function twice(p: object): unknown[] {
  return [p, p]
}

function sharedField(): unknown[] {
  const shared = f64(1, 2)
  return [{ a: shared, b: shared }]
}

function fieldAndArgument(): unknown[] {
  const v = f64(1, 2, 3)
  return [{ v }, v]
}
