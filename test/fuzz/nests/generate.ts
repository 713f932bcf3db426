/**
 * A random kernel of loop nests that vectorize, or nearly do: arrays of lines and squares, sizes, distances; one nest or two; arguments.
 * Next to the kernels of ../generate.ts, which may hold any statement anywhere and seldom vectorize.
 */
import type { Random } from '../random.ts'
import type { Block, ElementClass, FuzzKernel, Param, ParamType } from '../tree.ts'
import { type NestParam, nestArguments } from './arguments.ts'
import type { Flavour, NestArray, NestScope } from './scope.ts'
import { stmt } from './scope.ts'
import { shape } from './shapes.ts'
import { value } from './values.ts'

const elements: Readonly<Record<Flavour, readonly (readonly [number, ElementClass])[]>> = {
  double: [[1, 'Float64Array']],
  single: [
    [12, 'Float32Array'],
    [1, 'Float64Array'],
  ],
  int: [
    [12, 'Int32Array'],
    [3, 'Uint32Array'],
    [1, 'Float64Array'],
  ],
  small: [
    [6, 'Uint8Array'],
    [3, 'Uint8ClampedArray'],
    [3, 'Int16Array'],
    [3, 'Uint16Array'],
    [2, 'Int8Array'],
    [2, 'Int32Array'],
  ],
  mixed: [
    [4, 'Float64Array'],
    [3, 'Float32Array'],
    [3, 'Int32Array'],
    [2, 'Uint8Array'],
    [1, 'Uint8ClampedArray'],
    [1, 'Int16Array'],
    [1, 'Uint16Array'],
    [1, 'Uint32Array'],
    [1, 'Int8Array'],
  ],
}

export function generateNests(seed: number, random: Random): FuzzKernel {
  const depth = random.weighted([
    [9, 1],
    [7, 2],
    [3, 3],
  ])
  const flavour = random.weighted<Flavour>([
    [8, 'double'],
    [3, 'single'],
    [5, 'int'],
    [3, 'small'],
    [4, 'mixed'],
  ])
  const columns = depth === 2 && random.chance(0.4) ? 'm' : 'n'
  const params = parameters(random, flavour, depth)
  const names = (...kinds: NestParam['kind'][]) =>
    params.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name)
  const [distance] = names('distance')
  const bounded = names('lo', 'hi')
  const scope: NestScope = {
    random,
    names: { next: 0 },
    flavour,
    arrays: params.flatMap((param) => (param.kind === 'array' ? [param.array] : [])),
    rows: 'n',
    columns,
    ivs: [],
    floats: names('number'),
    ints: names('integer', 'distance'),
    assignable: [],
    distance,
    bounds: bounded.length === 2 ? [bounded[0], bounded[1]] : undefined,
    loop: 'none',
    bases: [],
  }
  const results: string[] = []
  const body: Block[number][] = [...shape(scope, depth, results)]
  if (random.chance(0.15)) body.push(...shape({ ...scope, names: scope.names }, random.int(1, depth), results))
  body.push(...result(scope, results))
  const sets = nestArguments(random, params, depth, columns)
  return {
    seed,
    params: params.map(({ name }, i) => ({ name, type: typeOf(params[i]) }) satisfies Param),
    helpers: [],
    env: {},
    body,
    sets,
    resident: random.chance(0.5),
  }
}

function parameters(random: Random, flavour: Flavour, depth: number): NestParam[] {
  const list: NestParam[] = []
  const add = (array: Omit<NestArray, 'name'>): void => {
    const name = 'abcdef'[list.length]
    list.push({ kind: 'array', name, array: { ...array, name } })
  }
  const sameClass = random.chance(0.5) ? random.weighted(elements[flavour]) : undefined
  const count = random.weighted([
    [2, 1],
    [6, 2],
    [6, 3],
    [1, 4],
  ])
  for (let i = 0; i < count; i++) {
    const isSquare = depth === 1 ? random.chance(0.05) : random.chance(depth === 2 ? 0.55 : 0.85)
    const element = sameClass ?? random.weighted(elements[flavour])
    add({ element, extent: isSquare ? 'square' : 'line', plain: element === 'Float64Array' && random.chance(0.015) })
  }
  if (random.chance(0.15))
    add({
      element: random.pick(['Int32Array', 'Int32Array', 'Uint8Array', 'Uint16Array', 'Float64Array']),
      extent: 'indices',
    })
  list.push({ kind: 'n', name: 'n' })
  if (depth === 2) list.push({ kind: 'm', name: 'm' })
  if (random.chance(0.25)) list.push({ kind: 'distance', name: 'k' })
  if (random.chance(0.12)) list.push({ kind: 'lo', name: 'lo' }, { kind: 'hi', name: 'hi' })
  if (random.chance(0.3)) list.push({ kind: 'number', name: 'x' })
  if (random.chance(flavour === 'double' || flavour === 'single' ? 0.1 : 0.3)) list.push({ kind: 'integer', name: 'q' })
  return list
}

function typeOf(param: NestParam): ParamType {
  if (param.kind === 'array')
    return param.array.plain ? { kind: 'plain' } : { kind: 'array', element: param.array.element }
  if (param.kind === 'number') return { kind: 'number' }
  return { kind: param.kind === 'n' || param.kind === 'm' ? 'size' : 'integer' }
}

function result(scope: NestScope, results: readonly string[]): Block {
  const { random } = scope
  if (results.length === 0) return random.chance(0.15) ? [stmt('return ', value(scope, 1))] : []
  if (results.length === 1) return [stmt(`return ${results[0]}`)]
  return [stmt(`return [${results.join(', ')}]`)]
}
