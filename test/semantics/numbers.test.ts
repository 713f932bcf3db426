/** Comparisons, truthiness, logical operators, `??`, typeof, booleans, the predicates and constants of Number. */
import { binary, f64, table, unary } from './table.ts'
import { each, few, indices, pairs, specials } from './values.ts'

const comparisons = ['<', '<=', '>', '>=', '===', '!==', '==', '!=']
const constants = [
  'EPSILON',
  'MAX_SAFE_INTEGER',
  'MAX_VALUE',
  'MIN_SAFE_INTEGER',
  'MIN_VALUE',
  'NaN',
  'NEGATIVE_INFINITY',
  'POSITIVE_INFINITY',
]
const predicates = ['Number.isNaN', 'Number.isFinite', 'Number.isInteger', 'Number.isSafeInteger', 'isNaN', 'isFinite']

table('numbers: comparisons', [
  ...comparisons.flatMap((op) => binary(`a ${op} b ? 1 : 0`)),
  ...comparisons.flatMap((op) => unary(`a ${op} 0 ? 1 : 0`)),
  ...comparisons.map((op) => ({
    name: `a ${op} b as a boolean`,
    source: `(a, b) => a ${op} b`,
    args: pairs(few, few),
  })),
  ...comparisons.map((op) => ({ name: `not a ${op} b`, source: `(a, b) => !(a ${op} b)`, args: pairs(few, few) })),
  ...comparisons.map((op) => ({
    name: `a[i] ${op} b with bad i`,
    source: `(a, i, b) => a[i] ${op} b`,
    args: pairs(indices, [0, 3, NaN]).map(([i, b]) => [f64(0, 3, NaN), i, b]),
  })),
  {
    name: 'a chain of comparisons',
    source: '(a, b, c) => a < b && b < c || c < a',
    args: few.flatMap((a) => [
      [a, 1, 2],
      [0, a, 1],
      [-1, 0, a],
    ]),
  },
  {
    name: 'comparing booleans',
    source: '(a, b) => (a < b) === (b > a) && (a <= b) !== (b < a)',
    args: pairs(few, few),
  },
])

table('numbers: truthiness', [
  ...[
    'a ? 1 : 2',
    '!a ? 1 : 2',
    '!!a ? 1 : 2',
    'a && 7',
    'a || 7',
    '(a && 3) || 5',
    'a ?? 7',
    '(a | 0) || 9',
    '(a | 0) && 9',
  ].flatMap((e) => unary(e)),
  ...['a && b', 'a || b', 'a ?? b', '(a || b) && (b || a)', 'a ? b : -b'].flatMap((e) => binary(e)),
  // A false that `||` drops again: mixed kinds, but only on the way.
  ...binary('a < b && a || b', undefined, { mayRefuse: true }),
  { name: 'if with a number', source: '(a) => { if (a) return 1; else return 2 }', args: each(specials) },
  {
    name: 'while with a number',
    source: '(a) => { let n = 0; while (a) { a = a >> 1; n++; if (n > 40) break } return n }',
    args: each([0, -0, 1, 5, 1023, NaN, 2 ** 31 - 1, 0.5]),
  },
  {
    name: 'short circuit keeps effects in order',
    source: '(a, x) => { let n = 0; (a > 0 && (n += 1)) || (n += 10); a > 1 || (x[0] = 5); return n }',
    args: [
      [0, f64(1)],
      [1, f64(1)],
      [2, f64(1)],
      [NaN, f64(1)],
    ],
  },
  {
    name: 'a boolean variable',
    source: '(a, b) => { let hit = false; if (a > b) hit = true; hit = hit || a === 3; return hit }',
    args: pairs(few, few),
  },
  {
    name: 'boolean arguments',
    source: '(p, q, x) => (p && !q ? x : -x) + (p ? 1 : 0) + (p === q ? 10 : 0)',
    args: [
      [true, false, 2],
      [true, true, 2],
      [false, true, 2],
      [false, false, 0],
    ],
  },
  {
    name: 'boolean arguments in arithmetic',
    source: '(p, q) => p + q * 2 - (p | q) + +p',
    args: [
      [true, false],
      [true, true],
      [false, true],
      [false, false],
    ],
  },
  {
    name: 'a boolean is returned as one',
    source: '(a, b) => { const less = a < b; return less }',
    args: pairs([1, 2], [1, 2]),
  },
  {
    name: 'boolean xor and and without short circuit',
    source: '(p, q) => !!((p ^ q) & 1)',
    args: [
      [true, false],
      [true, true],
      [false, false],
    ],
  },
  {
    name: 'a boolean stored in an array',
    source: '(x, y, out) => { for (let i = 0; i < out.length; i++) out[i] = x[i] < y[i] }',
    args: [
      [f64(1, 2, NaN), f64(2, 1, 0), new Float64Array(4)],
      [f64(1, 2), f64(2, 1), new Uint8Array(3)],
    ],
  },
])

