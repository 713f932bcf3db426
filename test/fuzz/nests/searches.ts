/** Loops that are left in the middle, or that remember one trip of all. Each is a list of statements at the top of the kernel. */
import type { Block, Expr, Stmt } from '../tree.ts'
import { loopOver } from './loops.ts'
import { closed, fresh, type NestScope, stmt } from './scope.ts'
import { store, temporary } from './statements.ts'
import { comparison, int, read } from './values.ts'

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
