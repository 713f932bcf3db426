/** Expressions -> values. Order of evaluation is JavaScript's: left to right, operands before their conversion. */
import type * as ESTree from 'estree'
import { elementSize } from '../artifact.ts'
import type { Value } from '../ir/types.ts'
import { lengthOf } from './arrays.ts'
import { assign, update } from './assign.ts'
import { call, construct } from './call.ts'
import { requireArray, toBool } from './coerce.ts'
import type { Context } from './context.ts'
import { ifElse } from './control.ts'
import { environment } from './environment.ts'
import { builtin } from './intrinsics.ts'
import { builtinPath, element, propertyName, readField, recordField } from './members.ts'
import { bigintLiteral, binary, bool, number, presence, unary } from './operators.ts'
import type { JsValue } from './values.ts'
import { describe, refuseOther, unsupported, withoutPresence } from './values.ts'

export function expression(cx: Context, node: ESTree.Expression): JsValue {
  switch (node.type) {
    case 'Literal':
      return literal(cx, node)
    case 'Identifier':
      return identifier(cx, node)
    case 'UnaryExpression':
      return unaryExpression(cx, node)
    case 'BinaryExpression':
      return binaryExpression(cx, node)
    case 'LogicalExpression':
      return logical(cx, node)
    case 'ConditionalExpression':
      return (
        ifElse(
          cx,
          condition(cx, node.test),
          () => expression(cx, node.consequent),
          () => expression(cx, node.alternate),
          node,
        ) ?? { kind: 'undefined' }
      )
    case 'SequenceExpression':
      return node.expressions.map((e) => expression(cx, e)).at(-1)!
    case 'AssignmentExpression':
      return assign(cx, node)
    case 'UpdateExpression':
      return update(cx, node)
    case 'MemberExpression':
      return member(cx, node)
    case 'CallExpression':
      return call(cx, node)
    case 'NewExpression':
      return construct(cx, node)
    case 'ArrayExpression':
      return {
        kind: 'tuple',
        items: node.elements.map((e) =>
          e === null || e.type === 'SpreadElement'
            ? unsupported(
                'array-literal',
                'holes and spreads in array literals are not compiled',
                node,
                'write the elements out',
              )
            : expression(cx, e),
        ),
      }
    case 'ObjectExpression':
      return object(cx, node)
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return { kind: 'closure', node }
    case 'ChainExpression':
      return unsupported(
        'optional-chaining',
        'optional chaining is not compiled',
        node,
        'write a plain `.`, or test for undefined before',
      )
    default:
      return unsupported('syntax-kind', `${node.type} is not compiled`, node, 'compute it outside, and pass the result')
  }
}

function literal(cx: Context, node: ESTree.Literal): JsValue {
  if (typeof node.value === 'number') return number(cx.b.f64(node.value))
  if (typeof node.value === 'boolean') return bool(cx.b.bool(node.value))
  if (typeof node.value === 'bigint') return bigintLiteral(cx, node.value, node)
  if (node.value === null && node.raw === 'null') return { kind: 'null' }
  if (typeof node.value === 'string')
    return unsupported('string', 'strings are not compiled', node, 'use a number that stands for it')
  return unsupported('literal', 'this literal is not compiled', node, 'use numbers, booleans and bigints')
}

function identifier(cx: Context, node: ESTree.Identifier): JsValue {
  const binding = cx.source.parsed.bindings.get(node)
  if (binding === undefined) return environment(cx, node.name, node)
  const js = cx.env.get(binding)
  if (js !== undefined) return js
  if (binding.kind === 'function' && binding.declaration === cx.source.parsed.node)
    return { kind: 'function', index: cx.source.index }
  return unsupported(
    'tdz',
    `${node.name} may be read before it is initialised, which throws a ReferenceError`,
    node,
    'declare it before the code that reads it',
  )
}

/** The value of a condition, as a bool: `&&`, `||` and `!` stay conditions, so that what they compare is known in the arms. */
export function condition(cx: Context, node: ESTree.Expression): Value {
  if (node.type === 'UnaryExpression' && node.operator === '!') return cx.b.not(condition(cx, node.argument))
  if (node.type === 'LogicalExpression' && node.operator !== '??') {
    const left = condition(cx, node.left)
    const and = node.operator === '&&'
    if (left.op === 'const') return (left.imm === 1) === and ? condition(cx, node.right) : left
    const right = cx.collect(() => {
      cx.assume(left, and)
      return condition(cx, node.right)
    })
    const quiet =
      right.block.stmts.length === 0 &&
      right.reachable &&
      [...cx.env].every(([k, v]) => sameHolding(right.env.get(k), v))
    if (quiet) return and ? cx.b.and(left, right.result) : cx.b.or(left, right.result)
    const js = ifElse(
      cx,
      left,
      () => bool(and ? condition(cx, node.right) : cx.b.bool(true)),
      () => bool(and ? cx.b.bool(false) : condition(cx, node.right)),
      node,
    )
    return (js as { value: Value } | undefined)?.value ?? cx.b.bool(false)
  }
  return toBool(cx, expression(cx, node), node)
}

