/** The nests themselves, by the names that the literature gives them. Each is a list of statements at the top of the kernel. */
import type { Block, Expr, Stmt } from '../tree.ts'
import { delays, edges, interleaved } from './edges.ts'
import { chained, following, queue } from './follows.ts'
import { type LoopOptions, loopOver } from './loops.ts'
import { closed, fresh, infix, inside, isIntKernel, literal, type NestScope, num, stmt, storable } from './scope.ts'
import { argExtremum, nearest, search, searches } from './searches.ts'
import { body, depthOf, place, rowBase, shifted, statement, store, target, temporary } from './statements.ts'
import { comparison, double, int, value } from './values.ts'
import { halving, labelled, pointers, resample, wandering } from './walks.ts'

type Shape = (scope: NestScope, depth: number) => Block

/** Shapes by how often they are made, and how deep they nest. `results` are scalars that the kernel may return. */
export function shape(scope: NestScope, depth: number, results: string[]): Block {
  const choices: readonly (readonly [number, Shape])[] =
    depth === 1
      ? [
          [10, map],
          [6, (s) => reduction(s, results)],
          [4, inPlace],
          [2, escape],
          [1, histogram],
          [2.5, (s) => argExtremum(s, results)],
          [3, (s) => search(s, results)],
          [2, edges],
          [2, interleaved],
          [2, (s) => delays(s, results)],
          [1.5, pointers],
          [1.5, resample],
          [1, halving],
          [1, (s) => wandering(s, results)],
          [2, chained],
          [1.5, (s) => following(s, results)],
          [1, (s) => queue(s, results)],
        ]
      : depth === 2
        ? [
            [6, map],
            [8, sums],
            [3, stencil],
            [2, triangular],
            [1.5, updates],
            [1, nearest],
            [1, searches],
            [1.5, edges],
            [1.5, pointers],
            [0.5, labelled],
            [1, chained],
          ]
        : [
            [6, product],
            [2, pathThrough],
            [2, elimination],
            [1, map],
          ]
  return scope.random.weighted(choices)(scope, depth)
}

const count = (scope: NestScope): number =>
  scope.random.weighted([
    [6, 1],
    [3, 2],
    [1, 3],
  ])

/** A perfect nest of loops around `make`. */
function nest(
  scope: NestScope,
  sizes: readonly string[],
  make: (scope: NestScope) => Block,
  options: LoopOptions = {},
): Stmt {
  const [size, ...others] = sizes
  return loopOver(scope, size, (own) => (others.length > 0 ? [nest(own, others, make, options)] : make(own)), options)
}

const sizesOf = (scope: NestScope, depth: number): string[] => [scope.rows, scope.columns, scope.rows].slice(0, depth)

function map(scope: NestScope, depth: number): Block {
  return [nest(scope, sizesOf(scope, depth), (own) => body(own, count(own)))]
}

/** `let s = start` and what it is updated by; integers wrap in one of the ways that programs write. */
function accumulator(
  scope: NestScope,
  isInt: boolean,
  exact: boolean,
): { name: string; start: string; add: (own: NestScope) => Stmt } {
  const { random } = scope
  const name = fresh(scope, 's')
  const by = (own: NestScope): Expr => (isInt ? int(own, 2) : value(own, 2))
  if (isInt) {
    const [start, add] = random.weighted<readonly [string, (own: NestScope) => Stmt]>([
      [5, ['0', (own) => stmt(`${name} = (${name} + `, closed(by(own)), ') | 0')]],
      [2, ['0', (own) => stmt(`${name} += `, by(own))]],
      [1, ['-1', (own) => stmt(`${name} &= `, by(own))]],
      [1, ['0', (own) => stmt(`${name} |= `, by(own))]],
      [2, ['0', (own) => stmt(`${name} ^= `, by(own))]],
      [1, ['1', (own) => stmt(`${name} = Math.imul(${name}, `, by(own), ')')]],
      [2, ['0', (own) => stmt('if (', comparison(own, 1, true), `) ${name}++`)]],
      [1, ['2147483647', (own) => stmt(`${name} = Math.min(${name}, `, by(own), ')')]],
      [1, ['-2147483648', (own) => stmt(`${name} = Math.max(${name}, `, by(own), ')')]],
    ])
    return { name, start, add }
  }
  const [start, add] = random.weighted<readonly [string, (own: NestScope) => Stmt]>([
    [exact ? 1 : 8, [random.pick(['0', '0', '-0', '1.5']), (own) => stmt(`${name} += `, by(own))]],
    [exact ? 0.3 : 1, ['1', (own) => stmt(`${name} *= `, by(own))]],
    [exact ? 0.3 : 1, ['0', (own) => stmt(`${name} = ${name} * `, closed(double(own, 0)), ' + ', closed(by(own)))]],
    [exact ? 4 : 1, ['Infinity', (own) => stmt(`${name} = Math.min(${name}, `, by(own), ')')]],
    [exact ? 4 : 1, ['-Infinity', (own) => stmt(`${name} = Math.max(${name}, `, by(own), ')')]],
    [0.5, [random.pick(['0', 'NaN', '-0']), (own) => stmt(`${name} = Math.max(`, by(own), `, ${name})`)]],
    [1, ['0', (own) => stmt('if (', comparison(own, 1), `) ${name} += `, by(own))]],
    [1, ['0', (own) => stmt('{', [...manual(own, name, by(own))], '}')]],
  ])
  return { name, start, add }
}

