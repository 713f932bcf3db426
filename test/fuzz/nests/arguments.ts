/**
 * Arguments for generated nests: trip counts around every vector factor, arrays that fit, that are an element short (so that a guard fails
 * at the first, a middle or the last trip) or overlap, and data with special values.
 */
import { elementBytes, fillValue } from '../arguments.ts'
import type { Random } from '../random.ts'
import type { Arg, Args, BufferData, ElementClass } from '../tree.ts'
import type { NestArray } from './scope.ts'

export type NestParam =
  | { readonly kind: 'array'; readonly name: string; readonly array: NestArray }
  | { readonly kind: 'n' | 'm' | 'distance' | 'lo' | 'hi' | 'number' | 'integer'; readonly name: string }

const trips: readonly (readonly number[])[] = [
  [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 12, 20, 64, 67],
  [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 6, 12],
  [0, 1, 2, 3, 4, 5, 7, 8, 9],
]

/** Four lists of arguments, which have one signature in most kernels: it compiles once. */
export function nestArguments(random: Random, params: readonly NestParam[], depth: number, columns: string): Args[] {
  const sizes = trips[depth - 1]
  return Array.from({ length: 4 }, (_, i) => {
    // One of the lists at least has enough trips for vectors of any width.
    const n = i === 0 ? random.pick(sizes.filter((size) => size >= 7)) : random.pick(sizes)
    const m = random.chance(0.4) ? n : random.pick(sizes)
    return new Maker(random, params, n, columns === 'n' ? n : m, m, i === 0).make()
  })
}

class Maker {
  private readonly random: Random
  private readonly params: readonly NestParam[]
  private readonly n: number
  private readonly columns: number
  private readonly m: number
  private readonly calm: boolean
  /** Arrays have just the elements that a loop over 0 ... n - 1 takes. */
  private readonly exact: boolean
  /** Hardly any access is out of bounds. */
  private readonly roomy: boolean
  private readonly shares: boolean
  private readonly buffers: BufferData[] = []
  private readonly args: Arg[] = []

  constructor(random: Random, params: readonly NestParam[], n: number, columns: number, m: number, roomy: boolean) {
    this.random = random
    this.params = params
    this.n = n
    this.columns = columns
    this.m = m
    this.calm = random.chance(0.5)
    this.roomy = roomy
    this.exact = !roomy && random.chance(0.5)
    this.shares = !roomy && random.chance(0.3)
  }

  make(): Args {
    for (const param of this.params) this.args.push(this.argument(param))
    return { buffers: this.buffers, args: this.args }
  }

  private argument(param: NestParam): Arg {
    const { random, n, m } = this
    const scalar = (value: number): Arg => ({ kind: 'scalar', value })
    switch (param.kind) {
      case 'n':
        // A part of it as an int32 must not be large: the plain function would not end.
        return scalar(random.chance(0.02) ? random.pick([n + 0.5, NaN, -1, -0, -Infinity, -(2 ** 31) - 1]) : n)
      case 'm':
        return scalar(m)
      case 'distance':
        if (random.chance(0.02)) return scalar(random.pick([0.5, NaN, Infinity, 2 ** 53, 2 ** 32 + 1, -0, -(2 ** 31)]))
        return scalar(random.pick([0, 1, -1, 2, -2, 3, -3, 4, -4, 8, -8, n, -n, 100, 2147483647]))
      case 'lo':
        return scalar(
          random.chance(0.04)
            ? random.pick([0.5, NaN, -0, 2 ** 53, Infinity, 2 ** 31 - 1])
            : random.pick([0, 0, 0, 1, 1, 2, 3, -1, -2, n]),
        )
      case 'hi':
        return scalar(
          random.chance(0.04)
            ? random.pick([n + 0.5, NaN, -0, -(2 ** 53), -Infinity])
            : n + random.pick([0, 0, 0, 0, -1, -1, -2, 1, 2, -n]),
        )
      case 'integer':
        return scalar(random.pick([0, 1, -1, 2, 3, 7, 100, 255, -128, 65536, 2147483647, -2147483648]))
      case 'number':
        return scalar(fillValue(random, 'Float64Array', this.calm) as number)
      default:
        return this.array(param.array)
    }
  }

