/**
 * What operations on vectors evaluate to: the scalar row of the op table lane by lane, and the moves of lanes. For the interpreter.
 *
 * A lane of 8 or 16 bits is a number in its signed range; a mask has lanes of -1 (or -1n) and 0. NaNs have no bits here: what is
 * made of those of one may differ from what the machine gives.
 */
import { Bug } from '../diagnostics.ts'
import type { Constant } from './ops.ts'
import { ops } from './ops.ts'
import type { Value } from './types.ts'
import type { VectorType } from './vector.ts'
import { isVector, laneBytes, laneCount, laneType, VECTOR_BYTES } from './vector.ts'

export type Lanes = readonly Constant[]
/** What a value holds while it is interpreted. */
export type Content = Constant | Lanes

export type LanesEvaluator = (operands: readonly Content[]) => Content

/** How to evaluate an operation that takes or gives a vector. */
export function lanesEvaluator(value: Value): LanesEvaluator {
  const { op, type, args, imm } = value
  const first = args[0]!.type
  switch (op) {
    case 'splat':
    case 'withLane':
      return placing(op, type as VectorType, imm as number)
    case 'lane':
      return ([v]) => (v as Lanes)[imm as number]!
    case 'shuffle': {
      const picked = String(imm).split(',').map(Number)
      return ([a, b]) => {
        const from = [...(a as Lanes), ...(b as Lanes)]
        return picked.map((lane) => from[lane]!)
      }
    }
    case 'select':
      return ([mask, a, b]) => (mask as Lanes).map((bit, i) => (Number(bit) !== 0 ? (a as Lanes) : (b as Lanes))[i]!)
    case 'anyTrue':
      return ([v]) => Number((v as Lanes).some((x) => Number(x) !== 0))
    case 'allTrue':
      return ([v]) => Number((v as Lanes).every((x) => Number(x) !== 0))
    case 'bitmask':
      return ([v]) => (v as Lanes).reduce<number>((bits, x, i) => (x < 0 ? bits | (1 << i) : bits), 0)
    case 'reinterpret':
      return ([v]) => fromBits(type as VectorType, toBits(first as VectorType, v as Lanes))
    default:
      return converter(value) ?? lanewise(value)
  }
}

function placing(op: 'splat' | 'withLane', type: VectorType, lane: number): LanesEvaluator {
  if (op === 'splat') return ([x]) => new Array<Constant>(laneCount(type)).fill(wrapLane(type, x as Constant))
  return ([v, x]) => (v as Lanes).map((old, i) => (i === lane ? wrapLane(type, x as Constant) : old))
}

/** Operations that give lanes of another width or kind. */
function converter({ op, type, args }: Value): LanesEvaluator | undefined {
  const from = args[0]!.type as VectorType
  const to = type as VectorType
  switch (op) {
    case 'extendLow':
    case 'extendHigh':
    case 'uextendLow':
    case 'uextendHigh': {
      const start = op === 'extendLow' || op === 'uextendLow' ? 0 : laneCount(to)
      const read = op.startsWith('u') ? unsigned : signed
      return ([v]) =>
        (v as Lanes).slice(start, start + laneCount(to)).map((x) => {
          const wide = read(from, x)
          return to === 'i64x2' ? BigInt(wide) : wide
        })
    }
    case 'narrow':
    case 'unarrow': {
      const bits = 8 * laneBytes(to)
      const [low, high] = op === 'narrow' ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1]
      const clamp = (x: Constant): Constant => wrapLane(to, Math.min(Math.max(Number(x), low), high))
      return ([a, b]) => [...(a as Lanes), ...(b as Lanes)].map(clamp)
    }
    case 'convertLow':
    case 'uconvertLow': {
      const read = op === 'convertLow' ? signed : unsigned
      return ([v]) => (v as Lanes).slice(0, 2).map((x) => read(from, x))
    }
    case 'promoteLow':
      return ([v]) => (v as Lanes).slice(0, 2)
    case 'demote':
      return ([v]) => [...(v as Lanes).map((x) => Math.fround(x as number)), 0, 0]
    case 'truncSat':
      return ([v]) => [...(v as Lanes).map((x) => ops.truncSat.evaluate!([x], 'f64', undefined)), 0, 0]
    case 'utruncSat':
      return ([v]) => [...(v as Lanes).map((x) => toUint32(x as number) | 0), 0, 0]
    default:
      return undefined
  }
}

/** Truncated and saturated; NaN gives 0. */
const toUint32 = (x: number): number => (x >= 2 ** 32 ? 2 ** 32 - 1 : x > 0 ? Math.trunc(x) : 0)

const signed = (_: VectorType, x: Constant): number => Number(x)
const unsigned = (type: VectorType, x: Constant): number =>
  laneBytes(type) === 4 ? Number(x) >>> 0 : Number(x) & mask(type)
