/** Loops that remember one of their trips: the least and the greatest, with where it was; the last that did something. */
import { type Row, table } from './table.ts'

const lengths = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33]
const odd = [0, -0, NaN, Infinity, -Infinity, 1, -1, 0.5]

/** Numbers that repeat and are often odd, the same each time. */
function numbers(length: number, seed: number, from: readonly number[]): number[] {
  let state = seed * 7919 + 17
  return Array.from({ length }, () => from[(state = (state * 48271) % 2147483647) % from.length]!)
}

const sources: readonly (readonly number[])[] = [
  odd,
  [0, -0],
  [3, 1, 2, 2, 1, 3],
  [NaN, 1, -0, 0],
  [-5, -4, -0, 0],
  [NaN],
]
const doubles = sources.flatMap((from, at) =>
  lengths.flatMap((n) => [1, 2, 3].map((s) => new Float64Array(numbers(n, s + 10 * at, from)))),
)
const small = [Int32Array, Uint8Array, Int16Array, Float32Array, Uint32Array].flatMap((Class) =>
  lengths.flatMap((n) => [1, 2].map((seed) => new Class(numbers(n, seed, [3, 1, 2, 9, 200, 5, 0])))),
)
const all = [...doubles, ...small].map((a) => [a])
const starts = [Infinity, -Infinity, 0, -0, NaN, 2]
const from = doubles.flatMap((a, i) => [
  [a, starts[i % 6]!],
  [a, starts[(i + 3) % 6]!],
])

const over = (before: string, body: string, result: string): string =>
  `(a, x) => { ${before}; for (let i = 0; i < a.length; i++) { ${body} } return ${result} }`

const rows: Row[] = [
  ...['<', '>', '<=', '>='].flatMap((op): Row[] => [
    {
      name: `${op}: the element and its index`,
      source: over('let [best, at] = [x, -1]', `if (a[i] ${op} best) { best = a[i]; at = i }`, '[best, at]'),
      args: from,
    },
    {
      name: `${op}: the element`,
      source: over('let best = x', `if (a[i] ${op} best) best = a[i]`, 'best'),
      args: from,
    },
    {
      name: `${op}: the element, turned`,
      source: over('let best = x', `best = best ${op} a[i] ? a[i] : best`, 'best'),
      args: from,
    },
    {
      name: `${op}: beginning with the first`,
      source: `(a) => { let [best, at] = [a[0], 0]; for (let i = 1; i < a.length; i++) if (a[i] ${op} best) { best = a[i]; at = i } return [best, at] }`,
      args: all,
    },
    {
      name: `${op}: downwards`,
      source: `(a) => { let [best, at] = [9, -3]; for (let i = a.length - 1; i >= 0; i--) if (a[i] ${op} best) { best = a[i]; at = i } return [best, at] }`,
      args: all,
    },
    {
      name: `${op}: what else there was`,
      source: `(a, b) => { let [best, at, other, some] = [1, 7, 0.5, false]; for (let i = 0; i < a.length; i++) { const d = a[i] * b[i]; if (d ${op} best) { best = d; other = b[i] + 1; some = true; at = i * 2 } } return [best, at, other, some] }`,
      args: doubles.map((a, i) => [
        a,
        doubles[(i + 41) % doubles.length]!.length < a.length ? a : new Float64Array(numbers(a.length, i, odd)),
      ]),
    },
    {
      name: `${op}: among those that pass`,
      source: over(
        'let [best, at] = [x, -1]',
        `const d = a[i]; if (d !== 1) if (d ${op} best) { best = d; at = i }`,
        '[best, at]',
      ),
      args: from,
    },
  ]),
  {
    name: 'both extremes, and a store',
    source:
      '(a, out) => { let [lo, hi] = [Infinity, -Infinity]; for (let i = 0; i < a.length; i++) { if (a[i] < lo) lo = a[i]; if (a[i] > hi) hi = a[i]; out[i] = a[i] * 2 } return [lo, hi] }',
    args: doubles.map((a) => [a, new Float64Array(a.length)]),
  },
  {
    name: 'extremes that depend on each other',
    source: over(
      'let [lo, hi] = [Infinity, -Infinity]',
      'if (a[i] < lo) lo = a[i]; else if (a[i] > hi) hi = a[i]',
      '[lo, hi]',
    ),
    args: from,
  },
  {
    name: 'the second best',
    source: over(
      'let [best, next] = [Infinity, Infinity]',
      'if (a[i] < best) { next = best; best = a[i] } else if (a[i] < next) next = a[i]',
      '[best, next]',
    ),
    args: from,
  },
  {
    name: 'how often it was replaced',
    source: over('let [best, n] = [x, 0]', 'if (a[i] < best) { best = a[i]; n++ }', '[best, n]'),
    args: from,
  },
  {
    name: 'what depends on what has been found so far',
    source: over('let [best, n] = [x, 0]', 'if (a[i] < best) best = a[i]; if (best < 1) n++', '[best, n]'),
    args: from,
  },
  {
    name: 'replaced by what is not smaller',
    source: over('let [best, at] = [x, 0]', 'if (!(a[i] >= best)) { best = a[i]; at = i }', '[best, at]'),
    args: from,
  },
  {
    name: 'the last that passes',
    source: over('let [at, y] = [-1, 0.5]', 'if (a[i] < 1) { at = i; y = a[i] }', '[at, y]'),
    args: from,
  },
  {
    name: 'flags',
    source: over(
      'let [any, all, n] = [false, true, 3]',
      'if (a[i] < 0) any = true; if (!(a[i] > 0)) all = false; if (a[i] === x) n = 4',
      '[any, all, n]',
    ),
    args: from,
  },
  {
    name: 'until it is left',
    source: over(
      'let [best, at] = [Infinity, -1]',
      'if (a[i] === Infinity) break; if (a[i] < best) { best = a[i]; at = i }',
      '[best, at]',
    ),
    args: from,
  },
  {
    name: 'in each row',
    source:
      '(out, a, n, m) => { for (let i = 0; i < n; i++) { let [best, at] = [Infinity, -1]; for (let j = 0; j < m; j++) { const d = a[i * m + j]; if (d < best) { best = d; at = j } } out[i] = at } }',
    args: [1, 3, 8, 9, 17].flatMap((m) =>
      [1, 4, 9].map((n) => [new Int32Array(n), new Float64Array(numbers(n * m, n + m, odd)), n, m]),
    ),
  },
]

table('selections', rows)
