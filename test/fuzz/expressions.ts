/** Random expressions of a wanted type, bounded in depth: numbers, integers as array indices, booleans, bigints. */
import { bigArrays, numberArrays, type Scope } from './scope.ts'
import { type Expr, printExpr, type ValueType } from './tree.ts'

type Choice = readonly [weight: number, make: () => Expr]

const e = (type: ValueType, parts: readonly (string | Expr)[], loose = false): Expr => ({ type, parts, loose })
const num = (...parts: (string | Expr)[]): Expr => e('num', parts)
const bool = (...parts: (string | Expr)[]): Expr => e('bool', parts)
const infix = (type: ValueType, a: Expr, op: string, b: Expr): Expr => e(type, [a, ` ${op} `, b], true)

export const literal = (text: string | number): Expr => {
  const printed = Object.is(text, -0) ? '-0' : String(text)
  return e('num', [printed], printed.startsWith('-'))
}

const smallIntegers = [0, 1, 2, 3, 4, 5, 7, 8, 10, 15, 16, 31, 32, 255, 256, 1000]
const oddNumbers = [
  -1, -2, -7, -0, 0.5, -0.5, 1.5, 2.5, 0.1, 1e-3, 3.75, 65535, 65537, 2147483647, -2147483648, 2147483648, 4294967295,
  4294967296, 9007199254740991, 9007199254740993, 1e300, 5e-324, 1.7976931348623157e308, 0x9e3779b1, 1664525,
]
const named = ['NaN', 'Infinity', 'Math.PI', 'Number.EPSILON', 'Number.MAX_SAFE_INTEGER', 'Number.MIN_VALUE']

function constant(scope: Scope): Expr {
  const { random } = scope
  return random.weighted([
    [10, () => literal(random.pick(smallIntegers))],
    [5, () => literal(random.pick(oddNumbers))],
    [1, () => num(random.pick(named))],
  ])()
}

const arithmetic = ['+', '+', '+', '-', '-', '*', '*', '*', '/', '%', '**']
const bitwise = ['&', '|', '^', '<<', '>>', '>>>']
const exactFunctions = [
  'abs',
  'floor',
  'ceil',
  'round',
  'trunc',
  'sqrt',
  'sign',
  'fround',
  'clz32',
  'floor',
  'round',
  'fround',
]
const hostFunctions = [
  'sin',
  'cos',
  'tan',
  'exp',
  'log',
  'atan',
  'asin',
  'acos',
  'cbrt',
  'log2',
  'log10',
  'log1p',
  'expm1',
  'tanh',
  'sinh',
  'cosh',
  'asinh',
  'acosh',
  'atanh',
]

export function number(scope: Scope, depth: number): Expr {
  const { random } = scope
  if (depth <= 0) return leaf(scope)
  const sub = () => number(scope, depth - 1)
  const choices: Choice[] = [
    [8, () => leaf(scope)],
    [8, () => read(scope, depth - 1)],
    [16, () => infix('num', sub(), random.pick(arithmetic), sub())],
    [
      7,
      () => infix('num', sub(), random.pick(bitwise), random.chance(0.5) ? literal(random.pick(smallIntegers)) : sub()),
    ],
    [3, () => infix('num', sub(), '|', literal(0))],
    [1, () => e('num', ['~~', operand(sub())], true)],
    [2, () => e('num', [random.pick(['-', '~', '+']), operand(sub())], true)],
    [5, () => num(`Math.${random.pick(exactFunctions)}(`, sub(), ')')],
    [2, () => num(`Math.${random.pick(hostFunctions)}(`, sub(), ')')],
    [2, () => num('Math.imul(', sub(), ', ', sub(), ')')],
    [4, () => extremum(scope, depth - 1)],
    [1, () => num(`Math.${random.pick(['pow', 'atan2', 'hypot'])}(`, sub(), ', ', sub(), ')')],
    [5, () => e('num', [condition(scope, depth - 1), ' ? ', sub(), ' : ', sub()], true)],
    [2, () => e('num', [sub(), random.pick([' && ', ' || ']), sub()], true)],
    [2, () => e('num', [read(scope, depth - 1), ' ?? ', sub()], true)],
    [1, () => e('num', ['+', e('bool', ['(', boolean(scope, depth - 1), ')'])], true)],
    [1, () => infix('num', boolean(scope, depth - 1), random.pick(['+', '*', '-']), sub())],
    [1, () => num('(', sub(), ', ', sub(), ')')],
  ]
  if (scope.callables.length > 0) choices.push([6, () => call(scope, depth - 1)])
  if (scope.assignable.length > 0) choices.push([1, () => effect(scope, depth - 1)])
  return random.weighted(choices)()
}

/** `- -x` and `+ +x` must not become `--x`; `-x ** 2` is a syntax error. */
function operand(expr: Expr): Expr {
  return { ...expr, parts: ['(', expr, ')'], loose: false }
}

