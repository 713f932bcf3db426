/**
 * The built-ins that compile: `Math`, `Number`, `BigInt`, `isNaN`, `isFinite` and their constants.
 *
 * What WebAssembly computes exactly as JavaScript does becomes an op; transcendentals stay host functions, so that their bits match.
 */
import type * as ESTree from 'estree'
import type { ElementType } from '../artifact.ts'
import { elementSize } from '../artifact.ts'
import type { Op } from '../ir/ops.ts'
import type { Value } from '../ir/types.ts'
import { bigintBits, exactBigint, toBool, toInt32, toNumber } from './coerce.ts'
import type { Context } from './context.ts'
import { bool, number, power } from './operators.ts'
import type { JsValue } from './values.ts'
import { unsupported, withoutPresence } from './values.ts'

export const typedArrayClasses: Readonly<Record<string, ElementType>> = {
  Int8Array: 'i8',
  Uint8Array: 'u8',
  Uint8ClampedArray: 'u8c',
  Int16Array: 'i16',
  Uint16Array: 'u16',
  Int32Array: 'i32',
  Uint32Array: 'u32',
  Float32Array: 'f32',
  Float64Array: 'f64',
  BigInt64Array: 'i64',
  BigUint64Array: 'u64',
}

export const errorClasses: ReadonlySet<string> = new Set([
  'Error',
  'RangeError',
  'TypeError',
  'EvalError',
  'ReferenceError',
  'SyntaxError',
  'URIError',
])

const globals = new Set([
  'Math',
  'Number',
  'BigInt',
  'Boolean',
  'isNaN',
  'isFinite',
  'Array',
  ...Object.keys(typedArrayClasses),
  ...errorClasses,
])

const constants: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  'Math.PI': Math.PI,
  'Math.E': Math.E,
  'Math.LN2': Math.LN2,
  'Math.LN10': Math.LN10,
  'Math.LOG2E': Math.LOG2E,
  'Math.LOG10E': Math.LOG10E,
  'Math.SQRT2': Math.SQRT2,
  'Math.SQRT1_2': Math.SQRT1_2,
  'Number.EPSILON': Number.EPSILON,
  'Number.MAX_SAFE_INTEGER': Number.MAX_SAFE_INTEGER,
  'Number.MIN_SAFE_INTEGER': Number.MIN_SAFE_INTEGER,
  'Number.MAX_VALUE': Number.MAX_VALUE,
  'Number.MIN_VALUE': Number.MIN_VALUE,
  'Number.NaN': Number.NaN,
  'Number.POSITIVE_INFINITY': Number.POSITIVE_INFINITY,
  'Number.NEGATIVE_INFINITY': Number.NEGATIVE_INFINITY,
}

/** A global by name, or a member of one by its path; undefined where it is none of ours. */
export function builtin(cx: Context, path: string): JsValue | undefined {
  if (path === 'undefined') return { kind: 'undefined' }
  const value = own(constants, path)
  if (value !== undefined) return number(cx.b.f64(value))
  const [, typed] = /^(\w+)\.BYTES_PER_ELEMENT$/.exec(path) ?? []
  const element = typed === undefined ? undefined : own(typedArrayClasses, typed)
  if (element !== undefined) return number(cx.b.f64(elementSize[element]))
  const isKnown = globals.has(path) || hostFunctions.has(path) || own(unaryOps, path) || own(functions, path)
  return isKnown ? { kind: 'builtin', path } : undefined
}

/** What a table has for a name: that may be one which every object has, such as `toString`. */
function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

const unaryOps: Readonly<Record<string, Op>> = {
  'Math.abs': 'abs',
  'Math.sqrt': 'sqrt',
  'Math.floor': 'floor',
  'Math.ceil': 'ceil',
  'Math.trunc': 'trunc',
  'Math.round': 'round',
}

