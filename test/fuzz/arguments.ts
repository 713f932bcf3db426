/** Arguments for a generated kernel: boundary data, arrays that share buffers, sizes that fit, miss, or are not integers. */
import type { TypedArray } from '../differential/clone.ts'
import type { Random } from './random.ts'
import type { Arg, Args, BufferData, ElementClass, Param } from './tree.ts'

const lengths = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 17, 20, 31, 32, 33, 40, 63, 64, 65, 80]

const specials = [
  0,
  -0,
  NaN,
  Infinity,
  -Infinity,
  5e-324,
  -5e-324,
  2.2250738585072014e-308,
  1e-310,
  2147483647,
  2147483648,
  -2147483648,
  -2147483649,
  4294967295,
  4294967296,
  9007199254740991,
  9007199254740992,
  -9007199254740993,
  1e300,
  -1e300,
  1.7976931348623157e308,
  0.1,
  0.5,
  -0.5,
  1.5,
  2.5,
  254.5,
  255.5,
  16777217,
  0.49999999999999994,
  4503599627370495.5,
]
const integerEdges = [
  0, 1, -1, 2, 3, 7, 127, 128, -128, 255, 256, 32767, 32768, 65535, 65536, 46341, 2147483647, -2147483648, 2147483646,
  4294967295,
]
const bigEdges = [
  0n,
  1n,
  -1n,
  2n,
  255n,
  2n ** 31n,
  2n ** 32n,
  2n ** 63n - 1n,
  -(2n ** 63n),
  2n ** 63n,
  2n ** 64n - 1n,
  1234567890123456789n,
]

export const elementBytes = (element: ElementClass): number =>
  (globalThis[element] as unknown as { BYTES_PER_ELEMENT: number }).BYTES_PER_ELEMENT

const isInteger = (element: ElementClass): boolean => !element.startsWith('Float') && !element.startsWith('Big')

/** `calm` data has no special values, so that a wrong sum is not hidden behind NaN. */
export function fillValue(random: Random, element: ElementClass, calm: boolean): number | bigint {
  if (element.startsWith('Big'))
    return random.chance(0.5) ? random.pick(bigEdges) : BigInt(random.int(-1000, 1000)) * BigInt(random.int(1, 2 ** 31))
  if (isInteger(element)) return random.chance(calm ? 0.1 : 0.35) ? random.pick(integerEdges) : random.int(-20, 100)
  if (!calm && random.chance(0.3)) return random.pick(specials)
  return random.chance(0.5) ? random.int(-50, 50) / 4 : (random.next() - 0.3) * 10 ** random.int(-2, 3)
}

export function generateArgs(random: Random, params: readonly Param[], limit: number, used: string): Args {
  const fitting = lengths.filter((length) => length <= limit)
  const calm = random.chance(0.5)
  const common = random.chance(0.75) ? random.pick(fitting) : undefined
  const square =
    params.some(({ name, type }) => type.kind === 'size' && used.includes(`* ${name}`)) && random.chance(0.6)
  const buffers: BufferData[] = []
  const args: Arg[] = []
  const values = (element: ElementClass, count: number) =>
    Array.from({ length: count }, () => fillValue(random, element, calm))
  const numbers = (count: number) => values('Float64Array', count) as number[]
  params.forEach(({ type }) => {
    const length = common ?? random.pick(fitting)
    if (type.kind === 'array') args.push(view(random, buffers, args, type.element, length, values))
    else if (type.kind === 'plain') args.push({ kind: 'plain', values: numbers(length) })
    else if (type.kind === 'rows')
      args.push({ kind: 'rows', rows: Array.from({ length: random.int(2, 4) }, () => numbers(length)) })
    else if (type.kind === 'point') args.push({ kind: 'point', x: numbers(1)[0], y: numbers(1)[0], v: numbers(length) })
    else if (type.kind === 'size')
      args.push({ kind: 'scalar', value: size(random, square ? Math.floor(Math.sqrt(length)) : length) })
    else if (type.kind === 'integer')
      args.push({ kind: 'scalar', value: calm ? random.int(-9, 9) : random.pick(integerEdges) })
    else if (type.kind === 'number') args.push({ kind: 'scalar', value: numbers(1)[0] })
    else if (type.kind === 'bool') args.push({ kind: 'scalar', value: random.chance(0.5) })
    else args.push({ kind: 'scalar', value: BigInt.asUintN(63, random.pick(bigEdges)) })
  })
  return { buffers, args }
}

function size(random: Random, length: number): number {
  return random.weighted([
    [12, length],
    [2, Math.max(0, length - 1)],
    [1, length + 1],
    [1, length + 0.5],
    [0.5, -1],
    [0.5, NaN],
    [0.3, -0],
    [0.3, length / 2],
  ])
}

type Fill = (element: ElementClass, count: number) => readonly (number | bigint)[]

/** A new array, or one that shares the buffer of an earlier one: the same object, the same range, or a shifted one. */
function view(
  random: Random,
  buffers: BufferData[],
  args: readonly Arg[],
  element: ElementClass,
  length: number,
  fill: Fill,
): Arg {
  const family = args.flatMap((arg, i) => (arg.kind === 'view' && compatible(arg.element, element) ? [{ arg, i }] : []))
  if (family.length > 0 && random.chance(0.18)) {
    const { arg, i } = random.pick(family)
    const bytes = elementBytes(element)
    const total = buffers[arg.buffer].values.length * elementBytes(buffers[arg.buffer].element)
    if (arg.element === element && random.chance(0.3)) return { kind: 'same', as: i }
    const offset = Math.min(random.pick([0, bytes, bytes * 2, bytes * 3, bytes * 8]), Math.floor(total / bytes) * bytes)
    const room = Math.floor((total - offset) / bytes)
    return {
      kind: 'view',
      element,
      buffer: arg.buffer,
      offset,
      length: Math.min(room, random.chance(0.5) ? length : room),
    }
  }
  // A view in the middle of a larger buffer: what lies around it must stay as it is.
  const before = random.chance(0.1) ? random.int(1, 3) : 0
  const after = random.chance(0.1) ? random.int(1, 3) : 0
  buffers.push({ element, values: fill(element, before + length + after) })
  return { kind: 'view', element, buffer: buffers.length - 1, offset: before * elementBytes(element), length }
}

/** Floats seen through another class would show the bits of a NaN, which are exempt. */
function compatible(a: ElementClass, b: ElementClass): boolean {
  return a === b || (isInteger(a) && isInteger(b))
}

type AnyArrayClass = {
  new (values: readonly (number | bigint)[]): TypedArray
  new (buffer: ArrayBufferLike, offset: number, length: number): TypedArray
}

export const arrayClass = (element: ElementClass): AnyArrayClass => globalThis[element] as unknown as AnyArrayClass

/** The arguments as values; views of one buffer share it. */
export function materialize({ buffers, args }: Args): unknown[] {
  const made = buffers.map(({ element, values }) => new (arrayClass(element))(values).buffer)
  const list: unknown[] = []
  for (const arg of args) {
    if (arg.kind === 'view') list.push(new (arrayClass(arg.element))(made[arg.buffer], arg.offset, arg.length))
    else if (arg.kind === 'same') list.push(list[arg.as])
    else if (arg.kind === 'plain') list.push([...arg.values])
    else if (arg.kind === 'rows') list.push(arg.rows.map((row) => new Float64Array(row)))
    else if (arg.kind === 'point') list.push({ x: arg.x, y: arg.y, v: new Float64Array(arg.v) })
    else list.push(arg.value)
  }
  return list
}