/** `if (x > s) s = x`. */
function manual(scope: NestScope, name: string, by: Expr): Block {
  const own = fresh(scope, 't')
  return [
    stmt(`const ${own} = `, by),
    stmt(`if (${own} ${scope.random.pick(['>', '<', '>='])} ${name}) ${name} = ${own}`),
  ]
}

/** One loop, or two, into one variable or two. */
function reduction(scope: NestScope, results: string[]): Block {
  const { random } = scope
  const depth = random.chance(0.15) ? 2 : 1
  const list = Array.from({ length: random.chance(0.25) ? 2 : 1 }, () =>
    accumulator(scope, isIntKernel(scope) || random.chance(0.4), true),
  )
  const loop = nest(scope, sizesOf(scope, depth), (own) => [
    ...(random.chance(0.3) ? [temporary(own)] : []),
    ...list.map(({ add }) => add(own)),
    ...(random.chance(0.25) ? [store(own)] : []),
  ])
  results.push(...list.map(({ name }) => name))
  return [...list.map(({ name, start }) => stmt(`let ${name} = ${start}`)), loop]
}

/** An outer loop of sums that keep their order. */
function sums(scope: NestScope): Block {
  const { random } = scope
  const swapped = random.chance(0.15)
  return [
    loopOver(scope, scope.rows, (outer) => {
      const list = Array.from({ length: random.chance(0.2) ? 2 : 1 }, () =>
        accumulator(scope, isIntKernel(scope), false),
      )
      const before = random.chance(0.2) ? [temporary(outer)] : []
      const base = random.chance(0.3) ? [rowBase(outer)] : []
      const inner = loopOver(
        outer,
        scope.columns,
        (own) => [
          ...(random.chance(0.15) ? [statement(own)] : []),
          ...list.map(({ add }) => add(own)),
          ...(random.chance(0.12) ? [store(own)] : []),
        ],
        { straight: random.chance(0.6) },
      )
      for (const { name } of list) outer.floats.push(name)
      const kept = list.map(({ name }) => store(outer, random.chance(0.6) ? num(name) : value(outer, 1)))
      const first = swapped ? [store(outer)] : []
      return [
        ...before,
        ...base,
        ...list.map(({ name, start }) => stmt(`let ${name} = ${start}`)),
        ...first,
        inner,
        ...kept,
      ]
    }),
  ]
}

/** Updates over two loops: `y[i] += ...` in an inner loop over j, or the other way around. */
function updates(scope: NestScope): Block {
  const { random } = scope
  const sizes = random.chance(0.5) ? [scope.rows, scope.columns] : [scope.columns, scope.rows]
  return [
    nest(
      scope,
      sizes,
      (own) => {
        const array = target(own)
        if (array === undefined) return body(own, 1)
        const at = array.extent === 'line' ? num(random.pick(own.ivs).name) : place(own, array)
        return [stmt(`${array.name}[`, at, `] ${random.pick(['+=', '+=', '-=', '*='])} `, value(own, 2))]
      },
      { straight: true },
    ),
  ]
}

/** The element and its neighbours, into another array or in place. */
function stencil(scope: NestScope): Block {
  const { random, columns } = scope
  const squares = scope.arrays.filter(({ extent }) => extent === 'square')
  if (squares.length === 0) return map(scope, 2)
  const [from, to] = [random.pick(squares), random.pick(squares)]
  const head = (iv: string, size: string) => `for (let ${iv} = 1; ${iv} < ${size} - 1; ${iv}++) {`
  const [i, j] = [fresh(scope, 'i'), fresh(scope, 'i')]
  const center = `${i} * ${columns} + ${j}`
  const neighbours = ['', ' - 1', ' + 1', ` - ${columns}`, ` + ${columns}`, ` + ${columns} + 1`, ` - ${columns} - 1`]
  const sum = Array.from({ length: random.int(2, 5) }, () =>
    num(`${from.name}[${center}${random.pick(neighbours)}]`),
  ).reduce((a, b) => infix(a, random.pick(['+', '+', '-']), b))
  const scaled = infix({ ...sum, loose: true }, '*', literal(random.pick([0.2, 0.25, 2, 3])))
  const what =
    scope.flavour === 'int' || scope.flavour === 'small'
      ? random.pick([sum, infix(sum, '>>', literal(2))])
      : random.pick([sum, scaled])
  const inner: Stmt = { parts: [head(j, columns), [stmt(`${to.name}[${center}] = `, what)], '}'], variables: [j] }
  return [{ parts: [head(i, scope.rows), [inner], '}'], variables: [i] }]
}

