/** Loops that go on by what they read - lists, parents, queues - and bodies whose choices are made of earlier choices. */
import type { Block, Expr, Stmt } from '../tree.ts'
import { loopOver } from './loops.ts'
import { fresh, inside, isInteger, type NestScope, num, stmt } from './scope.ts'
import { store } from './statements.ts'
import { comparison, int, value } from './values.ts'
import { wandering } from './walks.ts'

/** A walk that does not end by itself ends after so many steps. */
const MOST_STEPS = 40

/** Arrays of integers, mostly those whose elements are places in a line. */
function links(scope: NestScope): string | undefined {
  const indices = scope.arrays.filter(({ extent }) => extent === 'indices')
  const lines = scope.arrays.filter((array) => array.extent === 'line' && isInteger(array))
  const from = indices.length > 0 && scope.random.chance(0.85) ? indices : lines
  return from.length > 0 ? scope.random.pick(from).name : undefined
}

/** A list that is followed, once or from each element. */
export function following(scope: NestScope, results: string[]): Block {
  const { random, rows } = scope
  const next = links(scope)
  if (next === undefined) return wandering(scope, results)
  const total = fresh(scope, 's')
  results.push(total)
  const walk = (outer: NestScope): Block => {
    const [at, steps, other] = [fresh(outer, 't'), fresh(outer, 't'), fresh(outer, 't')]
    const own = inside(outer, { ints: [...outer.ints, at], loop: 'both' })
    const test = random.pick([
      `${at} < ${rows}`,
      `${at} >= 0`,
      `${at} >= 0 && ${at} < ${rows}`,
      `${next}[${at}] !== ${at}`,
      `${at} !== ${random.pick([0, 3])}`,
      `${at} !== ${random.pick(outer.ivs)?.name ?? rows}`,
    ])
    const step = random.pick([
      `${next}[${at}]`,
      `${next}[${at}]`,
      `${next}[${at}]`,
      `${next}[${next}[${at}]]`,
      `(${next}[${at}] + 1) % ${rows}`,
      `(${at} + ${next}[${at}]) % ${rows}`,
      `${next}[${at}] & 7`,
      `${rows} - 1 - ${next}[${at}]`,
    ])
    const isFor = random.chance(0.5)
    const element = random.chance(0.6)
      ? num(`${random.pick(scope.arrays).name}[${at}]`)
      : num(`${next}[${at}] ${random.pick(['% 5', '* 2', '& 3', `- ${at}`])}`)
    const uses: Stmt[] = [
      stmt(`${total} += `, random.chance(0.7) ? element : value(own, 1)),
      store(own, element),
      // As a number: a store at `undefined` would give the array a property of that name.
      stmt(`${next}[+${at}] = ${next}[${next}[${at}]]`),
      stmt('if (', comparison(own, 1, random.chance(0.5)), ') break'),
      ...(isFor
        ? [
            stmt('if (', comparison(own, 1, true), ') continue'),
            stmt(`if (${steps} % ${random.int(2, 3)} === 0) continue`),
          ]
        : [
            stmt(
              'if (',
              comparison(own, 1, random.chance(0.5)),
              ') {',
              [stmt(`${at} = ${step}`), stmt('continue')],
              '}',
            ),
          ]),
      stmt('if (', comparison(own, 1), ') {', [stmt(`${total}++`), stmt(`${at} = ${step}`), stmt('continue')], '}'),
    ]
    const chosen = Array.from({ length: random.int(1, 3) }, () => random.pick(uses))
    const last = random.chance(0.2)
      ? [stmt(`const ${other} = ${step}`), stmt(`if (${other} === ${at}) break`), stmt(`${at} = ${other}`)]
      : [stmt(`${at} = ${step}`)]
    return [
      stmt(
        `let ${at} = `,
        random.chance(0.5) ? num(random.pick([...outer.ivs.map(({ name }) => name), '0', '1'])) : int(outer, 1),
      ),
      stmt(`let ${steps} = 0`),
      isFor
        ? { parts: [`for (; ${steps}++ < ${MOST_STEPS} && ${test}; ${at} = ${step}) {`, chosen, '}'] }
        : { parts: [`while (${steps}++ < ${MOST_STEPS} && ${test}) {`, [...chosen, ...last], '}'] },
      ...(random.chance(0.3) && outer.ivs.length > 0 ? [store(outer, num(at))] : []),
    ]
  }
  const body = random.chance(0.5) ? walk(scope) : [loopOver(scope, rows, walk, { straight: true })]
  return [stmt(`let ${total} = 0`), ...body]
}

