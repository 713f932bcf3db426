/** Loops whose subscripts are no sums of counters: pointers that are bumped, scaled and halved places, heaps; and integers that wander. */
import type { Block, Expr } from '../tree.ts'
import { loopOver } from './loops.ts'
import { closed, fresh, infix, isIntKernel, type NestArray, type NestScope, num, stmt, storable } from './scope.ts'
import { body, store, target } from './statements.ts'
import { comparison, int, value } from './values.ts'

const lines = (scope: NestScope): NestArray[] => scope.arrays.filter(({ extent }) => extent === 'line')
const amount = (scope: NestScope): Expr => (isIntKernel(scope) ? int(scope, 1) : value(scope, 1))

/** A place that moves on by as much in each trip, inside of one loop or two. */
export function pointers(scope: NestScope, depth: number): Block {
  const { random, columns, distance } = scope
  const [p, q] = [fresh(scope, 's'), fresh(scope, 's')]
  const [from, to] = [random.pick(scope.arrays).name, target(scope)?.name]
  if (to === undefined) return [loopOver(scope, scope.rows, (own) => body(own, 1))]
  const bump = random.pick([1, 1, 1, 2, 3, -1])
  const start = (step: number): string => (step > 0 ? '0' : `${scope.rows} - 1`)
  const use = (own: NestScope, at: string): Block => {
    const read = num(`${from}[${random.pick([at, at, `${at} + 1`, p])}]`)
    return [
      stmt(`${to}[${at}] ${random.pick(['=', '=', '+='])} `, infix(read, random.pick(['+', '*', '-']), amount(own))),
    ]
  }
  if (depth === 1) {
    const both = random.chance(0.4)
    const step = random.pick(['1', '2', '3', ...(distance ? [distance] : [])])
    const loop = loopOver(scope, scope.rows, (own) => [
      ...use(own, both ? q : p),
      stmt(bump === 1 && random.chance(0.5) ? `${p}++` : `${p} += ${bump}`),
      ...(both ? [stmt(`${q} += ${step}`)] : []),
    ])
    return [stmt(`let ${p} = ${start(bump)}`), ...(both ? [stmt(`let ${q} = 0`)] : []), loop]
  }
  const inside = random.chance(0.5)
  const loop = loopOver(
    scope,
    scope.rows,
    (outer) => [
      loopOver(
        outer,
        columns,
        (own) => [...use(own, inside ? p : `${p} + ${own.ivs.at(-1)!.name}`), ...(inside ? [stmt(`${p}++`)] : [])],
        { straight: true },
      ),
      ...(inside ? [] : [stmt(`${p} += ${columns}`)]),
    ],
    { straight: true },
  )
  return [stmt(`let ${p} = 0`), loop]
}

/** Elements at scaled places, as in resizing. */
export function resample(scope: NestScope): Block {
  const { random, rows, floats } = scope
  const all = lines(scope)
  const to = random.pick([...storable(scope).filter(({ extent }) => extent === 'line'), undefined])
  if (all.length === 0 || to === undefined) return pointers(scope, 1)
  const { name } = random.pick(all)
  const scale = random.pick(['0.5', '0.7', '0.25', '1.5', '1', '-0.5', '1e9', ...floats])
  const place = (iv: string): string => {
    const moved = random.pick([
      `${iv} * ${scale}`,
      `${iv} * ${scale}`,
      `${iv} / ${random.pick([2, 3, 4, 7])}`,
      `(${iv} + 0.5) * ${scale} - 0.5`,
    ])
    const whole = random.pick([
      `Math.floor(${moved})`,
      `Math.floor(${moved})`,
      `Math.round(${moved})`,
      `Math.ceil(${moved})`,
      `Math.trunc(${moved})`,
      `(${moved}) | 0`,
      `(${moved}) >> 0`,
      `~~(${moved})`,
    ])
    return random.pick([
      whole,
      whole,
      `Math.min(${whole}, ${rows} - 1)`,
      `Math.max(0, Math.min(${whole}, ${rows} - 1))`,
    ])
  }
  return [
    loopOver(scope, rows, (own) => {
      const iv = own.ivs.at(-1)!.name
      const at = fresh(own, 't')
      const neighbour = num(`${name}[${random.pick([at, at, `${at} + 1`, `Math.min(${at} + 1, ${rows} - 1)`])}]`)
      return [
        stmt(`const ${at} = ${place(iv)}`),
        stmt(
          `${to.name}[${iv}] ${random.pick(['=', '=', '+='])} `,
          random.chance(0.5) ? neighbour : infix(neighbour, random.pick(['+', '*', '-']), amount(own)),
        ),
      ]
    }),
  ]
}

