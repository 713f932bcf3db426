/** Unary, binary and relational operators on numbers, booleans, bigints and `undefined`. */
import type * as ESTree from 'estree'
import type { Op } from '../ir/ops.ts'
import type { Value } from '../ir/types.ts'
import { bigintBits, exactBigint, toBool, toInt32, toNumber } from './coerce.ts'
import type { Context } from './context.ts'
import type { BigClass, JsValue } from './values.ts'
import { describe, unsupported, withoutPresence } from './values.ts'

export const number = (value: Value): JsValue => ({ kind: 'number', value })
export const bool = (value: Value): JsValue => ({ kind: 'bool', value })
const bigint = (value: Value, big: BigClass): JsValue => ({ kind: 'bigint', value, big })

/** A bigint constant of at most 64 bits. */
export function bigintLiteral(cx: Context, value: bigint, node: ESTree.Node): JsValue {
  if (value >= 2n ** 64n)
    return unsupported('bigint-size', 'the bigint does not fit in 64 bits', node, 'use bigints of 64 bits')
  return { kind: 'bigint', value: cx.b.const('i64', BigInt.asIntN(64, value)), big: value < 2n ** 63n ? 'both' : 'u64' }
}

export function unary(cx: Context, operator: ESTree.UnaryOperator, js: JsValue, node: ESTree.Node): JsValue {
  const { b } = cx
  switch (operator) {
    case '!':
      return bool(b.not(toBool(cx, js, node)))
    case 'void':
      return { kind: 'undefined' }
    case '+':
      if (js.kind === 'bigint')
        unsupported('mixed-bigint', 'unary + on a bigint throws a TypeError', node, 'use Number(...)')
      return number(toNumber(cx, js, node))
    case '-':
      if (js.kind === 'bigint') return bigint(b.binary('sub', b.const('i64', 0n), bigintBits(cx, js, node)), 'mod')
      return number(b.unary('neg', toNumber(cx, js, node)))
    case '~':
      if (js.kind === 'bigint')
        return bigint(
          b.binary('xor', bigintBits(cx, js, node), b.const('i64', -1n)),
          js.big === 'i64' || js.big === 'both' ? 'i64' : 'mod',
        )
      return number(b.unary('i32ToF64', b.binary('xor', toInt32(cx, js, node), b.i32(-1))))
    default:
      return unsupported(
        'operator',
        `the operator ${operator} is not compiled`,
        node,
        'compute it outside, and pass the result',
      )
  }
}

const comparisons: Readonly<Record<string, [op: 'lt' | 'le', swap: boolean]>> = {
  '<': ['lt', false],
  '<=': ['le', false],
  '>': ['lt', true],
  '>=': ['le', true],
}

export function binary(
  cx: Context,
  operator: ESTree.BinaryOperator,
  x: JsValue,
  y: JsValue,
  node: ESTree.Node,
): JsValue {
  if (operator === '===' || operator === '==') return bool(equal(cx, operator, x, y, node))
  if (operator === '!==' || operator === '!=') return bool(cx.b.not(equal(cx, operator, x, y, node)))
  const comparison = comparisons[operator]
  if (comparison !== undefined) return bool(compare(cx, comparison, x, y, node))
  if (x.kind === 'bigint' || y.kind === 'bigint') return bigintBinary(cx, operator, x, y, node)
  return number(numberBinary(cx, operator, x, y, node))
}

const arithmetic: Readonly<Record<string, Op>> = { '+': 'add', '-': 'sub', '*': 'mul', '/': 'div', '%': 'rem' }
const bitwise: Readonly<Record<string, Op>> = {
  '&': 'and',
  '|': 'or',
  '^': 'xor',
  '<<': 'shl',
  '>>': 'shr',
  '>>>': 'ushr',
}

function numberBinary(cx: Context, operator: string, x: JsValue, y: JsValue, node: ESTree.Node): Value {
  const { b } = cx
  if (arithmetic[operator] !== undefined)
    return b.binary(arithmetic[operator]!, toNumber(cx, x, node), toNumber(cx, y, node))
  if (operator === '**') return power(cx, toNumber(cx, x, node), toNumber(cx, y, node))
  if (bitwise[operator] !== undefined) {
    const bits = b.binary(bitwise[operator]!, toInt32(cx, x, node), toInt32(cx, y, node))
    return b.unary(operator === '>>>' ? 'u32ToF64' : 'i32ToF64', bits)
  }
  return unsupported(
    'operator',
    `the operator ${operator} is not compiled`,
    node,
    'compute it outside, and pass the result',
  )
}