const hostFunctions: ReadonlyMap<string, number> = new Map([
  ...[
    'sin',
    'cos',
    'tan',
    'asin',
    'acos',
    'atan',
    'exp',
    'log',
    'sinh',
    'cosh',
    'tanh',
    'asinh',
    'acosh',
    'atanh',
    'log2',
    'log10',
    'log1p',
    'expm1',
    'cbrt',
  ].map((f) => [`Math.${f}`, 1] as const),
  ['Math.atan2', 2],
  ['Math.pow', 2],
])

type Intrinsic = (cx: Context, args: readonly JsValue[], node: ESTree.CallExpression) => JsValue

const arg = (args: readonly JsValue[], i: number): JsValue => args[i] ?? { kind: 'undefined' }

/** min and max of any number of arguments, from the left. */
function extremum(op: 'min' | 'max', empty: number): Intrinsic {
  return (cx, args, node) => {
    const values = args.map((a) => toNumber(cx, a, node))
    return number(values.length === 0 ? cx.b.f64(empty) : values.reduce((x, y) => cx.b.binary(op, x, y)))
  }
}

const isFiniteNumber = (cx: Context, x: Value): Value =>
  cx.b.binary('lt', cx.b.unary('abs', x), cx.b.f64(Number.POSITIVE_INFINITY))

/** `Number.isX`: false for whatever is not a number. */
function numberPredicate(test: (cx: Context, x: Value) => Value): Intrinsic {
  return (cx, args) => {
    const js = arg(args, 0)
    if (js.kind !== 'number') return bool(cx.b.bool(false))
    const holds = test(cx, js.value)
    return bool(js.present === undefined ? holds : cx.b.and(holds, js.present))
  }
}

const isInteger = (cx: Context, x: Value): Value =>
  cx.b.and(isFiniteNumber(cx, x), cx.b.binary('eq', cx.b.unary('trunc', x), x))

const functions: Readonly<Record<string, Intrinsic>> = {
  'Math.min': extremum('min', Number.POSITIVE_INFINITY),
  'Math.max': extremum('max', Number.NEGATIVE_INFINITY),
  'Math.fround': (cx, args, node) =>
    number(cx.b.unary('f32ToF64', cx.b.unary('f64ToF32', toNumber(cx, arg(args, 0), node)))),
  'Math.imul': (cx, args, node) =>
    number(
      cx.b.unary('i32ToF64', cx.b.binary('mul', toInt32(cx, arg(args, 0), node), toInt32(cx, arg(args, 1), node))),
    ),
  'Math.clz32': (cx, args, node) => number(cx.b.unary('i32ToF64', cx.b.unary('clz', toInt32(cx, arg(args, 0), node)))),
  'Math.sign': (cx, args, node) => {
    const { b } = cx
    const x = toNumber(cx, arg(args, 0), node)
    return number(b.select(b.binary('lt', b.f64(0), x), b.f64(1), b.select(b.binary('lt', x, b.f64(0)), b.f64(-1), x)))
  },
  'Math.pow': (cx, args, node) => number(power(cx, toNumber(cx, arg(args, 0), node), toNumber(cx, arg(args, 1), node))),
  'Math.hypot': (cx, args, node) =>
    number(
      cx.b.make(
        'host',
        'f64',
        args.map((a) => toNumber(cx, a, node)),
        'Math.hypot',
      ),
    ),
  'Math.random': (cx) => {
    const result = cx.b.binder('f64', 'random')
    cx.emit({ kind: 'call', callee: 'host:Math.random', args: [], results: [result] })
    return number(result)
  },
  isNaN: (cx, args, node) => {
    const x = toNumber(cx, arg(args, 0), node)
    return bool(cx.b.binary('ne', x, x))
  },
  isFinite: (cx, args, node) => bool(isFiniteNumber(cx, toNumber(cx, arg(args, 0), node))),
  'Number.isNaN': numberPredicate((cx, x) => cx.b.binary('ne', x, x)),
  'Number.isFinite': numberPredicate(isFiniteNumber),
  'Number.isInteger': numberPredicate(isInteger),
  'Number.isSafeInteger': numberPredicate((cx, x) =>
    cx.b.and(isInteger(cx, x), cx.b.binary('le', cx.b.unary('abs', x), cx.b.f64(Number.MAX_SAFE_INTEGER))),
  ),
  Number: (cx, args, node) => {
    if (args.length === 0) return number(cx.b.f64(0))
    const js = arg(args, 0)
    if (js.kind !== 'bigint') return number(toNumber(cx, js, node))
    const value = cx.b.unary(js.big === 'u64' ? 'u64ToF64' : 'i64ToF64', exactBigint(cx, withoutPresence(js), node))
    return number(js.present === undefined ? value : cx.b.select(js.present, value, cx.b.f64(Number.NaN)))
  },
  Boolean: (cx, args, node) => bool(toBool(cx, arg(args, 0), node)),
  BigInt: (cx, args, node) => toBigInt(cx, arg(args, 0), node),
  'BigInt.asIntN': (cx, args, node) => asWidth(cx, args, node, true),
  'BigInt.asUintN': (cx, args, node) => asWidth(cx, args, node, false),
}

