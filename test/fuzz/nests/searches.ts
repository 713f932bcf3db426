/** Loops that are left in the middle, or that remember one trip of all. Each is a list of statements at the top of the kernel. */
import type { Block, Expr, Stmt } from '../tree.ts'
import { loopOver } from './loops.ts'
import { closed, fresh, isIntKernel, type NestScope, stmt } from './scope.ts'
import { store, temporary } from './statements.ts'
import { comparison, int, read, value } from './values.ts'

/** What is looked for: seldom, mostly. */
function test(scope: NestScope): Expr {
  const { random } = scope
  const between = random.pick(['===', '===', '!=='])
  return random.chance(0.4)
    ? comparison(scope, 1)
    : { type: 'bool', parts: [read(scope), ` ${between} `, read(scope)], loose: true }
}

/** A loop that is left, with something that it did until then. */
export function search(scope: NestScope, results: string[]): Block {
  const { random } = scope
  const [at, sum] = [fresh(scope, 's'), fresh(scope, 's')]
  results.push(at)
  const counts = random.chance(0.4)
  if (counts) results.push(sum)
  const loop = loopOver(scope, scope.rows, (own) => {
    const iv = own.ivs.at(-1)!.name
    const found = random.pick([
      [`${at} = ${iv}`, 'break'],
      [`${at} = ${iv}`, 'break'],
      ['break'],
      [`${at} = ${iv}`],
      [`${at}++`],
    ])
    const leave = stmt(
      'if (',
      test(own),
      ') {',
      found.map((line) => stmt(line)),
      '}',
    )
    const add = stmt(`${sum} = (${sum} + `, closed(int(own, 1)), ') | 0')
    const limit = random.pick([scope.columns, '5', ...scope.ints])
    const parts: Stmt[] = [
      ...(random.chance(0.2) ? [temporary(own)] : []),
      ...(counts && random.chance(0.5) ? [add] : []),
      ...(random.chance(0.15) ? [stmt(`if (${iv} >= ${limit}) break`)] : []),
      leave,
      ...(random.chance(0.15) ? [stmt('if (', comparison(own, 1), ') break')] : []),
      ...(counts ? [add] : []),
      ...(random.chance(0.3) ? [store(own)] : []),
    ]
    return parts
  })
  return [stmt(`let ${at} = -1`), ...(counts ? [stmt(`let ${sum} = 0`)] : []), loop]
}

/** For each trip of the outer loop, where in the inner one something was. */
export function searches(scope: NestScope): Block {
  const { random } = scope
  return [
    loopOver(
      scope,
      scope.rows,
      (own) => {
        const at = fresh(scope, 't')
        const inner = loopOver(
          own,
          scope.columns,
          (inmost) => {
            const found = [stmt(`${at} = ${inmost.ivs.at(-1)!.name}`), ...(random.chance(0.8) ? [stmt('break')] : [])]
            return [stmt('if (', test(inmost), ') {', found, '}')]
          },
          { straight: true },
        )
        return [stmt(`let ${at} = -1`), inner, store(own, { type: 'num', parts: [at] })]
      },
      { straight: true },
    ),
  ]
}

/** `if (t < best) { best = t; ... }` for a value of this trip, in one of the ways that programs write it. */
function keepBest(
  own: NestScope,
  best: string,
  compare: string,
  what: Expr,
  remembers: Block,
  isSure: boolean,
): Stmt[] {
  const { random } = own
  const t = fresh(own, 't')
  const test = random.chance(0.9) ? `${t} ${compare} ${best}` : `${best} ${compare} ${t}`
  const keep = isSure || random.chance(0.9) ? [stmt(`${best} = ${t}`)] : []
  const replace =
    remembers.length === 0 && random.chance(0.5)
      ? stmt(`${best} = ${test} ? ${t} : ${best}`)
      : stmt(`if (${test}) {`, [...keep, ...remembers], '}')
  return [stmt(`const ${t} = `, what), replace]
}

/** One trip of all: the least or the greatest, or the last, with where it was and what else there was. */
export function argExtremum(scope: NestScope, results: string[]): Block {
  const { random } = scope
  const [best, at, other] = [fresh(scope, 's'), fresh(scope, 's'), fresh(scope, 's')]
  const isInt = isIntKernel(scope)
  const compare = random.pick(['<', '>', '<', '>', '<=', '>='])
  const remembers = random.weighted([
    [3, [`${at} = IV`]],
    [2, []],
    [1, [`${at} = IV * 2 + 1`]],
    [1, [`${at} = 5`]],
    [1, [`${at} = IV`, `${other} = `]],
  ])
  const start = random.pick([compare.startsWith('<') ? 'Infinity' : '-Infinity', '0', '-0', '3', 'NaN'])
  const isLast = random.chance(0.2)
  results.push(best, at, other)
  const loop = loopOver(scope, scope.rows, (own) => {
    const iv = own.ivs.at(-1)!.name
    const lines = remembers.map((line) =>
      line.endsWith('= ') ? stmt(line, value(own, 1)) : stmt(line.replace('IV', iv)),
    )
    const what = isInt ? int(own, 1) : value(own, 1)
    const [made, replace] = isLast
      ? [undefined, stmt('if (', comparison(own, 1), ') {', [stmt(`${best} = `, what), ...lines], '}')]
      : keepBest(own, best, compare, what, lines, false)
    return [
      ...(made ? [made] : []),
      random.chance(0.15) ? stmt('if (', comparison(own, 1), ') {', [replace!], '}') : replace!,
      ...(random.chance(0.1) ? [store(own)] : []),
      ...(random.chance(0.1) ? [stmt('if (', comparison(own, 1), ') break')] : []),
    ]
  })
  return [stmt(`let ${best} = ${start}`), stmt(`let ${at} = -1`), stmt(`let ${other} = 0.5`), loop]
}

/** k-means: for each point the nearest of a few. */
export function nearest(scope: NestScope): Block {
  const { random } = scope
  const straight = { straight: true }
  return [
    loopOver(
      scope,
      scope.rows,
      (own) => {
        const [best, at] = [fresh(scope, 't'), fresh(scope, 't')]
        const inner = loopOver(
          own,
          scope.columns,
          (inmost) => {
            const remembers = [stmt(`${at} = ${inmost.ivs.at(-1)!.name}`)]
            return keepBest(inmost, best, random.pick(['<', '>', '<=']), value(inmost, 2), remembers, true)
          },
          straight,
        )
        return [
          stmt(`let ${best} = ${random.pick(['Infinity', '1e9', '0'])}`),
          stmt(`let ${at} = 0`),
          inner,
          store(own, { type: 'num', parts: [random.pick([best, at])] }),
        ]
      },
      straight,
    ),
  ]
}
