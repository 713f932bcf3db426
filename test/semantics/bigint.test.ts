/** 64-bit arithmetic on bigint: asIntN and asUintN, traps on undefined and zero, shifts, comparisons, the range of arguments. */
import { i64, type Row, table, u64 } from './table.ts'
import { bigints, each, indices, pairs } from './values.ts'

const signed = bigints
const unsigned = bigints.map((value) => BigInt.asUintN(64, value))

const beyondSigned = unsigned.filter((value) => value >= 2n ** 63n)

/** Operands of one sign must compile; a signed operand that meets an unsigned one may be refused. */
function overArrays(expression: string): Row[] {
  const [x, y] = [0, 1].map((side) => pairs(signed, signed).map((pair) => pair[side]))
  const source = `(x, y, out) => { for (let i = 0; i < x.length; i++) { const a = x[i], b = y[i]; out[i] = ${expression} } }`
  const bothOut = (...set: (BigInt64Array | BigUint64Array)[]) => [
    [...set, new BigInt64Array(x.length)],
    [...set, new BigUint64Array(x.length)],
  ]
  const same = [...bothOut(i64(...x), i64(...y)), ...bothOut(u64(...x), u64(...y))]
  const scalars = `(a, b) => ${expression}`
  const sameScalars = [...pairs(signed, signed), ...pairs(beyondSigned, beyondSigned)]
  return [
    { name: `${expression} over arrays`, source, args: same },
    { name: `${expression} over arrays of both signs`, source, args: bothOut(i64(...x), u64(...y)), mayRefuse: true },
    { name: `${expression} of scalars`, source: scalars, args: sameScalars },
    {
      name: `${expression} of scalars of both signs`,
      source: scalars,
      args: pairs(signed, beyondSigned),
      mayRefuse: true,
    },
  ]
}

table('bigint: arithmetic', [
  ...['+', '-', '*', '&', '|', '^'].flatMap((op) => [
    ...overArrays(`BigInt.asIntN(64, a ${op} b)`),
    ...overArrays(`BigInt.asUintN(64, a ${op} b)`),
  ]),
  ...[
    'BigInt.asIntN(64, -a)',
    'BigInt.asUintN(64, ~a)',
    'BigInt.asUintN(64, a << 7n)',
    'BigInt.asIntN(64, a << 63n)',
    'BigInt.asIntN(64, a >> 3n)',
    'BigInt.asUintN(64, a * b + a - b)',
  ].flatMap(overArrays),
  ...[
    'BigInt.asIntN(64, BigInt.asIntN(64, a * b) >> 5n)',
    'BigInt.asUintN(64, BigInt.asUintN(64, a + b) >> 33n)',
    'BigInt.asUintN(64, a ^ (a >> 33n))',
    'BigInt.asUintN(64, (a & 0xffffffffn) * (b & 0xffffffffn))',
  ].flatMap(overArrays),
  ...[
    'a < b ? 1n : 0n',
    'a === b ? 1n : 0n',
    'a >= b ? a : b',
    'a ? b : 7n',
    '!a ? 1n : b',
    'a && b',
    'a || b',
  ].flatMap(overArrays),
  {
    name: 'comparison results',
    source:
      '(a, b) => (a < b ? 1 : 0) + (a <= b ? 2 : 0) + (a > b ? 4 : 0) + (a >= b ? 8 : 0) + (a === b ? 16 : 0) + (a !== b ? 32 : 0) + (a == b ? 64 : 0)',
    args: [...pairs(signed, signed), ...pairs(beyondSigned, beyondSigned)],
  },
])

table('bigint: division, remainder, shifts by amounts', [
  {
    name: 'division by zero is a RangeError',
    source: '(a, b) => BigInt.asIntN(64, a / b)',
    args: pairs(signed, signed),
    messages: false,
  },
  {
    name: 'remainder by zero is a RangeError',
    source: '(a, b) => BigInt.asIntN(64, a % b)',
    args: pairs(signed, signed),
    messages: false,
  },
  {
    name: 'unsigned division and remainder',
    source: '(x, y) => { x[0] = x[0] / y[0]; x[1] = x[1] % y[0] }',
    args: pairs(unsigned, unsigned).map(([a, b]) => [u64(a, a), u64(b)]),
    messages: false,
  },
  {
    name: 'arrays before the division that throws are written',
    source: '(x, y) => { for (let i = 0; i < x.length; i++) x[i] = x[i] / y[i] }',
    args: [
      [i64(8n, 9n, 7n), i64(2n, 0n, 1n)],
      [i64(8n), i64(3n)],
    ],
    messages: false,
  },
  {
    name: 'shifts by a variable amount',
    source: '(a, s) => BigInt.asUintN(64, a << s) ^ BigInt.asUintN(64, a >> s)',
    args: pairs(unsigned, [0n, 1n, 31n, 32n, 63n]),
    mayRefuse: true,
  },
  {
    name: 'shifts by 64 and more, and by less than zero',
    source: '(a, s) => BigInt.asIntN(64, a << s)',
    args: pairs(signed, [64n, 65n, 127n, -1n, -63n, -64n]),
    mayRefuse: true,
  },
  { name: 'powers', source: '(a) => BigInt.asIntN(64, a ** 2n)', args: each(signed), mayRefuse: true },
  {
    name: 'arithmetic without asIntN at the end',
    source: '(a, b) => a * b + 1n',
    args: pairs(signed, signed),
    mayRefuse: true,
  },
  {
    name: 'asIntN of other widths',
    source: '(a) => BigInt.asIntN(32, a) + BigInt.asUintN(8, a)',
    args: each(signed),
    mayRefuse: true,
  },
])

