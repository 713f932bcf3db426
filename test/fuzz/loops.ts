/** Loops of all the forms that programs are written with: up, down, steps, triangular, while, do, for..of, odd bounds. */
import { condition } from './expressions.ts'
import { fresh, inner, isBig, type Scope } from './scope.ts'
import { block, stmt } from './statements.ts'
import type { Block, Stmt } from './tree.ts'

export function loop(scope: Scope): Stmt {
  const { random } = scope
  const form = random.weighted<(scope: Scope) => Stmt>([
    [14, upward],
    [5, downward],
    [3, whileUp],
    [2, whileAhead],
    [1, countdown],
    [1, doWhile],
    [2, overElements],
    [1, fractional],
    [2, strided],
    [1, doubling],
    [1, leftByBreak],
    [1, acrossInt32],
    [1, pointers],
    [1, shrinkingBound],
    [1, untilEqual],
  ])
  return form(scope)
}

function bound(scope: Scope): string {
  const { random } = scope
  const choices: (readonly [number, string])[] = [[3, String(random.int(0, scope.trips))]]
  for (const { name } of scope.arrays)
    choices.push(
      [6 / scope.arrays.length, `${name}.length`],
      [1 / scope.arrays.length, `${name}.length ${random.pick(['- 1', '+ 1', '- 2', '+ 2'])}`],
    )
  for (const name of scope.sizes)
    choices.push(
      [4 / scope.sizes.length, name],
      [1 / scope.sizes.length, `${name} ${random.pick(['- 1', '+ 1', '/ 2', '>> 1', '- 0.5'])}`],
    )
  if (scope.sizes.length > 0 && scope.arrays.length > 0)
    choices.push([1, `Math.min(${random.pick(scope.sizes)}, ${random.pick(scope.arrays).name}.length)`])
  if (scope.ivs.length > 0) {
    const beyond = `${random.pick(scope.ivs)} + ${random.int(1, 3)}`
    choices.push([2, random.pick(scope.ivs)], [2, beyond])
    if (scope.arrays.length > 0) choices.push([1, `Math.min(${random.pick(scope.arrays).name}.length, ${beyond})`])
  }
  return random.weighted(choices)
}

function start(scope: Scope): string {
  const { random } = scope
  const choices: (readonly [number, string])[] = [
    [14, '0'],
    [4, '1'],
    [1, '2'],
    [1, '-1'],
    [1, '-2'],
    [0.3, '0.5'],
    [0.3, '-0'],
  ]
  if (scope.ivs.length > 0) {
    const before = `${random.pick(scope.ivs)} - ${random.int(1, 3)}`
    choices.push([2, random.pick(scope.ivs)], [1, `${random.pick(scope.ivs)} + 1`])
    choices.push([2, before], [1, `Math.max(0, ${before})`])
  }
  return random.weighted(choices)
}

interface BodyOptions {
  readonly mayContinue?: boolean
  /** The loop runs upwards, and may skip ahead. */
  readonly forward?: boolean
  /** The variable may be huge: no bound and no start of another loop. */
  readonly unbounded?: boolean
}

interface Body {
  readonly iv: string
  readonly label: string
  readonly body: Block
}

/** A body that may use the loop's variable. */
function body(scope: Scope, options: BodyOptions = {}): Body {
  const { random } = scope
  const iv = fresh(scope, 'i')
  const label = random.chance(0.1) ? fresh(scope, 'loop') : ''
  const mayContinue = options.mayContinue ?? true
  const own = inner(scope, {
    depthLeft: scope.depthLeft - 1,
    mayBreak: true,
    mayContinue,
    ivs: options.unbounded ? [...scope.ivs] : [...scope.ivs, iv, iv],
    nums: options.unbounded ? [...scope.nums, iv, iv] : [...scope.nums],
    // A label may be continued only where the update is not part of the body.
    labels: mayContinue && label !== '' ? [...scope.labels, label] : mayContinue ? scope.labels : [],
  })
  const list = [
    ...block(
      own,
      random.weighted([
        [3, 1],
        [4, 2],
        [2, 3],
        [1, 4],
      ]),
    ),
  ]
  if (options.forward && random.chance(0.04)) list.push(stmt('if (', condition(own, 1), `) ${iv}++`))
  return { iv, label: label === '' ? '' : `${label}: `, body: list }
}

const made = (head: string, { iv, body }: Body, tail: string): Stmt => ({ parts: [head, body, tail], variables: [iv] })

function upward(scope: Scope): Stmt {
  const { random } = scope
  const inside = body(scope, { forward: true })
  const { iv, label } = inside
  const step = random.weighted([
    [12, `${iv}++`],
    [1, `++${iv}`],
    [1, `${iv} += 1`],
    [1, `${iv} += 2`],
    [1, `${iv} += 3`],
    [1, `${iv} = ${iv} + 4`],
  ])
  const compare = random.weighted([
    [12, '<'],
    [1.5, '<='],
  ])
  if (random.chance(0.05)) {
    scope.nums.push(iv)
    return made(`${label}for (var ${iv} = ${start(scope)}; ${iv} ${compare} ${bound(scope)}; ${step}) {`, inside, '}')
  }
  return made(`${label}for (let ${iv} = ${start(scope)}; ${iv} ${compare} ${bound(scope)}; ${step}) {`, inside, '}')
}