/** Whether evaluating a condition left a variable alone: assumptions about it do not count. */
function sameHolding(after: JsValue | undefined, before: JsValue): boolean {
  if (after === before) return true
  return (
    after !== undefined &&
    after.kind === 'number' &&
    before.kind === 'number' &&
    after.value.op === 'assume' &&
    stripTo(after.value, before.value)
  )
}
function stripTo(value: Value, base: Value): boolean {
  return value === base || (value.op === 'assume' && stripTo(value.args[0]!, base))
}

function unaryExpression(cx: Context, node: ESTree.UnaryExpression): JsValue {
  if (node.operator === 'typeof')
    return unsupported(
      'typeof',
      'typeof compiles only in a comparison with a constant',
      node,
      "compare it where it is asked for: typeof x === 'number'",
    )
  if (node.operator === '!') return bool(condition(cx, node))
  if (node.operator === '-' && node.argument.type === 'Literal' && typeof node.argument.value === 'bigint') {
    const value = -node.argument.value
    if (value < -(2n ** 63n))
      return unsupported('bigint-size', 'the bigint does not fit in 64 bits', node, 'use bigints of 64 bits')
    return { kind: 'bigint', value: cx.b.const('i64', value), big: value === 0n ? 'both' : 'i64' }
  }
  return unary(cx, node.operator, expression(cx, node.argument), node)
}

function binaryExpression(cx: Context, node: ESTree.BinaryExpression): JsValue {
  const typed = typeofComparison(cx, node)
  if (typed !== undefined) return typed
  const x = expression(cx, node.left as ESTree.Expression)
  const y = expression(cx, node.right)
  return binary(cx, node.operator, x, y, node)
}

const kindsOfTypeof: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['number', ['number']],
  ['boolean', ['bool']],
  ['bigint', ['bigint']],
  ['undefined', ['undefined']],
  ['function', ['closure', 'function', 'builtin']],
  ['object', ['array', 'rows', 'struct', 'tuple', 'record', 'null']],
])

/** `typeof x === 'number'`, either way round. */
function typeofComparison(cx: Context, node: ESTree.BinaryExpression): JsValue | undefined {
  const sides = [node.left, node.right] as ESTree.Expression[]
  const query = sides.find((s) => s.type === 'UnaryExpression' && s.operator === 'typeof') as
    | ESTree.UnaryExpression
    | undefined
  const text = sides.find((s) => s.type === 'Literal' && typeof s.value === 'string') as
    | ESTree.SimpleLiteral
    | undefined
  if (query === undefined || text === undefined || !/^[!=]==?$/.test(node.operator)) return undefined
  const js = expression(cx, query.argument)
  if (js.kind === 'conflict') unsupported('mixed-kinds', js.message, node, 'use one kind of value for the variable')
  if (js.kind === 'other')
    return bool(cx.b.bool(otherIs(js.what, text.value as string, node) !== node.operator.startsWith('!')))
  const wanted = kindsOfTypeof.get(text.value) ?? []
  const optional = (js.kind === 'number' || js.kind === 'bigint' || js.kind === 'array') && js.present !== undefined
  let holds = cx.b.bool(wanted.includes(js.kind))
  if (optional && wanted.includes(js.kind)) holds = presence(cx, js, node)
  if (optional && text.value === 'undefined') holds = cx.b.not(presence(cx, js, node))
  return bool(node.operator.startsWith('!') ? cx.b.not(holds) : holds)
}

/** Whether an argument that does not compile is of the type that `typeof` names. */
function otherIs(what: string, type: string, node: ESTree.Node): boolean {
  if (what === 'a string' || what === 'a function' || what === 'a symbol') return what === `a ${type}`
  return unsupported('typeof', `typeof of ${what} is not compiled`, node, 'ask for it outside, and pass the answer')
}

