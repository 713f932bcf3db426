/** Errors: a kernel's own `throw` with class and message, what was written before it, errors the engine raises. */
import { f64, i32, type Row, table } from './table.ts'
import { each, few, pairs } from './values.ts'

const classes = ['Error', 'RangeError', 'TypeError', 'SyntaxError', 'ReferenceError', 'EvalError', 'URIError']

table('throwing: own errors', [
  ...classes.map(
    (name): Row => ({
      name: `throw new ${name}`,
      source: `(a) => { if (a > 1) throw new ${name}('too large'); return a }`,
      args: each(few),
    }),
  ),
  { name: 'without new', source: "(a) => { if (!(a > 1)) throw RangeError('too small'); return a }", args: each(few) },
  { name: 'no message', source: '(a) => { if (a > 1) throw new TypeError(); return a }', args: each(few) },
  { name: 'an empty message', source: "(a) => { if (a > 1) throw new TypeError(''); return a }", args: each(few) },
  {
    name: 'a message with a number in it',
    source: '(a) => { if (a < 0) throw new RangeError(`bad value ${a} here`); return Math.sqrt(a) }',
    args: each([-1, -0.1, -1e21, 4, -1e-7, -Infinity]),
  },
  {
    name: 'a message by concatenation',
    source: "(a) => { if (a < 0) throw new RangeError('bad value ' + a); return Math.sqrt(a) }",
    args: each([-1, -0.1, -1e21, 4, -1e-7]),
    mayRefuse: true,
  },
  {
    name: 'a numeric message',
    mayRefuse: true,
    source: '(a) => { if (a < 0) throw new Error(a * 2); return 1 }',
    args: each([-1, -0.25, 4]),
  },
  {
    name: 'text with quotes and escapes',
    source: "(a) => { if (a < 0) throw new Error('it\\'s \"bad\" \\u00e9\\n {0} {1}'); return 1 }",
    args: each([-1, 4]),
  },
  {
    name: 'in a loop, after writes',
    source:
      "(x, limit) => { for (let i = 0; i < x.length; i++) { x[i] *= 2; if (x[i] > limit) throw new RangeError('limit') } return x.length }",
    args: [3, 5, 100].map((limit) => [f64(1, 2, 3, 4), limit]),
  },
  {
    name: 'after writes to two classes',
    source:
      "(x, y) => { for (let i = 0; i < 5; i++) { x[i] = i; y[4 - i] = i * 2; if (i === 3) throw new Error('three') } }",
    args: [
      [f64(9, 9, 9, 9, 9), i32(9, 9, 9, 9, 9)],
      [[9, 9, 9, 9, 9], i32(9)],
    ],
  },
  {
    name: 'after writes to fields',
    source: "(p, a) => { p.x += 1; p.v[0] = a; if (a > 1) throw new Error('a'); p.y = a }",
    args: [
      [{ x: 1, y: 2, v: f64(0) }, 0],
      [{ x: 1, y: 2, v: f64(0) }, 5],
    ],
  },
  {
    name: 'from a helper',
    source: '(x) => { let s = 0; for (let i = 0; i < x.length; i++) { s += check(x[i]); x[i] = s } return s }',
    functions: { check: "(v) => { if (!(v >= 0)) throw new RangeError('negative'); return v }" },
    args: [[f64(1, 2, 3)], [f64(1, -2, 3)], [f64(1, NaN)]],
  },
  {
    name: 'several throws',
    source:
      "(a, b) => { if (a !== a) throw new TypeError('a'); if (b !== b) throw new TypeError('b'); if (a > b) throw new RangeError('order'); return b - a }",
    args: pairs(few, few),
  },
  {
    name: 'several values in a message',
    source: '(a, b) => { throw new RangeError(`${a} is not below ${b}: ${a < b}, ${a}${b} `) }',
    args: pairs(few, few),
  },
  {
    name: 'an element in a message, which may be missing',
    source: "(a, i) => { throw new Error('a[' + i + '] is ' + a[i]) }",
    args: each([0, 1, 2, -1]).map(([i]) => [f64(1, -0), i]),
  },
  {
    name: 'a missing argument in a message',
    source: '(a) => { throw new Error(`got ${a}`) }',
    args: [[], [1], [true]],
  },
  {
    name: 'a number for a message',
    source: '(a) => { throw new RangeError(a) }',
    args: [...each(few), [], [true], [null]],
  },
  { name: 'a constant number for a message', source: '() => { throw new RangeError(42) }', args: [[]] },
  {
    name: 'an element for a message',
    source: '(a, i) => { throw new RangeError(a[i]) }',
    args: each([0, 1, 2]).map(([i]) => [f64(1, -0), i]),
  },
  { name: 'on every path', source: "() => { throw new Error('always') }", args: [[]] },
  { name: 'throw of a number', source: '(a) => { if (a > 1) throw 5; return a }', args: each(few), mayRefuse: true },
  {
    name: 'a cause',
    source: "(a) => { if (a > 1) throw new Error('x', { cause: 1 }); return a }",
    args: each(few),
    mayRefuse: true,
  },
])

table('throwing: errors of the engine', [
  {
    name: 'a negative array length',
    source: '(n) => new Float64Array(n).length',
    args: each([0, 1, -1, 2.5, NaN, -0]),
    mayRefuse: true,
  },
  {
    name: 'a field of undefined',
    source: '(rows, i) => rows[i].length',
    args: [0, 1, 5, -1, NaN].map((i) => [[f64(1), f64(2, 3)], i]),
  },
  {
    name: 'an array argument that is missing',
    source: '(a, i) => a[i]',
    args: [
      [undefined, 0],
      [f64(1), 0],
    ],
    mayRefuse: true,
  },
  { name: 'a call of a number', source: '(a) => a(1)', args: [[1]], mayRefuse: true },
])
