/** Assignment, update and destructuring: to variables, elements, fields and patterns. */
import type * as ESTree from 'estree'
import type { Binding } from '../parse/parse.ts'
import { writeElement } from './arrays.ts'
import { bigintBits, requireArray, toBool, toNumber } from './coerce.ts'
import type { Context } from './context.ts'
import { ifElse } from './control.ts'
import { builtin } from './intrinsics.ts'
import { literalUse } from './literals.ts'
import { element, propertyName, readField, recordField } from './members.ts'
import { binary, number, presence } from './operators.ts'
import type { JsValue } from './values.ts'
import { describe, refuseOther, unsupported, withoutPresence } from './values.ts'

/** A place that can be read and written: evaluated once, as JavaScript does for `a[i] += x`. */
interface Place {
  read(): JsValue
  write(js: JsValue): void
}

export function assign(cx: Context, node: ESTree.AssignmentExpression): JsValue {
  if (node.left.type === 'ArrayPattern' || node.left.type === 'ObjectPattern') {
    const js = cx.visit.expression(cx, node.right)
    bindPattern(cx, node.left, js, node)
    return js
  }
  const place = placeOf(cx, node.left as ESTree.Expression)
  if (node.operator === '=') {
    const js = cx.visit.expression(cx, node.right)
    place.write(js)
    return js
  }
  const old = place.read()
  if (node.operator === '&&=' || node.operator === '||=' || node.operator === '??=') {
    const write = (): JsValue => {
      const js = cx.visit.expression(cx, node.right)
      place.write(js)
      return js
    }
    const keep = (): JsValue => old
    if (node.operator === '??=') return ifElse(cx, presence(cx, old, node), keep, write, node) ?? old
    const truth = toBool(cx, old, node)
    return (
      (node.operator === '&&=' ? ifElse(cx, truth, write, keep, node) : ifElse(cx, truth, keep, write, node)) ?? old
    )
  }
  const js = binary(
    cx,
    node.operator.slice(0, -1) as ESTree.BinaryOperator,
    old,
    cx.visit.expression(cx, node.right),
    node,
  )
  place.write(js)
  return js
}

/** `i++`, `--a[i]`: the value is the number before or after. */
export function update(cx: Context, node: ESTree.UpdateExpression): JsValue {
  const { b } = cx
  const place = placeOf(cx, node.argument)
  const read = place.read()
  const old: JsValue =
    read.kind === 'bigint'
      ? { kind: 'bigint', value: bigintBits(cx, read, node), big: read.big }
      : number(toNumber(cx, read, node))
  const one: JsValue =
    old.kind === 'bigint' ? { kind: 'bigint', value: b.const('i64', 1n), big: 'both' } : number(b.f64(1))
  const next = binary(cx, node.operator === '++' ? '+' : '-', old, one, node)
  place.write(next)
  return node.prefix ? next : old
}

const NO_INDEX = 'an index is undefined, and names a property; test for it before'

function placeOf(cx: Context, node: ESTree.Expression | ESTree.Pattern): Place {
  if (node.type === 'Identifier') return variable(cx, node)
  if (node.type !== 'MemberExpression' || node.object.type === 'Super')
    return unsupported(
      'assignment',
      'this cannot be assigned to',
      node,
      'assign elements, numeric fields and variables',
    )
  const literal = literalPlace(cx, node)
  if (literal !== undefined) return literal
  const object = cx.visit.expression(cx, node.object)
  if (object.kind === 'struct' && !node.computed) return field(cx, object, propertyName(node.property), node)
  if (!node.computed)
    return unsupported(
      'assignment',
      `the property ${propertyName(node.property)} of ${describe(object)} is assigned`,
      node,
      'assign elements, numeric fields and variables',
    )
  const key = cx.visit.expression(cx, node.property as ESTree.Expression)
  if (object.kind === 'rows')
    return unsupported('assignment', 'a row of an array of rows is replaced', node, 'copy the elements instead')
  if (object.kind === 'tuple' || object.kind === 'record')
    return unsupported(
      'literal-alias',
      'an element of an array literal is assigned through another name',
      node,
      'use a typed array',
    )
  const index = toNumber(cx, key, node)
  const array = requireArray(cx, object, node)
  return {
    read: () => element(cx, array, number(index), node),
    write: (js) => {
      // An index that is undefined names a property of its own.
      if (key.kind === 'number' && key.present !== undefined) cx.bailIf(cx.b.not(key.present), NO_INDEX, node)
      if (key.kind === 'undefined') cx.bailIf(cx.b.bool(true), NO_INDEX, node)
      writeElement(cx, array, index, js, node)
    },
  }
}

