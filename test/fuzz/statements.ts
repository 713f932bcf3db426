/**
 * Random statements. Every loop ends by construction: its bound is a size argument, a length or a constant, never data, and nothing
 * but the loop itself moves its variable backwards.
 */
import { big, boolean, call, condition, index, literal, number, storeIndex } from './expressions.ts'
import { loop } from './loops.ts'
import { bigArrays, fresh, inner, type Scope, storable } from './scope.ts'
import type { Block, Expr, Stmt } from './tree.ts'

type Choice = readonly [weight: number, make: () => Stmt | undefined]

export const stmt = (...parts: (string | Expr | Block)[]): Stmt => ({ parts })

/** `count` statements; those that declare something are seen by the ones after them. */
export function block(scope: Scope, count: number): Block {
  const list: Stmt[] = []
  while (list.length < count) {
    const made = statement(scope)
    if (made) list.push(made)
  }
  return list
}

function statement(scope: Scope): Stmt | undefined {
  const { random } = scope
  const choices: Choice[] = [
    [8, () => declare(scope)],
    [14, () => store(scope)],
    [9, () => assign(scope)],
    [5, () => branch(scope)],
    [2, () => choose(scope)],
    [1, () => swap(scope)],
    [1, () => shortCircuit(scope)],
    [1, () => method(scope)],
    [1, () => stmt('{', block(inner(scope), 2), '}')],
  ]
  if (scope.depthLeft > 0) choices.push([12, () => loop(scope)])
  if (scope.mayBreak) choices.push([1.5, () => leave(scope)])
  if (scope.returns !== 'at the end') choices.push([0.7, () => earlyReturn(scope)])
  if (scope.bigs.length + bigArrays(scope).length > 0) choices.push([10, () => bigStatement(scope)])
  if (scope.callables.some((each) => each.params.includes('array'))) choices.push([2, () => stmt(';', call(scope, 1))])
  if (scope.points.length > 0)
    choices.push([
      3,
      () => stmt(`${random.pick(scope.points)}.${random.pick(['x', 'y'])} ${operator(scope)} `, number(scope, 2)),
    ])
  if (scope.rows.length > 0) choices.push([3, () => storeInRow(scope)])
  return random.weighted(choices)()
}

const operator = (scope: Scope): string =>
  scope.random.weighted([
    [8, '='],
    [6, '+='],
    [2, '-='],
    [2, '*='],
    [0.5, '/='],
    [0.5, '%='],
    [1, '|='],
    [1, '^='],
    [1, '&='],
    [0.5, '<<='],
    [0.5, '>>='],
    [1, '>>>='],
    [0.3, '**='],
  ])

const depthOf = (scope: Scope): number =>
  scope.random.weighted([
    [3, 1],
    [4, 2],
    [2, 3],
  ])

function declare(scope: Scope): Stmt {
  const { random } = scope
  const name = fresh(scope, 'v')
  if (random.chance(0.12)) {
    const made = stmt(`let ${name} = `, boolean(scope, depthOf(scope)))
    scope.bools.push(name)
    return made
  }
  if (random.chance(0.04)) {
    scope.nums.push(name)
    scope.assignable.push(name)
    return stmt(`let ${name}`)
  }
  const keyword = random.weighted([
    [6, 'let'],
    [3, 'const'],
    [1, 'var'],
  ])
  const made = stmt(`${keyword} ${name} = `, number(scope, depthOf(scope)))
  scope.nums.push(name)
  if (keyword !== 'const') scope.assignable.push(name)
  return made
}

function assign(scope: Scope): Stmt {
  const { random } = scope
  if (scope.bools.length > 0 && random.chance(0.15)) return stmt(`${random.pick(scope.bools)} = `, boolean(scope, 2))
  if (scope.assignable.length === 0) return declare(scope)
  const name = random.pick(scope.assignable)
  if (random.chance(0.1)) return stmt(random.pick([`${name}++`, `${name}--`, `++${name}`, `--${name}`]))
  return stmt(`${name} ${operator(scope)} `, number(scope, depthOf(scope)))
}

function store(scope: Scope): Stmt | undefined {
  const { random } = scope
  const arrays = storable(scope)
  if (arrays.length === 0) return assign(scope)
  const target = random.pick(arrays).name
  const at = storeIndex(scope, 1)
  if (random.chance(0.08)) return stmt(`${target}[`, at, random.pick([']++', ']--']))
  if (random.chance(0.04))
    return stmt(`${target}[`, at, `] = ${random.pick(arrays).name}[`, storeIndex(scope, 0), '] = ', number(scope, 2))
  if (random.chance(0.03)) return stmt(`${target}[`, at, '] = ', boolean(scope, 2))
  return stmt(`${target}[`, at, `] ${operator(scope)} `, number(scope, depthOf(scope)))
}

function storeInRow(scope: Scope): Stmt {
  const row = scope.ivs.length > 0 ? `${scope.random.pick(scope.ivs)} & 1` : '1'
  return stmt(
    `${scope.random.pick(scope.rows)}[${row}][`,
    storeIndex(scope, 0),
    `] ${operator(scope)} `,
    number(scope, 2),
  )
}

function bigStatement(scope: Scope): Stmt {
  const { random } = scope
  const arrays = bigArrays(scope)
  if (arrays.length > 0 && random.chance(0.6))
    return stmt(`${random.pick(arrays).name}[`, storeIndex(scope, 0), '] = ', big(scope, 2))
  if (scope.bigs.length > 0 && random.chance(0.5)) return stmt(`${random.pick(scope.bigs)} = `, big(scope, 2))
  const name = fresh(scope, 'b')
  const made = stmt(`let ${name} = `, big(scope, 2))
  scope.bigs.push(name)
  return made
}

