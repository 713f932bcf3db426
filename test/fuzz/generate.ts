/** A random kernel from a seed: parameters, helpers, body, and three lists of arguments. The same seed gives the same kernel. */
import { generateArgs } from './arguments.ts'
import { number } from './expressions.ts'
import { generateNests } from './nests/generate.ts'
import { generateBigs, generateRows } from './nests/others.ts'
import { Random } from './random.ts'
import type { Callable, Scope } from './scope.ts'
import { fresh, inner } from './scope.ts'
import { block, result, stmt } from './statements.ts'
import type { Block, ElementClass, FuzzKernel, Helper, Param, ParamType, Stmt } from './tree.ts'

const elements: readonly (readonly [number, ElementClass])[] = [
  [10, 'Float64Array'],
  [4, 'Float32Array'],
  [5, 'Int32Array'],
  [3, 'Uint8Array'],
  [2, 'Uint8ClampedArray'],
  [2, 'Uint32Array'],
  [1, 'Int16Array'],
  [1, 'Uint16Array'],
  [1, 'Int8Array'],
]

/** How deep loops nest and how long they run: a kernel takes microseconds. */
const shapes: readonly (readonly [number, { readonly depth: number; readonly limit: number }])[] = [
  [5, { depth: 1, limit: 80 }],
  [5, { depth: 2, limit: 20 }],
  [2, { depth: 3, limit: 8 }],
]

/** Kernels that are nests of counted loops; the others are any statements anywhere. */
const NESTS = 0.92

export function generate(seed: number): FuzzKernel {
  const random = new Random(seed)
  if (!random.chance(NESTS)) return generateAny(seed, random)
  const form = random.weighted([
    [40, generateNests],
    [2, generateBigs],
    [2, generateRows],
  ])
  return form(seed, random)
}

function generateAny(seed: number, random: Random): FuzzKernel {
  const shape = random.weighted(shapes)
  const bigKernel = random.chance(0.08)
  const params = parameters(random, bigKernel)
  const helpers: Helper[] = []
  const env: Record<string, number> = {}
  const scope = rootScope(random, params, shape)
  if (random.chance(0.25)) {
    env.c0 = random.pick([0, -0, 1, 2, 3, 0.5, 1e-3, 100, 255, NaN, 2 ** 31])
    scope.nums.push('c0')
  }
  while (random.chance(0.25) && helpers.length < 3) helpers.push(makeHelper(scope, helpers))
  const body: Stmt[] = [...opening(scope, bigKernel), ...block(scope, random.int(2, 5))]
  body.push(...result(scope))
  const used = kernelParts(body)
  const sets = [0, 1, 2].map(() => generateArgs(random, params, shape.limit, used))
  return { seed, params, helpers, env, body, sets, resident: random.chance(0.5) }
}

const kernelParts = (body: Block): string => JSON.stringify(body)

function parameters(random: Random, bigKernel: boolean): Param[] {
  const types: ParamType[] = []
  const arrays = random.weighted([
    [1, 0],
    [8, 1],
    [10, 2],
    [5, 3],
  ])
  const sameClass = random.chance(0.4) ? random.weighted(elements) : undefined
  for (let i = 0; i < arrays; i++) types.push({ kind: 'array', element: sameClass ?? random.weighted(elements) })
  if (bigKernel) types.push({ kind: 'array', element: random.pick(['BigInt64Array', 'BigUint64Array']) })
  if (bigKernel && random.chance(0.4)) types.push({ kind: 'big' })
  if (random.chance(0.12)) types.push({ kind: 'plain' })
  if (random.chance(0.06)) types.push({ kind: 'rows' })
  if (random.chance(0.06)) types.push({ kind: 'point' })
  while (random.chance(0.5) && types.length < 6)
    types.push({ kind: random.pick(['size', 'size', 'number', 'number', 'integer', 'bool']) })
  if (arrays === 0) types.push({ kind: 'number' }, { kind: 'size' })
  return types.map((type, i) => ({ name: `${prefix(type)}${i}`, type }))
}

function prefix(type: ParamType): string {
  const letters = {
    array: 'a',
    plain: 'p',
    size: 'n',
    integer: 'k',
    number: 'x',
    bool: 't',
    big: 'g',
    rows: 'm',
    point: 'q',
  }
  return letters[type.kind]
}

function rootScope(
  random: Random,
  params: readonly Param[],
  shape: { readonly depth: number; readonly limit: number },
): Scope {
  const named = (...kinds: ParamType['kind'][]) =>
    params.filter((param) => kinds.includes(param.type.kind)).map((param) => param.name)
  return {
    random,
    names: { next: 0 },
    depthLeft: shape.depth,
    trips: Math.min(shape.limit, 12),
    nums: named('size', 'integer', 'number'),
    assignable: named('integer', 'number'),
    bools: named('bool'),
    bigs: named('big'),
    ivs: [],
    sizes: named('size'),
    arrays: params.flatMap(({ name, type }) =>
      type.kind === 'array'
        ? [{ name, element: type.element }]
        : type.kind === 'plain'
          ? [{ name, element: 'Float64Array' as const, plain: true }]
          : [],
    ),
    rows: named('rows'),
    points: named('point'),
    callables: [],
    labels: [],
    mayBreak: false,
    mayContinue: false,
    returns: random.weighted([
      [11, 'num'],
      [4, 'nothing'],
      [5, 'at the end'],
    ]),
    wraps: wrapsOf(random, params),
  }
}