function variable(cx: Context, node: ESTree.Identifier): Place {
  const binding = cx.source.parsed.bindings.get(node)
  if (binding === undefined) {
    return unsupported(
      'outer-assignment',
      `${node.name}, which is defined outside of the function, is assigned`,
      node,
      'return the value, or keep it in a typed array passed in env',
    )
  }
  if (binding.kind === 'const') {
    return {
      read: () => cx.visit.expression(cx, node),
      write: () => cx.throwError('TypeError', 'Assignment to constant variable.', node),
    }
  }
  return {
    read: () => cx.visit.expression(cx, node),
    write: (js) => {
      if (!cx.env.has(binding))
        unsupported(
          'tdz',
          `${node.name} may be assigned before it is initialised, which throws a ReferenceError`,
          node,
          'declare it before the code that assigns it',
        )
      setVariable(cx, binding, js, node)
    },
  }
}

function setVariable(cx: Context, binding: Binding, js: JsValue, node: ESTree.Node): void {
  if (js.kind === 'closure' && binding.kind !== 'const' && binding.writes > 0)
    unsupported(
      'function-variable',
      'a function is assigned to a variable that changes',
      node,
      'const f = ..., and choose between calls: p ? f(x) : g(x)',
    )
  cx.env.set(binding, js)
  cx.record(binding, js)
}

/** `v[0] = x` and `p.x = x` where the variable holds a literal of its own: the variable gets a new one. */
function literalPlace(cx: Context, node: ESTree.MemberExpression): Place | undefined {
  if (node.object.type !== 'Identifier') return undefined
  const binding = cx.source.parsed.bindings.get(node.object)
  const holds = binding && cx.env.get(binding)
  if (binding === undefined || (holds?.kind !== 'tuple' && holds?.kind !== 'record')) return undefined
  const { declaration } = binding
  const own =
    declaration.type === 'VariableDeclarator' &&
    (declaration.init?.type === 'ArrayExpression' || declaration.init?.type === 'ObjectExpression') &&
    binding.writes === 0
  if (!own || literalUse(cx.source.parsed, binding).escapes) {
    return unsupported(
      'literal-alias',
      'an element of a literal that has several names is assigned',
      node,
      'use a typed array',
    )
  }
  const key = node.computed ? literalKey(node.property as ESTree.Expression) : propertyName(node.property)
  const current = () => cx.env.get(binding)!
  const known = (js: JsValue) =>
    js.kind === 'tuple' ? Number(key) < js.items.length : js.kind === 'record' && js.fields.some(([n]) => n === key)
  if (key === undefined || !known(holds))
    return unsupported(
      'literal-shape',
      'the assignment would add an element to a literal',
      node,
      'give it all its elements when it is made',
    )
  return {
    read: () => {
      const js = current()
      return js.kind === 'tuple'
        ? js.items[Number(key)]!
        : js.kind === 'record'
          ? js.fields.find(([n]) => n === key)![1]
          : js
    },
    write: (value) => {
      const js = current()
      if (js.kind === 'tuple')
        cx.env.set(binding, { kind: 'tuple', items: js.items.map((item, i) => (i === Number(key) ? value : item)) })
      if (js.kind === 'record')
        cx.env.set(binding, { kind: 'record', fields: js.fields.map(([n, v]) => [n, n === key ? value : v] as const) })
    },
  }
}

const literalKey = (node: ESTree.Expression): string | undefined =>
  node.type === 'Literal' && typeof node.value === 'number' ? String(node.value) : undefined

function field(
  cx: Context,
  object: Extract<JsValue, { kind: 'struct' }>,
  name: string,
  node: ESTree.MemberExpression,
): Place {
  const { b } = cx
  const k = object.fields.findIndex((f) => f.name === name)
  const found = object.fields[k]
  if (found === undefined)
    return unsupported(
      'literal-shape',
      `the assignment would add the field ${name} to the object`,
      node,
      'give the object all its fields before the call',
    )
  if (found.value.kind === 'array')
    return unsupported('assignment', `the array in field ${name} is replaced`, node, 'copy the elements instead')
  if (found.value.kind !== 'scalar') {
    const held = found.value.kind === 'other' ? found.value.what : found.value.kind
    return unsupported('field-kind', `the field ${name} holds ${held} and is assigned`, node, "keep a field's kind")
  }
  const { type } = found.value
  return {
    read: () => cx.visit.expression(cx, node),
    write: (js) => {
      const at = {
        ptr: object.address,
        index: b.i32(type === 'bool' ? 2 * k : k),
        span: { start: node.start, end: node.end },
      }
      if (type === 'f64') {
        if (js.kind !== 'number')
          unsupported(
            'field-kind',
            `the field ${name} holds a number and would hold ${describe(js)}`,
            node,
            "keep a field's kind",
          )
        if (js.present !== undefined)
          cx.bailIf(b.not(js.present), `the field ${name} would become undefined; test for it before`, node)
        cx.emit({ kind: 'store', element: 'f64', ...at, value: js.value })
      } else if (type === 'bool') {
        if (js.kind !== 'bool')
          unsupported(
            'field-kind',
            `the field ${name} holds a boolean and would hold ${describe(js)}`,
            node,
            "keep a field's kind",
          )
        cx.emit({ kind: 'store', element: 'i32', ...at, value: b.unary('boolToI32', js.value) })
      } else {
        if (js.kind !== 'bigint' || (js.big !== type && js.big !== 'both'))
          unsupported(
            'field-kind',
            `the field ${name} holds a 64-bit integer and would hold ${describe(js)}`,
            node,
            "keep a field's kind; wrap bigints with asIntN or asUintN",
          )
        cx.emit({ kind: 'store', element: 'i64', ...at, value: bigintBits(cx, js, node) })
      }
    },
  }
}

