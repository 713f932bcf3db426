/** What `explain()` remarks on a loop beside how it was compiled. */
import type * as ESTree from 'estree'
import { type Node, walk } from '../parse/tree.ts'
import type { Context } from './context.ts'

/** Under `nnan` no number is NaN; a program that asks whether one is contradicts that. */
export function notesOn(cx: Context, loop: ESTree.Node): string[] {
  if (!cx.module.request.options.fastmath.includes('nnan')) return []
  const notes = new Set<string>()
  walk(loop, (node) => {
    const asked = askedForNaN(cx, node)
    if (asked !== undefined)
      notes.add(
        `it asks whether ${asked} is NaN, which fastmath 'nnan' promises that it never is; the question is answered`,
      )
  })
  return [...notes]
}

/** The text of what is asked about: `isNaN(x)`, `Number.isNaN(x)`, `x !== x`, `x === x` and so on. */
function askedForNaN(cx: Context, node: Node): string | undefined {
  const { source } = cx.source.parsed
  const text = (part: ESTree.Node): string => source.slice(part.start, part.end)
  if (node.type === 'CallExpression') {
    const isQuestion = ['isNaN', 'Number.isNaN'].includes(text(node.callee)) && node.arguments.length > 0
    return isQuestion ? text(node.arguments[0]!) : undefined
  }
  if (node.type !== 'BinaryExpression' || !['===', '!==', '==', '!='].includes(node.operator)) return undefined
  return text(node.left) === text(node.right) ? text(node.left) : undefined
}
