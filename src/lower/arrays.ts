/** Elements, lengths and methods of arrays; typed arrays made inside a kernel. */
import type * as ESTree from 'estree'
import type { ElementType } from '../artifact.ts'
import { elementSize } from '../artifact.ts'
import { substitute } from '../ir/rewrite.ts'
import type { Load, Store, Value } from '../ir/types.ts'
import { elementValueType } from '../ir/types.ts'
import { spanOf } from '../parse/parse.ts'
import { bigintBits, relativeIndex, requireArray, toInteger, toNumber } from './coerce.ts'
import type { Context } from './context.ts'
import { number } from './operators.ts'
import type { ArrayValue, GridValue, JsValue } from './values.ts'
import { describe, unsupported } from './values.ts'

export function lengthOf(cx: Context, js: ArrayValue | GridValue | Extract<JsValue, { kind: 'rows' }>): JsValue {
  const length = js.kind === 'array' ? js.length : js.kind === 'rows' ? js.count : cx.b.i32(js.rows)
  return number(cx.b.unary('i32ToF64', length))
}

/** `a[index]`: `undefined` unless the index is an integer in [0, length). */
export function readElement(cx: Context, array: ArrayValue, index: Value, node: ESTree.Node): JsValue {
  const { b } = cx
  const present = b.binary('inBounds', index, array.length)
  const type = elementValueType(array.element)
  const absent = type === 'f64' || type === 'f32' ? b.const(type, Number.NaN) : b.const(type, type === 'i64' ? 0n : 0)
  if (present.op === 'const' && present.imm === 0) return { kind: 'undefined' }
  const result = b.binder(type)
  const load: Load = {
    kind: 'load',
    element: array.element,
    ptr: array.ptr,
    index: b.unary('truncSat', index),
    result,
    span: spanOf(node),
  }
  cx.emit(present.op === 'const' ? load : { ...load, guard: present, otherwise: absent })
  return fromElement(cx, array.element, result, present)
}

/** The JavaScript value of a loaded element that may be missing. */
function fromElement(cx: Context, element: ElementType, loaded: Value, present: Value): JsValue {
  const { b } = cx
  const always = present.op === 'const'
  const may = always ? {} : { present }
  const seen = (value: Value): Value => {
    if (!always) cx.presence.set(value, present)
    return value
  }
  if (element === 'i64' || element === 'u64') return { kind: 'bigint', value: loaded, big: element, ...may }
  if (element === 'f64') return { kind: 'number', value: seen(loaded), ...may }
  if (element === 'f32') return { kind: 'number', value: seen(b.unary('f32ToF64', loaded)), ...may }
  const value = b.unary(element === 'u32' ? 'u32ToF64' : 'i32ToF64', loaded)
  return { kind: 'number', value: seen(b.select(present, value, b.f64(Number.NaN))), ...may }
}

const GROWS = 'an array of numbers would grow; give it its full length before the call, or use a typed array'
export const TOO_LARGE = 'a new array would be too large; make it outside, and pass it in'

/** `a[index] = js`: dropped outside a typed array; outside a plain one it would grow, and the call is given up. */
export function writeElement(cx: Context, array: ArrayValue, index: Value, js: JsValue, node: ESTree.Node): void {
  const { b } = cx
  const value = toElement(cx, array, js, node)
  const present = b.binary('inBounds', index, array.length)
  if (array.plain) cx.bailIf(b.not(present), GROWS, node)
  const store: Store = {
    kind: 'store',
    element: array.element,
    ptr: array.ptr,
    index: b.unary('truncSat', index),
    value,
    span: spanOf(node),
  }
  if (present.op === 'const' && present.imm === 0) return
  if (present.op === 'const' || array.plain) return cx.emit(store)
  // What is stored may be made of this very element, as in `a[i]++`: where it is stored, it was there to be read.
  cx.emit({ ...store, guard: present, value: substitute(b, value, [present], [b.bool(true)]) })
}

/** The value to store: converted as the array class does. */
export function toElement(cx: Context, array: ArrayValue, js: JsValue, node: ESTree.Node): Value {
  const { b } = cx
  if (array.plain) {
    if (js.kind !== 'number')
      return unsupported(
        'array-element',
        `${describe(js)} is stored into an array of numbers`,
        node,
        'store numbers only',
      )
    if (js.present !== undefined)
      cx.bailIf(
        b.not(js.present),
        'undefined would be stored in an array of numbers; test for it, or use a typed array',
        node,
      )
    return js.value
  }
  switch (array.element) {
    case 'i64':
    case 'u64':
      return bigintBits(cx, js, node)
    case 'f64':
      return toNumber(cx, js, node)
    case 'f32':
      return b.unary('f64ToF32', toNumber(cx, js, node))
    case 'u8c': {
      // Clamp, then round half to even; NaN gives 0 in the truncation.
      const clamped = b.binary('min', b.binary('max', toNumber(cx, js, node), b.f64(0)), b.f64(255))
      return b.unary('truncSat', b.unary('nearest', clamped))
    }
    default:
      return b.unary('toInt32', toNumber(cx, js, node))
  }
}

