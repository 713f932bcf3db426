/**
 * What every operation means, said a second time and by other means than the op table: by the engine's own WebAssembly instructions
 * where there is one, otherwise by BigInt, typed arrays or the definition.
 */
import type { Constant, Op, Type } from '../../src/ir/ops.ts'

export type Reference = (...args: never[]) => Constant

/** Operand types, result type and opcode of functions that are one instruction each; `run` holds them by name. */
function assemble(
  instructions: Readonly<Record<string, readonly [operands: string, result: Type, ...opcode: number[]]>>,
) {
  const codes: Readonly<Record<string, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, bool: 0x7f }
  const leb = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, ...leb(n >> 7)])
  const vector = (items: readonly number[][]): number[] => [...leb(items.length), ...items.flat()]
  const section = (id: number, content: number[]): number[] => [id, ...leb(content.length), ...content]
  const rows = Object.entries(instructions).map(([name, [operands, result, ...opcode]]) => {
    return { name, operands: operands.split(' ').map((t) => [codes[t]]), result: [codes[result]], opcode }
  })
  const types = rows.map((r) => [0x60, ...vector(r.operands), ...vector([r.result])])
  const exports = rows.map((r, i) => [...vector([...r.name].map((c) => [c.charCodeAt(0)])), 0, ...leb(i)])
  const bodies = rows.map((r) => {
    const code = [0, ...r.operands.flatMap((_, i) => [0x20, i]), ...r.opcode, 0x0b]
    return [...leb(code.length), ...code]
  })
  const bytes = [
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(types)),
    ...section(3, vector(rows.map((_, i) => leb(i)))),
    ...section(7, vector(exports)),
    ...section(10, vector(bodies)),
  ]
  return new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(bytes))).exports as Record<string, Reference>
}

const unary = (type: Type, opcode: number, result = type) => [type, result, opcode] as const
const binary = (type: Type, opcode: number, result = type) => [`${type} ${type}`, result, opcode] as const

const wasm = assemble({
  'add f64': binary('f64', 0xa0),
  'add f32': binary('f32', 0x92),
  'add i32': binary('i32', 0x6a),
  'add i64': binary('i64', 0x7c),
  'sub f64': binary('f64', 0xa1),
  'sub f32': binary('f32', 0x93),
  'sub i32': binary('i32', 0x6b),
  'sub i64': binary('i64', 0x7d),
  'mul f64': binary('f64', 0xa2),
  'mul f32': binary('f32', 0x94),
  'mul i32': binary('i32', 0x6c),
  'mul i64': binary('i64', 0x7e),
  'div f64': binary('f64', 0xa3),
  'div f32': binary('f32', 0x95),
  'neg f64': unary('f64', 0x9a),
  'neg f32': unary('f32', 0x8c),
  'abs f64': unary('f64', 0x99),
  'abs f32': unary('f32', 0x8b),
  'sqrt f64': unary('f64', 0x9f),
  'sqrt f32': unary('f32', 0x91),
  'floor f64': unary('f64', 0x9c),
  'floor f32': unary('f32', 0x8e),
  'ceil f64': unary('f64', 0x9b),
  'ceil f32': unary('f32', 0x8d),
  'trunc f64': unary('f64', 0x9d),
  'trunc f32': unary('f32', 0x8f),
  'nearest f64': unary('f64', 0x9e),
  'nearest f32': unary('f32', 0x90),
  'copysign f64': binary('f64', 0xa6),
  'copysign f32': binary('f32', 0x98),
  'min f64': binary('f64', 0xa4),
  'min f32': binary('f32', 0x96),
  'max f64': binary('f64', 0xa5),
  'max f32': binary('f32', 0x97),
  'and i32': binary('i32', 0x71),
  'or i32': binary('i32', 0x72),
  'xor i32': binary('i32', 0x73),
  'and i64': binary('i64', 0x83),
  'or i64': binary('i64', 0x84),
  'xor i64': binary('i64', 0x85),
  'shl i32': binary('i32', 0x74),
  'shr i32': binary('i32', 0x75),
  'ushr i32': binary('i32', 0x76),
  'shl i64': binary('i64', 0x86),
  'shr i64': binary('i64', 0x87),
  'ushr i64': binary('i64', 0x88),
  'clz i32': unary('i32', 0x67),
  'idiv i32': binary('i32', 0x6d),
  'udiv i32': binary('i32', 0x6e),
  'irem i32': binary('i32', 0x6f),
  'urem i32': binary('i32', 0x70),
  'idiv i64': binary('i64', 0x7f),
  'udiv i64': binary('i64', 0x80),
  'irem i64': binary('i64', 0x81),
  'urem i64': binary('i64', 0x82),
  'eq f64': binary('f64', 0x61, 'bool'),
  'ne f64': binary('f64', 0x62, 'bool'),
  'lt f64': binary('f64', 0x63, 'bool'),
  'le f64': binary('f64', 0x65, 'bool'),
  'eq f32': binary('f32', 0x5b, 'bool'),
  'ne f32': binary('f32', 0x5c, 'bool'),
  'lt f32': binary('f32', 0x5d, 'bool'),
  'le f32': binary('f32', 0x5f, 'bool'),
  'eq i32': binary('i32', 0x46, 'bool'),
  'ne i32': binary('i32', 0x47, 'bool'),
  'lt i32': binary('i32', 0x48, 'bool'),
  'le i32': binary('i32', 0x4c, 'bool'),
  'eq i64': binary('i64', 0x51, 'bool'),
  'ne i64': binary('i64', 0x52, 'bool'),
  'lt i64': binary('i64', 0x53, 'bool'),
  'le i64': binary('i64', 0x57, 'bool'),
  'ult i32': binary('i32', 0x49, 'bool'),
  'ule i32': binary('i32', 0x4d, 'bool'),
  'ult i64': binary('i64', 0x54, 'bool'),
  'ule i64': binary('i64', 0x58, 'bool'),
  'i32ToF64 i32': unary('i32', 0xb7, 'f64'),
  'u32ToF64 i32': unary('i32', 0xb8, 'f64'),
  'i64ToF64 i64': unary('i64', 0xb9, 'f64'),
  'u64ToF64 i64': unary('i64', 0xba, 'f64'),
  'f32ToF64 f32': unary('f32', 0xbb, 'f64'),
  'f64ToF32 f64': unary('f64', 0xb6, 'f32'),
  'truncSat f64': ['f64', 'i32', 0xfc, 2],
  'truncSat64 f64': ['f64', 'i64', 0xfc, 6],
  'i32ToI64 i32': unary('i32', 0xac, 'i64'),
  'u32ToI64 i32': unary('i32', 0xad, 'i64'),
  'wrapI64 i64': unary('i64', 0xa7, 'i32'),
})

