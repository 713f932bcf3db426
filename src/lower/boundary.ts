/** The kernel's edge: argument types -> lowered parameters and their call plan, the returned value -> result cells. */
import type { ArgType, FieldPlan, ParamPlan, ResultPlan } from '../artifact.ts'
import { RESULT_ADDRESS } from '../artifact.ts'
import type { Value } from '../ir/types.ts'
import type { Node } from '../parse/parse.ts'
import type { Context, ModuleContext } from './context.ts'
import type { ArrayValue, GridValue, JsValue, StructField } from './values.ts'
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
export function cross(
  module: ModuleContext,
  type: ArgType,
  name: string,
  arrays: { count: number },
  kind: 'param' | 'env',
): Crossing {
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
      return {
        type,
        js: { kind: 'number', value: type.type === 'i32' ? b.unary('i32ToF64', value) : value },
        params: [value],
      }
    }
    case 'array': {
      const ptr = b.binder('i32', name, { root: module.roots.push({ name, kind, plain: type.plain }) - 1 })
      const length = b.binder('i32', `${name}.length`, { range: [0, MAX_LENGTH] })
      const js: JsValue = {
        kind: 'array',
        element: type.element,
        plain: type.plain,
        ptr,
        length,
        identity: b.i32(arrays.count++),
        view: false,
      }
      return { type, js, params: [ptr, length] }
    }
    case 'rows': {
      const table = b.binder('i32', name, { root: module.roots.push({ name, kind, plain: type.plain }) - 1 })
      const count = b.binder('i32', `${name}.length`, { range: [0, MAX_LENGTH] })
      return {
        type,
        js: { kind: 'rows', element: type.element, plain: type.plain, table, count },
        params: [table, count],
      }
    }
    case 'object': {
      const address = b.binder('i32', name, { root: module.roots.push({ name, kind, plain: false }) - 1 })
      return {
        type,
        js: { kind: 'struct', address, fields: type.fields.map(([field, t]) => structField(module, field, t)) },
        params: [address],
      }
    }
    case 'undefined':
      return { type, js: { kind: 'undefined' }, params: [] }
    case 'other':
      return { type, js: type.what === 'null' ? { kind: 'null' } : { kind: 'other', what: type.what }, params: [] }
    default:
      return type satisfies never
  }
}

function structField(module: ModuleContext, name: string, type: ArgType): StructField {
  const written = module.writtenFields.has(name)
  if (type.kind === 'array')
    return { name, value: { kind: 'array', element: type.element, plain: type.plain }, written: false }
  if (type.kind === 'scalar')
    return { name, value: { kind: 'scalar', type: type.type === 'i32' ? 'f64' : type.type }, written }
  if (type.kind === 'undefined') return { name, value: { kind: 'undefined' }, written: false }
  if (type.kind === 'other')
    return { name, value: type.what === 'null' ? { kind: 'null' } : { kind: 'other', what: type.what }, written: false }
  return { name, value: { kind: 'other', what: 'an object within an object' }, written: false }
}

export function paramPlan(crossing: Crossing, access: AccessQuery, absentFields: ReadonlySet<string>): ParamPlan {
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
      const absent = [...absentFields].filter((name) => fields.every((f) => f.name !== name))
      return {
        kind: 'object',
        fields: type.fields.map(([name, t], k) => fieldPlan(name, t, fields[k]!, access.through(params[0]!, 2 * k))),
        ...(absent.length > 0 && { absent }),
      }
    }
    default:
      return { kind: 'none' }
  }
}

function fieldPlan(
  name: string,
  type: ArgType,
  field: StructField,
  used: { read: boolean; written: boolean },
): FieldPlan {
  if (type.kind === 'array')
    return { name, plan: { kind: 'array', element: type.element, plain: type.plain, ...used }, written: false }
  if (type.kind === 'scalar')
    return { name, plan: { kind: 'scalar', type: type.type === 'i32' ? 'f64' : type.type }, written: field.written }
  return { name, plan: { kind: 'none' }, written: false }
}