/** `A[i]` of an array of rows: an array that may be missing. */
export function readRow(cx: Context, rows: Extract<JsValue, { kind: 'rows' }>, index: Value): ArrayValue {
  const { b } = cx
  const present = b.binary('inBounds', index, rows.count)
  // The table has at least one entry, so that a clamped index is always valid.
  const cell = b.binary('shl', b.select(present, b.unary('truncSat', index), b.i32(0)), b.i32(1))
  return {
    kind: 'array',
    element: rows.element,
    plain: rows.plain,
    view: false,
    identity: b.i32(-2),
    present,
    ptr: b.make('table', 'i32', [rows.table, cell]),
    length: b.make('table', 'i32', [rows.table, b.binary('add', cell, b.i32(1))]),
  }
}

/** Memory for a new array of `length` elements, zeroed, that lives until the call ends. */
export function allocate(cx: Context, element: ElementType, plain: boolean, length: Value): ArrayValue {
  const { b } = cx
  const bytes = b.binary('mul', length, b.i32(elementSize[element]))
  const ptr = b.binder('i32', 'new', { root: cx.module.roots.push({ name: 'new', kind: 'new', plain }) - 1 })
  cx.emit({ kind: 'call', callee: 'host:allocate', args: [bytes], results: [ptr] })
  return { kind: 'array', element, plain, ptr, length, identity: b.i32(-1), view: false }
}

/** Bytes one array made by a kernel may have; the plain function deals with longer ones. */
const MAX_NEW_BYTES = 2 ** 30

/** `new Float64Array(n)`: ToIndex, and the RangeError where it has none. */
export function newTypedArray(
  cx: Context,
  element: ElementType,
  args: readonly JsValue[],
  node: ESTree.Node,
): ArrayValue {
  const { b } = cx
  const [first] = args
  if (first === undefined || first.kind === 'undefined') return allocate(cx, element, false, b.i32(0))
  if (args.length > 1)
    return unsupported(
      'typed-array-arguments',
      'a typed array over a buffer is not made inside a kernel',
      node,
      'make it outside and pass it in, or use subarray',
    )
  if (first.kind === 'number' || first.kind === 'bool') {
    const n = toInteger(cx, toNumber(cx, first, node))
    cx.when(b.binary('lt', n, b.f64(0)), () =>
      cx.throwError('RangeError', ['Invalid typed array length: ', ''], node, [n]),
    )
    cx.bailIf(b.binary('lt', b.f64(MAX_NEW_BYTES / elementSize[element]), n), TOO_LARGE, node)
    return allocate(cx, element, false, b.unary('truncSat', n))
  }
  if (first.kind === 'tuple') {
    const array = allocate(cx, element, false, b.i32(first.items.length))
    first.items.forEach((item, i) => writeElement(cx, array, b.f64(i), item, node))
    return array
  }
  if (first.kind === 'array') return copyOf(cx, element, first, b.i32(0), first.length, node)
  return unsupported(
    'typed-array-arguments',
    `a typed array of ${describe(first)} is not compiled`,
    node,
    'make it of a length, or of an array of numbers',
  )
}

/** A new array with the elements [begin, end) of another, converted. */
function copyOf(
  cx: Context,
  element: ElementType,
  source: ArrayValue,
  begin: Value,
  end: Value,
  node: ESTree.Node,
): ArrayValue {
  const { b } = cx
  const length = b.binary('max', b.binary('sub', end, begin), b.i32(0))
  const array = allocate(cx, element, false, length)
  if (element === source.element && source.element !== 'u8c') {
    copyBytes(cx, array.ptr, addressOf(cx, source, begin), byteLength(cx, element, length), node)
  } else {
    countedLoop(cx, length, node, (i) => {
      const from = readElement(cx, source, b.unary('i32ToF64', b.binary('add', begin, i)), node)
      writeElement(cx, array, b.unary('i32ToF64', i), from, node)
    })
  }
  return array
}

const byteLength = (cx: Context, element: ElementType, length: Value): Value =>
  cx.b.binary('mul', length, cx.b.i32(elementSize[element]))
const addressOf = (cx: Context, array: ArrayValue, index: Value): Value =>
  cx.b.binary('add', array.ptr, byteLength(cx, array.element, index))

function copyBytes(cx: Context, target: Value, source: Value, bytes: Value, node: ESTree.Node): void {
  cx.emit({ kind: 'bulk', op: 'copy', target, source, bytes, span: spanOf(node) })
}

/** `for (i = 0; i < length; i++) body(i)` in IR, for methods that are loops. */
export function countedLoop(cx: Context, length: Value, node: ESTree.Node, body: (i: Value) => void): void {
  const { b } = cx
  const i = b.binder('i32', 'i')
  const cond = b.binary('lt', i, length)
  const inner = cx.collect(() => body(b.assume(i, cond, true)))
  const yields = [b.binary('add', b.assume(i, cond, true), b.i32(1))]
  cx.emit({
    kind: 'loop',
    params: [i],
    inits: [b.i32(0)],
    cond,
    body: { ...inner.block, yields },
    results: [b.binder('i32', 'i')],
    mode: 'serial',
    span: spanOf(node),
    facts: { functionName: cx.source.parsed.name, checks: 'none', notes: [] },
  })
}

