/** A `switch` of which no case falls into the next with something done: the same as a chain of `if`s. */
import type * as ESTree from 'estree'
import { children, isFunction, type Node } from '../parse/tree.ts'

export interface Arm {
  /** It runs if one of them is the value; none for `default`. */
  readonly tests: readonly ESTree.Expression[]
  readonly body: readonly ESTree.Statement[]
}

/** Each level of `else` is one of the compiler's own stack. */
const MOST_ARMS = 64

/** The arms, `default` last; undefined where a case falls through, breaks in its middle, or has a test that has to be evaluated. */
export function armsOf({ cases }: ESTree.SwitchStatement): readonly Arm[] | undefined {
  const arms: Arm[] = []
  let fallback: Arm | undefined
  let tests: ESTree.Expression[] = []
  let isDefault = false
  for (const [i, { test, consequent }] of cases.entries()) {
    if (test && !isPure(test)) return undefined
    if (test) tests.push(test)
    else isDefault = true
    const isLast = i === cases.length - 1
    if (consequent.length === 0 && !isLast) continue
    const body = bodyOf(consequent, isLast)
    // Tests beside `default` need not be made once all others have been.
    if (body === undefined || (isDefault && tests.length > 0 && !isLast)) return undefined
    if (isDefault) fallback = { tests: [], body }
    else arms.push({ tests, body })
    tests = []
    isDefault = false
  }
  if (fallback !== undefined) arms.push(fallback)
  return arms.length <= MOST_ARMS ? arms : undefined
}

/** Without the `break` at its end; undefined if control may go on to the next case, or breaks elsewhere. */
function bodyOf(consequent: readonly ESTree.Statement[], isLast: boolean): readonly ESTree.Statement[] | undefined {
  const [only] = consequent
  if (consequent.length === 1 && only!.type === 'BlockStatement') return endsItself(only!.body, isLast)
  return endsItself(consequent, isLast)
}

function endsItself(body: readonly ESTree.Statement[], isLast: boolean): readonly ESTree.Statement[] | undefined {
  const last = body[body.length - 1]
  const isBreak = last?.type === 'BreakStatement' && last.label == null
  const rest = isBreak ? body.slice(0, -1) : body
  if (!isBreak && !isLast && !/^(Return|Throw|Continue|Break)Statement$/.test(last?.type ?? '')) return undefined
  return rest.some(breaks) ? undefined : rest
}

/** Is there a `break` of the switch itself? */
function breaks(node: Node): boolean {
  if (node.type === 'BreakStatement') return node.label == null
  if (/^(For|ForIn|ForOf|While|DoWhile|Switch)Statement$/.test(node.type) || isFunction(node)) return false
  return children(node).some(breaks)
}

function isPure(node: ESTree.Expression): boolean {
  if (node.type === 'UnaryExpression') return isPure(node.argument)
  return node.type === 'Literal' || node.type === 'Identifier'
}