table('bigint: loops', [
  {
    name: 'FNV-1a',
    source:
      '(data) => { let h = 0xcbf29ce484222325n; for (let i = 0; i < data.length; i++) h = BigInt.asUintN(64, (h ^ data[i]) * 0x100000001b3n); return h }',
    args: [[u64(...unsigned)], [i64(...signed)], [u64()]],
  },
  {
    name: 'splitmix64',
    source:
      '(out, seed) => { let s = BigInt.asUintN(64, seed); for (let i = 0; i < out.length; i++) { s = BigInt.asUintN(64, s + 0x9e3779b97f4a7c15n); let z = s; z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n); z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn); out[i] = z ^ (z >> 31n) } return s }',
    args: [0n, 1n, 2n ** 64n - 1n, -5n].map((seed) => [new BigUint64Array(9), seed]),
  },
  {
    name: 'stores wrap',
    source: '(x, y, a) => { x[0] = a + a; y[0] = a - 1n; x[1] = -a; y[1] = a * a }',
    args: each(signed).map(([a]) => [new BigInt64Array(2), new BigUint64Array(2), a]),
  },
  {
    name: 'a bigint counter',
    mayRefuse: true,
    source: '(n) => { let s = 0n; for (let i = 0n; i < n; i++) s = BigInt.asIntN(64, s + i * i); return s }',
    args: each([0n, 1n, 10n, -3n]),
  },
  {
    name: 'maximum of an array',
    source: '(x) => { let m = x[0]; for (let i = 1; i < x.length; i++) if (x[i] > m) m = x[i]; return m }',
    args: [[i64(...signed)], [u64(...unsigned)], [i64(5n)], [i64()]],
  },
  { name: 'typeof and literals', source: "(a) => (typeof a === 'bigint' ? 1n : 2n)", args: [[5n], [5]] },
])

const error = { messages: false }

table('bigint: traps', [
  {
    name: 'undefined plus a bigint',
    source: '(x, i) => BigInt.asIntN(64, x[i] + 1n)',
    args: indices.map((i) => [i64(5n, 6n), i]),
    ...error,
  },
  {
    name: 'a bigint times undefined',
    source: '(x, i) => BigInt.asIntN(64, 3n * x[i])',
    args: indices.map((i) => [i64(5n, 6n), i]),
    ...error,
  },
  {
    name: 'undefined stored in a BigInt64Array',
    source: '(x, i) => { x[0] = 7n; x[1] = x[i] }',
    args: indices.map((i) => [i64(5n, 6n), i]),
    ...error,
  },
  {
    name: 'a store that misses still converts',
    source: '(x, i) => { x[i] = 7n; return x[0] }',
    args: indices.map((i) => [i64(5n, 6n), i]),
    ...error,
  },
  {
    name: 'an update past the end',
    source: '(x, n) => { for (let i = 0; i < n; i++) x[i] += 1n }',
    args: [0, 1, 2, 3].map((n) => [u64(1n, 2n ** 64n - 1n), n]),
    ...error,
  },
  {
    name: 'undefined compared with a bigint',
    source: '(x, i) => (x[i] < 6n ? 1 : 0) + (x[i] === 5n ? 2 : 0) + (x[i] === undefined ? 4 : 0) + (x[i] ? 8 : 0)',
    args: indices.map((i) => [i64(5n, 0n), i]),
    ...error,
  },
  {
    name: 'undefined returned or replaced',
    source: '(x, i) => x[i] ?? 9n',
    args: indices.map((i) => [i64(5n, 6n), i]),
    ...error,
  },
  {
    name: 'a bigint and a number',
    source: '(a, b) => a + b',
    args: [
      [1n, 1],
      [1, 1n],
      [1n, 2n],
    ],
    mayRefuse: true,
    ...error,
  },
  {
    name: 'a number stored in a BigInt64Array',
    source: '(x, b) => { x[0] = 1n; x[1] = b }',
    args: [
      [i64(0n, 0n), 1],
      [i64(0n, 0n), 2n],
    ],
    mayRefuse: true,
    ...error,
  },
  {
    name: 'a bigint stored in a Float64Array',
    source: '(x, b) => { x[0] = 1; x[1] = b }',
    args: [[new Float64Array(2), 1n]],
    mayRefuse: true,
    ...error,
  },
  {
    name: 'arguments beyond 64 bits',
    source: '(a) => BigInt.asIntN(64, a + 1n)',
    args: each([2n ** 64n, -(2n ** 63n) - 1n, 2n ** 100n]),
    mayRefuse: true,
  },
  {
    name: 'arguments of both ranges',
    source: '(a) => BigInt.asUintN(64, a + 1n)',
    args: each([2n ** 64n - 1n, -1n, 0n]),
  },
  { name: 'unary plus of a bigint', source: '(a) => +a', args: [[1n]], mayRefuse: true, ...error },
  {
    name: 'Number of a bigint that may be missing',
    source: '(a, i) => Number(a[i])',
    args: each([0, 1, -1, 0.5]).map(([i]) => [BigInt64Array.of(-5n), i]),
  },
  { name: 'Number of a bigint', source: '(a) => Number(a) * 2', args: each(signed), mayRefuse: true },
  {
    name: 'BigInt of a number',
    source: '(a) => BigInt.asIntN(64, BigInt(a) * 3n)',
    args: each([0, -0, 5, 2 ** 53, 1.5, NaN]),
    mayRefuse: true,
    ...error,
  },
])
