/**
 * Counted loops as programs write them, each with a body of its own. A form whose update is part of the body cannot be continued. The update
 * is text of the loop, so that the shrinker cannot drop it.
 */
import type { Block, Stmt } from '../tree.ts'
import { fresh, inside, type LoopVariable, type NestScope, stmt } from './scope.ts'

export interface LoopOptions {
  /** No form but `for (let i = 0; i < n; i++)`, more or less. */
  readonly straight?: boolean
  /** Bounds may depend on the loops around. */
  readonly triangular?: boolean
}

type Body = (scope: NestScope) => Block

/** A loop over `size` trips, or a part of them. */
export function loopOver(scope: NestScope, size: string, body: Body, options: LoopOptions = {}): Stmt {
  const { random } = scope
  const iv: LoopVariable = { name: fresh(scope, 'i'), size }
  const isFor = options.straight || random.chance(0.94)
  const own = inside(scope, {
    ivs: [...scope.ivs, iv],
    loop: isFor ? 'both' : 'break',
  })
  const list = body(own)
  if (!isFor) return counted(scope, iv, list)
  const head = options.straight ? straight(scope, iv) : forHead(scope, iv, options.triangular ?? true)
  return { parts: [head, list, '}'], variables: [iv.name] }
}

function straight({ random }: NestScope, { name, size }: LoopVariable): string {
  const start = random.weighted([
    [12, '0'],
    [1, '1'],
    [0.5, '2'],
  ])
  return `for (let ${name} = ${start}; ${name} < ${size}; ${name}++) {`
}

function forHead(scope: NestScope, iv: LoopVariable, triangular: boolean): string {
  const { random, ivs, bounds } = scope
  const { name, size } = iv
  const outer = triangular && ivs.length > 0 ? random.pick(ivs).name : undefined
  const lines = scope.arrays.filter(({ extent, plain }) => extent === 'line' && !plain)
  return random.weighted<() => string>([
    [24, () => straight(scope, iv)],
    [2, () => `for (let ${name} = 1; ${name} < ${size} - 1; ${name}++) {`],
    [1, () => `for (let ${name} = 0; ${name} <= ${size}; ${name}++) {`],
    [1, () => `for (let ${name} = 0; ${name} < ${size} + 1; ${name}++) {`],
    [1, () => `for (let ${name} = -1; ${name} < ${size}; ${name}++) {`],
    [2, () => `for (let ${name} = 0; ${name} < ${size}; ${name} += ${random.pick([2, 2, 3, 4])}) {`],
    [2.5, () => `for (let ${name} = ${size} - 1; ${name} >= 0; ${name}--) {`],
    [1, () => `for (let ${name} = ${size}; ${name}-- > 0;) {`],
    [
      0.7,
      () => `for (let ${name} = ${size} - 1; ${name} > ${random.pick([0, 1])}; ${name} -= ${random.pick([1, 2, 3])}) {`,
    ],
    [0.5, () => `for (let ${name} = 0; ${name} !== ${random.pick([4, 7, 16, 17])}; ${name}++) {`],
    // Whatever the size is, the counter meets this.
    [1, () => `for (let ${name} = 0; ${name} ${random.pick(['!==', '!='])} (${size} & 127); ${name}++) {`],
    [0.5, () => `for (let ${name} = ${size} & 127; ${name}--;) {`],
    [0.5, () => `for (let ${name} = ${size} & 127; ${name} !== 0; ${name}--) {`],
    [1, () => `for (let ${name} = 0; ${name} < ${random.pick([3, 4, 5, 8, 9, 16, 17])}; ${name}++) {`],
    [lines.length > 0 ? 3 : 0, () => `for (let ${name} = 0; ${name} < ${random.pick(lines).name}.length; ${name}++) {`],
    [bounds ? 4 : 0, () => `for (let ${name} = ${bounds![0]}; ${name} < ${bounds![1]}; ${name}++) {`],
    [outer ? 3 : 0, () => `for (let ${name} = 0; ${name} ${random.pick(['<', '<='])} ${outer}; ${name}++) {`],
    [outer ? 3 : 0, () => `for (let ${name} = ${outer}${random.pick(['', ' + 1'])}; ${name} < ${size}; ${name}++) {`],
  ])()
}

/** A counted loop that is not a `for`. */
function counted({ random }: NestScope, { name, size }: LoopVariable, body: Block): Stmt {
  const [start, test, update] = random.weighted<readonly [string, string, string]>([
    [5, ['0', `${name} < ${size}`, `${name}++`]],
    [1, [`${size} & 127`, `${name}--`, '']],
    [1, ['0', `${name} < ${size}`, `${name} += 2`]],
    [1, [`${size} - 1`, `${name} >= 0`, `${name}--`]],
    [1, ['1', `${name} < ${size} - 1`, `${name} = ${name} + 1`]],
  ])
  const loop: Stmt = random.weighted<Stmt>([
    [6, { parts: [`while (${test}) {`, body, `  ${update}\n}`], variables: [name] }],
    [1, { parts: ['do {', body, `  ${update}\n} while (${test})`], variables: [name] }],
    [1, { parts: ['do {', body, `} while (++${name} < ${size})`], variables: [name] }],
    [0.5, { parts: ['do {', body, `} while (--${name} > ${random.pick([-1, 0, 1])})`], variables: [name] }],
  ])
  return stmt('{', [stmt(`let ${name} = ${start}`), loop], '}')
}
