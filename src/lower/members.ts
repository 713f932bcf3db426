/** Members: elements of arrays and literals, fields of objects, paths of built-ins. */
import type * as ESTree from 'estree'
import type { Value } from '../ir/types.ts'
import { readElement, readRow } from './arrays.ts'
import { requireArray, toNumber } from './coerce.ts'
import type { Context } from './context.ts'
import { environment } from './environment.ts'
import { bool, number } from './operators.ts'
import type { JsValue } from './values.ts'
import { describe, unsupported } from './values.ts'

export function propertyName(key: ESTree.Expression | ESTree.PrivateIdentifier): string {
  if (key.type === 'Identifier') return key.name
  if (key.type === 'Literal' && (typeof key.value === 'string' || typeof key.value === 'number')) return String(key.value)
  return unsupported('property', 'a computed property name is not compiled', key)
}

/** `Math.floor` and the like, where `Math` is the built-in. */
export function builtinPath(cx: Context, node: ESTree.MemberExpression): string | undefined {
  if (node.computed || node.object.type !== 'Identifier' || cx.source.parsed.bindings.has(node.object)) return undefined
  const js = environment(cx, node.object.name, node.object)
  return js.kind === 'builtin' ? `${js.path}.${propertyName(node.property)}` : undefined
}

/** A field of an object argument: 8-byte cells in memory, in the order of the call plan. */
export function readField(cx: Context, object: Extract<JsValue, { kind: 'struct' }>, name: string, node: ESTree.Node): JsValue {
  const { b } = cx
  const k = object.fields.findIndex((f) => f.name === name)
  const field = object.fields[k]
  if (field === undefined) return unsupported('property', `the object has no own field ${name} of a kind that compiles`, node)
  const cell = (type: 'i32' | 'f64' | 'i64', index: number): Value => b.make('table', type, [object.address, b.i32(index)])
  if (field.value.kind === 'array') {
    const { element, plain } = field.value
    return { kind: 'array', element, plain, ptr: cell('i32', 2 * k), length: cell('i32', 2 * k + 1), identity: b.i32(-2), view: false }
  }
  const { type } = field.value
  const wasm = type === 'bool' ? 'i32' : type === 'f64' ? 'f64' : 'i64'
  let value: Value
  if (cx.module.writtenFields.has(name)) {
    value = b.binder(wasm, name)
    cx.emit({ kind: 'load', element: wasm, ptr: object.address, index: b.i32(type === 'bool' ? 2 * k : k), result: value })
  } else {
    value = cell(wasm, type === 'bool' ? 2 * k : k)
  }
  if (type === 'f64') return number(value)
  if (type === 'bool') return bool(b.binary('ne', value, b.i32(0)))
  return { kind: 'bigint', value, big: type }
}

/** `object[key]` for every kind that has elements. */
export function element(cx: Context, object: JsValue, key: JsValue, node: ESTree.Node): JsValue {
  if (key.kind !== 'number' && key.kind !== 'undefined') return unsupported('index', `${describe(key)} is used as an index`, node)
  const index = toNumber(cx, key, node)
  switch (object.kind) {
    case 'array':
      return readElement(cx, requireArray(cx, object, node), index, node)
    case 'rows':
      return readRow(cx, object, index)
    case 'tuple':
      return tupleElement(cx, object.items, index, node)
    case 'conflict':
      return unsupported('mixed-kinds', object.message, node, 'use one kind of value for the variable')
    default:
      return unsupported('index', `${describe(object)} is indexed`, node)
  }
}

/** Literal arrays live in variables: a computed index selects among them. */
function tupleElement(cx: Context, items: readonly JsValue[], index: Value, node: ESTree.Node): JsValue {
  const { b } = cx
  if (index.op === 'const') return items[index.imm as number] ?? { kind: 'undefined' }
  if (!items.every((item) => item.kind === 'number') || items.length > 16) return unsupported('array-literal', 'this array literal is indexed by a variable', node, 'use a typed array')
  const chosen = items.reduceRight<Value>((rest, item, i) => b.select(b.binary('eq', index, b.f64(i)), (item as { value: Value }).value, rest), b.f64(Number.NaN))
  return { kind: 'number', value: chosen, present: b.binary('inBounds', index, b.i32(items.length)) }
}