/**
 * Hands the returned value over: a plain scalar as the wasm result, everything else in result cells.
 *
 * @param blame the node to point at for a part of the result that cannot cross
 */
export function crossResult(cx: Context, js: JsValue, blame: Blame): { plan: ResultPlan; results: Value[] } {
  if (js.kind === 'number' && js.present === undefined)
    return { plan: { kind: 'scalar', type: 'f64', via: 'return' }, results: [js.value] }
  if (js.kind === 'bool') return { plan: { kind: 'scalar', type: 'bool', via: 'return' }, results: [js.value] }
  if (js.kind === 'bigint' && js.present === undefined)
    return { plan: { kind: 'scalar', type: bigintType(js, blame), via: 'return' }, results: [js.value] }
  return { plan: new ResultWriter(cx, blame).write(js), results: [] }
}

/** The `return` whose value is to blame: the first for which `culprit` holds. */
export type Blame = (culprit: (returned: JsValue) => boolean) => Node

const bigintType = (js: Extract<JsValue, { kind: 'bigint' }>, blame: Blame): 'i64' | 'u64' =>
  js.big === 'mod'
    ? unsupported(
        'bigint-size',
        'the returned bigint may not fit in 64 bits',
        blame((r) => r.kind === 'bigint' && r.big === 'mod'),
        'wrap it: BigInt.asIntN(64, ...) or BigInt.asUintN(64, ...)',
      )
    : js.big === 'u64'
      ? 'u64'
      : 'i64'

const MAX_CELLS = 4096

/** Writes a result to the cells in memory, one after the other, and says where it put what. */
class ResultWriter {
  private readonly cx: Context
  private readonly blame: Blame
  private next = 0
  constructor(cx: Context, blame: Blame) {
    this.cx = cx
    this.blame = blame
  }

  write(js: JsValue): ResultPlan {
    switch (js.kind) {
      case 'undefined':
      case 'null':
        return { kind: js.kind }
      case 'number':
        return this.optional({ kind: 'scalar', type: 'f64', via: this.put(js.value) }, js.present)
      case 'bool':
        return { kind: 'scalar', type: 'bool', via: this.put(js.value) }
      case 'bigint':
        return this.optional({ kind: 'scalar', type: bigintType(js, this.blame), via: this.put(js.value) }, js.present)
      case 'array':
        return this.partOfArgument(js) ?? this.array(js)
      case 'rows':
      case 'struct':
        return this.argument(js)
      case 'tuple':
        return { kind: 'tuple', items: js.items.map((item) => this.write(item)) }
      case 'record':
        return { kind: 'object', fields: js.fields.map(([name, v]) => [name, this.write(v)] as const) }
      case 'grid':
        return { kind: 'tuple', items: Array.from({ length: js.rows }, (_, i) => this.array(gridRow(this.cx, js, i))) }
      case 'conflict':
        return unsupported(
          'mixed-kinds',
          `the returned value has no one kind: ${js.message}`,
          this.blame((r) => r.kind === 'conflict'),
          'return one kind of value',
        )
      default:
        return unsupported(
          'return-kind',
          `${describe(js)} is returned`,
          this.blame((r) => r.kind === js.kind),
          'return numbers, booleans, bigints, arrays of numbers, or literals of these',
        )
    }
  }

  private put(value: Value): number {
    const { cx } = this
    const slot = this.next++
    if (slot >= MAX_CELLS)
      unsupported(
        'result-size',
        'too many values are returned',
        this.blame(() => true),
        'return a typed array',
      )
    const element = value.type === 'f64' ? 'f64' : value.type === 'i64' ? 'i64' : 'i32'
    const stored = value.type === 'bool' ? cx.b.unary('boolToI32', value) : value
    cx.emit({
      kind: 'store',
      element,
      ptr: cx.b.i32(RESULT_ADDRESS),
      index: cx.b.i32(element === 'i32' ? 2 * slot : slot),
      value: stored,
    })
    return slot
  }

