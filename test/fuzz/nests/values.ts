/** Values and subscripts inside of nests: mostly what lanes can compute, with all the conversions in between. */
import type { Random } from '../random.ts'
import type { Expr } from '../tree.ts'
import { closed, infix, isInteger, literal, type NestArray, type NestScope, num, text } from './scope.ts'

type Choice = readonly [weight: number, make: () => Expr]

const distances = [1, 1, 1, 2, 3, 4, 8]
const smallIntegers = [0, 1, 2, 3, 5, 7, 8, 15, 16, 100, 127, 128, 255, 256, 1000, -1, -2, -128]
const wideIntegers = [65535, 65536, 2147483647, -2147483648, 0x9e3779b1 | 0, 46341, 1103515245]
const floats = [0.5, -0.5, 0.25, 1.5, 2, 3, -1, 0, -0, 0.1, 1e-3, 1e300, 1e-310, 16777217, 2 ** 31, 4294967296.5]

/** What stands between the brackets of `array`. */
export function subscript(scope: NestScope, array: NestArray): Expr {
  return array.extent === 'square' ? inSquare(scope) : inLine(scope, scope.random.chance(0.06))
}

function innermost(scope: NestScope): string {
  const { random, ivs } = scope
  const at = random.chance(0.75) ? ivs.length - 1 : random.int(0, ivs.length - 1)
  return ivs[at].name
}

function inLine(scope: NestScope, odd: boolean): Expr {
  const { random } = scope
  if (scope.ivs.length === 0) return literal(random.pick([0, 0, 1, 2]))
  const iv = () => num(innermost(scope))
  const choices: Choice[] = [
    [22, iv],
    [5, () => infix(iv(), random.pick(['+', '+', '-']), literal(random.pick(distances)))],
    [2, () => infix(infix(num(scope.rows), '-', literal(1)), '-', iv())],
    [1, () => infix(literal(random.pick([2, 2, 3, 4])), '*', iv())],
    [1, () => infix(infix(literal(random.pick([2, 2, 3])), '*', iv()), '+', literal(random.pick([1, 2])))],
    [1, () => literal(random.pick([0, 1, 3]))],
  ]
  if (scope.distance) choices.push([2, () => infix(iv(), '+', num(scope.distance!))], [0.5, () => num(scope.distance!)])
  const indices = scope.arrays.filter(({ extent }) => extent === 'indices')
  if (indices.length > 0) choices.push([5, () => num(random.pick(indices).name, '[', iv(), ']')])
  if (scope.ivs.length > 1) choices.push([1, () => infix(iv(), random.pick(['+', '-']), num(scope.ivs[0].name))])
  if (odd) choices.push([30, () => oddly(scope, iv())])
  return random.weighted(choices)()
}

function oddly(scope: NestScope, iv: Expr): Expr {
  const { random } = scope
  return random.weighted<() => Expr>([
    [2, () => infix(iv, '>>', literal(1))],
    [2, () => infix(iv, '&', literal(random.pick([1, 3, 7])))],
    [2, () => infix(iv, '%', literal(random.pick([2, 3, 5])))],
    [1, () => infix(infix(iv, '/', literal(2)), '|', literal(0))],
    [1, () => infix(iv, '^', literal(1))],
    [1, () => num('Math.min(', iv, `, ${random.pick([3, 7])})`)],
    [1, () => num('Math.max(', iv, ' - 1, 0)')],
    [0.5, () => infix(iv, '*', iv)],
  ])()
}

/** `row * columns + column`, straight, transposed, a neighbour, on the diagonal, or from a row's base. */
function inSquare(scope: NestScope): Expr {
  const { random, ivs, columns } = scope
  if (ivs.length === 0) return literal(0)
  if (ivs.length === 1) {
    const iv = num(ivs[0].name)
    return random.weighted<() => Expr>([
      [4, () => iv],
      [3, () => infix(infix(iv, '*', num(columns)), '+', iv)],
      [2, () => infix(iv, '*', num(columns))],
      [1, () => infix(num(columns), '+', iv)],
    ])()
  }
  const base = scope.bases.length > 0 && random.chance(0.5) ? random.pick(scope.bases) : undefined
  const row = base?.iv ?? random.pick(ivs).name
  const others = ivs.filter(({ name }) => name !== row)
  const column = random.chance(0.06) ? row : random.chance(0.65) ? others.at(-1)!.name : random.pick(others).name
  const rowTerm = base
    ? num(base.name)
    : random.chance(0.12)
      ? infix(closed(infix(num(row), random.pick(['+', '-']), literal(1))), '*', num(columns))
      : infix(num(row), '*', num(columns))
  const sum = random.chance(0.85) ? infix(rowTerm, '+', num(column)) : infix(num(column), '+', rowTerm)
  return random.weighted<() => Expr>([
    [14, () => sum],
    [2, () => infix(sum, random.pick(['+', '-']), literal(random.pick([1, 1, 2])))],
    [1, () => infix(sum, random.pick(['+', '-']), num(columns))],
    [0.5, () => infix(infix(rowTerm, '+', num(columns)), '-', infix(num(column), '+', literal(1)))],
  ])()
}

