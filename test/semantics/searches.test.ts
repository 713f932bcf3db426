/** Loops that are left in the middle: searches, comparisons, and what they did before they were left. */
import { type Row, table } from './table.ts'

const lengths = [0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 40]
const absent = -77
const classes = [Float64Array, Float32Array, Int32Array, Uint8Array, Uint8ClampedArray, Int16Array] as const
type ArrayClass = (typeof classes)[number]

/** Ascending numbers from 1 on, and `value` at one place. */
function withOne(Class: ArrayClass, length: number, at: number, value: number): InstanceType<ArrayClass> {
  const array = new Class(length).map((_: number, i: number) => i + 1) as InstanceType<ArrayClass>
  if (at < length) array[at] = value
  return array
}

/** For each length and class, an array where the value stands at each of several places, or nowhere. */
const arrays = (value: number): InstanceType<ArrayClass>[] =>
  classes.flatMap((Class) =>
    lengths.flatMap((n) =>
      [...new Set([0, 1, 3, 4, n - 2, n - 1, n])].map((at) => withOne(Class, n, Math.max(at, 0), value)),
    ),
  )
const doubles = (value: number): Float64Array[] =>
  arrays(value).filter((a) => a instanceof Float64Array) as Float64Array[]
const odd = [NaN, -0, 0, Infinity, 0.5]

const rows: Row[] = [
  {
    name: 'the index of a value',
    source: '(a, x) => { for (let i = 0; i < a.length; i++) if (a[i] === x) return i; return -1 }',
    args: [...arrays(200), ...arrays(absent)].map((a) => [a, 200]),
  },
  {
    name: 'the index of NaN, of a zero',
    source: '(a, x) => { for (let i = 0; i < a.length; i++) if (a[i] === x) return i; return -1 }',
    args: odd.flatMap((x) => doubles(x).map((a) => [a, x])),
  },
  {
    name: 'the last index of a value',
    source: '(a, x) => { for (let i = a.length - 1; i >= 0; i--) if (a[i] === x) return i; return -1 }',
    args: [...arrays(1), ...doubles(NaN)].map((a) => [a, 1]),
  },
  {
    name: 'where a predicate holds, and what it held of',
    source:
      '(a) => { let [at, x] = [-1, 0]; for (let i = 0; i < a.length; i++) { if (!(a[i] < 100)) { at = i; x = a[i]; break } } return [at, x] }',
    args: odd.flatMap((x) => doubles(x).map((a) => [a])),
  },
  {
    name: 'two ways out',
    source:
      '(a) => { for (let i = 0; i < a.length; i++) { const x = a[i]; if (x !== x) return -2; if (x === 0) return i } return -1 }',
    args: odd.flatMap((x) => doubles(x).map((a) => [a])),
  },
  {
    name: 'the first difference',
    source: '(a, b) => { let i = 0; while (i < a.length && i < b.length && a[i] === b[i]) i++; return i }',
    args: doubles(absent).flatMap((a) => [[a, a], ...lengths.map((n) => [a, withOne(Float64Array, n, n, 0)])]),
  },
  {
    name: 'the first difference, with two counters',
    source:
      '(a, b, j) => { let i = 0; while (i < a.length && j < b.length && a[i] === b[j]) { i++; j++ } return [i, j] }',
    args: doubles(absent).flatMap((a) => [
      [a, a, 0],
      [a, a, 2],
      [a.subarray(1), a, 1],
      [a, a, -1],
    ]),
  },
  {
    name: 'any and all',
    source:
      '(a) => { let [any, all] = [false, true]; for (let i = 0; i < a.length; i++) if (a[i] < 0) { any = true; break } for (let i = 0; i < a.length; i++) if (!(a[i] > 0)) { all = false; break } return any ? 2 : all ? 1 : 0 }',
    args: [absent, ...odd].flatMap((x) => doubles(x).map((a) => [a])),
  },
  {
    name: 'what came before',
    source:
      '(a, out) => { let [n, sum, last] = [0, 0, 0]; for (let i = 0; i < a.length; i++) { if (a[i] < 0) break; out[i] = a[i] * 2; sum += a[i]; n++; last = a[i] } return [n, sum, last] }',
    args: doubles(absent).map((a) => [a, new Float64Array(a.length)]),
  },
  {
    name: 'what came before, where it is written to the array that is searched',
    source:
      '(a, d) => { for (let i = 0; i + 2 < a.length; i++) { if (a[i] < 0) return i; a[i + d] = -a[i + d] } return -1 }',
    args: doubles(absent).flatMap((a) => [0, 1, 2].map((d) => [a.slice(), d])),
  },
  {
    name: 'a limit in the middle',
    source:
      '(a, m) => { let n = 0; for (let i = 0; i < a.length; i++) { n += a[i] | 0; if (i >= m) break; if (a[i] < 0) return -n } return n }',
    args: doubles(absent).flatMap((a) => [0, 5, 16, 100, -1].map((m) => [a, m])),
  },
  {
    name: 'an exit that keeps the counter small',
    source:
      '(a, n) => { const t = new Float64Array(10); t[9] = 3; let s = 0; for (let i = 0; i < n; i++) { s += t[i]; if (i >= 9) break; if (a[i] < 0) return -s } return s }',
    args: doubles(absent).map((a) => [a, 1000]),
  },
  {
    name: 'throwing at the first bad value',
    source:
      '(a) => { let n = 0; for (let i = 0; i < a.length; i++) { if (a[i] < 0) throw new RangeError(`bad value at ${i}`); n = (n + 3) | 0 } return n }',
    args: doubles(absent).map((a) => [a]),
  },
  {
    name: 'for each row, where it is found',
    source:
      '(out, a, keys) => { for (let i = 0; i < keys.length; i++) { let at = -1; for (let j = 0; j < a.length; j++) if (a[j] === keys[i]) { at = j; break } out[i] = at } }',
    args: lengths.map((n) => [new Int32Array(40), withOne(Float64Array, n, 3, 9), Float64Array.from(lengths)]),
  },
  {
    name: 'the first row that has it',
    source:
      '(m, n) => { for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (m[i * n + j] === 0) return [i, j]; return [-1, -1] }',
    args: [0, 1, 3, 4, 5, 9].flatMap((n) =>
      [0, n, n * n - 1, n * n].map((at) => [withOne(Float64Array, n * n, at, 0), n]),
    ),
  },
  {
    name: 'a sum of floats decides',
    source: '(a, x) => { let s = 0; for (let i = 0; i < a.length; i++) { s += a[i]; if (s > x) return i } return s }',
    args: doubles(0.5).flatMap((a) => [3, 100, NaN].map((x) => [a, x])),
  },
]

table('searches', rows)