function downward(scope: Scope): Stmt {
  const inside = body(scope)
  const { iv, label } = inside
  const [compare, from] = scope.random.pick([
    ['>=', `${bound(scope)} - 1`],
    ['>=', bound(scope)],
    ['>', bound(scope)],
  ])
  const step = scope.random.pick([`${iv}--`, `--${iv}`, `${iv}--`, `${iv} -= 2`])
  return made(
    `${label}for (let ${iv} = ${from}; ${iv} ${compare} ${scope.random.pick(['0', '0', '1', '-1'])}; ${step}) {`,
    inside,
    '}',
  )
}

/** The update is text of the loop, not a statement of its body, so that the shrinker cannot drop it. */
function whileUp(scope: Scope): Stmt {
  const inside = body(scope, { mayContinue: false })
  const { iv } = inside
  const update = `  ${iv}${scope.random.pick(['++', '++', ' += 2'])}`
  const head = stmt(`let ${iv} = ${start(scope)}`)
  return { parts: ['{', [head, made(`while (${iv} < ${bound(scope)}) {`, inside, `${update}\n}`)], '}'] }
}

/** The update comes first, so that `continue` is safe. */
function whileAhead(scope: Scope): Stmt {
  const inside = body(scope)
  const { iv, label } = inside
  return {
    parts: [
      '{',
      [stmt(`let ${iv} = ${start(scope)} - 1`), made(`${label}while (++${iv} < ${bound(scope)}) {`, inside, '}')],
      '}',
    ],
  }
}

function countdown(scope: Scope): Stmt {
  const inside = body(scope)
  const { iv, label } = inside
  return made(`${label}for (let ${iv} = ${bound(scope)}; ${iv}-- > 0;) {`, inside, '}')
}

function doWhile(scope: Scope): Stmt {
  const inside = body(scope, { mayContinue: false })
  const { iv } = inside
  const head = stmt(`let ${iv} = ${start(scope)}`)
  return { parts: ['{', [head, made('do {', inside, `  ${iv}++\n} while (${iv} < ${bound(scope)})`)], '}'] }
}

function overElements(scope: Scope): Stmt {
  const arrays = scope.arrays.filter((array) => !array.plain && !isBig(array))
  if (arrays.length === 0) return upward(scope)
  const inside = body(scope, { unbounded: true })
  return made(`${inside.label}for (const ${inside.iv} of ${scope.random.pick(arrays).name}) {`, inside, '}')
}

function fractional(scope: Scope): Stmt {
  const inside = body(scope)
  const { iv, label } = inside
  return made(
    `${label}for (let ${iv} = 0; ${iv} < ${bound(scope)} / 2; ${iv} += ${scope.random.pick(['0.5', '0.7', '1.5'])}) {`,
    inside,
    '}',
  )
}

/** Steps by an argument, which may be no integer. */
function strided(scope: Scope): Stmt {
  const { random } = scope
  const inside = body(scope)
  const { iv, label } = inside
  const size = scope.sizes.length > 0 ? random.pick(scope.sizes) : '3'
  const step = random.pick([`Math.max(1, ${size})`, `2 * Math.max(${size}, 1)`, `Math.max(2, ${size} / 2)`])
  return made(`${label}for (let ${iv} = ${start(scope)}; ${iv} < ${bound(scope)}; ${iv} += ${step}) {`, inside, '}')
}

function doubling(scope: Scope): Stmt {
  const inside = body(scope)
  const { iv, label } = inside
  return made(
    `${label}for (let ${iv} = 1; ${iv} < ${bound(scope)}; ${iv} ${scope.random.pick(['*= 2', '<<= 1', '*= 1.5'])}) {`,
    inside,
    '}',
  )
}

function leftByBreak(scope: Scope): Stmt {
  const inside = body(scope)
  const { iv, label } = inside
  const test = `if (!(${iv} < ${bound(scope)})) break`
  return made(`${label}for (let ${iv} = ${start(scope)}; ; ${iv}++) {\n  ${test}`, inside, '}')
}

function acrossInt32(scope: Scope): Stmt {
  const inside = body(scope, { unbounded: true })
  const { iv, label } = inside
  const [from, to] = scope.random.pick([
    ['2147483645', '2147483650'],
    ['-2147483650', '-2147483646'],
    ['4294967294', '4294967298'],
    ['9007199254740988', '9007199254740992'],
  ])
  return made(`${label}for (let ${iv} = ${from}; ${iv} < ${to}; ${iv}++) {`, inside, '}')
}

function pointers(scope: Scope): Stmt {
  const inside = body(scope, { forward: true })
  const { iv, label } = inside
  const other = fresh(scope, 'j')
  return {
    ...made(
      `${label}for (let ${iv} = 0, ${other} = ${bound(scope)}; ${iv} < ${other}; ${iv}++, ${other}--) {`,
      inside,
      '}',
    ),
    variables: [iv, other],
  }
}

function shrinkingBound(scope: Scope): Stmt {
  const inside = body(scope, { forward: true })
  const { iv, label } = inside
  const end = fresh(scope, 'e')
  const change = stmt('if (', condition(scope, 1), `) ${end}--`)
  return {
    ...made(
      `${label}for (let ${iv} = ${start(scope)}, ${end} = ${bound(scope)}; ${iv} < ${end}; ${iv}++) {`,
      { ...inside, body: [change, ...inside.body] },
      '}',
    ),
    variables: [iv, end],
  }
}

function untilEqual(scope: Scope): Stmt {
  const inside = body(scope)
  const { iv, label } = inside
  return made(`${label}for (let ${iv} = 0; ${iv} !== ${scope.random.int(0, scope.trips)}; ${iv}++) {`, inside, '}')
}