export function read(scope: NestScope, arrays: readonly NestArray[] = scope.arrays): Expr {
  const array = scope.random.pick(arrays)
  const value = num(array.name, '[', subscript(scope, array), ']')
  return scope.random.chance(0.015) ? text('num', [value, ' ?? 0'], true) : value
}

/** A value as the flavour has them; `int`: one that is meant for int32 lanes. */
export function value(scope: NestScope, depth: number): Expr {
  const { random, flavour } = scope
  if (flavour === 'single') return random.chance(0.85) ? single(scope, depth) : double(scope, depth)
  if (flavour === 'int' || flavour === 'small') return random.chance(0.85) ? int(scope, depth) : double(scope, depth)
  if (flavour === 'mixed' && random.chance(0.4)) return int(scope, depth)
  return double(scope, depth)
}

function doubleLeaf(scope: NestScope): Expr {
  const { random } = scope
  const choices: Choice[] = [
    [2, () => literal(random.pick(floats))],
    [0.2, () => num(random.pick(['NaN', 'Infinity', 'Math.PI']))],
  ]
  if (scope.arrays.length > 0) choices.push([12, () => read(scope)])
  if (scope.floats.length > 0) choices.push([4, () => num(random.pick(scope.floats))])
  if (scope.ivs.length > 0) choices.push([1, () => num(random.pick(scope.ivs).name)])
  return random.weighted(choices)()
}

const rounding = ['abs', 'abs', 'sqrt', 'sqrt', 'floor', 'ceil', 'trunc', 'round', 'sign', 'fround']

export function double(scope: NestScope, depth: number): Expr {
  const { random } = scope
  if (depth <= 0) return doubleLeaf(scope)
  const sub = () => double(scope, depth - 1)
  return random.weighted<() => Expr>([
    [6, () => doubleLeaf(scope)],
    [14, () => infix(sub(), random.pick(['+', '+', '-', '*', '*', '*']), sub())],
    [2, () => infix(sub(), '/', sub())],
    [0.3, () => infix(sub(), '%', sub())],
    [4, () => num(`Math.${random.pick(rounding)}(`, sub(), ')')],
    [3, () => num(`Math.${random.pick(['min', 'max'])}(`, sub(), ', ', sub(), ')')],
    [3, () => text('num', [comparison(scope, depth - 1), ' ? ', sub(), ' : ', sub()], true)],
    [1.5, () => lesser(random, sub(), sub())],
    [1, () => text('num', ['-', closed(sub())], true)],
    [1, () => int(scope, depth - 1)],
    [0.5, () => text('num', ['+', closed(comparison(scope, depth - 1))], true)],
    [0.5, () => infix(closed(comparison(scope, depth - 1)), '*', sub())],
    [0.3, () => num(`Math.${random.pick(['sin', 'exp', 'log', 'atan'])}(`, sub(), ')')],
    [0.2, () => infix(sub(), '**', literal(random.pick([2, 0.5, 3])))],
  ])()
}

/** The smaller or the larger of two as a choice, which is neither Math.min nor Math.max. */
function lesser(random: Random, x: Expr, y: Expr): Expr {
  const test = text('bool', [x, ` ${random.pick(['<', '>', '<=', '>='])} `, y], true)
  return text('num', [test, ' ? ', ...(random.chance(0.5) ? [x, ' : ', y] : [y, ' : ', x])], true)
}

/** Quotients that become integers. */
function quotient({ random }: NestScope, sum: Expr): Expr {
  const divisor = literal(random.pick([255, 255, 3, 7, 2, 4, 10, 256, 65535]))
  const divided = infix(closed(sum), '/', divisor)
  return random.weighted<() => Expr>([
    [3, () => num('Math.round(', divided, ')')],
    [2, () => num('Math.floor(', divided, ')')],
    [2, () => text('num', [divided], true)],
    [1, () => num('Math.max(0, Math.min(255, Math.round(', divided, ')))')],
  ])()
}

