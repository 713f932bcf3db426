/**
 * Undoes what bundlers and minifiers do to a function, so that every later pass sees the one form a person writes:
 *
 *     __name(f, 'f')          ->  f                          esbuild's keepNames; as a statement it goes
 *     (0, helper)(x)          ->  helper(x)
 *     typeof x > 'u'          ->  typeof x === 'undefined'   no other type's name sorts behind 'u'
 *     Math['max'], { 'x': 1 } ->  Math.max, { x: 1 }
 *     throw RangeError('...') ->  throw new RangeError('...')
 *     'size ' + n + '!'       ->  `size ${n}!`               as the message of a thrown error; 'size '.concat(n, '!') too
 *
 * Directives go too: no construct that compiles depends on strictness. Rewrites in place; new nodes take the place of the old.
 */
import type * as ESTree from 'estree'
import { type FunctionNode, isNode, type Node } from './tree.ts'

export function canonicalize(root: FunctionNode): FunctionNode {
  return rewrite(root) as FunctionNode
}

/** Children first, so that a rule sees its operands in their final form. */
function rewrite(node: Node): Node {
  const fields = node as unknown as Record<string, unknown>
  for (const [key, value] of Object.entries(fields)) {
    if (Array.isArray(value)) fields[key] = value.map((item) => (isNode(item) ? rewrite(item) : item)).filter(isKept)
    else if (isNode(value)) fields[key] = rewrite(value)
  }
  switch (node.type) {
    case 'CallExpression':
      return rewriteCall(node)
    case 'SequenceExpression':
      return dropMentions(node)
    case 'BinaryExpression':
      return rewriteTypeof(node)
    case 'MemberExpression':
      if (node.computed && isName(node.property)) return { ...node, computed: false, property: nameOf(node.property) }
      return node
    case 'Property':
      if (!node.computed && isName(node.key)) return { ...node, key: nameOf(node.key) }
      return node
    case 'ThrowStatement':
      return { ...node, argument: rewriteThrown(node.argument) }
    default:
      return node
  }
}

/** Marks what `__name(f, 'f')` left: in a statement or before a comma it says nothing. */
const mentions = new WeakSet<Node>()

function isKept(item: unknown): boolean {
  if (!isNode(item) || item.type !== 'ExpressionStatement') return true
  return !('directive' in item) && !mentions.has(item.expression)
}

function dropMentions(node: ESTree.SequenceExpression): Node {
  const last = node.expressions[node.expressions.length - 1]!
  node.expressions = node.expressions.filter((item) => item === last || !mentions.has(item))
  return node.expressions.length === 1 ? last : node
}

function rewriteCall(node: ESTree.SimpleCallExpression): Node {
  const { callee } = node
  if (callee.type === 'SequenceExpression' && callee.expressions.length === 2) {
    const [first, second] = callee.expressions as [ESTree.Expression, ESTree.Expression]
    if (first.type === 'Literal' && second.type === 'Identifier') return { ...node, callee: second }
  }
  const [target, name] = node.arguments
  const isNameHelper = callee.type === 'Identifier' && /^__name\d*$/.test(callee.name) && node.arguments.length === 2
  if (!isNameHelper || target!.type === 'SpreadElement' || !isString(name!)) return node
  if (target!.type === 'Identifier') {
    const mention = { ...target }
    mentions.add(mention)
    return mention
  }
  return target!
}

function rewriteTypeof(node: ESTree.BinaryExpression): Node {
  const { left, right, operator } = node
  const isTypeof = left.type === 'UnaryExpression' && left.operator === 'typeof'
  if (!isTypeof || !isString(right) || right.value !== 'u' || (operator !== '<' && operator !== '>')) return node
  return { ...node, operator: operator === '>' ? '===' : '!==', right: { ...right, value: 'undefined' } }
}

type StringLiteral = ESTree.SimpleLiteral & { value: string }

function isString(node: Node): node is StringLiteral {
  return node.type === 'Literal' && typeof node.value === 'string'
}

function isName(node: Node): node is StringLiteral {
  return isString(node) && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(node.value)
}

function nameOf({ value, start, end }: StringLiteral): ESTree.Identifier {
  return { type: 'Identifier', name: value, start, end }
}

const errorClass = /^(Error|EvalError|RangeError|ReferenceError|SyntaxError|TypeError|URIError)$/

/** The error classes do the same with `new` as without. */
function rewriteThrown(thrown: ESTree.Expression): ESTree.Expression {
  if (thrown.type !== 'NewExpression' && thrown.type !== 'CallExpression') return thrown
  if (thrown.callee.type !== 'Identifier' || !errorClass.test(thrown.callee.name)) return thrown
  const { callee, arguments: given, start, end } = thrown
  return { type: 'NewExpression', callee, arguments: given.map(templateOf), start, end }
}

/** A concatenation that starts with a string, as a template. */
function templateOf(node: ESTree.Expression | ESTree.SpreadElement): ESTree.Expression | ESTree.SpreadElement {
  const parts = node.type === 'SpreadElement' ? [] : concatenated(node)
  if (parts.length < 2) return node
  const expressions: ESTree.Expression[] = []
  const texts = ['']
  for (const part of parts) {
    if (isString(part)) texts[expressions.length] += part.value
    else texts[expressions.push(part)] = ''
  }
  const { start, end } = node
  const quasis = texts.map((text, index): ESTree.TemplateElement => {
    return { type: 'TemplateElement', value: { raw: text, cooked: text }, tail: index === texts.length - 1, start, end }
  })
  return { type: 'TemplateLiteral', expressions, quasis, start, end }
}

/** Operands of `'a' + n + 'b'` and `'a'.concat(n, 'b')`; none if it is something else. */
function concatenated(node: ESTree.Expression): ESTree.Expression[] {
  if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') {
    const { object, property } = node.callee
    const isConcat = isString(object) && property.type === 'Identifier' && property.name === 'concat'
    const args = node.arguments.filter((argument) => argument.type !== 'SpreadElement')
    return isConcat && args.length === node.arguments.length ? [object, ...args] : []
  }
  const parts: ESTree.Expression[] = []
  let chain = node
  while (chain.type === 'BinaryExpression' && chain.operator === '+') {
    parts.unshift(chain.right)
    chain = chain.left as ESTree.Expression
  }
  parts.unshift(chain)
  // Before the first string, + adds numbers.
  return parts.slice(0, 2).some(isString) ? parts : []
}
