/**
 * What a JavaScript expression is while it is being lowered: a kind known at compile time, over zero or more IR values.
 *
 * Every number is an f64 here, whatever it came from; `optimize/narrow.ts` proves the integers afterwards. Kinds never depend on
 * the order in which signatures were seen, only on the source and the argument types.
 */
import type * as ESTree from 'estree'
import type { ElementType } from '../artifact.ts'
import { Unsupported } from '../diagnostics.ts'
import type { Builder } from '../ir/build.ts'
import { withoutAssumptions } from '../ir/build.ts'
import type { Value } from '../ir/types.ts'
import type { FunctionNode } from '../parse/parse.ts'
import { spanOf } from '../parse/parse.ts'

/** Which integers an i64 stands for: signed, unsigned, both (below 2^63), or only the residue modulo 2^64. */
export type BigClass = 'i64' | 'u64' | 'both' | 'mod'

export type JsValue =
  /** `value` is NaN where `present` is 0; a missing `present` means always there. */
  | { readonly kind: 'number'; readonly value: Value; readonly present?: Value }
  | { readonly kind: 'bool'; readonly value: Value }
  | { readonly kind: 'bigint'; readonly value: Value; readonly big: BigClass; readonly present?: Value }
  | { readonly kind: 'undefined' }
  | { readonly kind: 'null' }
  | ArrayValue
  | {
      readonly kind: 'rows'
      readonly element: ElementType
      readonly plain: boolean
      readonly table: Value
      readonly count: Value
    }
  | GridValue
  | { readonly kind: 'struct'; readonly address: Value; readonly fields: readonly StructField[] }
  | { readonly kind: 'tuple'; readonly items: readonly JsValue[] }
  | { readonly kind: 'record'; readonly fields: readonly (readonly [string, JsValue])[] }
  | { readonly kind: 'closure'; readonly node: FunctionNode }
  | { readonly kind: 'function'; readonly index: number }
  | { readonly kind: 'builtin'; readonly path: string }
  | { readonly kind: 'other'; readonly what: string }
  /** A variable that would hold two kinds: legal until it is read. */
  | { readonly kind: 'conflict'; readonly message: string }

export interface ArrayValue {
  readonly kind: 'array'
  readonly element: ElementType
  /** An Array of numbers rather than a typed array. */
  readonly plain: boolean
  /** Byte address of element 0, and the number of elements, both i32. */
  readonly ptr: Value
  readonly length: Value
  /** Number of the array parameter that it is, -1 for a new array, -2 where that is not known (i32). */
  readonly identity: Value
  /** It may be a part of the array that `identity` names. */
  readonly view: boolean
  /** A row that may be missing. */
  readonly present?: Value
}

/** A literal of rows, all of one length, that is indexed by variables: row after row in one piece of memory, numbers only. */
export interface GridValue {
  readonly kind: 'grid'
  readonly ptr: Value
  readonly rows: number
  readonly columns: number
}

export interface StructField {
  readonly name: string
  readonly value:
    | { readonly kind: 'scalar'; readonly type: 'f64' | 'bool' | 'i64' | 'u64' }
    | { readonly kind: 'array'; readonly element: ElementType; readonly plain: boolean }
    | { readonly kind: 'undefined' }
    | { readonly kind: 'null' }
    | { readonly kind: 'other'; readonly what: string }
  readonly written: boolean
}

/** @param hint what to do instead: no refusal leaves its reader without */
export function unsupported(code: string, message: string, node: ESTree.Node | undefined, hint: string): never {
  throw new Unsupported({ code, message, ...(node && { span: spanOf(node) }), hint })
}

/** What to pass instead of a value that does not compile. */
export function argumentHint(what: string): string {
  if (what === 'an array that holds an object') return 'pass one array for each field: x[], y[], ...'
  if (what.startsWith('an array')) return 'pass an array of numbers, or of rows of numbers'
  if (what === 'a string') return 'pass a number that stands for it'
  if (what === 'a Buffer')
    return 'its slice and subarray are not those of typed arrays: pass new Uint8Array(b.buffer, b.byteOffset, b.length)'
  return 'pass numbers, booleans, bigints, arrays of numbers or flat objects of these'
}

/** An argument that does not compile is used. */
export function refuseOther(what: string, node?: ESTree.Node): never {
  return unsupported('argument', `${what} is not compiled`, node, argumentHint(what))
}

