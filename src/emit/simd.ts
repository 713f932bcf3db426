/** The WebAssembly of operations that take or give vectors, and of accesses to several elements. */
import binaryen from 'binaryen'
import { type ElementType, elementSize } from '../artifact.ts'
import { Bug } from '../diagnostics.ts'
import type { Constant, Op } from '../ir/ops.ts'
import type { Load, Store, Value } from '../ir/types.ts'
import { vectorValueType } from '../ir/types.ts'
import type { VectorType } from '../ir/vector.ts'
import { isVector, laneBytes, laneCount, VECTOR_BYTES } from '../ir/vector.ts'
import { undeclared } from './target.ts'

type Ref = binaryen.ExpressionRef
type M = binaryen.Module

/** `at` is the type of the first operand, or of the result where that is a scalar. */
type Row = (m: M, args: readonly Ref[], at: VectorType, value: Value) => Ref

type Instructions = Readonly<Record<string, ((...args: Ref[]) => Ref) | undefined>>

/** The instruction of that name among those of a type; signed ones have their own ending where there are two. */
function instruction(m: M, type: VectorType, name: string): (...args: Ref[]) => Ref {
  const instructions = m[type] as unknown as Instructions
  const found = instructions[name] ?? instructions[`${name}_s`]
  if (found === undefined) throw new Bug(`emit: no ${type}.${name} in WebAssembly`)
  return found
}

const same =
  (name: string): Row =>
  (m, args, at) =>
    instruction(m, at, name)(...args)
const bitwise =
  (name: 'or' | 'xor'): Row =>
  (m, [a, b]) =>
    m.v128[name](a!, b!)
/** What `v128.not` is applied to in this expression. */
function negated(x: number): number | undefined {
  if (binaryen.getExpressionId(x) !== binaryen.UnaryId) return undefined
  return undeclared.Unary.getOp(x) === binaryen.NotVec128 ? undeclared.Unary.getValue(x) : undefined
}
/** From lanes of one type to those of another. */
const converting =
  (name: (from: VectorType) => string): Row =>
  (m, args, at, { type }) =>
    instruction(m, type as VectorType, name(at))(...args)

/** Of these, Binaryen's modules have no methods. */
const fused =
  (name: 'Madd' | 'Nmadd'): Row =>
  (m, [a, b, c], at) => {
    const op = undeclared[`Relaxed${name}Vec${at === 'f64x2' ? 'F64x2' : 'F32x4'}`]
    return undeclared._BinaryenSIMDTernary((m as unknown as { readonly ptr: number }).ptr, op, a!, b!, c!)
  }

const rows: { readonly [K in Op]?: Row } = {
  add: same('add'),
  sub: same('sub'),
  mul: same('mul'),
  div: same('div'),
  neg: same('neg'),
  abs: same('abs'),
  sqrt: same('sqrt'),
  floor: same('floor'),
  ceil: same('ceil'),
  trunc: same('trunc'),
  nearest: same('nearest'),
  min: same('min'),
  max: same('max'),
  umin: same('min_u'),
  umax: same('max_u'),
  pmin: same('pmin'),
  pmax: same('pmax'),
  madd: fused('Madd'),
  nmadd: fused('Nmadd'),
  and: (m, [a, b]) => {
    const [x, y] = [negated(a!), negated(b!)]
    if (y !== undefined) return m.v128.andnot(a!, y)
    return x === undefined ? m.v128.and(a!, b!) : m.v128.andnot(b!, x)
  },
  or: bitwise('or'),
  xor: bitwise('xor'),
  not: (m, [a]) => m.v128.not(a!),
  shl: same('shl'),
  shr: same('shr_s'),
  ushr: same('shr_u'),
  eq: same('eq'),
  ne: same('ne'),
  lt: same('lt'),
  le: same('le'),
  ult: same('lt_u'),
  ule: same('le_u'),
  select: (m, [mask, a, b]) => m.v128.bitselect(a!, b!, mask!),
  splat: same('splat'),
  lane: (m, [v], at, { imm }) => instruction(m, at, 'extract_lane')(v!, imm as number),
  withLane: (m, [v, x], at, { imm }) => instruction(m, at, 'replace_lane')(v!, imm as number, x!),
  shuffle: (m, [a, b], at, { imm }) => m.i8x16.shuffle(a!, b!, byteNumbers(String(imm).split(',').map(Number), at)),
  extendLow: converting((from) => `extend_low_${from}_s`),
  extendHigh: converting((from) => `extend_high_${from}_s`),
  uextendLow: converting((from) => `extend_low_${from}_u`),
  uextendHigh: converting((from) => `extend_high_${from}_u`),
  narrow: converting((from) => `narrow_${from}_s`),
  unarrow: converting((from) => `narrow_${from}_u`),
  convertLow: (m, [a]) => m.f64x2.convert_low_i32x4_s(a!),
  uconvertLow: (m, [a]) => m.f64x2.convert_low_i32x4_u(a!),
  promoteLow: (m, [a]) => m.f64x2.promote_low_f32x4(a!),
  demote: (m, [a]) => m.f32x4.demote_f64x2_zero(a!),
  truncSat: (m, [a]) => m.i32x4.trunc_sat_f64x2_s_zero(a!),
  utruncSat: (m, [a]) => m.i32x4.trunc_sat_f64x2_u_zero(a!),
  anyTrue: (m, [a]) => m.v128.any_true(a!),
  allTrue: same('all_true'),
  bitmask: same('bitmask'),
  reinterpret: (_, [a]) => a!,
}