/** Rounded to 32 bits at each step, as programs do that want singles. */
function single(scope: NestScope, depth: number): Expr {
  const { random } = scope
  const arrays = scope.arrays.filter(({ element }) => element === 'Float32Array')
  if (depth <= 0) return arrays.length > 0 && random.chance(0.8) ? read(scope, arrays) : doubleLeaf(scope)
  const sub = () => single(scope, depth - 1)
  return random.weighted<() => Expr>([
    [3, () => single(scope, 0)],
    [10, () => num('Math.fround(', infix(sub(), random.pick(['+', '-', '*', '/']), sub()), ')')],
    [2, () => num('Math.fround(Math.sqrt(', sub(), '))')],
    [2, () => num(`Math.${random.pick(['min', 'max'])}(`, sub(), ', ', sub(), ')')],
    [2, () => num(`Math.${random.pick(['abs', 'floor', 'ceil', 'trunc', 'round', 'sign'])}(`, sub(), ')')],
    [1, () => infix(sub(), random.pick(['+', '*']), sub())],
    [2, () => text('num', [comparison(scope, depth - 1), ' ? ', sub(), ' : ', sub()], true)],
    [1, () => lesser(random, sub(), sub())],
    [1, () => text('num', ['-', closed(sub())], true)],
  ])()
}

function intLeaf(scope: NestScope): Expr {
  const { random } = scope
  const arrays = scope.arrays.filter(isInteger)
  const choices: Choice[] = [
    [3, () => literal(random.pick(smallIntegers))],
    [0.7, () => literal(random.pick(wideIntegers))],
  ]
  if (arrays.length > 0) choices.push([14, () => read(scope, arrays)])
  if (scope.ints.length > 0) choices.push([4, () => num(random.pick(scope.ints))])
  if (scope.ivs.length > 0) choices.push([3, () => num(random.pick(scope.ivs).name)])
  return random.weighted(choices)()
}

export function int(scope: NestScope, depth: number): Expr {
  const { random } = scope
  if (depth <= 0) return intLeaf(scope)
  const sub = () => int(scope, depth - 1)
  return random.weighted<() => Expr>([
    [5, () => intLeaf(scope)],
    [8, () => infix(closed(infix(sub(), random.pick(['+', '-', '+', '-', '*']), sub())), '|', literal(0))],
    [4, () => infix(sub(), random.pick(['+', '-', '*']), sub())],
    [3, () => num('Math.imul(', sub(), ', ', sub(), ')')],
    [5, () => infix(sub(), random.pick(['&', '|', '^']), sub())],
    [5, () => infix(sub(), random.pick(['<<', '>>', '>>>']), literal(random.pick([1, 3, 4, 7, 8, 16, 24, 31])))],
    [0.5, () => infix(sub(), random.pick(['<<', '>>', '>>>']), sub())],
    [3, () => num(`Math.${random.pick(['min', 'max'])}(`, sub(), ', ', sub(), ')')],
    [1, () => num(`Math.${random.pick(['abs', 'clz32', 'sign'])}(`, sub(), ')')],
    [3, () => text('num', [comparison(scope, depth - 1, true), ' ? ', sub(), ' : ', sub()], true)],
    [1, () => text('num', [random.pick(['~', '-']), closed(sub())], true)],
    [1, () => infix(double(scope, depth - 1), '|', literal(0))],
    [1, () => infix(closed(infix(sub(), '/', literal(random.pick([2, 3, 4, 255])))), '|', literal(0))],
    [0.5, () => infix(sub(), '%', literal(random.pick([2, 3, 7, 256])))],
    [1, () => quotient(scope, random.chance(0.5) ? sub() : infix(infix(sub(), '*', sub()), '+', sub()))],
    [0.5, () => infix(closed(infix(infix(sub(), '*', sub()), '+', literal(128))), '>>', literal(8))],
  ])()
}

export function comparison(scope: NestScope, depth: number, ints = false): Expr {
  const { random } = scope
  const isInt = ints || scope.flavour === 'int' || scope.flavour === 'small'
  const side = () =>
    isInt ? int(scope, depth) : scope.flavour === 'single' ? single(scope, depth) : double(scope, depth)
  const simple = (): Expr => {
    const right = random.chance(0.5) ? literal(random.pick(isInt ? smallIntegers : floats)) : side()
    return text('bool', [side(), ` ${random.pick(['<', '<', '<=', '>', '>=', '===', '!=='])} `, right], true)
  }
  return random.weighted<() => Expr>([
    [12, simple],
    [1.5, () => text('bool', [simple(), random.pick([' && ', ' || ']), simple()], true)],
    [0.5, () => text('bool', ['!', text('bool', ['(', simple(), ')'])], true)],
    [0.3, () => text('bool', ['Number.isNaN(', side(), ')'])],
    [0.3, () => text('bool', [closed(simple()), random.pick([' === ', ' !== ']), closed(simple())], true)],
    [0.3, () => text('bool', [infix(side(), '&', literal(1)), ' === 0'], true)],
  ])()
}