/** A queue in an array that is used round and round. */
export function queue(scope: NestScope, results: string[]): Block {
  const { random, rows } = scope
  const ring = links(scope)
  if (ring === undefined) return wandering(scope, results)
  const [head, tail, x, steps, total] = ['s', 's', 't', 's', 's'].map((prefix) => fresh(scope, prefix)) as [
    string,
    string,
    string,
    string,
    string,
  ]
  results.push(total)
  const forward = (name: string): Stmt[] =>
    random.pick([
      [stmt(`${name} = (${name} + 1) % ${rows}`)],
      [stmt(`if (++${name} === ${rows}) ${name} = 0`)],
      [stmt(`${name}++`)],
      [stmt(`${name} = ${name} + 1 < ${rows} ? ${name} + 1 : 0`)],
    ])
  const own = inside(scope, { ints: [...scope.ints, x], loop: 'both' })
  const put = [stmt(`${ring}[${tail}] = `, random.chance(0.5) ? num(x) : int(own, 1)), ...forward(tail)]
  const body: Block = [
    stmt(`const ${x} = ${ring}[${head}]`),
    ...forward(head),
    ...(random.chance(0.5)
      ? [stmt('if (', comparison(own, 0, true), ') {', [stmt(`${total}++`), stmt('continue')], '}')]
      : []),
    stmt(`${total} += ${x}`),
    ...(random.chance(0.6) ? [stmt('if (', comparison(own, 1), ') {', put, '}')] : put),
    ...(random.chance(0.3) ? [store(own, num(x))] : []),
  ]
  return [
    stmt(`let ${head} = 0`),
    stmt(`let ${tail} = ${random.pick(['1', '3', `${rows} - 1`, `${rows} >> 1`])}`),
    stmt(`let ${steps} = 0`),
    stmt(`let ${total} = 0`),
    { parts: [`while (${steps}++ < ${2 * MOST_STEPS} && ${head} ${random.pick(['!==', '<'])} ${tail}) {`, body, '}'] },
  ]
}

/** Some variables that take each other's values under conditions, one inside of the other. */
export function chained(scope: NestScope): Block {
  const { random, rows } = scope
  return [
    loopOver(scope, rows, (own) => {
      const names = Array.from({ length: random.int(2, 3) }, () => fresh(own, 't'))
      const kind = random.chance(0.3) ? int : value
      const source = (): Expr => (random.chance(0.65) ? num(random.pick(names)) : kind(own, 1))
      const take = (): Stmt => stmt(`${random.pick(names)} = `, source())
      const choice = (depth: number): Stmt => {
        if (random.chance(0.2))
          return stmt(`${random.pick(names)} = `, comparison(own, 0), ' ? ', source(), ' : ', source())
        if (random.chance(0.15)) return take()
        const arm = (): Block => [
          take(),
          ...(depth > 0 && random.chance(0.6) ? [choice(depth - 1)] : []),
          ...(random.chance(0.3) ? [take()] : []),
        ]
        const otherwise = random.chance(0.35) ? ['} else {', arm()] : []
        return stmt('if (', comparison(own, random.int(0, 1)), ') {', arm(), ...otherwise, '}')
      }
      const list: Stmt[] = names.map((name) => stmt(`let ${name} = `, kind(own, 1)))
      own.floats.push(...names)
      for (let i = random.int(2, 4); i > 0; i--) list.push(choice(2))
      return [...list, ...names.filter((_, i) => i === 0 || random.chance(0.6)).map((name) => store(own, num(name)))]
    }),
  ]
}