table('numbers: typeof and undefined', [
  {
    name: 'null as an argument',
    source: '(a, x) => (a === null ? 1 : 0) + (a == null ? 2 : 0) + (a === undefined ? 4 : 0) + (a ?? x) + (a ? 8 : 0)',
    args: [null, undefined, 3, 0].flatMap((a) => [
      [a, 16],
      [a, 0.5],
    ]),
  },
  {
    name: 'typeof of what does not compile',
    source:
      "(a) => (typeof a === 'object' ? 1 : 0) + (typeof a === 'undefined' ? 2 : 0) + (typeof a === 'string' ? 4 : 0) + (typeof a !== 'function' ? 8 : 0)",
    args: [[null], [undefined], [3], ['text'], [null], [''], [null], [f64(1)]],
  },
  {
    name: 'null after an array',
    source: '(a) => a === null ? 1 : 2',
    args: [[f64(1)], [null], [f64(1)], [null], [undefined], [null]],
  },
  ...['number', 'undefined', 'boolean'].map((type) => ({
    name: `typeof a[i] === '${type}'`,
    source: `(a, i) => typeof a[i] === '${type}'`,
    args: each(indices).map(([i]) => [f64(1, NaN), i]),
  })),
  ...['number', 'undefined', 'boolean', 'bigint', 'object', 'function'].map((type) => ({
    name: `typeof x === '${type}' of a parameter`,
    source: `(x) => typeof x === '${type}' ? 1 : 2`,
    args: [[1], [1.5], [true], [undefined], [], [5n], [f64(1)]],
  })),
  {
    name: 'typeof with !==, == and != ',
    source:
      "(x) => (typeof x !== 'number' ? 1 : 0) + (typeof x == 'boolean' ? 2 : 0) + (typeof x != 'undefined' ? 4 : 0)",
    args: [[1], [true], [undefined]],
  },
  {
    name: 'undefined compared with itself',
    source: '(a, i, j) => a[i] === a[j]',
    args: [
      [f64(1, 1), 0, 1],
      [f64(1, 2), 5, 6],
      [f64(NaN), 0, 0],
      [f64(1), 0, 9],
    ],
  },
  {
    name: '== undefined and void 0',
    source:
      '(a, i) => (a[i] == undefined ? 1 : 0) + (a[i] === void 0 ? 2 : 0) + (a[i] != null ? 4 : 0) + (a[i] == null ? 8 : 0)',
    args: each(indices).map(([i]) => [f64(0, NaN), i]),
  },
])

table('numbers: Number and the global predicates', [
  ...predicates.flatMap((name) => unary(`${name}(a) ? 1 : 0`)),
  ...predicates.map((name) => ({ name: `${name} as a boolean`, source: `(a) => ${name}(a)`, args: each(specials) })),
  ...predicates.map((name) => ({
    name: `${name} of an out-of-range read`,
    source: `(a, i) => ${name}(a[i])`,
    args: each(indices).map(([i]) => [f64(1, NaN, Infinity), i]),
  })),
  ...predicates.map((name) => ({ name: `${name}() without an argument`, source: `() => ${name}()`, args: [[]] })),
  ...constants.map((name) => ({
    name: `Number.${name}`,
    source: '(a) => Number.' + name + ' * a',
    args: each([1, 0, -1]),
  })),
  {
    name: 'NaN, Infinity and undefined as names',
    source: '(a) => (a === Infinity ? 1 : 0) + (a !== NaN ? 2 : 0) + (a === undefined ? 4 : 0)',
    args: [...each(specials), []],
  },
  {
    name: 'Number(x) and Boolean(x)',
    source: '(a) => Number(a) + Number(a > 1) + (Boolean(a) ? 1 : 0)',
    args: each(specials),
    mayRefuse: true,
  },
  { name: 'Object.is', source: '(a, b) => Object.is(a, b)', args: pairs(few, few), mayRefuse: true },
  {
    name: 'a !== a finds NaN',
    source: '(x) => { let n = 0; for (let i = 0; i < x.length; i++) if (x[i] !== x[i]) n++; return n }',
    args: [[f64(1, NaN, 2, NaN)], [new Int32Array(3)], [new Float64Array(0)]],
  },
])

table('numbers: mixed kinds', [
  {
    name: 'a number or a boolean, used alike',
    source: '(a, b) => { const x = a > b ? a : a < b; return x ? 1 : 2 }',
    args: pairs(few, few),
    mayRefuse: true,
  },
  {
    name: 'a number or a boolean, returned',
    source: '(a, b) => a > b ? a : a === b',
    args: pairs(few, few),
    mayRefuse: true,
  },
  { name: 'a && (a < b)', source: '(a, b) => a && a < b', args: pairs(few, few), mayRefuse: true },
  { name: 'a number or undefined, returned', source: '(a, b) => a > b ? a : undefined', args: pairs(few, few) },
  {
    name: 'a boolean or undefined, returned',
    source: '(a, b) => { if (a > b) return a === 3 }',
    args: pairs(few, few),
    mayRefuse: true,
  },
])
