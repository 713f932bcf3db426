/** Errors that a kernel throws, and what their messages say. */
import type * as ESTree from 'estree'
import type { Value } from '../ir/types.ts'
import type { Context } from './context.ts'
import { expression } from './expression.ts'
import { errorClasses } from './intrinsics.ts'
import { presence } from './operators.ts'
import type { JsValue } from './values.ts'
import { describe, unsupported, withoutPresence } from './values.ts'

/** `throw new RangeError('text')`, also with numbers in the text, or a number for it: parsing leaves no other form. */
export function throwStatement(cx: Context, node: ESTree.ThrowStatement): void {
  const { argument } = node
  const made =
    argument.type === 'NewExpression' && argument.callee.type === 'Identifier'
      ? expression(cx, argument.callee)
      : undefined
  if (argument.type !== 'NewExpression' || made?.kind !== 'builtin' || !errorClasses.has(made.path)) {
    return unsupported(
      'throw',
      'only errors of the standard classes are thrown in a kernel',
      node,
      'throw new Error(...), with a text that may show numbers',
    )
  }
  const [message] = argument.arguments
  if (message?.type === 'TemplateLiteral') {
    const pieces = message.quasis.map((q) => q.value.cooked ?? q.value.raw)
    const holes = message.expressions.map((hole) => expression(cx, hole))
    return throwText(cx, made.path, pieces, holes, node)
  }
  if (message === undefined || (message.type === 'Literal' && typeof message.value === 'string'))
    return cx.throwError(made.path, message === undefined ? '' : String(message.value), node)
  // A message that is undefined is none.
  const js = expression(cx, message as ESTree.Expression)
  if (js.kind !== 'null') cx.when(cx.b.not(presence(cx, js, node)), () => cx.throwError(made.path, '', node))
  if (js.kind !== 'undefined') throwText(cx, made.path, ['', ''], [withoutPresence(js)], node)
}

/** Throws an error whose message has values between its pieces. What is not always a number splits into what it may be. */
function throwText(
  cx: Context,
  type: string,
  pieces: readonly string[],
  holes: readonly JsValue[],
  node: ESTree.ThrowStatement,
): void {
  const at = holes.findIndex((js) => js.kind !== 'number' || js.present !== undefined)
  if (at < 0)
    return cx.throwError(
      type,
      pieces,
      node,
      holes.map((js) => (js as { value: Value }).value),
    )
  const js = holes[at]!
  const say = (text: string): void =>
    throwText(
      cx,
      type,
      [...pieces.slice(0, at), pieces[at]! + text + pieces[at + 1]!, ...pieces.slice(at + 2)],
      holes.toSpliced(at, 1),
      node,
    )
  switch (js.kind) {
    case 'undefined':
    case 'null':
      return say(js.kind)
    case 'bool':
      cx.when(js.value, () => say('true'))
      return say('false')
    case 'number':
      cx.when(cx.b.not(js.present!), () => say('undefined'))
      return throwText(cx, type, pieces, holes.with(at, withoutPresence(js)), node)
    default:
      return unsupported('throw', `${describe(js)} in an error message is not compiled`, node, 'show numbers')
  }
}