function leaf(scope: Scope): Expr {
  const { random } = scope
  const choices: Choice[] = [[3, () => constant(scope)]]
  if (scope.nums.length > 0) choices.push([6, () => num(random.pick(scope.nums))])
  if (scope.ivs.length > 0) choices.push([4, () => num(random.pick(scope.ivs))])
  if (scope.arrays.length > 0) choices.push([1, () => num(`${random.pick(scope.arrays).name}.length`)])
  if (scope.points.length > 0) choices.push([1, () => num(`${random.pick(scope.points)}.${random.pick(['x', 'y'])}`)])
  if (numberArrays(scope).length > 0 && scope.ivs.length > 0)
    choices.push([6, () => num(random.pick(numberArrays(scope)).name, `[${random.pick(scope.ivs)}]`)])
  return random.weighted(choices)()
}

function read(scope: Scope, depth: number): Expr {
  const { random } = scope
  if (scope.rows.length > 0 && random.chance(0.3)) {
    const rows = random.pick(scope.rows)
    // Mostly a row that exists: a bad one ends the kernel with a TypeError.
    const row = random.chance(0.9) ? infix('num', index(scope, 0), '&', literal(1)) : index(scope, 0)
    return num(rows, '[', row, '][', index(scope, depth), ']')
  }
  const arrays = numberArrays(scope)
  if (arrays.length === 0) return leaf(scope)
  return num(random.pick(arrays).name, '[', index(scope, depth), ']')
}

/** An index to store at. Never undefined: `a[undefined] = 1` gives the array a property of that name (see cases/store-at-undefined). */
export function storeIndex(scope: Scope, depth: number): Expr {
  const at = index(scope, depth)
  const mayBeUndefined = printExpr(at).includes('[') || scope.ivs.length === 0
  return mayBeUndefined ? e('num', ['+', operand(at)], true) : at
}

/** What is put between brackets: mostly affine in loop variables, often past an end, sometimes not an integer at all. */
export function index(scope: Scope, depth: number): Expr {
  const { random, ivs } = scope
  if (ivs.length === 0)
    return random.chance(0.7) ? literal(random.pick([0, 1, 2, 3, 5, -1, 100])) : number(scope, Math.min(depth, 1))
  const iv = () => num(random.pick(ivs))
  const shift = () => literal(random.pick([1, 1, 1, 2, 3, 4]))
  const choices: Choice[] = [
    [14, iv],
    [8, () => infix('num', iv(), random.pick(['+', '-']), shift())],
    [
      3,
      () =>
        infix(
          'num',
          infix('num', literal(random.pick([2, 3, 4, -1])), '*', iv()),
          '+',
          literal(random.pick([0, 1, 2, -1])),
        ),
    ],
    [3, () => infix('num', iv(), '%', literal(random.pick([2, 3, 5, 8])))],
    [3, () => infix('num', iv(), random.pick(['&', '>>', '>>>', '<<', '^']), literal(random.pick([1, 2, 3, 7])))],
    [3, () => infix('num', iv(), random.pick(['+', '-', '*']), iv())],
    [2, () => literal(random.pick([0, 1, 2, -1, 7, 1000]))],
    [2, () => infix('num', number(scope, depth - 1), random.pick(['|', '&', '>>>']), literal(random.pick([0, 1, 7])))],
    [1, () => number(scope, depth - 1)],
  ]
  if (scope.sizes.length > 0) {
    const size = () => num(random.pick(scope.sizes))
    choices.push([6, () => infix('num', infix('num', iv(), '*', size()), random.pick(['+', '+', '-']), iv())])
    choices.push([2, () => infix('num', infix('num', size(), '-', literal(1)), '-', iv())])
  }
  if (scope.arrays.length > 0)
    choices.push([
      2,
      () => infix('num', infix('num', num(`${random.pick(scope.arrays).name}.length`), '-', literal(1)), '-', iv()),
    ])
  if (depth > 0 && numberArrays(scope).length > 0)
    choices.push([3, () => num(random.pick(numberArrays(scope)).name, '[', iv(), ']')])
  return random.weighted(choices)()
}

function extremum(scope: Scope, depth: number): Expr {
  const { random } = scope
  const count = random.weighted([
    [1, 0],
    [2, 1],
    [14, 2],
    [3, 3],
    [1, 4],
  ])
  const parts: (string | Expr)[] = [`Math.${random.pick(['min', 'max'])}(`]
  for (let i = 0; i < count; i++) parts.push(...(i > 0 ? [', '] : []), number(scope, depth - 1))
  return num(...parts, ')')
}

