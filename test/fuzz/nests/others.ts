/** Nests over what is not one array of numbers: 64-bit integers, and rows of rows. */
import { fillValue } from '../arguments.ts'
import type { Random } from '../random.ts'
import type { Arg, Args, Block, BufferData, ElementClass, Expr, FuzzKernel, Param, Stmt } from '../tree.ts'
import { infix, num, stmt, text } from './scope.ts'

const trips = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33]

const around = (head: string, variable: string, body: Block): Stmt => ({
  parts: [head, body, '}'],
  variables: [variable],
})

const kernelOf = (seed: number, random: Random, params: Param[], body: Block, sets: Args[]): FuzzKernel => ({
  seed,
  params,
  helpers: [],
  env: {},
  body,
  sets,
  resident: random.chance(0.5),
})

/** Maps and reductions of bigints that wrap at 64 bits. */
export function generateBigs(seed: number, random: Random): FuzzKernel {
  const unsigned = random.chance(0.4)
  const element: ElementClass = unsigned ? 'BigUint64Array' : 'BigInt64Array'
  const wrap = `BigInt.${unsigned ? 'asUintN' : 'asIntN'}(64, `
  const names = ['a', 'b', 'c'].slice(0, random.int(1, 3))
  const big = (depth: number): Expr => {
    const sub = () => big(depth - 1)
    const leaf = () =>
      random.chance(0.8)
        ? text('big', [`${random.pick(names)}[${random.pick(['i', 'i', 'i', 'i + 1'])}]`])
        : text('big', [random.pick(['3n', '1n', '255n', '0x100000001b3n'])])
    if (depth <= 0) return leaf()
    return random.weighted<() => Expr>([
      [3, leaf],
      [6, () => text('big', [wrap, sub(), ` ${random.pick(['+', '-', '*', '+', '^', '&', '|'])} `, sub(), ')'])],
      [1, () => text('big', [wrap, sub(), ` << ${random.pick([1, 7, 33])}n`, ')'])],
      [1, () => text('big', [wrap, sub(), ` >> ${random.pick([1, 7, 33])}n`, ')'])],
      [
        2,
        () =>
          text(
            'big',
            [text('bool', [sub(), ` ${random.pick(['<', '>=', '==='])} `, sub()], true), ' ? ', sub(), ' : ', sub()],
            true,
          ),
      ],
    ])()
  }
  /** In a place where it may not stand bare. */
  const closedBig = (depth: number): Expr => text('big', ['(', big(depth), ')'])
  const target = `${random.pick(names)}[i]`
  const update = random.weighted<() => Stmt>([
    [3, () => stmt(`${target} = `, big(2))],
    [2, () => stmt(`${target} = ${wrap}${target} ${random.pick(['+', '*', '^'])} `, closedBig(1), ')')],
    [1, () => stmt('if (', text('bool', [big(0), ' < ', big(0)], true), `) ${target} = `, big(1))],
  ])
  const [start, fold] = random.pick([
    ['0n', () => stmt(`h = ${wrap}h + `, closedBig(1), ')')],
    ['14695981039n', () => stmt(`h = ${wrap}(h ^ `, closedBig(0), ') * 0x100000001b3n)')],
    ['0n', () => stmt(`h = ${wrap}h ^ `, closedBig(1), ')')],
  ] as const)
  const isSum = random.chance(0.5)
  const inner = isSum
    ? [fold(), ...(random.chance(0.3) ? [update()] : [])]
    : [update(), ...(random.chance(0.4) ? [update()] : [])]
  const loop = around('for (let i = 0; i < n; i++) {', 'i', inner)
  const body = isSum ? [stmt(`let h = ${start}`), loop, stmt('return h')] : [loop]
  const params: Param[] = [
    ...names.map((name) => ({ name, type: { kind: 'array', element } as const })),
    { name: 'n', type: { kind: 'size' } },
  ]
  // Longer than the loop: arithmetic on undefined throws.
  const sets = [0, 1, 2].map((): Args => {
    const n = random.pick(trips)
    const buffers: BufferData[] = []
    const args = names.map((_, at): Arg => {
      if (at > 0 && random.chance(0.15)) return { kind: 'same', as: 0 }
      const offset = at > 0 && random.chance(0.15) ? random.int(0, 2) : undefined
      if (offset !== undefined) return { kind: 'view', element, buffer: 0, offset: offset * 8, length: n + 1 }
      const length = n + random.pick([1, 1, 2, 9])
      buffers.push({
        element,
        values: Array.from({ length: length + (at === 0 ? 3 : 0) }, () => fillValue(random, element, false)),
      })
      return { kind: 'view', element, buffer: buffers.length - 1, offset: 0, length }
    })
    return { buffers, args: [...args, { kind: 'scalar', value: n }] }
  })
  return kernelOf(seed, random, params, body, sets)
}