function triangular(scope: NestScope): Block {
  return [
    loopOver(scope, scope.rows, (outer) => {
      const iv = outer.ivs.at(-1)!.name
      const name = fresh(scope, 'i')
      const { random } = scope
      const head = random.pick([
        `for (let ${name} = 0; ${name} <= ${iv}; ${name}++) {`,
        `for (let ${name} = 0; ${name} < ${iv}; ${name}++) {`,
        `for (let ${name} = ${iv} + 1; ${name} < ${scope.columns}; ${name}++) {`,
        `for (let ${name} = ${iv}; ${name} < ${scope.columns}; ${name}++) {`,
      ])
      const own = inside(outer, { ivs: [...outer.ivs, { name, size: scope.columns }] })
      return [{ parts: [head, body(own, count(own)), '}'], variables: [name] }]
    }),
  ]
}

/** Matrix products and their relatives, in all six orders. */
function product(scope: NestScope): Block {
  const { random } = scope
  const squares = scope.arrays.filter(({ extent }) => extent === 'square')
  if (squares.length === 0 || random.chance(0.3))
    return [nest(scope, sizesOf(scope, 3), (own) => body(own, count(own)), { triangular: random.chance(0.3) })]
  const [i, j, k] = [fresh(scope, 'i'), fresh(scope, 'i'), fresh(scope, 'i')]
  const n = scope.rows
  const [c, a, b] = [random.pick(squares).name, random.pick(squares).name, random.pick(squares).name]
  const [left, right] = [
    random.pick([`${i} * ${n} + ${k}`, `${k} * ${n} + ${i}`]),
    random.pick([`${k} * ${n} + ${j}`, `${j} * ${n} + ${k}`]),
  ]
  const times = num(
    random.weighted([
      [6, `${a}[${left}] * ${b}[${right}]`],
      [1, `Math.imul(${a}[${left}], ${b}[${right}])`],
      [1, `Math.fround(${a}[${left}] * ${b}[${right}])`],
    ]),
  )
  const down = random.chance(0.15) ? random.pick([i, j, k]) : undefined
  const loop = (iv: string, list: Block): Stmt => ({
    parts: [
      iv === down
        ? `for (let ${iv} = ${n} - 1; ${iv} >= 0; ${iv}--) {`
        : `for (let ${iv} = 0; ${iv} < ${n}; ${iv}++) {`,
      list,
      '}',
    ],
    variables: [iv],
  })
  const sometimes = (made: Stmt): Stmt =>
    random.chance(0.2)
      ? stmt(
          `if (${random.pick([`${a}[${left}] > 0`, `${b}[${right}] > 0`, `${k} <= ${j}`, `${k} !== ${i}`])}) {`,
          [made],
          '}',
        )
      : made
  if (random.chance(0.55)) {
    const s = fresh(scope, 's')
    const start = random.pick(['0', '0', `${c}[${i} * ${n} + ${j}]`])
    const put = stmt(`${c}[${i} * ${n} + ${j}] ${random.pick(['=', '=', '+='])} ${s}`)
    return [loop(i, [loop(j, [stmt(`let ${s} = ${start}`), loop(k, [sometimes(stmt(`${s} += `, times))]), put])])]
  }
  const order = random.pick([
    [i, j, k],
    [i, k, j],
    [k, i, j],
    [j, i, k],
    [j, k, i],
    [k, j, i],
  ])
  return order.reduceRight<Block>(
    (list, iv) => [loop(iv, list)],
    [sometimes(stmt(`${c}[${i} * ${n} + ${j}] += `, times))],
  )
}