function branch(scope: Scope): Stmt {
  const { random } = scope
  const test = condition(scope, 2)
  const then = block(inner(scope), random.int(1, 2))
  if (random.chance(0.5)) return stmt('if (', test, ') {', then, '}')
  const other = block(inner(scope), random.int(1, 2))
  if (random.chance(0.8)) return stmt('if (', test, ') {', then, '} else {', other, '}')
  return stmt(
    'if (',
    test,
    ') {',
    then,
    '} else if (',
    condition(scope, 1),
    ') {',
    other,
    '} else {',
    block(inner(scope), 1),
    '}',
  )
}

/** A switch; about half of the cases fall through, and the default stands anywhere. */
function choose(scope: Scope): Stmt {
  const { random } = scope
  const subject = random.chance(0.6) ? ['switch (', number(scope, 1), ' & 3) {'] : ['switch (', number(scope, 1), ') {']
  const count = random.int(1, 4)
  const fallback = random.int(0, count)
  const cases: Stmt[] = []
  const body = (): Block => [
    ...block(inner(scope, { mayBreak: false }), 1),
    ...(random.chance(0.5) ? [stmt('break')] : []),
  ]
  for (let i = 0; i <= count; i++) {
    const label: (string | Expr)[] =
      i === fallback ? ['default: {'] : ['case ', random.chance(0.9) ? literal(i) : number(scope, 1), ': {']
    if (i !== fallback || random.chance(0.7)) cases.push({ parts: [...label, body(), '}'] })
  }
  return stmt(...subject, cases, '}')
}

function swap(scope: Scope): Stmt {
  const { random } = scope
  const arrays = storable(scope)
  if (scope.assignable.length > 1 && random.chance(0.5)) {
    const [a, b] = [random.pick(scope.assignable), random.pick(scope.assignable)]
    return stmt(`;[${a}, ${b}] = [${b}, `, number(scope, 1), ']')
  }
  if (arrays.length === 0) return declare(scope)
  const array = random.pick(arrays).name
  const [i, j] = [storeIndex(scope, 0), storeIndex(scope, 0)]
  return stmt(`;[${array}[`, i, `], ${array}[`, j, `]] = [${array}[`, j, `], ${array}[`, i, ']]')
}

/** `condition && (v = x)` as a statement, as minifiers write `if`. */
function shortCircuit(scope: Scope): Stmt {
  if (scope.assignable.length === 0) return declare(scope)
  const name = scope.random.pick(scope.assignable)
  return stmt(';', boolean(scope, 1), scope.random.pick([' && ', ' || ']), `(${name} = `, number(scope, 1), ')')
}

function method(scope: Scope): Stmt | undefined {
  const { random } = scope
  const arrays = storable(scope)
  if (arrays.length === 0) return undefined
  const array = random.pick(arrays).name
  const at = () => number(scope, 0)
  return random.weighted<() => Stmt>([
    [3, () => stmt(`${array}.fill(`, number(scope, 1), ')')],
    // Node 20 ignores the end where the start is undefined.
    [2, () => stmt(`${array}.fill(`, number(scope, 1), ', ~~', index(scope, 0), ', ', at(), ')')],
    [2, () => stmt(`${array}.copyWithin(`, at(), ', ', at(), ')')],
    [3, () => view(scope, array)],
  ])()
}

function view(scope: Scope, array: string): Stmt {
  const { element } = scope.arrays.find((each) => each.name === array)!
  const name = fresh(scope, 's')
  const method = scope.random.pick(['subarray', 'subarray', 'slice'])
  const made = stmt(
    `const ${name} = ${array}.${method}(`,
    number(scope, 0),
    ...(scope.random.chance(0.5) ? [', ', number(scope, 0)] : []),
    ')',
  )
  scope.arrays.push({ name, element })
  return made
}

function leave(scope: Scope): Stmt | undefined {
  const { random } = scope
  const verb = scope.mayContinue && random.chance(0.5) ? 'continue' : 'break'
  const label = scope.labels.length > 0 && random.chance(0.4) ? ` ${random.pick(scope.labels)}` : ''
  return stmt('if (', condition(scope, 1), `) ${verb}${label}`)
}

function earlyReturn(scope: Scope): Stmt {
  const guard = condition(scope, 2)
  return scope.returns === 'num' ? stmt('if (', guard, ') return ', number(scope, 1)) : stmt('if (', guard, ') return')
}

/** The kernel's last word. */
export function result(scope: Scope): Block {
  const { random } = scope
  if (scope.returns === 'nothing') return []
  if (scope.returns === 'at the end') {
    return random.weighted<() => Block>([
      [2, () => (scope.arrays.length > 0 ? [stmt(`return ${random.pick(scope.arrays).name}`)] : [])],
      [3, () => [stmt('return [', number(scope, 2), ', ', number(scope, 1), ']')]],
      [2, () => [stmt('return { x: ', number(scope, 2), ', less: ', boolean(scope, 1), ' }')]],
      [2, () => [stmt('return ', boolean(scope, 2))]],
      [scope.bigs.length > 0 ? 4 : 0, () => [stmt('return ', big(scope, 1))]],
    ])()
  }
  const sum = scope.assignable.length > 0 && random.chance(0.6) ? [...scope.assignable].slice(-3).join(' + ') : ''
  if (sum !== '') return [stmt(`return ${sum}`)]
  return [stmt('return ', number(scope, 2))]
}