/** The IR values a JsValue carries, in a fixed order for its shape. */
export function components(js: JsValue): Value[] {
  switch (js.kind) {
    case 'number':
    case 'bigint':
      return js.present === undefined ? [js.value] : [js.value, js.present]
    case 'bool':
      return [js.value]
    case 'array':
      return js.present === undefined ? [js.ptr, js.length, js.identity] : [js.ptr, js.length, js.identity, js.present]
    case 'rows':
      return [js.table, js.count]
    case 'struct':
      return [js.address]
    case 'grid':
      return [js.ptr]
    case 'tuple':
      return js.items.flatMap(components)
    case 'record':
      return js.fields.flatMap(([, v]) => components(v))
    default:
      return []
  }
}

/** The same shape over other values. */
export function withComponents(js: JsValue, next: () => Value): JsValue {
  switch (js.kind) {
    case 'number':
    case 'bigint':
      return js.present === undefined ? { ...js, value: next() } : { ...js, value: next(), present: next() }
    case 'bool':
      return { ...js, value: next() }
    case 'array': {
      const array = { ...js, ptr: next(), length: next(), identity: next() }
      return js.present === undefined ? array : { ...array, present: next() }
    }
    case 'rows':
      return { ...js, table: next(), count: next() }
    case 'struct':
      return { ...js, address: next() }
    case 'grid':
      return { ...js, ptr: next() }
    case 'tuple':
      return { ...js, items: js.items.map((item) => withComponents(item, next)) }
    case 'record':
      return { ...js, fields: js.fields.map(([name, v]) => [name, withComponents(v, next)] as const) }
    default:
      return js
  }
}

/** A text that is equal for equal shapes: key of function variants, and how join knows that nothing changed. */
export function shapeOf(js: JsValue): string {
  switch (js.kind) {
    case 'number':
      return js.present === undefined ? 'number' : 'number?'
    case 'bigint':
      return `bigint.${js.big}${js.present === undefined ? '' : '?'}`
    case 'array':
      return `${js.plain ? 'number[]' : `${js.element}[]`}${js.view ? 'v' : ''}${js.present === undefined ? '' : '?'}`
    case 'rows':
      return `${js.element}[][]`
    case 'grid':
      return `grid${js.rows}x${js.columns}`
    case 'struct':
      return `struct{${js.fields.map((f) => `${f.name}:${f.value.kind}`).join()}}`
    case 'tuple':
      return `[${js.items.map(shapeOf).join()}]`
    case 'record':
      return `{${js.fields.map(([n, v]) => `${n}:${shapeOf(v)}`).join()}}`
    case 'closure':
      return `closure@${js.node.start}`
    case 'function':
      return `function${js.index}`
    case 'builtin':
      return js.path
    case 'other':
    case 'conflict':
      return js.kind
    default:
      return js.kind
  }
}

/** The kind in the grammar of signatures, as the result of a call. */
export function signatureOf(js: JsValue): string {
  switch (js.kind) {
    case 'number':
      return js.present === undefined ? 'f64' : 'f64?'
    case 'array':
      return js.plain ? 'number[]' : `${js.element}[]`
    case 'rows':
      return js.plain ? 'number[][]' : `${js.element}[][]`
    case 'grid':
      return 'number[][]'
    case 'struct':
      return `{${js.fields.map(({ name, value }) => `${name}: ${fieldSignature(value)}`).join(', ')}}`
    case 'tuple':
      return `[${js.items.map(signatureOf).join(', ')}]`
    case 'record':
      return `{${js.fields.map(([name, v]) => `${name}: ${signatureOf(v)}`).join(', ')}}`
    default:
      return js.kind
  }
}

function fieldSignature(value: StructField['value']): string {
  if (value.kind === 'array') return value.plain ? 'number[]' : `${value.element}[]`
  return value.kind === 'scalar' ? value.type : value.kind
}

/** How users call the kind. */
export function describe(js: JsValue): string {
  switch (js.kind) {
    case 'number':
      return js.present === undefined ? 'a number' : 'a number or undefined'
    case 'bool':
      return 'a boolean'
    case 'bigint':
      return 'a bigint'
    case 'array':
      return js.plain ? 'an array of numbers' : `a typed array (${js.element})`
    case 'rows':
      return 'an array of rows'
    case 'struct':
    case 'record':
      return 'an object'
    case 'tuple':
    case 'grid':
      return 'an array literal'
    case 'closure':
    case 'function':
      return 'a function'
    case 'builtin':
      return js.path
    case 'other':
      return js.what
    default:
      return js.kind
  }
}