/** Rows `A[i][j]`, by both subscripts or through a variable for the row. */
export function generateRows(seed: number, random: Random): FuzzKernel {
  const names = random.chance(0.6) ? ['A', 'B'] : ['A']
  const cell = () =>
    num(
      random.weighted([
        [4, `${random.pick(names)}[i][j]`],
        [1, `${random.pick(names)}[i][j + 1]`],
        [1, `${random.pick(names)}[i][0]`],
        [2, 'v[j]'],
        [1, 'v[i]'],
      ]),
    )
  const value = (depth: number): Expr =>
    depth <= 0 || random.chance(0.2) ? cell() : infix(value(depth - 1), random.pick(['+', '-', '*']), value(depth - 1))
  const to = `${random.pick(names)}[i][j]`
  const columns = random.pick(['m', 'm', 'm', 'A[i].length', 'A[0].length'])
  const over = (body: Block) => around(`for (let j = ${random.pick([0, 0, 0, 1])}; j < ${columns}; j++) {`, 'j', body)
  const inner = random.weighted<() => Block>([
    [4, () => [over([stmt(`${to} ${random.pick(['=', '+='])} `, value(2))])]],
    [3, () => [stmt('let s = 0'), over([stmt('s += ', value(2))]), stmt('v[i] = s')]],
    [2, () => [stmt('const row = A[i]'), over([stmt(`row[j] ${random.pick(['=', '*='])} `, value(1))])]],
    [1, () => [over([stmt('if (', text('bool', [value(0), ' > ', value(0)], true), `) ${to} = `, value(1))])]],
  ])()
  const body = [around('for (let i = 0; i < n; i++) {', 'i', inner)]
  const params: Param[] = [
    ...names.map((name) => ({ name, type: { kind: 'rows' } as const })),
    { name: 'v', type: { kind: 'array', element: 'Float64Array' } },
    { name: 'n', type: { kind: 'size' } },
    { name: 'm', type: { kind: 'size' } },
  ]
  const sets = [0, 1, 2].map((at): Args => {
    const [n, m] = [random.pick(trips.slice(1, 10)), random.pick(trips)]
    const numbers = (length: number) =>
      Array.from({ length }, () => fillValue(random, 'Float64Array', at < 2) as number)
    const ragged = random.chance(0.2)
    const rows = (): Arg => ({
      kind: 'rows',
      rows: Array.from({ length: n + random.pick([0, 0, 1]) }, () =>
        numbers(Math.max(0, m + 1 + (ragged ? random.int(-2, 1) : 0))),
      ),
    })
    const length = Math.max(n, m) + random.pick([0, 1, 9])
    return {
      buffers: [{ element: 'Float64Array', values: numbers(length) }],
      args: [
        ...names.map(rows),
        { kind: 'view', element: 'Float64Array', buffer: 0, offset: 0, length },
        { kind: 'scalar', value: n },
        { kind: 'scalar', value: m },
      ],
    }
  })
  return kernelOf(seed, random, params, body, sets)
}
