/** Statements of the bodies of nests: stores, temporaries, branches, ways out, updates in place. */
import type { Block, Expr, Stmt } from '../tree.ts'
import { fresh, infix, inside, literal, type NestArray, type NestScope, num, stmt, storable } from './scope.ts'
import { comparison, int, subscript, value } from './values.ts'

export const depthOf = (scope: NestScope): number =>
  scope.random.weighted([
    [4, 1],
    [5, 2],
    [1.5, 3],
  ])

const operator = (scope: NestScope, integer: boolean): string =>
  scope.random.weighted([
    [12, '='],
    [5, '+='],
    [1, '-='],
    [1, '*='],
    [integer ? 1 : 0.1, '^='],
    [integer ? 0.5 : 0.1, '|='],
    [integer ? 0.5 : 0.1, '>>='],
  ])

/** `count` statements or so: temporaries and branches stand before what uses them. */
export function body(scope: NestScope, count: number): Block {
  const list: Stmt[] = []
  const { random } = scope
  if (scope.ivs.length > 1 && random.chance(0.25)) list.push(rowBase(scope))
  while (random.chance(0.35)) list.push(temporary(scope))
  for (let i = 0; i < count; i++) list.push(statement(scope))
  return list
}

/** `const row = i * n`. */
export function rowBase(scope: NestScope): Stmt {
  const name = fresh(scope, 'row')
  const iv = scope.random.pick(scope.ivs.length > 1 ? scope.ivs.slice(0, -1) : scope.ivs).name
  scope.bases.push({ name, iv })
  return stmt(`const ${name} = ${iv} * ${scope.columns}`)
}

export function temporary(scope: NestScope): Stmt {
  const { random, flavour } = scope
  const name = fresh(scope, 't')
  const isInt = flavour === 'int' || flavour === 'small' || (flavour === 'mixed' && random.chance(0.4))
  const keyword = random.chance(0.6) ? 'let' : 'const'
  const made = stmt(`${keyword} ${name} = `, isInt ? int(scope, depthOf(scope)) : value(scope, depthOf(scope)))
  ;(isInt ? scope.ints : scope.floats).push(name)
  if (keyword === 'let') scope.assignable.push({ name, int: isInt })
  return made
}

export function statement(scope: NestScope): Stmt {
  const { random } = scope
  const canAssign = scope.assignable.length > 0
  return random.weighted<() => Stmt>([
    [14, () => store(scope)],
    [canAssign ? 3 : 0, () => assign(scope)],
    [3.5, () => branch(scope)],
    [1.2, () => shifted(scope)],
    [0.5, () => swap(scope)],
    [scope.loop === 'both' ? 1 : 0, () => stmt('if (', comparison(scope, 1), ') continue')],
    [scope.loop !== 'none' ? 0.25 : 0, () => stmt('if (', comparison(scope, 1), ') break')],
  ])()
}

export function target(scope: NestScope): NestArray | undefined {
  const arrays = storable(scope)
  return arrays.length > 0 ? scope.random.pick(arrays) : undefined
}

/** A subscript that is never undefined: `a[undefined] = 1` gives the array a property of that name. */
export function place(scope: NestScope, array: NestArray): Expr {
  const at = subscript(scope, array)
  return at.parts.some((part) => typeof part === 'string' && part.includes('[')) ? num('+', at) : at
}

export function store(scope: NestScope, what?: Expr): Stmt {
  const array = target(scope)
  if (array === undefined) return temporary(scope)
  const integer = !array.element.startsWith('Float')
  const { random } = scope
  if (what === undefined && random.chance(0.06))
    return stmt(`${array.name}[`, place(scope, array), random.pick([']++', ']--']))
  const to = place(scope, array)
  return stmt(`${array.name}[`, to, `] ${operator(scope, integer)} `, what ?? value(scope, depthOf(scope)))
}

function assign(scope: NestScope): Stmt {
  const { random } = scope
  const { name, int: isInt } = random.pick(scope.assignable)
  const what = isInt ? int(scope, 2) : value(scope, 2)
  return random.weighted<() => Stmt>([
    [3, () => stmt(`${name} ${random.pick(['=', '+=', '-=', '*='])} `, what)],
    [1, () => stmt('if (', comparison(scope, 1, isInt), `) ${name} = `, what)],
    [1, () => stmt(`if (${name} > `, literal(random.pick([0, 1, 255])), `) ${name} = `, what)],
  ])()
}

function branch(scope: NestScope): Stmt {
  const { random } = scope
  const arm = (): Block => body(inside(scope), random.chance(0.75) ? 1 : 2)
  const test = comparison(scope, random.int(0, 1))
  if (random.chance(0.6)) return stmt('if (', test, ') {', arm(), '}')
  return stmt('if (', test, ') {', arm(), '} else {', arm(), '}')
}

/** An element from one a few places off, in the same array: the distances that decide how many lanes there may be. */
export function shifted(scope: NestScope): Stmt {
  const { random } = scope
  const arrays = scope.arrays.filter(({ extent }) => extent === 'line')
  if (arrays.length === 0 || scope.ivs.length === 0) return store(scope)
  const { name } = random.pick(arrays)
  const iv = num(scope.ivs.at(-1)!.name)
  const distance = random.pick([0, 1, 2, 3, 4, 7, 8])
  const other = scope.distance && random.chance(0.3) ? num(scope.distance) : literal(distance)
  const from = infix(iv, random.pick(['-', '+']), other)
  const [to, at] = random.chance(0.8) ? [iv, from] : [from, iv]
  const read = num(`${name}[`, at, ']')
  const what = random.chance(0.7) ? infix(read, random.pick(['+', '*', '-']), value(scope, 1)) : read
  return stmt(`${name}[`, to, `] ${random.pick(['=', '=', '+='])} `, what)
}

function swap(scope: NestScope): Stmt {
  const array = target(scope)
  if (array === undefined) return temporary(scope)
  const { name } = array
  const [i, j] = [place(scope, array), place(scope, array)]
  if (scope.random.chance(0.5))
    return stmt(`;[${name}[`, i, `], ${name}[`, j, `]] = [${name}[`, j, `], ${name}[`, i, ']]')
  const kept = fresh(scope, 't')
  return stmt(
    '{',
    [
      stmt(`const ${kept} = ${name}[`, i, ']'),
      stmt(`${name}[`, i, `] = ${name}[`, j, ']'),
      stmt(`${name}[`, j, `] = ${kept}`),
    ],
    '}',
  )
}
