/** JavaScript's abstract conversions, on lowered values. */
import type * as ESTree from 'estree'
import type { Value } from '../ir/types.ts'
import type { Context } from './context.ts'
import type { ArrayValue, JsValue } from './values.ts'
import { describe, refuseOther, unsupported, withoutPresence } from './values.ts'

/** ToNumber, as an f64. Booleans count 0 and 1, `undefined` is NaN. */
export function toNumber(cx: Context, js: JsValue, node: ESTree.Node): Value {
  switch (js.kind) {
    case 'number':
      return js.value
    case 'bool':
      return cx.b.unary('i32ToF64', cx.b.unary('boolToI32', js.value))
    case 'undefined':
      return cx.b.f64(Number.NaN)
    case 'null':
      return cx.b.f64(0)
    case 'bigint':
      return unsupported(
        'mixed-bigint',
        'a bigint is used where a number is needed',
        node,
        'convert it with Number(...)',
      )
    case 'conflict':
      return unsupported('mixed-kinds', js.message, node, 'use one kind of value for the variable')
    case 'other':
      return refuseOther(js.what, node)
    default:
      return unsupported(
        'not-a-number',
        `${describe(js)} is used as a number`,
        node,
        'use an element, a field or the length of it',
      )
  }
}

/** ToBoolean, as a bool. */
export function toBool(cx: Context, js: JsValue, node: ESTree.Node): Value {
  const { b } = cx
  switch (js.kind) {
    case 'bool':
      return js.value
    case 'number':
      // NaN and both zeros are false.
      return js.value.op === 'i32ToF64'
        ? b.binary('ne', js.value.args[0]!, b.i32(0))
        : b.binary('lt', b.f64(0), b.unary('abs', js.value))
    case 'bigint':
      return b.and(
        b.binary('ne', exactBigint(cx, withoutPresence(js), node), b.const('i64', 0n)),
        js.present ?? b.bool(true),
      )
    case 'undefined':
    case 'null':
      return b.bool(false)
    case 'array':
      return js.present ?? b.bool(true)
    case 'conflict':
      return unsupported('mixed-kinds', js.message, node, 'use one kind of value for the variable')
    case 'other':
      return refuseOther(js.what, node)
    default:
      return b.bool(true)
  }
}

export const toInt32 = (cx: Context, js: JsValue, node: ESTree.Node): Value =>
  cx.b.unary('toInt32', toNumber(cx, js, node))

/** A bigint's i64, known modulo 2^64. `undefined` throws, as mixing it with a bigint does. */
export function bigintBits(cx: Context, js: JsValue, node: ESTree.Node): Value {
  if (js.kind === 'number' || js.kind === 'bool') {
    return unsupported(
      'mixed-bigint',
      'numbers and bigints are mixed in one operation, which throws a TypeError',
      node,
      'convert with BigInt(...) or Number(...)',
    )
  }
  if (js.kind === 'undefined')
    return unsupported(
      'mixed-bigint',
      'undefined is used as a bigint, which throws a TypeError',
      node,
      'test whether the value is there first',
    )
  if (js.kind !== 'bigint')
    return unsupported('not-a-bigint', `${describe(js)} is used as a bigint`, node, 'pass a bigint')
  if (js.present !== undefined) {
    cx.when(cx.b.not(js.present), () =>
      cx.throwError('TypeError', 'Cannot mix BigInt and other types, use explicit conversions', node),
    )
  }
  return js.value
}

/** A bigint whose exact value is known, not only its residue modulo 2^64. */
export function exactBigint(cx: Context, js: JsValue, node: ESTree.Node): Value {
  const value = bigintBits(cx, js, node)
  if (js.kind === 'bigint' && js.big === 'mod') {
    unsupported(
      'bigint-size',
      'the bigint may not fit in 64 bits here',
      node,
      'wrap it: BigInt.asIntN(64, ...) or BigInt.asUintN(64, ...)',
    )
  }
  return value
}

/** An array that is there: a missing row throws the TypeError that reading a property of `undefined` does. */
export function requireArray(cx: Context, js: JsValue, node: ESTree.Node): ArrayValue {
  if (js.kind === 'conflict') unsupported('mixed-kinds', js.message, node, 'use one kind of value for the variable')
  if (js.kind === 'other') refuseOther(js.what, node)
  if (js.kind !== 'array')
    return unsupported('not-an-array', `${describe(js)} is used as an array`, node, 'pass an array of numbers')
  if (js.present === undefined) return js
  cx.when(cx.b.not(js.present), () => cx.throwError('TypeError', 'Cannot read properties of undefined', node))
  const { present: _, ...known } = js
  return known
}

/** ToIntegerOrInfinity, as an f64 without NaN and -0 told apart from 0 nowhere. */
export function toInteger(cx: Context, value: Value): Value {
  const { b } = cx
  if (value.op === 'i32ToF64' || value.op === 'u32ToF64') return value
  return b.select(b.binary('eq', value, value), b.unary('trunc', value), b.f64(0))
}

/** A relative index as `subarray` and `fill` take it: negative counts from the end; the result is an i32 in [0, length]. */
export function relativeIndex(
  cx: Context,
  js: JsValue | undefined,
  fallback: Value,
  length: Value,
  node: ESTree.Node,
): Value {
  const { b } = cx
  if (js === undefined || js.kind === 'undefined') return fallback
  const n = b.unary('i32ToF64', length)
  const k = toInteger(cx, toNumber(cx, js, node))
  const fromEnd = b.binary('max', b.binary('add', n, k), b.f64(0))
  const place = b.unary('truncSat', b.select(b.binary('lt', k, b.f64(0)), fromEnd, b.binary('min', k, n)))
  return js.kind === 'number' && js.present !== undefined ? b.select(js.present, place, fallback) : place
}