/** The expression of a value that is a vector, or made of one. */
export function vectorExpression(m: M, value: Value, args: readonly Ref[]): Ref {
  const row = rows[value.op]
  const first = value.args[0]!.type
  if (row === undefined) throw new Bug(`emit: no WebAssembly for the op ${value.op} on vectors`)
  return row(m, args, isVector(first) ? first : (value.type as VectorType), value)
}

/** A vector that holds the constant `x` in each lane. */
export function splatConstant(m: M, type: VectorType, x: Constant): Ref {
  const bytes = new DataView(new ArrayBuffer(VECTOR_BYTES))
  const size = laneBytes(type)
  for (let i = 0; i < VECTOR_BYTES; i += size) {
    if (typeof x === 'bigint') bytes.setBigInt64(i, x, true)
    else if (type === 'f64x2') bytes.setFloat64(i, x, true)
    else if (type === 'f32x4') bytes.setFloat32(i, x, true)
    else if (size === 4) bytes.setInt32(i, x, true)
    else if (size === 2) bytes.setInt16(i, x, true)
    else bytes.setInt8(i, x)
  }
  return m.v128.const([...new Uint8Array(bytes.buffer)])
}

/** The bytes that lanes are made of. */
function byteNumbers(lanes: readonly number[], type: VectorType): number[] {
  const size = laneBytes(type)
  return lanes.flatMap((lane) => Array.from({ length: size }, (_, i) => lane * size + i))
}

const isUnsigned = (element: ElementType): boolean => element.startsWith('u')

/** Elements in memory that do not fill the vector are loaded into its low bytes, and widened there. */
export function loadLanes(m: M, { element, lanes }: Load, offset: number, at: Ref): Ref {
  const { v128 } = m
  const size = elementSize[element]
  const type = vectorValueType(element, lanes!)!
  const steps = Math.log2(laneBytes(type) / size)
  const sign: 'u' | 's' = isUnsigned(element) ? 'u' : 's'
  const bytes = lanes! * size
  if (bytes === VECTOR_BYTES) return v128.load(offset, size, at)
  if (steps === 1 && bytes === 8)
    return (size === 1 ? v128[`load8x8_${sign}`] : v128[`load16x4_${sign}`])(offset, size, at)
  const low =
    bytes === 8
      ? v128.load64_zero(offset, size, at)
      : bytes === 4
        ? v128.load32_zero(offset, size, at)
        : v128.load16_lane(offset, size, 0, at, v128.const(new Array(VECTOR_BYTES).fill(0)))
  if (steps === 0) return low
  return steps === 1
    ? m.i32x4[`extend_low_i16x8_${sign}`](low)
    : m.i32x4[`extend_low_i16x8_${sign}`](m.i16x8[`extend_low_i8x16_${sign}`](low))
}

/** One element, in all lanes. */
export function loadSplat(m: M, element: ElementType, offset: number, at: Ref): Ref {
  const size = elementSize[element]
  return m.v128[`load${(8 * size) as 8 | 16 | 32 | 64}_splat`](offset, size, at)
}

/** Whether the lanes of a vector are as wide as an element. */
export const holdsElement = ({ type }: Value, element: ElementType): boolean =>
  laneBytes(type as VectorType) === elementSize[element]

/** One lane of a vector, where it lies. */
export function storeLane(m: M, element: ElementType, offset: number, at: Ref, vector: Ref, lane: number): Ref {
  const size = elementSize[element]
  return m.v128[`store${(8 * size) as 8 | 16 | 32 | 64}_lane`](offset, size, lane, at, vector)
}

/** The low bits of the lanes are put side by side and stored. */
export function storeLanes(m: M, { element, lanes }: Store, offset: number, at: Ref, value: Ref): Ref {
  const { v128 } = m
  const size = elementSize[element]
  const type = vectorValueType(element, lanes!)!
  const bytes = lanes! * size
  if (bytes === VECTOR_BYTES) return v128.store(offset, size, at, value)
  const packed = laneBytes(type) === size ? value : packedLow(m, type, size, value)
  switch (bytes) {
    case 8:
      return v128.store64_lane(offset, size, 0, at, packed)
    case 4:
      return v128.store32_lane(offset, size, 0, at, packed)
    default:
      return v128.store16_lane(offset, size, 0, at, packed)
  }
}

/** The low `size` bytes of each lane, in the low bytes of a vector; what is above does not matter. */
function packedLow(m: M, type: VectorType, size: number, value: Ref): Ref {
  const count = laneCount(type)
  const wide = laneBytes(type)
  const picked = Array.from({ length: VECTOR_BYTES }, (_, i) => (Math.floor(i / size) % count) * wide + (i % size))
  // The second operand must be an expression of its own, and is not read.
  return m.i8x16.shuffle(value, m.v128.const(new Array(VECTOR_BYTES).fill(0)), picked)
}