function wrapsOf(random: Random, params: readonly Param[]): Scope['wraps'] {
  if (random.chance(0.1)) return ['asIntN', 'asUintN']
  return params.some(({ type }) => type.kind === 'array' && type.element === 'BigUint64Array')
    ? ['asUintN']
    : ['asIntN']
}

/** The first statements: variables that the loops carry, scratch arrays, functions of its own. */
function opening(scope: Scope, bigKernel: boolean): Stmt[] {
  const { random } = scope
  const list: Stmt[] = []
  for (let i = random.int(0, 2); i >= 0; i--) {
    const name = fresh(scope, 's')
    list.push(
      stmt(
        `let ${name} = `,
        random.chance(0.6)
          ? { type: 'num', parts: [random.pick(['0', '0', '1', '0.5', '-1', '255', 'Infinity'])] }
          : number(scope, 1),
      ),
    )
    scope.nums.push(name)
    scope.assignable.push(name)
  }
  if (bigKernel) {
    list.push(stmt('let h = 14695981039n'))
    scope.bigs.push('h')
  }
  if (random.chance(0.12)) {
    const name = fresh(scope, 'w')
    const element = random.weighted(elements)
    const length =
      scope.arrays.length > 0 && random.chance(0.4)
        ? `${random.pick(scope.arrays).name}.length`
        : random.int(0, scope.trips)
    list.push(stmt(`const ${name} = new ${element}(${length})`))
    scope.arrays.push({ name, element })
  }
  if (random.chance(0.05)) {
    const name = fresh(scope, 'l')
    list.push(stmt(`const ${name} = [1, 0.25, -3, 7]`))
    scope.arrays.push({ name, element: 'Float64Array', plain: true })
  }
  if (random.chance(0.12)) list.push(closure(scope))
  return list
}

function functionScope(scope: Scope, nums: readonly string[]): Scope {
  return inner(scope, {
    nums: [...nums],
    assignable: [...nums],
    depthLeft: 1,
    trips: 3,
    ivs: [],
    sizes: [],
    labels: [],
    mayBreak: false,
    mayContinue: false,
    returns: 'num',
  })
}

/** A nested arrow that reads, and may write, what is around it. */
function closure(scope: Scope): Stmt {
  const name = fresh(scope, 'f')
  const param = fresh(scope, 'u')
  const own = { ...functionScope(scope, [...scope.nums, param, param]), assignable: [...scope.assignable] }
  const made = scope.random.chance(0.7)
    ? stmt(`const ${name} = (${param}) => `, { ...number(own, 2), loose: true })
    : stmt(`const ${name} = (${param}) => {`, [...block(own, 1), ...result(own)], '}')
  scope.callables.push({ name, params: ['num'] })
  return made
}

/** A function in env: of numbers, of an array and an index, or recursive. It sees its parameters and the helpers before it. */
function makeHelper(scope: Scope, before: readonly Helper[]): Helper {
  const { random } = scope
  const name = `help${before.length}`
  const base = { bools: [], bigs: [], rows: [], points: [], callables: [...scope.callables] }
  const kind = random.weighted([
    [6, 'numbers'],
    [3, 'array'],
    [1, 'recursive'],
  ])
  if (kind === 'recursive') {
    const own = { ...functionScope(scope, ['y']), ...base, arrays: [], depthLeft: 0 }
    const body = [stmt('if (d <= 0) return y'), stmt(`return ${name}(d - 1, `, number(own, 2), ')')]
    scope.callables.push({ name, params: ['depth', 'num'] })
    return { name, params: ['d', 'y'], body }
  }
  const params: Callable['params'] = kind === 'array' ? ['array', 'num'] : random.chance(0.5) ? ['num'] : ['num', 'num']
  const names = kind === 'array' ? ['z', 'y'] : ['y', 'z'].slice(0, params.length)
  const arrays = kind === 'array' ? [{ name: 'z', element: 'Float64Array' as const }] : []
  const own: Scope = {
    ...functionScope(
      scope,
      names.filter((each) => kind !== 'array' || each !== 'z'),
    ),
    ...base,
    arrays,
  }
  const body = random.chance(0.5)
    ? [stmt('return ', number(own, 2))]
    : [...block(own, random.int(1, 2)), ...result(own)]
  scope.callables.push({ name, params })
  return { name, params: names, body }
}