  private array({ element, extent, plain }: NestArray): Arg {
    const length = this.length(extent === 'square' ? this.n * this.columns : this.n)
    if (extent === 'indices') return this.own(element, this.indices(length))
    const values = Array.from({ length }, () => fillValue(this.random, element, this.calm))
    if (plain) return { kind: 'plain', values: values as number[] }
    return (this.shares && this.shared(element, length)) || this.own(element, values)
  }

  private length(needed: number): number {
    const { random } = this
    if (this.exact) return needed
    if (this.roomy) return needed + random.pick([0, 1, 2, 8, 8, 2 * needed + 8, 2 * needed + 8, 3 * needed + 8])
    const off = random.weighted([
      [3, 0],
      [4, 1],
      [3, 2],
      [4, 8],
      [3, needed * 2 + 2],
      [1.5, -1],
      [0.7, -2],
      [0.7, -Math.ceil(needed / 2)],
      [0.2, -needed],
    ])
    return Math.max(0, needed + off)
  }

  /** Mostly elements of a line; sometimes one is not, at the front, in the middle or at the end. */
  private indices(length: number): number[] {
    const { random, n } = this
    const values = Array.from({ length }, () => random.int(0, Math.max(0, n - 1)))
    if (random.chance(0.3)) values.forEach((_, i) => (values[i] = random.chance(0.5) ? i : length - 1 - i))
    if (length > 0 && random.chance(0.3)) {
      const at = random.pick([0, length >> 1, length - 1])
      values[at] = random.pick([n, n + 8, -1, 1_000_000])
    }
    return values
  }

  /** An array in a buffer of its own, often amid other elements, which must stay as they are. */
  private own(element: ElementClass, values: readonly (number | bigint)[]): Arg {
    const { random } = this
    const [before, after] = random.chance(0.3) ? [random.int(0, 3), random.int(0, 17)] : [0, 0]
    const filler = (count: number) => Array.from({ length: count }, () => fillValue(random, element, true))
    this.buffers.push({ element, values: [...filler(before), ...values, ...filler(after)] })
    const offset = before * elementBytes(element)
    return { kind: 'view', element, buffer: this.buffers.length - 1, offset, length: values.length }
  }

  /** The same array again, or a part of its buffer some elements off. */
  private shared(element: ElementClass, length: number): Arg | undefined {
    const { random } = this
    const isInt = (each: ElementClass) => !each.startsWith('Float')
    // Floats seen through another class would show the bits of a NaN, which are exempt.
    const family = this.args.flatMap((arg, at) =>
      arg.kind === 'view' && (arg.element === element || (isInt(arg.element) && isInt(element))) ? [{ arg, at }] : [],
    )
    if (family.length === 0 || random.chance(0.2)) return undefined
    const { arg, at } = random.pick(family)
    if (arg.element === element && random.chance(0.35)) return { kind: 'same', as: at }
    const bytes = elementBytes(element)
    const buffer = this.buffers[arg.buffer]
    const offset = (Math.floor(arg.offset / bytes) + random.pick([0, 0, 1, 1, 2, 3, 4, 5, 8, 16])) * bytes
    const wanted = Math.ceil((offset + length * bytes) / elementBytes(buffer.element))
    const missing = Math.max(0, wanted - buffer.values.length)
    const more = Array.from({ length: missing }, () => fillValue(random, buffer.element, this.calm))
    this.buffers[arg.buffer] = { element: buffer.element, values: [...buffer.values, ...more] }
    return { kind: 'view', element, buffer: arg.buffer, offset, length }
  }
}