/** Wasm traps where ours are total. */
const total = (divide: Reference, min: Constant, overflow: Constant): Reference => {
  return ((a: Constant, b: Constant) =>
    Number(b) === 0 ? b : a === min && Number(b) === -1 ? overflow : divide(a as never, b as never)) as Reference
}
const [min32, min64] = [-(2 ** 31), -(2n ** 63n)]

/** A finite double as `digits * 2^-1074`. */
function exactly(x: number): bigint {
  const bits = new BigUint64Array(Float64Array.of(x).buffer)[0]
  const exponent = Number((bits >> 52n) & 0x7ffn)
  const digits = (bits & (2n ** 52n - 1n)) | (exponent === 0 ? 0n : 2n ** 52n)
  return (digits << BigInt(Math.max(exponent, 1) - 1)) * (bits >> 63n ? -1n : 1n)
}
/** The double that is `units * 2^-1074`; it exists for what is asked below. */
function fromUnits(units: bigint): number {
  const shift = Math.max(0, units.toString(2).replace('-', '').length - 53)
  const digits = Number(units >> BigInt(shift))
  return shift > 1074 ? digits * 2 ** (shift - 1074) : digits * 2 ** -537 * 2 ** (shift - 537)
}
const negative = (x: number): boolean => Object.is(Math.sign(x), -0) || x < 0

const defined: Readonly<Record<string, Reference>> = {
  'rem f64': (a: number, b: number) => {
    if (!Number.isFinite(a) || Number.isNaN(b) || b === 0) return NaN
    if (!Number.isFinite(b)) return a
    const rest = fromUnits(exactly(a) % exactly(b))
    return rest === 0 && negative(a) ? -0 : rest
  },
  'idiv i32': total(wasm['idiv i32'], min32, min32),
  'udiv i32': total(wasm['udiv i32'], NaN, 0),
  'irem i32': total(wasm['irem i32'], min32, 0),
  'urem i32': total(wasm['urem i32'], NaN, 0),
  'idiv i64': total(wasm['idiv i64'], min64, min64),
  'udiv i64': total(wasm['udiv i64'], NaN, 0n),
  'irem i64': total(wasm['irem i64'], min64, 0n),
  'urem i64': total(wasm['urem i64'], NaN, 0n),
  'abs i32': (a: number) => Number(BigInt.asIntN(32, a < 0 ? -BigInt(a) : BigInt(a))),
  'round f64': (a: number) => {
    const below = (wasm['floor f64'] as (x: number) => number)(a)
    // Exact: `below` and `a` are neighbours, or equal from 2^52 on.
    const rounded = a - below >= 0.5 ? below + 1 : below
    return rounded === 0 && negative(a) ? -0 : rounded
  },
  // The sign of a NaN cannot be seen in JavaScript; the table takes it as positive.
  'copysign f64': (a: number, b: number) => wasm['copysign f64'](a as never, (Number.isNaN(b) ? 1 : b) as never),
  'copysign f32': (a: number, b: number) => wasm['copysign f32'](a as never, (Number.isNaN(b) ? 1 : b) as never),
  'min i32': (a: number, b: number) => (a < b ? a : b),
  'max i32': (a: number, b: number) => (a < b ? b : a),
  'and bool': (a: number, b: number) => (a === 1 && b === 1 ? 1 : 0),
  'or bool': (a: number, b: number) => (a === 1 || b === 1 ? 1 : 0),
  'xor bool': (a: number, b: number) => (a !== b ? 1 : 0),
  'not bool': (a: number) => (a === 1 ? 0 : 1),
  'eq bool': (a: number, b: number) => (a - b === 0 ? 1 : 0),
  'ne bool': (a: number, b: number) => (a - b === 0 ? 0 : 1),
  'boolToI32 bool': (a: number) => Int32Array.of(a)[0],
  'toInt32 f64': (a: number) => Int32Array.of(a)[0],
  // Whether an array of n elements has that one. Lengths here are small, or beyond every index asked for.
  'inBounds f64': (a: number, n: number) => Number(a in new Uint8Array(n)),
  'inBounds i32': (a: number, n: number) => Number(a in new Uint8Array(n)),
}
for (const type of ['f64', 'f32']) {
  const own = defined as Record<string, Reference>
  own[`pmin ${type}`] = (a: number, b: number) => (a > b ? b : a)
  own[`pmax ${type}`] = (a: number, b: number) => (b > a ? b : a)
}
for (const type of ['f64', 'f32', 'i32', 'i64', 'bool']) {
  ;(defined as Record<string, Reference>)[`select ${type}`] = (c: number, ...arms: Constant[]) => arms[1 - c]
}

export function reference(op: Op, type: Type): Reference | undefined {
  return defined[`${op} ${type}`] ?? wasm[`${op} ${type}`]
}
