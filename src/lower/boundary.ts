/** The kernel's edge: argument types -> lowered parameters and their call plan, the returned value -> result cells. */
import type { ArgType, FieldPlan, ParamPlan, ResultPlan } from '../artifact.ts'
import { RESULT_ADDRESS } from '../artifact.ts'
import type { Value } from '../ir/types.ts'
import type { Node } from '../parse/parse.ts'
import type { Context, ModuleContext } from './context.ts'
import type { JsValue, StructField } from './values.ts'
import { describe, unsupported } from './values.ts'

/** Longer arrays are not passed to kernels. */
const MAX_LENGTH = 2 ** 31 - 1

/** One parameter before it is known what the kernel does to it. */
export interface Crossing {
  readonly type: ArgType
  readonly js: JsValue
  readonly params: readonly Value[]
}

/** Which memory the kernel reads and writes, asked by the address it comes from (see analyze/access.ts). */
export interface AccessQuery {
  direct(address: Value): { read: boolean; written: boolean }
  /** Through a table of addresses: `cell` of it, or any. */
  through(table: Value, cell?: number): { read: boolean; written: boolean }
}

/** Makes the parameters for one argument. `arrays` counts array parameters: their identities. */
export function cross(module: ModuleContext, type: ArgType, name: string, arrays: { count: number }, kind: 'param' | 'env'): Crossing {
  const { b } = module
  switch (type.kind) {
    case 'scalar': {
      if (type.type === 'bool') {
        const value = b.binder('bool', name)
        return { type, js: { kind: 'bool', value }, params: [value] }
      }
      if (type.type === 'i64' || type.type === 'u64') {
        const value = b.binder('i64', name)
        return { type, js: { kind: 'bigint', value, big: type.type }, params: [value] }
      }
      const value = b.binder(type.type, name)
      return { type, js: { kind: 'number', value: type.type === 'i32' ? b.unary('i32ToF64', value) : value }, params: [value] }
    }
    case 'array': {
      const ptr = b.binder('i32', name, { root: module.roots.push({ name, kind, plain: type.plain }) - 1 })
      const length = b.binder('i32', `${name}.length`, { range: [0, MAX_LENGTH] })
      const js: JsValue = { kind: 'array', element: type.element, plain: type.plain, ptr, length, identity: b.i32(arrays.count++), view: false }
      return { type, js, params: [ptr, length] }
    }
    case 'rows': {
      const table = b.binder('i32', name, { root: module.roots.push({ name, kind, plain: type.plain }) - 1 })
      const count = b.binder('i32', `${name}.length`, { range: [0, MAX_LENGTH] })
      return { type, js: { kind: 'rows', element: type.element, plain: type.plain, table, count }, params: [table, count] }
    }
    case 'object': {
      const address = b.binder('i32', name, { root: module.roots.push({ name, kind, plain: false }) - 1 })
      return { type, js: { kind: 'struct', address, fields: type.fields.map(([field, t]) => structField(module, field, t)) }, params: [address] }
    }
    case 'undefined':
      return { type, js: { kind: 'undefined' }, params: [] }
    case 'other':
      return { type, js: { kind: 'other', what: type.what }, params: [] }
    default:
      return type satisfies never
  }
}

function structField(module: ModuleContext, name: string, type: ArgType): StructField {
  const written = module.writtenFields.has(name)
  if (type.kind === 'array') return { name, value: { kind: 'array', element: type.element, plain: type.plain }, written: false }
  if (type.kind === 'scalar') return { name, value: { kind: 'scalar', type: type.type === 'i32' ? 'f64' : type.type }, written }
  // A field of another kind is legal as long as nobody names it: lowering finds no such field.
  return { name: `${name} `, value: { kind: 'scalar', type: 'f64' }, written: false }
}

export function paramPlan(crossing: Crossing, access: AccessQuery): ParamPlan {
  const { type, params } = crossing
  switch (type.kind) {
    case 'scalar':
      return { kind: 'scalar', type: type.type }
    case 'array':
      return { kind: 'array', element: type.element, plain: type.plain, ...access.direct(params[0]!) }
    case 'rows':
      return { kind: 'rows', element: type.element, plain: type.plain, ...access.through(params[0]!) }
    case 'object': {
      const { fields } = crossing.js as Extract<JsValue, { kind: 'struct' }>
      return { kind: 'object', fields: type.fields.map(([name, t], k) => fieldPlan(name, t, fields[k]!, access.through(params[0]!, 2 * k))) }
    }
    default:
      return { kind: 'none' }
  }
}