export function call(scope: Scope, depth: number): Expr {
  const { random } = scope
  const callable = random.pick(scope.callables)
  const arrays = numberArrays(scope).filter((array) => !array.plain)
  if (callable.params.includes('array') && arrays.length === 0) return leaf(scope)
  const parts: (string | Expr)[] = [`${callable.name}(`]
  // A missing last argument is `undefined`.
  const given = random.chance(0.04) && callable.params.at(-1) === 'num' ? callable.params.slice(0, -1) : callable.params
  given.forEach((param, i) => {
    if (i > 0) parts.push(', ')
    if (param === 'array') parts.push(random.pick(arrays).name)
    else if (param === 'depth') parts.push(infix('num', number(scope, 0), '&', literal(random.pick([1, 3, 7]))))
    else parts.push(number(scope, depth - 1))
  })
  return num(...parts, ')')
}

/** An expression that also changes a variable. */
function effect(scope: Scope, depth: number): Expr {
  const { random } = scope
  const name = random.pick(scope.assignable)
  return random.weighted<() => Expr>([
    [2, () => num(name, random.pick(['++', '--']))],
    [2, () => e('num', [random.pick(['++', '--']), name], true)],
    [2, () => e('num', [name, random.pick([' = ', ' += ', ' -= ', ' ^= ']), number(scope, depth - 1)], true)],
  ])()
}

const comparisons = ['<', '<', '<=', '>', '>=', '===', '!==', '==', '!=']

export function boolean(scope: Scope, depth: number): Expr {
  const { random } = scope
  const sub = () => number(scope, depth - 1)
  const choices: Choice[] = [
    [12, () => infix('bool', sub(), random.pick(comparisons), random.chance(0.4) ? constant(scope) : sub())],
    [1, () => bool(random.pick(['true', 'false']))],
    [
      1,
      () =>
        bool(
          `${random.pick(['Number.isNaN', 'isNaN', 'isFinite', 'Number.isInteger', 'Number.isFinite', 'Number.isSafeInteger'])}(`,
          sub(),
          ')',
        ),
    ],
  ]
  if (scope.bools.length > 0) choices.push([4, () => bool(random.pick(scope.bools))])
  if (depth > 0) {
    choices.push([
      2,
      () => infix('bool', boolean(scope, depth - 1), random.pick(['&&', '||']), boolean(scope, depth - 1)),
    ])
    choices.push([
      2,
      () => e('bool', ['!', e('bool', ['(', random.chance(0.5) ? sub() : boolean(scope, depth - 1), ')'])], true),
    ])
    choices.push([1, () => infix('bool', read(scope, depth - 1), random.pick(['===', '!==']), num('undefined'))])
    if (bigArrays(scope).length > 0)
      choices.push([4, () => infix('bool', big(scope, depth - 1), random.pick(comparisons), big(scope, depth - 1))])
  }
  return random.weighted(choices)()
}

/** What stands before `?` or in `if`: a boolean, or a number for its truth. */
export function condition(scope: Scope, depth: number): Expr {
  return scope.random.chance(0.85) ? boolean(scope, depth) : number(scope, depth)
}

const bigLiterals = [
  '0n',
  '1n',
  '2n',
  '3n',
  '7n',
  '255n',
  '0xffffffffn',
  '0x100000001b3n',
  '0x7fffffffffffffffn',
  '(-1n)',
  '(-0x8000000000000000n)',
]

/** Always within 64 bits: every sum or product is under an asIntN or asUintN. */
export function big(scope: Scope, depth: number): Expr {
  const { random } = scope
  const arrays = bigArrays(scope)
  const wrap = (...parts: (string | Expr)[]) =>
    e('big', [`BigInt.${random.pick(scope.wraps)}(64, `, e('big', parts, true), ')'])
  const leaves: Choice[] = [[2, () => e('big', [random.pick(bigLiterals)])]]
  if (scope.bigs.length > 0) leaves.push([4, () => e('big', [random.pick(scope.bigs)])])
  // Mostly with a fallback: arithmetic on undefined would end the kernel at once.
  if (arrays.length > 0)
    leaves.push([
      6,
      () => e('big', [`${random.pick(arrays).name}[`, index(scope, 0), random.chance(0.8) ? '] ?? 5n' : ']'], true),
    ])
  if (depth <= 0) return random.weighted(leaves)()
  const sub = () => big(scope, depth - 1)
  return random.weighted<() => Expr>([
    [8, () => random.weighted(leaves)()],
    [10, () => wrap(sub(), ` ${random.pick(['+', '-', '*', '&', '|', '^'])} `, sub())],
    [3, () => wrap(sub(), ' << ', `${random.pick([1, 7, 31, 33, 63])}n`)],
    [3, () => wrap(sub(), ' >> ', `${random.pick([1, 7, 31, 33, 63])}n`)],
    [1, () => wrap(sub(), random.pick([' / ', ' % ']), sub())],
    [2, () => wrap(random.pick(['-', '~']), e('big', ['(', sub(), ')']))],
    [3, () => e('big', [condition(scope, depth - 1), ' ? ', sub(), ' : ', sub()], true)],
  ])()
}