const mask = (type: VectorType): number => 2 ** (8 * laneBytes(type)) - 1

/** The scalar operation on each lane, wrapped to what a lane holds. */
function lanewise({ op, type, args }: Value): LanesEvaluator {
  const at = args[0]!.type as VectorType
  const evaluate = evaluatorAt(op, at)
  const isMask = ops[op].result === 'bool'
  const finish = (x: Constant): Constant =>
    isMask ? (laneType(type as VectorType) === 'i64' ? BigInt(-Number(x)) : 0 - Number(x)) : wrapLane(at, x)
  if (isBitwise(op) && (at === 'f64x2' || at === 'f32x4')) {
    return (operands) =>
      fromBits(
        at,
        bytewise(
          evaluatorAt(op, 'i8x16'),
          operands.map((v) => toBits(at, v as Lanes)),
        ),
      )
  }
  return (operands) =>
    (operands[0] as Lanes).map((_, i) => finish(evaluate(operands.map((v) => (typeof v === 'object' ? v[i]! : v)))))
}

const isBitwise = (op: Value['op']): boolean => op === 'and' || op === 'or' || op === 'xor' || op === 'not'

type LaneEvaluator = (lanes: readonly Constant[]) => Constant

function bytewise(evaluate: LaneEvaluator, operands: readonly Uint8Array[]): Uint8Array {
  return operands[0]!.map((_, i) => evaluate(operands.map((bytes) => bytes[i]!)) as number)
}

/** What one lane becomes, before it is wrapped. */
function evaluatorAt(op: Value['op'], at: VectorType): LaneEvaluator {
  const type = laneType(at)
  const bits = 8 * laneBytes(at)
  switch (op) {
    case 'not':
      return ([x]) => ~x!
    case 'umin':
      return ([x, y]) => (unsigned(at, x!) < unsigned(at, y!) ? x! : y!)
    case 'umax':
      return ([x, y]) => (unsigned(at, x!) < unsigned(at, y!) ? y! : x!)
    case 'shl':
      return ([x, count]) => shifted(x!, Number(count) & (bits - 1))
    case 'shr':
      return ([x, count]) => shifted(x!, -(Number(count) & (bits - 1)))
    case 'ushr':
      return ([x, count]) =>
        typeof x === 'bigint'
          ? BigInt.asUintN(64, x) >> BigInt(Number(count) & 63)
          : unsigned(at, x!) >>> (Number(count) & (bits - 1))
    case 'abs':
      if (type === 'i64') return ([x]) => (x! < 0 ? -x! : x!)
  }
  const { evaluate } = ops[op]
  if (evaluate === undefined) throw new Bug(`interpret: ${op} has no evaluation at ${at}`)
  return (lanes) => evaluate(lanes, type, undefined)
}

/** To the left, or by a negative count to the right with the sign. */
function shifted(x: Constant, by: number): Constant {
  if (typeof x === 'bigint') return by < 0 ? x >> BigInt(-by) : x << BigInt(by)
  return by < 0 ? x >> -by : x << by
}

/** The low bits of an integer, read as signed; a float as the type holds it. */
function wrapLane(type: VectorType, x: Constant): Constant {
  switch (type) {
    case 'f64x2':
      return x
    case 'f32x4':
      return Math.fround(x as number)
    case 'i64x2':
      return BigInt.asIntN(64, x as bigint)
    default: {
      const unused = 32 - 8 * laneBytes(type)
      return ((x as number) << unused) >> unused
    }
  }
}

const views = {
  f64x2: (bytes: ArrayBuffer) => new Float64Array(bytes),
  f32x4: (bytes: ArrayBuffer) => new Float32Array(bytes),
  i64x2: (bytes: ArrayBuffer) => new BigInt64Array(bytes),
  i32x4: (bytes: ArrayBuffer) => new Int32Array(bytes),
  i16x8: (bytes: ArrayBuffer) => new Int16Array(bytes),
  i8x16: (bytes: ArrayBuffer) => new Int8Array(bytes),
}

function toBits(type: VectorType, lanes: Lanes): Uint8Array {
  const bytes = new ArrayBuffer(VECTOR_BYTES)
  ;(views[type](bytes) as Float64Array).set(lanes as readonly number[])
  return new Uint8Array(bytes)
}

const fromBits = (type: VectorType, bits: Uint8Array): Lanes =>
  Array.from<Constant>(views[type](bits.buffer as ArrayBuffer) as ArrayLike<Constant>)

/** Whether `lanesEvaluator` is the one to ask. */
export const hasLanes = ({ type, args }: Value): boolean =>
  isVector(type) || (args.length > 0 && isVector(args[0]!.type))