function fieldPlan(name: string, type: ArgType, field: StructField, used: { read: boolean; written: boolean }): FieldPlan {
  if (type.kind === 'array') return { name, plan: { kind: 'array', element: type.element, plain: type.plain, ...used }, written: false }
  if (type.kind === 'scalar') return { name, plan: { kind: 'scalar', type: type.type === 'i32' ? 'f64' : type.type }, written: field.written }
  return { name, plan: { kind: 'none' }, written: false }
}

/** Hands the returned value over: a plain scalar as the wasm result, everything else in result cells. */
export function crossResult(cx: Context, js: JsValue, node: Node): { plan: ResultPlan; results: Value[] } {
  if (js.kind === 'number' && js.present === undefined) return { plan: { kind: 'scalar', type: 'f64', via: 'return' }, results: [js.value] }
  if (js.kind === 'bool') return { plan: { kind: 'scalar', type: 'bool', via: 'return' }, results: [js.value] }
  if (js.kind === 'bigint' && js.present === undefined) return { plan: { kind: 'scalar', type: bigintType(js, node), via: 'return' }, results: [js.value] }
  const cells = { next: 0 }
  return { plan: store(cx, js, cells, node), results: [] }
}

const bigintType = (js: Extract<JsValue, { kind: 'bigint' }>, node: Node): 'i64' | 'u64' =>
  js.big === 'mod' ? unsupported('bigint-size', 'the returned bigint may not fit in 64 bits', node, 'wrap it: BigInt.asIntN(64, ...) or BigInt.asUintN(64, ...)') : js.big === 'u64' ? 'u64' : 'i64'

function store(cx: Context, js: JsValue, cells: { next: number }, node: Node): ResultPlan {
  const { b } = cx
  const base = b.i32(RESULT_ADDRESS)
  const put = (value: Value): number => {
    const slot = cells.next++
    if (slot >= 4096) unsupported('result-size', 'too many values are returned', node, 'return a typed array')
    const element = value.type === 'f64' ? 'f64' : value.type === 'i64' ? 'i64' : 'i32'
    const stored = value.type === 'bool' ? b.unary('boolToI32', value) : value
    cx.emit({ kind: 'store', element, ptr: base, index: b.i32(element === 'i32' ? 2 * slot : slot), value: stored })
    return slot
  }
  switch (js.kind) {
    case 'undefined':
      return { kind: 'undefined' }
    case 'number': {
      const value: ResultPlan = { kind: 'scalar', type: 'f64', via: put(js.value) }
      return js.present === undefined ? value : { kind: 'optional', value, present: put(js.present) }
    }
    case 'bool':
      return { kind: 'scalar', type: 'bool', via: put(js.value) }
    case 'bigint': {
      const value: ResultPlan = { kind: 'scalar', type: bigintType(js, node), via: put(js.value) }
      return js.present === undefined ? value : { kind: 'optional', value, present: put(js.present) }
    }
    case 'array': {
      if (js.identity.op === 'const' && js.identity.imm === -2) unsupported('return-kind', 'a row or an array field is returned', node, 'return what is in it, or pass the array as an argument of its own')
      if (js.present !== undefined) cx.bailIf(b.not(js.present))
      // A row that meets another array on the way has no identity either.
      if (js.identity.op !== 'const') cx.bailIf(b.binary('eq', js.identity, b.i32(-2)))
      const slot = put(js.identity)
      cells.next++
      const address = b.i32(2 * (slot + 1))
      cx.emit({ kind: 'store', element: 'i32', ptr: base, index: address, value: js.ptr })
      cx.emit({ kind: 'store', element: 'i32', ptr: base, index: b.binary('add', address, b.i32(1)), value: js.length })
      return { kind: 'array', element: js.element, plain: js.plain, slot, view: js.view }
    }
    case 'tuple':
      return { kind: 'tuple', items: js.items.map((item) => store(cx, item, cells, node)) }
    case 'record':
      return { kind: 'object', fields: js.fields.map(([name, v]) => [name, store(cx, v, cells, node)] as const) }
    case 'conflict':
      return unsupported('mixed-kinds', `the returned value has no one kind: ${js.message}`, node, 'return one kind of value')
    case 'struct':
    case 'rows':
      return unsupported('return-kind', `${describe(js)} that was passed in is returned`, node, 'return nothing: the caller has it')
    default:
      return unsupported('return-kind', `${describe(js)} is returned`, node)
  }
}