/** A statement that is an expression: a value that nobody asks for may be of several kinds. */
export function effect(cx: Context, node: ESTree.Expression): void {
  if (node.type === 'LogicalExpression' && node.operator !== '??') {
    const cond = condition(cx, node.left)
    const skip = (): undefined => undefined
    const run = (): undefined => void effect(cx, node.right)
    ifElse(cx, cond, node.operator === '&&' ? run : skip, node.operator === '&&' ? skip : run, node)
  } else if (node.type === 'ConditionalExpression') {
    ifElse(
      cx,
      condition(cx, node.test),
      () => void effect(cx, node.consequent),
      () => void effect(cx, node.alternate),
      node,
    )
  } else if (node.type === 'SequenceExpression') {
    for (const each of node.expressions) effect(cx, each)
  } else {
    expression(cx, node)
  }
}

/** `&&`, `||`, `??` as values. */
function logical(cx: Context, node: ESTree.LogicalExpression): JsValue {
  const left = expression(cx, node.left)
  const right = (): JsValue => expression(cx, node.right)
  const result =
    node.operator === '??'
      ? ifElse(cx, presence(cx, left, node.left), () => withoutPresence(left), right, node)
      : node.operator === '&&'
        ? ifElse(cx, toBool(cx, left, node.left), right, () => left, node)
        : ifElse(cx, toBool(cx, left, node.left), () => withoutPresence(left), right, node)
  return result ?? { kind: 'undefined' }
}

function object(cx: Context, node: ESTree.ObjectExpression): JsValue {
  const fields = node.properties.map((p) => {
    if (p.type !== 'Property' || p.computed || p.kind !== 'init')
      return unsupported('object-literal', 'only plain fields compile in an object literal', p, 'write the fields out')
    return [propertyName(p.key as ESTree.Expression), expression(cx, p.value as ESTree.Expression)] as const
  })
  if (new Set(fields.map(([n]) => n)).size !== fields.length)
    return unsupported('object-literal', 'a field is given twice', node, 'give it once')
  return { kind: 'record', fields }
}

/** `object.name` and `object[index]`. */
export function member(cx: Context, node: ESTree.MemberExpression): JsValue {
  const path = builtinPath(cx, node)
  if (path !== undefined) {
    const known = builtin(cx, path)
    if (known !== undefined) return known
    const [base] = path.split('.')
    return unsupported(
      'built-in',
      `${path} is not compiled`,
      node,
      base === 'Math'
        ? 'Math functions of ECMAScript 2015 and their constants are'
        : 'compute it outside, and pass the result',
    )
  }
  if (node.object.type === 'Super') return unsupported('super', 'super is not compiled', node, 'call a plain function')
  const object = expression(cx, node.object)
  if (!node.computed) return property(cx, object, propertyName(node.property), node)
  const key = expression(cx, node.property as ESTree.Expression)
  return element(cx, object, key, node)
}

function property(cx: Context, object: JsValue, name: string, node: ESTree.MemberExpression): JsValue {
  switch (object.kind) {
    case 'array':
      if (name === 'length') return lengthOf(cx, requireArray(cx, object, node))
      if (name === 'BYTES_PER_ELEMENT' && !object.plain) return number(cx.b.f64(elementSize[object.element]))
      break
    case 'rows':
    case 'grid':
      if (name === 'length') return lengthOf(cx, object)
      break
    case 'tuple':
      if (name === 'length') return number(cx.b.f64(object.items.length))
      break
    case 'record':
      return recordField(object, name, node)
    case 'struct':
      return readField(cx, object, name, node)
    case 'conflict':
      return unsupported('mixed-kinds', object.message, node, 'use one kind of value for the variable')
    case 'builtin': {
      const path = `${object.path}.${name}`
      return (
        builtin(cx, path) ??
        unsupported('built-in', `${path} is not compiled`, node, 'compute it outside, and pass the result')
      )
    }
    case 'other':
      return refuseOther(object.what, node)
    case 'undefined':
    case 'null':
      return unsupported(
        'property',
        `a property of ${object.kind} is read, which throws a TypeError`,
        node,
        'test whether the value is there first',
      )
    default:
  }
  return unsupported(
    'property',
    `the property ${name} of ${describe(object)} is not compiled`,
    node,
    propertyHint(object),
  )
}

function propertyHint({ kind }: JsValue): string {
  return kind === 'array' || kind === 'rows' || kind === 'tuple' || kind === 'grid'
    ? 'arrays have elements and a length; ask for the rest outside, and pass the answer'
    : 'pass an object with such a field, or an array'
}