const bigJoin = (a: BigClass, b: BigClass): BigClass => (a === b ? a : a === 'both' ? b : b === 'both' ? a : 'mod')

/**
 * The kind that holds both, as a template whose IR values are to be replaced, or a conflict. Numbers meet `undefined` as `number?`;
 * nothing else mixes.
 */
export function joinShapes(b: Builder, x: JsValue, y: JsValue): JsValue {
  if (x.kind === 'undefined' && y.kind === 'undefined') return x
  if (x.kind === 'undefined' && y.kind === 'number') return { ...y, present: y.present ?? b.bool(true) }
  if (y.kind === 'undefined' && x.kind === 'number') return { ...x, present: x.present ?? b.bool(true) }
  if (x.kind === 'number' && y.kind === 'number') return x.present === undefined ? y : x
  if (x.kind === 'bigint' && y.kind === 'bigint') {
    const present = x.present ?? y.present
    return { kind: 'bigint', value: x.value, big: bigJoin(x.big, y.big), ...(present && { present }) }
  }
  if (x.kind === 'bool' && y.kind === 'bool') return x
  if (x.kind === 'array' && y.kind === 'array' && x.element === y.element && x.plain === y.plain) {
    const present = x.present ?? y.present
    return { ...x, view: x.view || y.view, ...(present && { present }) }
  }
  if (x.kind === 'tuple' && y.kind === 'tuple' && x.items.length === y.items.length) {
    return { kind: 'tuple', items: x.items.map((item, i) => joinShapes(b, item, y.items[i]!)) }
  }
  if (
    x.kind === 'record' &&
    y.kind === 'record' &&
    x.fields.map(([n]) => n).join() === y.fields.map(([n]) => n).join()
  ) {
    return { kind: 'record', fields: x.fields.map(([n, v], i) => [n, joinShapes(b, v, y.fields[i]![1])] as const) }
  }
  if (shapeOf(x) === shapeOf(y) && x.kind !== 'conflict') return x
  return { kind: 'conflict', message: `it may be ${describe(x)} or ${describe(y)}, depending on the path taken` }
}

/** `js` as a value of the joined shape: adds the present bits that the shape asks for. */
export function coerceTo(b: Builder, js: JsValue, shape: JsValue): JsValue {
  if (shape.kind === 'number' && shape.present !== undefined) {
    if (js.kind === 'undefined') return { kind: 'number', value: b.f64(Number.NaN), present: b.bool(false) }
    if (js.kind === 'number') return { ...js, present: js.present ?? b.bool(true) }
  }
  if (shape.kind === 'bigint' && js.kind === 'bigint')
    return { ...shape, value: js.value, ...(shape.present && { present: js.present ?? b.bool(true) }) }
  if (shape.kind === 'array' && js.kind === 'array')
    return { ...js, view: shape.view, ...(shape.present && { present: js.present ?? b.bool(true) }) }
  if (shape.kind === 'tuple' && js.kind === 'tuple')
    return { kind: 'tuple', items: js.items.map((item, i) => coerceTo(b, item, shape.items[i]!)) }
  if (shape.kind === 'record' && js.kind === 'record')
    return { kind: 'record', fields: js.fields.map(([n, v], i) => [n, coerceTo(b, v, shape.fields[i]![1])] as const) }
  return shape.kind === 'conflict' ? shape : js
}

/** A value that is known to be there. */
export function withoutPresence(js: JsValue): JsValue {
  if ((js.kind !== 'number' && js.kind !== 'bigint' && js.kind !== 'array') || js.present === undefined) return js
  const { present: _, ...known } = js
  return known as JsValue
}

/** The value that all of these are, with the assumptions they share; undefined where they differ. */
export function commonValue(values: readonly Value[]): Value | undefined {
  const [first, ...rest] = values as [Value, ...Value[]]
  if (rest.some((v) => withoutAssumptions(v) !== withoutAssumptions(first))) return undefined
  let candidate = first
  while (!rest.every((v) => isAssumed(v, candidate))) candidate = candidate.args[0]!
  return candidate
}
const isAssumed = (value: Value, base: Value): boolean =>
  value === base || (value.op === 'assume' && isAssumed(value.args[0]!, base))