/** The host's pow; an exponent of 2 is a product there too. */
export function power(cx: Context, x: Value, y: Value): Value {
  if (y.op === 'const' && y.imm === 2) return cx.b.binary('mul', x, x)
  return cx.b.make('host', 'f64', [x, y], 'Math.pow')
}

function compare(
  cx: Context,
  [op, swap]: readonly ['lt' | 'le', boolean],
  x: JsValue,
  y: JsValue,
  node: ESTree.Node,
): Value {
  const { b } = cx
  if (x.kind === 'bigint' && y.kind === 'bigint') {
    const [p, q] = [exactBigint(cx, withoutPresence(x), node), exactBigint(cx, withoutPresence(y), node)]
    const unsigned = x.big === 'u64' || y.big === 'u64'
    if (unsigned && (x.big === 'i64' || y.big === 'i64')) mixedBigints(node)
    const [l, r] = swap ? [q, p] : [p, q]
    const holds = b.binary(unsigned ? (op === 'lt' ? 'ult' : 'ule') : op, l, r)
    // `undefined` compares as NaN.
    return b.and(holds, b.and(x.present ?? b.bool(true), y.present ?? b.bool(true)))
  }
  const [p, q] = [toNumber(cx, x, node), toNumber(cx, y, node)]
  return swap ? b.binary(op, q, p) : b.binary(op, p, q)
}

const mixedBigints = (node: ESTree.Node): never =>
  unsupported(
    'bigint-sign',
    'a signed and an unsigned 64-bit integer meet in one operation',
    node,
    'bring both to one kind with BigInt.asIntN(64, ...) or BigInt.asUintN(64, ...)',
  )

const isNullish = (js: JsValue): boolean => js.kind === 'undefined' || js.kind === 'null'

/** `===` and `==`; the two differ only for kinds that mix. */
export function equal(cx: Context, operator: string, x: JsValue, y: JsValue, node: ESTree.Node): Value {
  const { b } = cx
  const loose = operator === '==' || operator === '!='
  if (isNullish(x) || isNullish(y)) {
    const [other, nullish] = isNullish(x) ? [y, x] : [x, y]
    if (isNullish(other)) return b.bool(loose || other.kind === nullish.kind)
    if (nullish.kind === 'null' && !loose) return b.bool(false)
    return b.not(presence(cx, other, node))
  }
  if (x.kind === 'number' && y.kind === 'number') {
    const same = b.binary('eq', x.value, y.value)
    if (x.present === undefined || y.present === undefined) return same
    return b.or(same, b.not(b.or(x.present, y.present))) // undefined === undefined
  }
  if (x.kind === 'bool' && y.kind === 'bool') return b.binary('eq', x.value, y.value)
  if (x.kind === 'bigint' && y.kind === 'bigint') {
    const [p, q] = [exactBigint(cx, withoutPresence(x), node), exactBigint(cx, withoutPresence(y), node)]
    if ((x.big === 'u64' && y.big === 'i64') || (x.big === 'i64' && y.big === 'u64')) mixedBigints(node)
    return bothOrNeither(cx, b.binary('eq', p, q), x.present, y.present)
  }
  const scalar = (js: JsValue) => js.kind === 'number' || js.kind === 'bool'
  if (scalar(x) && scalar(y))
    return loose ? b.binary('eq', toNumber(cx, x, node), toNumber(cx, y, node)) : b.bool(false)
  return unsupported(
    'comparison',
    `comparing ${describe(x)} with ${describe(y)} is not compiled`,
    node,
    'compare numbers, or values of one kind; compare arrays outside',
  )
}

/** Equality of values that may be missing: `same` where both are there; two missing ones are equal. */
function bothOrNeither(cx: Context, same: Value, x: Value | undefined, y: Value | undefined): Value {
  const { b } = cx
  if (x === undefined && y === undefined) return same
  if (x === undefined || y === undefined) return b.and(same, (x ?? y)!)
  return b.or(b.and(same, b.and(x, y)), b.not(b.or(x, y)))
}

/** Whether the value is not `undefined`. */
export function presence(cx: Context, js: JsValue, node: ESTree.Node): Value {
  if (js.kind === 'undefined' || js.kind === 'null') return cx.b.bool(false)
  if (js.kind === 'conflict') unsupported('mixed-kinds', js.message, node, 'use one kind of value for the variable')
  if (js.kind === 'number' || js.kind === 'bigint' || js.kind === 'array') return js.present ?? cx.b.bool(true)
  return cx.b.bool(true)
}

