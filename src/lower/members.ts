/** Members: elements of arrays and literals, fields of objects, paths of built-ins. */
import type * as ESTree from 'estree'
import type { Value } from '../ir/types.ts'
import { readElement, readRow } from './arrays.ts'
import { requireArray, toNumber } from './coerce.ts'
import type { Context } from './context.ts'
import { environment } from './environment.ts'
import { readGridRow } from './memory.ts'
import { bool, number } from './operators.ts'
import type { JsValue } from './values.ts'
import { describe, refuseOther, unsupported } from './values.ts'

export function propertyName(key: ESTree.Expression | ESTree.PrivateIdentifier): string {
  if (key.type === 'Identifier') return key.name
  if (key.type === 'Literal' && (typeof key.value === 'string' || typeof key.value === 'number'))
    return String(key.value)
  return unsupported('property', 'a computed property name is not compiled', key, 'write the name of the field')
}

/** `Math.floor` and the like, where `Math` is the built-in. */
export function builtinPath(cx: Context, node: ESTree.MemberExpression): string | undefined {
  if (node.computed || node.object.type !== 'Identifier' || cx.source.parsed.bindings.has(node.object)) return undefined
  const js = environment(cx, node.object.name, node.object)
  return js.kind === 'builtin' ? `${js.path}.${propertyName(node.property)}` : undefined
}

/** A field of an object argument: 8-byte cells in memory, in the order of the call plan. */
export function readField(
  cx: Context,
  object: Extract<JsValue, { kind: 'struct' }>,
  name: string,
  node: ESTree.Node,
): JsValue {
  const { b } = cx
  const k = object.fields.findIndex((f) => f.name === name)
  const value = object.fields[k]?.value
  switch (value?.kind) {
    case undefined:
      return absentField(cx, name, node)
    case 'undefined':
    case 'null':
      return { kind: value.kind } as JsValue
    case 'other':
      return unsupported(
        'field',
        `the field ${name} of the object passed holds ${value.what}, which is not compiled`,
        node,
        fieldHint(value.what, name),
      )
    case 'array': {
      const cell = (index: number): Value => b.make('table', 'i32', [object.address, b.i32(index)])
      return {
        kind: 'array',
        element: value.element,
        plain: value.plain,
        ptr: cell(2 * k),
        length: cell(2 * k + 1),
        identity: b.i32(-2),
        view: false,
      }
    }
    default:
      return readScalarField(cx, object.address, k, name, value.type)
  }
}

function readScalarField(
  cx: Context,
  address: Value,
  k: number,
  name: string,
  type: 'f64' | 'bool' | 'i64' | 'u64',
): JsValue {
  const { b } = cx
  const wasm = type === 'bool' ? 'i32' : type === 'f64' ? 'f64' : 'i64'
  const index = b.i32(type === 'bool' ? 2 * k : k)
  let value: Value
  if (cx.module.writtenFields.has(name)) {
    value = b.binder(wasm, name)
    cx.emit({ kind: 'load', element: wasm, ptr: address, index, result: value })
  } else {
    value = b.make('table', wasm, [address, index])
  }
  if (type === 'f64') return number(value)
  if (type === 'bool') return bool(b.binary('ne', value, b.i32(0)))
  return { kind: 'bigint', value, big: type }
}

/** A field of an object literal. */
export function recordField(
  { fields }: Extract<JsValue, { kind: 'record' }>,
  name: string,
  node: ESTree.Node,
): JsValue {
  return fields.find(([n]) => n === name)?.[1] ?? absent('the object', name, node)
}

/** The call makes sure that the object really has none, its own or inherited (see `absent` in the call plan). */
function absentField(cx: Context, name: string, node: ESTree.Node): JsValue {
  const js = absent('the object passed', name, node)
  cx.module.absentFields.add(name)
  return js
}

/** What all objects inherit is no field, and not `undefined` either. */
function absent(object: string, name: string, node: ESTree.Node): JsValue {
  return name in Object.prototype
    ? unsupported('property', `${object} has no field ${name} of its own`, node, 'give the field another name')
    : { kind: 'undefined' }
}

function fieldHint(what: string, name: string): string {
  if (what === 'an object within an object')
    return `take it apart: pass the fields of ${name} in an object of their own`
  return what === 'an array of arrays within an object'
    ? 'pass it as an argument of its own'
    : 'pass numbers, booleans, bigints and arrays of numbers'
}

/** `object[key]` for every kind that has elements. */
export function element(cx: Context, object: JsValue, key: JsValue, node: ESTree.Node): JsValue {
  if (key.kind !== 'number' && key.kind !== 'undefined')
    return unsupported('index', `${describe(key)} is used as an index`, node, 'index by numbers')
  const index = toNumber(cx, key, node)
  switch (object.kind) {
    case 'array':
      return readElement(cx, requireArray(cx, object, node), index, node)
    case 'rows':
      return readRow(cx, object, index)
    case 'grid':
      return readGridRow(cx, object, index)
    case 'tuple':
      return tupleElement(cx, object.items, index, node)
    case 'conflict':
      return unsupported('mixed-kinds', object.message, node, 'use one kind of value for the variable')
    case 'other':
      return refuseOther(object.what, node)
    default:
      return unsupported(
        'index',
        `${describe(object)} is indexed`,
        node,
        'index arrays; name the fields of objects: p.x',
      )
  }
}

/** Literal arrays live in variables: a computed index selects among them. */
function tupleElement(cx: Context, items: readonly JsValue[], index: Value, node: ESTree.Node): JsValue {
  const { b } = cx
  if (index.op === 'const') return items[index.imm as number] ?? { kind: 'undefined' }
  if (!items.every((item) => item.kind === 'number') || items.length > 16)
    return unsupported('array-literal', 'this array literal is indexed by a variable', node, 'use a typed array')
  const chosen = items.reduceRight<Value>(
    (rest, item, i) => b.select(b.binary('eq', index, b.f64(i)), (item as { value: Value }).value, rest),
    b.f64(Number.NaN),
  )
  return { kind: 'number', value: chosen, present: b.binary('inBounds', index, b.i32(items.length)) }
}