  private optional(value: ResultPlan, present: Value | undefined): ResultPlan {
    return present === undefined ? value : { kind: 'optional', value, present: this.put(present) }
  }

  private argument(js: Extract<JsValue, { kind: 'rows' | 'struct' }>): ResultPlan {
    const index = this.cx.module.wholes.get(js.kind === 'rows' ? js.table : js.address)
    if (index === undefined)
      return unsupported(
        'return-kind',
        `${describe(js)} that may be one of several is returned`,
        this.blame((r) => r.kind === js.kind),
        'return nothing: the caller has it',
      )
    return { kind: 'argument', index }
  }

  /** A field's array or a row as it was passed, not a part of it: nothing in a kernel replaces either. */
  private partOfArgument(js: ArrayValue): ResultPlan | undefined {
    const { b, module } = this.cx
    const { ptr } = js
    if (js.view || ptr.op !== 'table') return undefined
    const [base, cell] = ptr.args as [Value, Value]
    const index = module.wholes.get(base)
    if (index === undefined) return undefined
    const field = module.fieldsOf.get(base)?.[cell.op === 'const' ? (cell.imm as number) / 2 : -1]
    if (field !== undefined) return { kind: 'argument', index, part: { field } }
    const row: ResultPlan = { kind: 'argument', index, part: { rowSlot: this.put(b.binary('shr', cell, b.i32(1))) } }
    return this.optional(row, js.present)
  }

  private array(js: ArrayValue): ResultPlan {
    const { cx } = this
    const { b } = cx
    if (js.identity.op === 'const' && js.identity.imm === -2) {
      unsupported(
        'return-kind',
        'a row or an array field that may be one of several is returned',
        this.blame((r) => r.kind === 'array'),
        'return what is in it, or pass the array as an argument of its own',
      )
    }
    if (js.present !== undefined)
      cx.bailIf(
        b.not(js.present),
        'a missing row is returned; test for it before',
        this.blame((r) => r.kind === 'array'),
      )
    // A row that meets another array on the way has no identity either.
    if (js.identity.op !== 'const')
      cx.bailIf(
        b.binary('eq', js.identity, b.i32(-2)),
        'a row or an array field that may be one of several is returned; return what is in it',
        this.blame((r) => r.kind === 'array'),
      )
    // A view of an array that the kernel made shares a buffer that nobody else has.
    if (js.view && js.identity.op === 'const' && js.identity.imm === -1) {
      unsupported(
        'return-kind',
        'a part of an array that the kernel made is returned as a view of it',
        this.blame((r) => r.kind === 'array'),
        'return a copy: slice instead of subarray',
      )
    }
    if (js.view && js.identity.op !== 'const')
      cx.bailIf(
        b.binary('eq', js.identity, b.i32(-1)),
        'a part of an array that the kernel made is returned as a view of it; return a copy: slice instead of subarray',
        this.blame((r) => r.kind === 'array'),
      )
    const slot = this.put(js.identity)
    this.next++
    const address = b.i32(2 * (slot + 1))
    const base = b.i32(RESULT_ADDRESS)
    cx.emit({ kind: 'store', element: 'i32', ptr: base, index: address, value: js.ptr })
    cx.emit({ kind: 'store', element: 'i32', ptr: base, index: b.binary('add', address, b.i32(1)), value: js.length })
    return { kind: 'array', element: js.element, plain: js.plain, slot, view: js.view }
  }
}

/** Row `i` of a literal of rows. */
export function gridRow(cx: Context, grid: GridValue, i: number): ArrayValue {
  const { b } = cx
  const ptr = b.binary('add', grid.ptr, b.i32(8 * grid.columns * i))
  return {
    kind: 'array',
    element: 'f64',
    plain: true,
    ptr,
    length: b.i32(grid.columns),
    identity: b.i32(-1),
    view: false,
  }
}
