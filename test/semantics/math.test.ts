/** Every function and constant of Math, with none, one and more arguments, over boundary values. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { jit } from '../../src/index.ts'
import { functionsFromText } from '../differential/text.ts'
import { agreesOrRefuses } from '../differential.ts'
import { binary, type Row, table, unary } from './table.ts'
import { each, few, pairs } from './values.ts'

const one = [
  'abs',
  'acos',
  'acosh',
  'asin',
  'asinh',
  'atan',
  'atanh',
  'cbrt',
  'ceil',
  'clz32',
  'cos',
  'cosh',
  'exp',
  'expm1',
  'floor',
  'fround',
  'log',
  'log10',
  'log1p',
  'log2',
  'round',
  'sign',
  'sin',
  'sinh',
  'sqrt',
  'tan',
  'tanh',
  'trunc',
]
const constants = ['E', 'LN10', 'LN2', 'LOG10E', 'LOG2E', 'PI', 'SQRT1_2', 'SQRT2']
const rounding = [
  0.5,
  -0.5,
  0.49999999999999994,
  -0.49999999999999994,
  0.5000000000000001,
  1.5,
  -1.5,
  2.5,
  -2.5,
  3.5,
  -0.2,
  0.2,
  -0,
  0,
  2 ** 52 - 0.5,
  2 ** 52 + 0.5,
  2 ** 52 + 1,
  -(2 ** 52) - 1,
  -(2 ** 52) + 0.5,
  2 ** 53 - 1,
  2 ** 51 + 0.5,
  2 ** 51 + 0.25,
  -(2 ** 51) - 0.5,
  4503599627370495.5,
  4503599627370497,
  1e300,
  NaN,
  Infinity,
  -Infinity,
  2147483647.5,
  -2147483648.5,
  4294967295.5,
]

const spread = (name: string): Row[] => [
  { name: `Math.${name}()`, source: `() => Math.${name}()`, args: [[]] },
  ...unary(`Math.${name}(a)`),
  ...binary(`Math.${name}(a, b)`),
  {
    name: `Math.${name} of three and four`,
    source: `(a, b, c, d) => Math.${name}(a, b, c) + 1 / Math.${name}(a, b, c, d)`,
    args: pairs([0, -0, 1, NaN, -3, Infinity], [0, -0, 2, NaN]).flatMap(([a, b]) => [
      [a, b, -0, 0],
      [b, a, 0, -0],
      [a, 1, b, 7.5],
      [1, a, 2, b],
    ]),
  },
  {
    name: `1 / Math.${name} tells the zeros apart`,
    source: `(a, b) => 1 / Math.${name}(a, b)`,
    args: pairs([0, -0, 1, -1, NaN], [0, -0, 1, -1, NaN]),
  },
  { name: `Math.${name} of integers`, source: `(a, b) => Math.${name}(a | 0, b | 0)`, args: pairs(few, few) },
]

table('Math: one argument', [
  ...one.flatMap((name) => unary(`Math.${name}(a)`)),
  ...one.map((name) => ({ name: `Math.${name}() without an argument`, source: `() => Math.${name}()`, args: [[]] })),
  ...one.map((name) => ({
    name: `Math.${name} ignores a second argument`,
    source: `(a, b) => Math.${name}(a, b)`,
    args: pairs([0.3, 2, -1.5], [9]),
  })),
  ...['round', 'floor', 'ceil', 'trunc', 'fround'].map((name) => ({
    name: `Math.${name} around halves`,
    source: `(a) => 1 / Math.${name}(a) + Math.${name}(a)`,
    args: each(rounding),
  })),
  ...['round', 'floor', 'ceil', 'trunc'].flatMap((name) => unary(`Math.${name}(a) | 0`)),
  ...[
    'Math.floor(a / 2)',
    'Math.round(a * 255)',
    'Math.sqrt(a * a)',
    'Math.floor(Math.log2(a))',
    'Math.sign(-a)',
    '1 / Math.sign(a)',
    'Math.abs(a | 0)',
    '1 / Math.round(-a)',
  ].flatMap((e) => unary(e)),
])

table('Math: several arguments', [
  ...spread('max'),
  ...spread('min'),
  ...binary('Math.atan2(a, b)'),
  ...binary('Math.pow(a, b)'),
  ...binary('Math.hypot(a, b)'),
  ...binary('Math.max(0, Math.min(255, a + b))'),
  {
    name: 'Math.hypot of 0, 1, 3 and 4',
    source: '(a, b) => Math.hypot() + Math.hypot(a) + Math.hypot(a, b, 1) + Math.hypot(a, b, 2, -3)',
    args: pairs(few, few),
  },
  { name: 'Math.pow and Math.atan2 with too few', source: '(a) => Math.pow(a) + Math.atan2(a)', args: each(few) },
  {
    name: 'clamp',
    source: '(x, lo, hi) => Math.min(Math.max(x, lo), hi)',
    args: few.flatMap((x) => [
      [x, 0, 255],
      [x, -1, 1],
      [x, NaN, 1],
      [x, 0, -0],
    ]),
  },
  {
    name: 'minimum and maximum of an array',
    source:
      '(x) => { let lo = Infinity, hi = -Infinity; for (let i = 0; i < x.length; i++) { lo = Math.min(lo, x[i]); hi = Math.max(hi, x[i]) } return [lo, hi] }',
    args: [
      [new Float64Array([3, -0, 0, 7])],
      [new Float64Array([0, -0])],
      [new Float64Array([-0, 0])],
      [new Float64Array([1, NaN, 2])],
      [new Float64Array(0)],
      [new Int32Array([5, -7, 2])],
      [new Float32Array([1.5, -2])],
    ],
  },
])

table(
  'Math: constants',
  constants.map((name) => ({ name: `Math.${name}`, source: `(a) => Math.${name} * a`, args: each([1, 2, -0]) })),
)

const test = suite('Math.random and replaced built-ins')

test('Math.random is the host one: in [0, 1) and never twice the same', () => {
  const { kernel } = functionsFromText('(x) => { for (let i = 0; i < x.length; i++) x[i] = Math.random() }')
  const compiled = jit(kernel, { tier: 'compiled' })
  const x = new Float64Array(100)
  compiled(x)
  assert.is(compiled.stats.compiled, 1)
  assert.ok(x.every((value) => value >= 0 && value < 1))
  assert.is(new Set(x).size, 100)
})

function withMath(patch: Partial<Math>, body: () => void): void {
  const saved = Object.fromEntries(Object.keys(patch).map((name) => [name, Math[name as keyof Math]]))
  Object.assign(Math, patch)
  try {
    body()
  } finally {
    Object.assign(Math, saved)
  }
}

test('a replaced Math.random is the one that is called', () => {
  let seed = 1
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647
  withMath({ random }, () => {
    const { kernel } = functionsFromText(
      '(restart, n) => { let s = 0; for (let i = 0; i < n; i++) s += Math.random(); return s }',
    )
    const reset = () => {
      seed = 1
      return [0, 10]
    }
    agreesOrRefuses('patched random', kernel, [reset])
  })
})

test('a replaced Math.floor is the one that is called', () => {
  withMath({ floor: (x: number) => x + 1000 }, () => {
    const { kernel } = functionsFromText('(x) => Math.floor(x) * 2')
    agreesOrRefuses('patched floor', kernel, [[1.5], [2]])
  })
})

test('a replaced Math.sin is the one that is called', () => {
  withMath({ sin: (x: number) => -x }, () => {
    const { kernel } = functionsFromText('(x) => Math.sin(x)')
    agreesOrRefuses('patched sin', kernel, [[1.5], [2]])
  })
})

test('a local Math is not the built-in', () => {
  const { kernel } = functionsFromText('(x, Math) => Math.scale * x')
  agreesOrRefuses('parameter named Math', kernel, [[3, { scale: 2 }]])
})

test.run()