/** `BigInt(x)`: whole numbers only; those beyond 2^63 are left to the plain function. */
function toBigInt(cx: Context, js: JsValue, node: ESTree.Node): JsValue {
  const { b } = cx
  if (js.kind === 'bigint') return js
  if (js.kind === 'bool')
    return { kind: 'bigint', value: b.unary('u32ToI64', b.unary('boolToI32', js.value)), big: 'both' }
  const x = toNumber(cx, js, node)
  if (x.op === 'i32ToF64') return { kind: 'bigint', value: b.unary('i32ToI64', x.args[0]!), big: 'i64' }
  if (x.op === 'u32ToF64') return { kind: 'bigint', value: b.unary('u32ToI64', x.args[0]!), big: 'both' }
  cx.when(b.not(isInteger(cx, x)), () =>
    cx.throwError(
      'RangeError',
      ['The number ', ' cannot be converted to a BigInt because it is not an integer'],
      node,
      [x],
    ),
  )
  cx.bailIf(
    b.not(b.binary('lt', b.unary('abs', x), b.f64(2 ** 63))),
    'a bigint would leave 64 bits; keep numbers below 2 ** 63',
    node,
  )
  return { kind: 'bigint', value: b.unary('truncSat64', x), big: 'i64' }
}

/** `BigInt.asIntN(bits, x)` and `asUintN` for constant widths up to 64. */
function asWidth(cx: Context, args: readonly JsValue[], node: ESTree.CallExpression, signed: boolean): JsValue {
  const { b } = cx
  const width = arg(args, 0)
  const bits = width.kind === 'number' && width.value.op === 'const' ? (width.value.imm as number) : Number.NaN
  if (!(Number.isInteger(bits) && bits >= 1 && bits <= 64))
    return unsupported(
      'bigint-width',
      'only constant widths from 1 to 64 compile',
      node.arguments[0] ?? node,
      'write the width as a number',
    )
  const value = bigintBits(cx, arg(args, 1), node)
  if (bits === 64) return { kind: 'bigint', value, big: signed ? 'i64' : 'u64' }
  const rest = b.const('i64', BigInt(64 - bits))
  const top = b.binary('shl', value, rest)
  return { kind: 'bigint', value: b.binary(signed ? 'shr' : 'ushr', top, rest), big: signed ? 'i64' : 'both' }
}

/** A call of the built-in `path`. */
export function callBuiltin(cx: Context, path: string, args: readonly JsValue[], node: ESTree.CallExpression): JsValue {
  const op = unaryOps[path]
  if (op !== undefined) return number(cx.b.unary(op, toNumber(cx, arg(args, 0), node)))
  const arity = hostFunctions.get(path)
  if (arity !== undefined && path !== 'Math.pow') {
    return number(
      cx.b.make(
        'host',
        'f64',
        Array.from({ length: arity }, (_, i) => toNumber(cx, arg(args, i), node)),
        path,
      ),
    )
  }
  const intrinsic = functions[path]
  if (intrinsic !== undefined) return intrinsic(cx, args, node)
  return unsupported(
    'built-in',
    `${path} is not compiled`,
    node,
    'write it out, or compute it outside and pass the result',
  )
}