/** Floyd-Warshall: the loop overwrites elements that it takes to be invariant, with what they are. */
function pathThrough(scope: NestScope): Block {
  const { random, rows: n } = scope
  const squares = scope.arrays.filter(({ extent }) => extent === 'square')
  if (squares.length === 0) return product(scope)
  const p = random.pick(squares).name
  const q = random.chance(0.8) ? p : random.pick(squares).name
  const [i, j, k] = [fresh(scope, 'i'), fresh(scope, 'i'), fresh(scope, 'i')]
  const via = num(`${p}[${i} * ${n} + ${k}] ${random.pick(['+', '+', '*'])} ${p}[${k} * ${n} + ${j}]`)
  const at = `${q}[${i} * ${n} + ${j}]`
  const update = random.pick([
    stmt(`${at} = Math.min(${at}, `, via, ')'),
    stmt('if (', infix(via, '<', num(at)), `) ${at} = `, via),
    stmt(`${at} = ${at} < `, { ...via, loose: true }, ` ? ${at} : `, via),
    stmt(`${at} += `, via),
  ])
  const loop = (iv: string, list: Block): Stmt => ({
    parts: [`for (let ${iv} = 0; ${iv} < ${n}; ${iv}++) {`, list, '}'],
    variables: [iv],
  })
  return [loop(k, [loop(i, [loop(j, [update])])])]
}

/** Gaussian elimination: triangular bounds on both inner loops. */
function elimination(scope: NestScope): Block {
  const { random, rows: n } = scope
  const squares = scope.arrays.filter(({ extent }) => extent === 'square')
  if (squares.length === 0) return product(scope)
  const a = random.pick(squares).name
  const [k, i, j] = [fresh(scope, 'i'), fresh(scope, 'i'), fresh(scope, 'i')]
  const loop = (iv: string, start: string, list: Block): Stmt => ({
    parts: [`for (let ${iv} = ${start}; ${iv} < ${n}; ${iv}++) {`, list, '}'],
    variables: [iv],
  })
  const start = random.pick([`${k} + 1`, `${k} + 1`, `${k}`, '0'])
  const inner = loop(j, random.pick([`${k} + 1`, `${k} + 1`, `${i}`]), [
    stmt(`${a}[${i} * ${n} + ${j}] -= `, num(`${a}[${i} * ${n} + ${k}] * ${a}[${k} * ${n} + ${j}]`)),
  ])
  const scale = random.chance(0.7) ? [stmt(`${a}[${i} * ${n} + ${k}] /= `, num(`${a}[${k} * ${n} + ${k}]`))] : []
  return [loop(k, '0', [loop(i, start, [...scale, inner])])]
}

/** Updates in place, at short distances. */
function inPlace(scope: NestScope): Block {
  return [loopOver(scope, scope.rows, (own) => [shifted(own), ...(scope.random.chance(0.4) ? [statement(own)] : [])])]
}

/** An inner `while` whose end each trip finds for itself, as in fractals and iterations until convergence. */
function escape(scope: NestScope): Block {
  const { random } = scope
  return [
    loopOver(
      scope,
      scope.rows,
      (own) => {
        const [x, steps] = [fresh(scope, 't'), fresh(scope, 't')]
        const start = value(own, 1)
        own.floats.push(x)
        const limit = random.pick([2, 4, 100, 1e6])
        const next = random.weighted<() => Expr>([
          [3, () => num(`${x} * ${x} + `, { ...double(own, 0), loose: true })],
          [2, () => num(`${x} * ${random.pick([2, 0.5, 1.5, -3])} + 1`)],
          [1, () => num(`(${x} + `, { ...double(own, 0), loose: true }, ') * 0.5')],
        ])()
        const test = random.pick([
          `${x} < ${limit}`,
          `Math.abs(${x}) < ${limit}`,
          `${x} * ${x} <= ${limit}`,
          `!(${x} > ${limit})`,
        ])
        const leave = random.chance(0.25) ? [stmt('if (', comparison(own, 0), ') break')] : []
        const inner: Stmt = {
          parts: [
            `while (${steps} < ${random.int(3, 12)} && ${test}) {`,
            [...leave, stmt(`${x} = `, next)],
            `  ${steps}++\n}`,
          ],
        }
        own.ints.push(steps)
        return [
          stmt(`let ${x} = `, start),
          stmt(`let ${steps} = 0`),
          inner,
          store(own, random.chance(0.6) ? num(random.pick([x, steps])) : undefined),
        ]
      },
      { straight: random.chance(0.7) },
    ),
  ]
}

function histogram(scope: NestScope): Block {
  const { random } = scope
  const indices = scope.arrays.filter(({ extent }) => extent === 'indices')
  const lines = storable(scope).filter(({ extent }) => extent === 'line')
  if (indices.length === 0 || lines.length === 0) return map(scope, 1)
  const [at, to] = [random.pick(indices).name, random.pick(lines).name]
  return [
    loopOver(scope, scope.rows, (own) => {
      const iv = own.ivs.at(-1)!.name
      if (random.chance(0.5)) return [stmt(`${to}[+${at}[${iv}]]++`)]
      return [stmt(`${to}[+${at}[${iv}]] ${random.pick(['=', '+=', '^='])} `, value(own, depthOf(own)))]
    }),
  ]
}
