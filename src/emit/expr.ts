/** The WebAssembly of each op: one row an op, by type where the opcode depends on it. And of accesses, by element. */
import type binaryen from 'binaryen'
import { type ElementType, elementSize } from '../artifact.ts'
import { Bug, unreachable } from '../diagnostics.ts'
import type { Op } from '../ir/ops.ts'
import type { Type, Value } from '../ir/types.ts'

type Ref = binaryen.ExpressionRef
type M = binaryen.Module

/** `args` are expressions made for this use; `type` is that of the first operand, or of the result where there is none. */
type Row = (m: M, args: readonly Ref[], type: Type) => Ref

type Float = M['f64']
type Int = M['i64']
const float = (m: M, type: Type): Float => (type === 'f32' ? (m.f32 as unknown as Float) : m.f64)
const int = (m: M, type: Type): Int => (type === 'i64' ? m.i64 : (m.i32 as unknown as Int))
const isFloat = (type: Type): boolean => type === 'f64' || type === 'f32'

type SharedName = 'add' | 'sub' | 'mul' | 'eq' | 'ne'
type FloatName = 'div' | 'sqrt' | 'floor' | 'ceil' | 'trunc' | 'nearest' | 'neg' | 'abs' | 'copysign' | 'min' | 'max'
type IntName =
  | 'and'
  | 'or'
  | 'xor'
  | 'shl'
  | 'shr_s'
  | 'shr_u'
  | 'div_s'
  | 'div_u'
  | 'rem_s'
  | 'rem_u'
  | 'lt_u'
  | 'le_u'

const shared =
  (name: SharedName): Row =>
  (m, [a, b], type) =>
    isFloat(type) ? float(m, type)[name](a!, b!) : int(m, type)[name](a!, b!)
const floats =
  (name: FloatName): Row =>
  (m, [a, b], type) =>
    (float(m, type)[name] as (a: Ref, b?: Ref) => Ref)(a!, b)
const ints =
  (name: IntName): Row =>
  (m, [a, b], type) =>
    int(m, type)[name](a!, b!)
const compare =
  (name: 'lt' | 'le'): Row =>
  (m, [a, b], type) =>
    isFloat(type) ? float(m, type)[name](a!, b!) : int(m, type)[`${name}_s`](a!, b!)

const rows: { readonly [K in Op]?: Row } = {
  add: shared('add'),
  sub: shared('sub'),
  mul: shared('mul'),
  div: floats('div'),
  idiv: ints('div_s'),
  udiv: ints('div_u'),
  irem: ints('rem_s'),
  urem: ints('rem_u'),
  neg: floats('neg'),
  abs: floats('abs'),
  sqrt: floats('sqrt'),
  floor: floats('floor'),
  ceil: floats('ceil'),
  trunc: floats('trunc'),
  nearest: floats('nearest'),
  copysign: floats('copysign'),
  min: floats('min'),
  max: floats('max'),
  and: ints('and'),
  or: ints('or'),
  xor: ints('xor'),
  not: (m, [a]) => m.i32.eqz(a!),
  shl: ints('shl'),
  shr: ints('shr_s'),
  ushr: ints('shr_u'),
  clz: (m, [a]) => m.i32.clz(a!),
  eq: shared('eq'),
  ne: shared('ne'),
  lt: compare('lt'),
  le: compare('le'),
  ult: ints('lt_u'),
  ule: ints('le_u'),
  select: (m, [cond, a, b]) => m.select(cond!, a!, b!),
  i32ToF64: (m, [a]) => m.f64.convert_s.i32(a!),
  u32ToF64: (m, [a]) => m.f64.convert_u.i32(a!),
  i64ToF64: (m, [a]) => m.f64.convert_s.i64(a!),
  u64ToF64: (m, [a]) => m.f64.convert_u.i64(a!),
  f32ToF64: (m, [a]) => m.f64.promote(a!),
  f64ToF32: (m, [a]) => m.f32.demote(a!),
  boolToI32: (_, [a]) => a!,
  truncSat: (m, [a]) => m.i32.trunc_s_sat.f64(a!),
  truncSat64: (m, [a]) => m.i64.trunc_s_sat.f64(a!),
  i32ToI64: (m, [a]) => m.i64.extend_s(a!),
  u32ToI64: (m, [a]) => m.i64.extend_u(a!),
  wrapI64: (m, [a]) => m.i32.wrap(a!),
}

/** The expression of a pure value from those of its operands. */
export function expression(m: M, value: Value, args: readonly Ref[]): Ref {
  const row = rows[value.op]
  if (row === undefined) throw new Bug(`emit: no WebAssembly for the op ${value.op}`)
  return row(m, args, value.args[0]?.type ?? value.type)
}

export function constant(m: M, value: Value): Ref {
  switch (value.type) {
    case 'f64':
      return m.f64.const(value.imm as number)
    case 'f32':
      return m.f32.const(value.imm as number)
    case 'i64':
      return m.i64.const(value.imm as bigint)
    default:
      return m.i32.const(value.imm as number)
  }
}

export function loadElement({ i32, i64, f32, f64 }: M, element: ElementType, offset: number, at: Ref): Ref {
  const align = elementSize[element]
  switch (element) {
    case 'i8':
      return i32.load8_s(offset, align, at)
    case 'u8':
    case 'u8c':
      return i32.load8_u(offset, align, at)
    case 'i16':
      return i32.load16_s(offset, align, at)
    case 'u16':
      return i32.load16_u(offset, align, at)
    case 'i32':
    case 'u32':
      return i32.load(offset, align, at)
    case 'i64':
    case 'u64':
      return i64.load(offset, align, at)
    case 'f32':
      return f32.load(offset, align, at)
    case 'f64':
      return f64.load(offset, align, at)
    default:
      return unreachable(element)
  }
}

/** Stores the low bits of `value`. */
export function storeElement(
  { i32, i64, f32, f64 }: M,
  element: ElementType,
  offset: number,
  at: Ref,
  value: Ref,
): Ref {
  switch (elementSize[element]) {
    case 1:
      return i32.store8(offset, 1, at, value)
    case 2:
      return i32.store16(offset, 2, at, value)
    case 4:
      return element === 'f32' ? f32.store(offset, 4, at, value) : i32.store(offset, 4, at, value)
    case 8:
      return element === 'f64' ? f64.store(offset, 8, at, value) : i64.store(offset, 8, at, value)
  }
}