/** Binds or assigns a pattern: declarations, parameters and destructuring assignments. `declare` gives names their first value. */
export function bindPattern(
  cx: Context,
  pattern: ESTree.Pattern,
  js: JsValue,
  node: ESTree.Node,
  declare?: (binding: Binding, js: JsValue, id: ESTree.Identifier) => void,
): void {
  switch (pattern.type) {
    case 'Identifier': {
      const binding = cx.source.parsed.bindings.get(pattern)
      if (declare !== undefined && binding !== undefined) declare(binding, js, pattern)
      else variable(cx, pattern).write(js)
      return
    }
    case 'MemberExpression':
      placeOf(cx, pattern).write(js)
      return
    case 'AssignmentPattern': {
      const otherwise = (): JsValue => cx.visit.expression(cx, pattern.right)
      // A default stands for undefined only, not for null.
      const present = js.kind === 'null' ? cx.b.bool(true) : presence(cx, js, node)
      const value = ifElse(cx, present, () => withoutPresence(js), otherwise, node)
      bindPattern(cx, pattern.left, value ?? js, node, declare)
      return
    }
    case 'ArrayPattern':
      // Element by element, in order, as the array's iterator would give them.
      pattern.elements.forEach((target, i) => {
        if (target === null) return
        if (target.type === 'RestElement')
          unsupported('rest', 'rest elements are not compiled', target, 'name the elements')
        bindPattern(cx, target, elementOf(cx, js, i, node), node, declare)
      })
      return
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type !== 'Property' || property.computed)
          return unsupported('pattern', 'this object pattern is not compiled', property, 'name the fields')
        const name = propertyName(property.key as ESTree.Expression)
        bindPattern(cx, property.value as ESTree.Pattern, fieldOf(cx, js, name, property), node, declare)
      }
      return
    default:
      unsupported('pattern', 'this pattern is not compiled', pattern, 'destructure into variables, elements and fields')
  }
}

function elementOf(cx: Context, js: JsValue, i: number, node: ESTree.Node): JsValue {
  if (js.kind === 'tuple') return js.items[i] ?? { kind: 'undefined' }
  if (js.kind === 'other') return refuseOther(js.what, node)
  if (js.kind !== 'array' && js.kind !== 'rows' && js.kind !== 'grid')
    return unsupported(
      'pattern',
      `${describe(js)} is taken apart as an array, which is not compiled`,
      node,
      'pass an array of numbers',
    )
  return element(cx, js, number(cx.b.f64(i)), node)
}

function fieldOf(cx: Context, js: JsValue, name: string, node: ESTree.Property): JsValue {
  if (js.kind === 'record') return recordField(js, name, node)
  if (js.kind === 'struct') return readField(cx, js, name, node)
  if (js.kind === 'array' && name === 'length') return number(cx.b.unary('i32ToF64', requireArray(cx, js, node).length))
  if (js.kind === 'builtin')
    return (
      builtin(cx, `${js.path}.${name}`) ??
      unsupported('built-in', `${js.path}.${name} is not compiled`, node, 'compute it outside, and pass the result')
    )
  if (js.kind === 'other') return refuseOther(js.what, node)
  if (js.kind === 'undefined' || js.kind === 'null')
    return unsupported(
      'property',
      `a property of ${js.kind} is read, which throws a TypeError`,
      node,
      'test whether the value is there first',
    )
  return unsupported(
    'pattern',
    `${describe(js)} is taken apart as an object, which is not compiled`,
    node,
    'pass numbers and arrays, or one flat object of them',
  )
}
