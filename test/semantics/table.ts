/**
 * A table of semantics cases: each row is one small kernel, written as text so that no transpiler touches the trap, and the
 * arguments to run it with. A row passes when the compiled kernel agrees bit for bit and did not fall back.
 */
import { suite } from 'uvu'
import { functionsFromText } from '../differential/text.ts'
import { type ArgSet, type CheckOptions, check } from '../differential.ts'
import { columns, few, float32s, int32s, pairs, specials, uint32s } from './values.ts'

export interface Row extends CheckOptions {
  readonly name: string
  readonly source: string
  readonly args: readonly ArgSet[]
  /** Functions in `env`, as text. */
  readonly functions?: Readonly<Record<string, string>>
}

export function table(title: string, rows: readonly Row[]): void {
  const test = suite(title)
  for (const row of rows) {
    test(row.name, () => {
      const { kernel, env } = functionsFromText(row.source, row.env, row.functions)
      check(row.name, kernel, row.args, { ...row, env })
    })
  }
  test.run()
}

/** Rows for a unary expression in `a`: as a scalar kernel and over arrays, where `a` has each representation in turn. */
export function unary(expression: string, values: readonly number[] = specials, options: CheckOptions = {}): Row[] {
  const integers = values === specials ? int32s : values.filter((value) => Object.is(value | 0, value))
  const arrays = [
    new Float64Array(values),
    new Float32Array(values),
    new Int32Array(integers),
    new Uint32Array(uint32s),
    new Int8Array(integers),
    new Uint8ClampedArray(values),
    new Int16Array(integers),
    [...values],
  ]
  return [
    {
      ...options,
      name: `${expression} of a scalar`,
      source: `(a) => ${expression}`,
      args: values.map((value) => [value]),
    },
    {
      ...options,
      name: `${expression} over arrays`,
      source: `(x, out) => { for (let i = 0; i < x.length; i++) { const a = x[i]; out[i] = ${expression} } }`,
      args: arrays.map((array) => [array, new Float64Array(array.length)]),
    },
  ]
}

/** The same for an expression in `a` and `b`, over all pairs. */
export function binary(expression: string, values: readonly number[] = few, options: CheckOptions = {}): Row[] {
  const doubles = columns(values, values)
  const integers = columns(int32s, int32s)
  const unsigned = columns(uint32s, uint32s)
  const singles = columns(float32s.slice(0, 30), float32s.slice(-30))
  const sets: (readonly [ArrayLike<number>, ArrayLike<number>])[] = [
    [new Float64Array(doubles[0]), new Float64Array(doubles[1])],
    [new Int32Array(integers[0]), new Int32Array(integers[1])],
    [new Uint32Array(unsigned[0]), new Uint32Array(unsigned[1])],
    [new Float32Array(singles[0]), new Float32Array(singles[1])],
    [new Int32Array(integers[0]), new Uint32Array(columns(int32s, int32s)[1])],
    [new Uint8Array(integers[0]), new Int8Array(integers[1])],
  ]
  return [
    {
      ...options,
      name: `${expression} of scalars`,
      source: `(a, b) => ${expression}`,
      args: [...pairs(values, values), ...pairs(int32s, int32s)],
    },
    {
      ...options,
      name: `${expression} over arrays`,
      source: `(x, y, out) => { for (let i = 0; i < x.length; i++) { const a = x[i], b = y[i]; out[i] = ${expression} } }`,
      args: sets.map(([x, y]) => [x, y, new Float64Array(x.length)]),
    },
  ]
}

export const f64 = (...values: number[]): Float64Array => new Float64Array(values)
export const f32 = (...values: number[]): Float32Array => new Float32Array(values)
export const i32 = (...values: number[]): Int32Array => new Int32Array(values)
export const u32 = (...values: number[]): Uint32Array => new Uint32Array(values)
export const u8 = (...values: number[]): Uint8Array => new Uint8Array(values)
export const u8c = (...values: number[]): Uint8ClampedArray => new Uint8ClampedArray(values)
export const i64 = (...values: bigint[]): BigInt64Array => new BigInt64Array(values)
export const u64 = (...values: bigint[]): BigUint64Array => new BigUint64Array(values)