function bigintBinary(cx: Context, operator: string, x: JsValue, y: JsValue, node: ESTree.Node): JsValue {
  const { b } = cx
  const [p, q] = [bigintBits(cx, x, node), bigintBits(cx, y, node)]
  const [cx1, cy] = [(x as { big: BigClass }).big, (y as { big: BigClass }).big]
  const unsigned = (c: BigClass) => c === 'u64' || c === 'both'
  const signed = (c: BigClass) => c === 'i64' || c === 'both'
  switch (operator) {
    case '+':
      return bigint(b.binary('add', p, q), 'mod')
    case '-':
      return bigint(b.binary('sub', p, q), 'mod')
    case '*':
      return bigint(b.binary('mul', p, q), 'mod')
    case '&':
      // A non-negative operand below 2^64 bounds the result.
      return bigint(
        b.and(p, q),
        cx1 === 'both' || cy === 'both'
          ? 'both'
          : unsigned(cx1) && unsigned(cy)
            ? 'u64'
            : signed(cx1) && signed(cy)
              ? 'i64'
              : unsigned(cx1) || unsigned(cy)
                ? 'u64'
                : 'mod',
      )
    case '|':
    case '^': {
      const big =
        cx1 === 'both' && cy === 'both'
          ? 'both'
          : unsigned(cx1) && unsigned(cy)
            ? 'u64'
            : signed(cx1) && signed(cy)
              ? 'i64'
              : 'mod'
      return bigint(b.binary(operator === '|' ? 'or' : 'xor', p, q), big)
    }
    case '<<':
    case '>>':
      return bigintShift(cx, operator, x, y, node)
    case '/':
    case '%':
      return bigintDivision(cx, operator, x, y, node)
    default:
      return unsupported(
        'bigint-operator',
        `the operator ${operator} on bigints is not compiled`,
        node,
        operator === '**' ? 'multiply: n * n' : 'convert with Number(...) or BigInt(...) first',
      )
  }
}

/** Shifts by counts of 64 and more empty the value; negative counts turn the direction, and are left to the plain function. */
function bigintShift(cx: Context, operator: '<<' | '>>', x: JsValue, y: JsValue, node: ESTree.Node): JsValue {
  const { b } = cx
  const count = exactBigint(cx, y, node)
  if (y.kind === 'bigint' && y.big === 'i64' && count.op !== 'const')
    cx.bailIf(b.binary('lt', count, b.const('i64', 0n)), 'a shift count is negative; shift the other way', node)
  if (count.op === 'const' && (count.imm as bigint) < 0n)
    unsupported('bigint-operator', 'a negative shift count is not compiled', node, 'shift the other way')
  const inRange = b.binary('ult', count, b.const('i64', 64n))
  if (operator === '<<') {
    return bigint(b.select(inRange, b.binary('shl', bigintBits(cx, x, node), count), b.const('i64', 0n)), 'mod')
  }
  const value = exactBigint(cx, x, node)
  const big = (x as { big: BigClass }).big
  if (big === 'i64') return bigint(b.binary('shr', value, b.select(inRange, count, b.const('i64', 63n))), 'i64')
  const positive = count.op === 'const' && (count.imm as bigint) > 0n
  return bigint(
    b.select(inRange, b.binary('ushr', value, count), b.const('i64', 0n)),
    big === 'both' || positive ? 'both' : 'u64',
  )
}

function bigintDivision(cx: Context, operator: '/' | '%', x: JsValue, y: JsValue, node: ESTree.Node): JsValue {
  const { b } = cx
  const [p, q] = [exactBigint(cx, x, node), exactBigint(cx, y, node)]
  cx.when(b.binary('eq', q, b.const('i64', 0n)), () => cx.throwError('RangeError', 'Division by zero', node))
  const [cp, cq] = [(x as { big: BigClass }).big, (y as { big: BigClass }).big]
  if (cp === 'u64' || cq === 'u64') {
    if (cp === 'i64' || cq === 'i64') mixedBigints(node)
    return bigint(b.binary(operator === '/' ? 'udiv' : 'urem', p, q), 'u64')
  }
  if (operator === '%') return bigint(b.binary('irem', p, q), cp === 'both' ? 'both' : 'i64')
  return bigint(b.binary('idiv', p, q), cp === 'both' && cq === 'both' ? 'both' : 'mod')
}
