/** ToInt32 and ToUint32 of anything, shifts by anything, and what is an int32, a uint32 or a double afterwards. */
import { binary, table, u32, unary } from './table.ts'
import { each, few, pairs, specials } from './values.ts'

table('bitwise: unary forms', [
  ...[
    'a | 0',
    '~~a',
    '~a',
    'a >> 0',
    'a >>> 0',
    'a << 0',
    'a ^ 0',
    'a & -1',
    'a & 0xff',
    'a >>> 1',
    'a >> 31',
    'a << 31',
    'a << 33',
    'a >>> 32',
  ].flatMap((e) => unary(e)),
  ...[
    '(a >>> 0) + 1',
    '(a >>> 0) * 2',
    '(a >>> 0) - 4294967296',
    '(a >>> 0) | 0',
    '-(a >>> 0)',
    '(a >>> 0) / 3',
    '(a >>> 0) % 10',
    '(a >>> 1) * (a >>> 1)',
  ].flatMap((e) => unary(e)),
  ...[
    '1 / (a | 0)',
    '1 / (a >>> 0)',
    '1 / ~~a',
    '(a * 4294967297) | 0',
    '(a / 4294967296) >>> 0',
    '(a + 0.5) | 0',
    '((a | 0) + 1) | 0',
    '(a | 0) === a ? 1 : 0',
    '(a >>> 0) === a ? 1 : 0',
  ].flatMap((e) => unary(e)),
  ...[
    '1 << a',
    '-1 >>> a',
    '-1 >> a',
    '1 << (a | 0)',
    '0x80000000 | a',
    '0xffffffff & a',
    '0xffffffff ^ a',
    '(a | 0) & 0xffffffff',
  ].flatMap((e) => unary(e)),
  ...[
    'Math.imul(a, 3)',
    'Math.imul(a, 0x9e3779b1)',
    'Math.imul(a, a) >>> 0',
    'Math.clz32(a)',
    'Math.clz32(a >>> 0)',
    'Math.imul(a)',
    'Math.imul()',
    'Math.clz32()',
  ].flatMap((e) => unary(e)),
])

table('bitwise: binary forms', [
  ...[
    'a | b',
    'a & b',
    'a ^ b',
    'a << b',
    'a >> b',
    'a >>> b',
    'Math.imul(a, b)',
    '(a >>> 0) + (b >>> 0)',
    '(a ^ b) >>> 0',
    '(a | 0) < (b >>> 0) ? 1 : 0',
  ].flatMap((e) => binary(e)),
  ...[
    '(a >>> 0) > (b >>> 0) ? 1 : 0',
    '(a >>> 0) - (b | 0)',
    '(a >>> b) * 2',
    '(a * b) >>> 0',
    '(a + b) >>> 1',
    '(a - b) >> 31',
  ].flatMap((e) => binary(e)),
])

table('bitwise: mixes', [
  {
    name: 'xorshift with >>> 0',
    source:
      '(seed, n) => { let x = seed >>> 0; for (let i = 0; i < n; i++) { x ^= x << 13; x >>>= 0; x ^= x >>> 17; x ^= x << 5; x >>>= 0 } return x }',
    args: pairs([1, 0, 123456789, -1, 2.5, 2 ** 32 - 1], [0, 1, 2, 50]),
  },
  {
    name: 'a linear congruential generator in doubles and in imul',
    source:
      '(seed, n) => { let a = seed, b = seed | 0; for (let i = 0; i < n; i++) { a = (a * 1103515245 + 12345) % 2147483648; b = (Math.imul(b, 1664525) + 1013904223) | 0 } return a * 3 + b }',
    args: pairs([1, 0, 42, 2147483647], [0, 1, 100]),
  },
  {
    name: 'a uint32 that is carried around a loop',
    source:
      '(a) => { let h = 2166136261; for (let i = 0; i < a.length; i++) { h = (h ^ a[i]) >>> 0; h = Math.imul(h, 16777619) >>> 0 } return h }',
    args: [
      [new Uint8Array([1, 2, 3, 255])],
      [u32(2 ** 32 - 1, 2 ** 31)],
      [new Uint8Array(0)],
      [new Int8Array([-1, -128])],
      [new Float64Array([0.5, -1, 1e10, NaN])],
    ],
  },
  {
    name: 'a hash of which only the low bits are seen, from any number',
    source:
      '(a, seed) => { let h = seed; for (let i = 0; i < a.length; i++) { h ^= a[i]; h = (h << 5) | (h >>> 27); h = (h & 0xffff) + 0x6b64 + (((h >>> 16) + 58964) & 65535) * 65536 } h ^= a.length; return h }',
    args: pairs([0, 1, 5], [0, -0, 2 ** 31, 2 ** 40 + 0.5, -1e300, NaN, Infinity]).map(([n, seed]) => [
      new Uint8Array(n as number).fill(77),
      seed,
    ]),
  },
  {
    name: 'rotations',
    source: '(x, k) => ((x << k) | (x >>> (32 - k))) >>> 0',
    args: pairs(few, [0, 1, 7, 31, 32]),
  },
  {
    name: 'int32 or uint32 by branch',
    source: '(a, b) => { let x = a | 0; if (b > 0) x = a >>> 0; return x + 1 }',
    args: pairs(specials, [0, 1]),
  },
  {
    name: 'packing and unpacking bytes',
    source:
      '(p) => { const r = p & 255, g = (p >> 8) & 255, b = (p >>> 16) & 255, a = p >>> 24; return (a << 24) | (b << 16) | (g << 8) | r }',
    args: each(specials),
  },
  {
    name: 'bit operations on booleans',
    source: '(a, b) => (a < b) | ((a > b) << 1) | ((a === b) << 2)',
    args: pairs(few, few),
  },
  {
    name: 'not of an out-of-range read',
    source: '(x, i) => ~x[i] + (x[i] | 0) + (x[i] >>> 0)',
    args: pairs([0, 1, 5, -1, NaN], [0]).map(([i]) => [new Float64Array([3.7, -2]), i]),
  },
])
