/** Boundary values, shared by the tables. Each group holds the neighbours of the places where conversions and operators turn. */

const two = (power: number): number => 2 ** power

/** Doubles: zeros, halves and their neighbours, the edges of int32, uint32, 2^52 and 2^53, subnormals, extremes. */
// biome-ignore format: one value a line would hide the groups
export const specials: readonly number[] = [
  0, -0, 1, -1, 0.5, -0.5, 0.49999999999999994, -0.49999999999999994, 0.5000000000000001, 1.5, -1.5, 2.5, -2.5, 3.5,
  0.1, -0.1, 0.9999999999999999, -0.9999999999999999, 1.0000000000000002, 2, -2, 3, -3, 7, -7, 10, 31, 32, 33, -31,
  -32, 100, 127, 128, -128, 255, 256, 255.5, 254.5, 65535, 65536, two(31) - 1, two(31), -two(31), -two(31) - 1,
  two(31) + 0.5, -two(31) - 0.5, two(32) - 1, two(32), -two(32), two(32) + 1.5, two(33) + 5, 1e10, -1e10,
  two(52) - 0.5, two(52) + 1, -two(52) + 0.5, two(53) - 1, two(53), -two(53), two(53) + 2, two(63), -two(63), two(64),
  1e21, -1e21, two(84), 1e300, -1e300, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, -Number.MIN_VALUE,
  two(-1022), two(-1022) - Number.MIN_VALUE, Number.EPSILON, 1e-10, -1e-300, Math.PI, -Math.PI, Math.PI / 2, Math.E,
  709.782712893384, 709.7827128933841, -745.1332191019411, -745.1332191019412, Infinity, -Infinity, NaN,
]

/** A shorter list for all pairs. */
// biome-ignore format: one value a line would hide the groups
export const few: readonly number[] = [
  0, -0, 1, -1, 0.5, -0.5, 1.5, 2, -2, 3, -3, 7, 31, 32, 33, 255, -128, 1e9, two(31) - 1, -two(31), two(31),
  two(32) - 1, two(32) + 1, two(53) - 1, two(53), -two(53), 1e300, Number.MIN_VALUE, -Number.MIN_VALUE, 0.1, Infinity,
  -Infinity, NaN,
]

// biome-ignore format: one value a line would hide the groups
export const int32s: readonly number[] = [
  0, 1, -1, 2, -2, 3, -3, 7, -7, 31, 32, 33, 255, 256, -128, 32767, 32768, -32768, 46341, -46341, 65535, 65536, 65537,
  two(30), -two(30), two(31) - 1, two(31) - 2, -two(31), -two(31) + 1, 123456789, -987654321,
]

// biome-ignore format: one value a line would hide the groups
export const uint32s: readonly number[] = [
  0, 1, 2, 31, 32, 255, 65535, 65536, two(31) - 1, two(31), two(31) + 1, two(32) - 2, two(32) - 1,
]

// biome-ignore format: one value a line would hide the groups
export const float32s: readonly number[] = [
  ...new Float32Array(specials.filter((value) => Math.abs(value) < 3e38 || !Number.isFinite(value))),
]

/** What is written between brackets: in range, past either end, and not an index at all. */
// biome-ignore format: one value a line would hide the groups
export const indices: readonly number[] = [
  0, -0, 1, 2, 3, 4, 5, 6, 100, -1, -2, 0.5, 1.5, -0.5, NaN, Infinity, -Infinity, two(30), two(31) - 1, two(31),
  -two(31), two(32) - 1, two(32), two(32) + 1, two(53), 1e300,
]

// biome-ignore format: one value a line would hide the groups
export const bigints: readonly bigint[] = [
  0n, 1n, -1n, 2n, -2n, 3n, 7n, -7n, 63n, 64n, 255n, 2n ** 31n, -(2n ** 31n), 2n ** 32n, 2n ** 32n + 1n, 2n ** 62n,
  2n ** 63n - 1n, -(2n ** 63n), -(2n ** 63n) + 1n, 1234567890123456789n, -987654321987654321n,
]

export const each = <T>(values: readonly T[]): T[][] => values.map((value) => [value])

export function pairs<A, B>(left: readonly A[], right: readonly B[]): (A | B)[][] {
  return left.flatMap((a) => right.map((b) => [a, b]))
}

/** The two columns of all pairs, to run them through arrays in one call. */
export function columns(left: readonly number[], right: readonly number[]): [number[], number[]] {
  const all = pairs(left, right)
  return [all.map((pair) => pair[0]), all.map((pair) => pair[1])]
}

export const typedArrayClasses = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
] as const
