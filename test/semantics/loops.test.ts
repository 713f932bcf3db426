/** Loops that are transformed as a whole: what one trip leaves in memory or in a variable for the next. */
import { table } from './table.ts'

const numbers = (length: number): Float64Array => Float64Array.from({ length }, (_, i) => (i * 7) % 11)

table('loops: memory from trip to trip', [
  {
    name: 'an element of the trip before, with another store at a distance of about a step',
    source: '(a, b, n, k) => { for (let i = 20; i < n; i += 20) { b[i] = a[i] = a[i - 20] + 1; a[i + k] = 5 } }',
    args: [0, 1, 19, 20, 21, -20, 16, 17, 36, 37, 40, -40, 900].map((k) => [numbers(1300), numbers(400), 300, k]),
  },
  {
    name: 'the same, downwards',
    source: '(a, b, n, k) => { for (let i = n; i >= 20; i -= 20) { b[i] = a[i] = a[i + 20] + 1; a[i + k] = 5 } }',
    args: [0, 1, 19, 20, 21, -20, 16, 17, 36, 37, 40, -40, 900].map((k) => [numbers(1300), numbers(400), 300, k]),
  },
])

table('loops: reductions side by side', [
  {
    name: 'any and a count, of numbers as wide as two masks',
    source: `(x, y) => {
      let any = false
      let s = 0
      for (let i = 0; i < x.length; i++) {
        if (x[i] > y) any = true
        s += x[i] > 2 ? 1 : 0
      }
      return any ? s : -s
    }`,
    args: [0, 1, 3, 4, 5, 8, 9, 100].flatMap((n) => [3, 30].map((y) => [numbers(n), y])),
  },
])

const floats = [0, -0, 1, -1, NaN, Infinity, -Infinity, 0.5, 3, -2]
const ordered = (n: number, by: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => floats[(i * by) % floats.length]!)
const comparisons = ['x[i] < y[i]', 'y[i] < x[i]', 'x[i] <= y[i]', 'x[i] > y[i]', 'x[i] >= y[i]', '!(x[i] < y[i])']

table(
  'loops: the smaller and the larger in lanes',
  comparisons.flatMap((comparison) => [
    {
      name: `${comparison} of floats`,
      source: `(x, y, out) => {
        for (let i = 0; i < x.length; i++) { out[2 * i] = ${comparison} ? x[i] : y[i]; out[2 * i + 1] = ${comparison} ? y[i] : x[i] }
      }`,
      args: [
        [ordered(101, 1), ordered(101, 3), new Float64Array(202)],
        [new Float32Array(ordered(101, 1)), new Float32Array(ordered(101, 3)), new Float32Array(202)],
      ],
    },
    {
      name: `${comparison} of integers`,
      source: `(x, y, out, rest) => {
        for (let i = 0; i < x.length; i++) { out[i] = ${comparison} ? x[i] : y[i]; rest[i] = ${comparison} ? y[i] : x[i] }
      }`,
      args: [Int32Array, Uint32Array, Int16Array, Uint8Array].map((Class) => [
        new Class(ordered(37, 1).map((v) => v * 100)),
        new Class(ordered(37, 3).map((v) => v * 100)),
        new Class(37),
        new Class(37),
      ]),
    },
  ]),
)

const matrices = (n: number, m: number, p: number): unknown[] => [
  ordered(n * p, 3).map((v) => (Number.isFinite(v) ? v + 0.1 : v)),
  ordered(p * m, 7).map((v) => (Number.isFinite(v) ? v / 3 : v)),
  numbers(n * m),
  n,
  m,
  p,
]
const overlapping = (offset: number): unknown[] => {
  const all = Float64Array.from({ length: 400 }, (_, i) => Math.sin(i))
  return [all.subarray(0, 100), all.subarray(offset, offset + 100), all.subarray(60, 160), 10, 10, 10]
}
const shapes = [
  ...[0, 1, 3, 4, 5, 7, 8, 9].flatMap((n) => [1, 4, 9].map((m) => matrices(n, m, 5))),
  matrices(4, 8, 0),
  ...[0, 60, 155, 160, 200].map((offset) => () => overlapping(offset)),
]

