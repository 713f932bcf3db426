/** Loops whose trips look past the edge of an array, take elements in groups, or hand something on to the next trip. */
import type { Block, Expr } from '../tree.ts'
import { loopOver } from './loops.ts'
import { fresh, infix, inside, isIntKernel, literal, type NestArray, type NestScope, num, stmt, text } from './scope.ts'
import { body, place, store, target } from './statements.ts'
import { comparison, double, int, value } from './values.ts'

const lines = (scope: NestScope): NestArray[] => scope.arrays.filter(({ extent }) => extent === 'line')

/** A neighbour's place that is wrapped or clamped at the ends of `size` elements. */
function neighbour({ random }: NestScope, iv: string, size: string): string {
  const k = random.pick([1, 1, 1, 2, 3])
  return random.pick([
    `${iv} > 0 ? ${iv} - 1 : ${size} - 1`,
    `${iv} === 0 ? ${size} - 1 : ${iv} - 1`,
    `${iv} < ${size} - 1 ? ${iv} + 1 : 0`,
    `${iv} + 1 === ${size} ? 0 : ${iv} + 1`,
    `${iv} + ${k} < ${size} ? ${iv} + ${k} : ${iv} + ${k} - ${size}`,
    `${iv} >= ${k} ? ${iv} - ${k} : 0`,
    `(${iv} + ${k}) % ${size}`,
    `(${iv} + ${size} - ${k}) % ${size}`,
    `Math.max(${iv} - ${k}, 0)`,
    `Math.min(${iv} + ${k}, ${size} - 1)`,
    `Math.max(0, Math.min(${size} - 1, ${iv} + ${random.pick([-2, -1, 1, 4])}))`,
    `${iv} & 7`,
  ])
}

/** An element and its neighbours, where those of the first and the last are others. */
export function edges(scope: NestScope, depth: number): Block {
  const { random, rows, columns } = scope
  const from = scope.arrays.filter(({ extent }) => extent === (depth === 1 ? 'line' : 'square'))
  const size = depth === 1 ? rows : columns
  const inner = (own: NestScope): Block => {
    const to = target(own)
    if (from.length === 0 || to === undefined) return body(own, 1)
    const iv = own.ivs.at(-1)!.name
    const around = (): Expr => {
      const { name } = random.pick(from)
      const at = neighbour(scope, iv, size)
      return depth === 1 ? num(`${name}[${at}]`) : num(`${name}[${own.ivs[0]!.name} * ${columns} + (${at})]`)
    }
    const sum = infix(around(), random.pick(['+', '-', '*']), random.chance(0.6) ? around() : value(own, 1))
    const at = random.chance(0.8) && to.extent === 'line' ? num(iv) : place(own, to)
    const special = random.pick([`${iv} === 0`, `${iv} < 2`, `${iv} === ${size} - 1`, `${iv} > 0`, `${iv} !== ${size}`])
    if (random.chance(0.25)) {
      const [one, other] = [stmt(`${to.name}[`, at, '] = ', value(own, 1)), stmt(`${to.name}[`, at, '] = ', sum)]
      return [
        random.chance(0.5)
          ? stmt(`if (${special}) {`, [one], '} else {', [other], '}')
          : stmt(`if (${special}) {`, [other], '}'),
      ]
    }
    const what = random.chance(0.2)
      ? text('num', [text('bool', [special]), ' ? ', value(own, 1), ' : ', sum], true)
      : sum
    return [stmt(`${to.name}[`, at, `] ${random.pick(['=', '=', '+='])} `, what)]
  }
  const options = { straight: random.chance(0.8) }
  if (depth === 1) return [loopOver(scope, rows, inner, options)]
  return [loopOver(scope, rows, (outer) => [loopOver(outer, columns, inner, options)], options)]
}

/** Groups of two to four elements, such as the colours of a pixel; mostly all of a group are written, in some order. */
export function interleaved(scope: NestScope): Block {
  const { random, rows } = scope
  const all = lines(scope)
  if (all.length === 0) return edges(scope, 1)
  const [from, to] = [random.pick(all), random.pick(all)]
  const many = random.pick([2, 2, 3, 3, 4])
  const iv = fresh(scope, 'i')
  const own = inside(scope, { ivs: [{ name: iv, size: rows }], loop: 'both' })
  const isStep = random.chance(0.5)
  const at = (k: number): string =>
    isStep ? (k === 0 ? iv : `${iv} + ${k}`) : k === 0 ? `${many} * ${iv}` : `${many} * ${iv} + ${k}`
  const head = isStep
    ? `for (let ${iv} = 0; ${iv} + ${many - 1} < ${random.pick([rows, rows, `${to.name}.length`])}; ${iv} += ${many}) {`
    : `for (let ${iv} = 0; ${iv} < (${rows} / ${many} | 0); ${iv}++) {`
  const places = Array.from({ length: many }, (_, k) => k)
  if (random.chance(0.3)) places.reverse()
  if (random.chance(0.2)) places.splice(random.int(0, many - 1), 1)
  if (random.chance(0.1)) places.push(random.int(0, many - 1))
  const isInt = isIntKernel(scope)
  const read = (): Expr => num(`${from.name}[${at(random.int(0, many - 1))}]`)
  const operators = isInt ? ['+', '-', '&', '>>', '^'] : ['+', '-', '*', '/']
  const list = places.map((k) => {
    const what = random.chance(0.3)
      ? read()
      : infix(read(), random.pick(operators), random.chance(0.5) ? read() : isInt ? int(own, 1) : double(own, 1))
    const put = stmt(`${to.name}[${at(k)}] ${random.pick(['=', '=', '=', '+='])} `, what)
    return random.chance(0.06) ? stmt('if (', comparison(own, 1), ') {', [put], '}') : put
  })
  return [{ parts: [head, list, '}'], variables: [iv] }]
}

/** What a trip leaves for the next: differences, running sums and filters. */
export function delays(scope: NestScope, results: string[]): Block {
  const { random } = scope
  const [before, earlier] = [fresh(scope, 's'), fresh(scope, 's')]
  const twice = random.chance(0.3)
  const isInt = isIntKernel(scope)
  results.push(before, ...(twice ? [earlier] : []))
  const loop = loopOver(scope, scope.rows, (own) => {
    const now = fresh(scope, 't')
    const made = stmt(`const ${now} = `, isInt ? int(own, 1) : value(own, 1))
    const list = own[isInt ? 'ints' : 'floats']
    list.push(now, before)
    if (twice) list.push(earlier)
    const difference = infix(num(now), random.pick(['-', '+', '*']), num(before))
    const uses = [
      store(own, twice ? infix(difference, '+', num(earlier)) : difference),
      ...(random.chance(0.3) ? [store(own)] : []),
    ]
    const next = random.weighted<() => Expr>([
      [6, () => num(now)],
      [1, () => infix(num(now), '+', literal(1))],
      [1, () => infix(infix(num(before), '*', literal(0.5)), '+', num(now))],
      [1, () => num(own.ivs.at(-1)!.name)],
    ])()
    const hands = [...(twice ? [stmt(`${earlier} = ${before}`)] : []), stmt(`${before} = `, next)]
    return random.chance(0.12)
      ? [made, ...uses, stmt('if (', comparison(own, 1), ') {', hands, '}')]
      : [made, ...uses, ...hands]
  })
  const start = () => random.pick(['0', '-0', '1.5', 'NaN', '-1'])
  return [stmt(`let ${before} = ${start()}`), ...(twice ? [stmt(`let ${earlier} = ${start()}`)] : []), loop]
}