/** A binary search, or the way down a heap, for each element. */
export function halving(scope: NestScope): Block {
  const { random, rows } = scope
  const all = lines(scope)
  const to = storable(scope).find(({ extent }) => extent === 'line')
  if (all.length === 0 || to === undefined) return pointers(scope, 1)
  const { name } = random.pick(all)
  return [
    loopOver(
      scope,
      rows,
      (own) => {
        const [x, lo, hi, mid, steps] = ['t', 't', 't', 't', 't'].map((prefix) => fresh(own, prefix)) as [
          string,
          string,
          string,
          string,
          string,
        ]
        const end = random.pick([rows, `${name}.length`, `${rows} - 1`])
        // Data in no order may not end it.
        const limit = stmt(`if (++${steps} > 40) break`)
        if (random.chance(0.5)) {
          const middle = random.pick([
            `(${lo} + ${hi}) >> 1`,
            `(${lo} + ${hi}) >>> 1`,
            `Math.floor((${lo} + ${hi}) / 2)`,
            `${lo} + ((${hi} - ${lo}) >> 1)`,
          ])
          return [
            stmt(`const ${x} = `, amount(own)),
            stmt(`let ${lo} = 0`),
            stmt(`let ${hi} = ${end}`),
            stmt(`let ${steps} = 0`),
            stmt(
              `while (${lo} ${random.pick(['<', '<='])} ${hi}) {`,
              [
                limit,
                stmt(`const ${mid} = ${middle}`),
                stmt(`if (${name}[${mid}] ${random.pick(['<', '<='])} ${x}) ${lo} = ${mid} + 1`),
                stmt(`else ${hi} = ${mid}${random.pick(['', ' - 1'])}`),
              ],
              '}',
            ),
            store(own, num(lo)),
          ]
        }
        return [
          stmt(`let ${lo} = ${random.pick(['0', own.ivs.at(-1)!.name])}`),
          stmt(`let ${steps} = 0`),
          stmt(
            `while (2 * ${lo} + 1 < ${end}) {`,
            [
              limit,
              stmt(`let ${mid} = 2 * ${lo} + 1`),
              stmt(`if (${mid} + 1 < ${end} && ${name}[${mid} + 1] > ${name}[${mid}]) ${mid}++`),
              stmt(`if (!(${name}[${mid}] > ${name}[${lo}])) break`),
              stmt(`const ${x} = ${name}[${mid}]`),
              ...(name === to.name
                ? [stmt(`${name}[${mid}] = ${name}[${lo}]`), stmt(`${name}[${lo}] = ${x}`)]
                : [stmt(`${to.name}[${lo}] = ${x}`)]),
              stmt(`${lo} = ${mid}`),
            ],
            '}',
          ),
        ]
      },
      { straight: true },
    ),
  ]
}

/** Integers that nobody bounds: remainders, halves and digits. */
export function wandering(scope: NestScope, results: string[]): Block {
  const { random } = scope
  const sum = fresh(scope, 's')
  results.push(sum)
  const loop = loopOver(
    scope,
    scope.rows,
    (own) => {
      const [x, y, steps] = [fresh(own, 't'), fresh(own, 't'), fresh(own, 't')]
      const [test, ...step] = random.pick([
        [`${x} !== 1`, `${x} = ${x} % 2 === 0 ? ${x} / 2 : 3 * ${x} + 1`],
        [`${x} > 1`, `if (${x} % 2 === 0) ${x} /= 2`, `else ${x} = 3 * ${x} + 1`],
        [`${y} !== 0`, `[${x}, ${y}] = [${y}, ${x} % ${y}]`],
        [`${x} > 0`, `${y} += ${x} % 10`, `${x} = Math.floor(${x} / 10)`],
        [`${x} !== 0`, `${y} = (${y} << 1) | (${x} & 1)`, `${x} >>>= 1`],
        [`${x} < 1e6`, `${x} = ${x} * 2 + ${y}`, `${y}++`],
        [`${y} > 0`, `${x} = (${x} * 48271) % 2147483647`, `${y} = ${x} % 7`],
        [`${x} !== ${y}`, `if (${x} > ${y}) ${x} -= ${y}`, `else ${y} -= ${x}`],
      ])
      const lines = step.map((line) => stmt(line.startsWith('[') ? `;${line}` : line))
      return [
        stmt(
          `let ${x} = `,
          random.chance(0.6)
            ? closed(infix(closed(int(own, 1)), '&', num(random.pick(['127', '65535']))))
            : int(own, 1),
        ),
        stmt(`let ${y} = ${random.pick(['0', '1', '12', own.ivs.at(-1)!.name])}`),
        stmt(`let ${steps} = 0`),
        { parts: [`while (${steps} < 30 && ${test}) {`, lines, `  ${steps}++\n}`] },
        stmt(`${sum} += `, num(random.pick([x, y, steps]))),
        ...(random.chance(0.5) ? [store(own, num(random.pick([x, y, steps])))] : []),
      ]
    },
    { straight: true },
  )
  return [stmt(`let ${sum} = 0`), loop]
}

/** Outer loops that an inner one goes on with or ends. */
export function labelled(scope: NestScope): Block {
  const { random } = scope
  const label = fresh(scope, 'loop')
  const loop = loopOver(
    scope,
    scope.rows,
    (outer) => {
      const inner = loopOver(
        outer,
        scope.columns,
        (own) => [
          ...(random.chance(0.5) ? [store(own)] : []),
          stmt('if (', comparison(own, 1), `) ${random.pick(['continue', 'continue', 'break'])} ${label}`),
          ...(random.chance(0.5) ? [store(own)] : []),
        ],
        { straight: true },
      )
      return [inner, ...(random.chance(0.6) ? [store(outer)] : [])]
    },
    { straight: true },
  )
  return [{ ...loop, parts: [`${label}: ${loop.parts[0]}`, ...loop.parts.slice(1)] }]
}