/** A call of a method that typed arrays (and, for `fill`, plain arrays) have. */
export function arrayMethod(
  cx: Context,
  js: JsValue,
  name: string,
  args: readonly JsValue[],
  node: ESTree.CallExpression,
): JsValue {
  const { b } = cx
  const array = requireArray(cx, js, node)
  if (array.plain && name !== 'fill') {
    return unsupported(
      'array-method',
      `Array.prototype.${name} is not compiled`,
      node,
      'write the loop out, or use a typed array',
    )
  }
  switch (name) {
    case 'fill':
      return fill(cx, array, args, node)
    case 'set':
      return set(cx, array, args, node)
    case 'subarray': {
      const begin = relativeIndex(cx, args[0], b.i32(0), array.length, node)
      const end = relativeIndex(cx, args[1], array.length, array.length, node)
      const length = b.binary('max', b.binary('sub', end, begin), b.i32(0))
      return { ...array, ptr: addressOf(cx, array, begin), length, view: true }
    }
    case 'slice': {
      const begin = relativeIndex(cx, args[0], b.i32(0), array.length, node)
      const end = relativeIndex(cx, args[1], array.length, array.length, node)
      return copyOf(cx, array.element, array, begin, end, node)
    }
    case 'copyWithin': {
      const to = relativeIndex(cx, args[0], b.i32(0), array.length, node)
      const from = relativeIndex(cx, args[1], b.i32(0), array.length, node)
      const end = relativeIndex(cx, args[2], array.length, array.length, node)
      const count = b.binary(
        'max',
        b.binary('min', b.binary('sub', end, from), b.binary('sub', array.length, to)),
        b.i32(0),
      )
      copyBytes(cx, addressOf(cx, array, to), addressOf(cx, array, from), byteLength(cx, array.element, count), node)
      return array
    }
    default:
      return unsupported(
        'array-method',
        `the method ${name} of typed arrays is not compiled`,
        node,
        'fill, set, subarray, slice and copyWithin are; write others as loops',
      )
  }
}

function fill(cx: Context, array: ArrayValue, args: readonly JsValue[], node: ESTree.Node): JsValue {
  const { b } = cx
  const value = toElement(cx, array, args[0] ?? { kind: 'undefined' }, node)
  const begin = relativeIndex(cx, args[1], b.i32(0), array.length, node)
  const end = relativeIndex(cx, args[2], array.length, array.length, node)
  const count = b.binary('max', b.binary('sub', end, begin), b.i32(0))
  const target = addressOf(cx, array, begin)
  if (value.op === 'const' && (Object.is(value.imm, 0) || value.imm === 0n)) {
    cx.emit({ kind: 'bulk', op: 'zero', target, bytes: byteLength(cx, array.element, count), span: spanOf(node) })
  } else {
    countedLoop(cx, count, node, (i) =>
      cx.emit({ kind: 'store', element: array.element, ptr: target, index: i, value, span: spanOf(node) }),
    )
  }
  return array
}

/** `a.set(source, offset)`: as if the source were copied first, whatever overlaps. */
function set(cx: Context, array: ArrayValue, args: readonly JsValue[], node: ESTree.Node): JsValue {
  const { b } = cx
  const source = args[0] ?? { kind: 'undefined' as const }
  const offset =
    args[1] === undefined || args[1].kind === 'undefined' ? b.f64(0) : toInteger(cx, toNumber(cx, args[1], node))
  const sourceLength = source.kind === 'tuple' ? b.i32(source.items.length) : requireArray(cx, source, node).length
  const room = b.binary('sub', b.unary('i32ToF64', array.length), b.unary('i32ToF64', sourceLength))
  const misfit = b.or(b.binary('lt', offset, b.f64(0)), b.binary('lt', room, offset))
  cx.when(misfit, () => cx.throwError('RangeError', 'offset is out of bounds', node))
  if (source.kind === 'tuple') {
    source.items.forEach((item, i) => writeElement(cx, array, b.binary('add', offset, b.f64(i)), item, node))
    return { kind: 'undefined' }
  }
  let from = requireArray(cx, source, node)
  const start = b.unary('truncSat', offset)
  if (from.element === array.element) {
    copyBytes(cx, addressOf(cx, array, start), from.ptr, byteLength(cx, array.element, from.length), node)
    return { kind: 'undefined' }
  }
  if ((from.element === 'i64' || from.element === 'u64') !== (array.element === 'i64' || array.element === 'u64')) {
    cx.throwError('TypeError', 'Cannot mix BigInt and other types, use explicit conversions', node)
    return { kind: 'undefined' }
  }
  // Different classes may still share a buffer: convert from a copy.
  from = copyOf(cx, from.element, { ...from, plain: false }, b.i32(0), from.length, node)
  countedLoop(cx, from.length, node, (i) => {
    const element = readElement(cx, from, b.unary('i32ToF64', i), node)
    writeElement(cx, array, b.unary('i32ToF64', b.binary('add', start, i)), element, node)
  })
  return { kind: 'undefined' }
}