table('loops: tiles of several rows', [
  {
    name: 'a product of matrices, each sum in a variable',
    source: `(a, b, c, n, m, p) => {
      for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) {
        let s = 0
        for (let k = 0; k < p; k++) s += a[i * p + k] * b[k * m + j]
        c[i * m + j] = s
      }
    }`,
    args: shapes,
  },
  {
    name: 'the same in memory, rows of it at a time',
    source: `(a, b, c, n, m, p) => {
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < m; j++) c[i * m + j] *= 0.5
        for (let k = 0; k < p; k++) for (let j = 0; j < m; j++) c[i * m + j] += 1.5 * a[i * p + k] * b[k * m + j]
      }
    }`,
    args: shapes,
  },
  {
    name: 'rows from the last to the first, two sums each, a branch for some',
    source: `(a, b, c, n, m, p) => {
      let last = -1
      for (let i = n - 1; i >= 0; i--) {
        last = i
        for (let j = 0; j < m; j++) {
          let s = 0
          let t = 1
          for (let k = 0; k < p; k++) { s += a[i * p + k] * b[k * m + j]; t *= b[k * m + j] }
          c[i * m + j] = i % 3 === 1 ? s : s - t
        }
      }
      return last
    }`,
    args: shapes,
  },
  {
    name: 'as many products as the row says',
    source: `(a, b, c, n, m, p) => {
      for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) {
        let s = 0
        for (let k = 0; k < Math.min(i, p); k++) s += a[i * p + k] * b[k * m + j]
        c[i * m + j] = s
      }
    }`,
    args: shapes,
  },
])

table('loops: limits that need not be integers', [
  {
    name: 'half of a number',
    source:
      '(a, b, n) => { for (let i = 0; i < n / 2; i++) b[i] = a[i] * 2; for (let i = 1; i <= n / 2; i += 3) b[i] += 1 }',
    args: [0, 1, 2, 3, 8, 9, 20.5, 41, -3, NaN, -Infinity].map((n) => [numbers(20), new Float64Array(21), n]),
  },
  {
    name: 'a limit in an array',
    source:
      '(a, b, limits) => { for (const n of limits) for (let i = 0; i < n; i++) { b[i] = a[i] + n; if (i > 30) break } }',
    args: [[numbers(20), new Float64Array(21), Float64Array.of(3.5, 20, -1, NaN, 0, 7, 4e9, Infinity)]],
  },
])

const counts = [0, 1, 2, 3, 4, 5, 8, 9, 17]
const arrays = (n: number): [Float64Array, Float64Array] => [numbers(20), new Float64Array(Math.max(n, 0) + 2)]

table('loops: that end in other ways', [
  {
    name: 'at the bottom, upwards',
    source: '(a, b, n) => { let i = 0; do { b[i] = a[i] * 2 } while (++i < n); return i }',
    args: [...counts, -1, 25].map((n) => [...arrays(n), n]),
  },
  {
    name: 'at the bottom, with an exit in the middle',
    source: '(a, b, n) => { let i = 2; do { if (a[i] > 9) break; b[i] = a[i] * 2; i += 2 } while (i <= n); return i }',
    args: [...counts, -1, 25].map((n) => [...arrays(n), n]),
  },
  {
    name: 'at the bottom, downwards',
    source: '(a, b, n) => { let i = n; do { b[i] = a[i] * 2; i-- } while (i >= 3); return i }',
    args: [...counts, -1, 25].map((n) => [...arrays(n), n]),
  },
  {
    name: 'at the bottom, with a limit that is no number',
    source: '(a, b, n, limit) => { let i = 0; do { b[i] = a[i] * 2 } while (++i < limit); return i }',
    args: [NaN, -Infinity, 0.5, 1, 1.5, 7.25].map((limit) => [...arrays(9), 9, limit]),
  },
  {
    name: 'while (n--)',
    source: '(a, b, n) => { while (n--) b[n] = a[n] * 2; return n }',
    args: [...counts, 25].map((n) => [...arrays(n), n]),
  },
  {
    name: 'until it meets its limit',
    source: '(a, b, n) => { let i; for (i = 0; i !== n; i++) b[i] = a[i] * 2; return i }',
    args: [...counts, 25].map((n) => [...arrays(n), n]),
  },
  {
    name: 'that never meets its limit, but leaves',
    source: '(a, b, n) => { let i; for (i = 3; i !== n; i++) { if (i > 90) break; b[i] = i } return i }',
    args: [0, 2, 3, 4, 9].map((n) => [...arrays(n), n]),
  },
  {
    name: 'with a counter that steps before the test',
    source:
      '(a, b, n) => { let i = -1; while (++i < n) b[i] = a[i] * 2; let j = n; while (--j >= 0) b[j] += 1; return i + j }',
    args: [...counts, -1, 25].map((n) => [...arrays(n), n]),
  },
])
