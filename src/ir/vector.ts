/**
 * Types of values, and what vector types are made of: a vector is 128 bits in lanes of one scalar type. Operations on them mean the
 * scalar operation lane by lane, or move lanes about; which exist at which types is said in ops.ts.
 */

/** `bool` is 0 or 1. Unsigned integers are `i32`/`i64` bits; the operation says how it reads them. */
export type ScalarType = 'i32' | 'i64' | 'f32' | 'f64' | 'bool'
/** A mask is an integer vector whose lanes are 0 or all ones. */
export type VectorType = 'f64x2' | 'f32x4' | 'i64x2' | 'i32x4' | 'i16x8' | 'i8x16'
export type Type = ScalarType | VectorType

interface Shape {
  readonly lanes: number
  readonly lane: ScalarType
  readonly mask: VectorType
}

const shapes: Readonly<Record<VectorType, Shape>> = {
  f64x2: { lanes: 2, lane: 'f64', mask: 'i64x2' },
  f32x4: { lanes: 4, lane: 'f32', mask: 'i32x4' },
  i64x2: { lanes: 2, lane: 'i64', mask: 'i64x2' },
  i32x4: { lanes: 4, lane: 'i32', mask: 'i32x4' },
  i16x8: { lanes: 8, lane: 'i32', mask: 'i16x8' },
  i8x16: { lanes: 16, lane: 'i32', mask: 'i8x16' },
}

export const VECTOR_TYPES = Object.keys(shapes) as readonly VectorType[]
export const VECTOR_BYTES = 16

export const isVector = (type: Type): type is VectorType => type in shapes
export const laneCount = (type: VectorType): number => shapes[type].lanes
/** The scalar type of a lane; lanes of 8 and 16 bits are i32, widened by their sign. */
export const laneType = (type: VectorType): ScalarType => shapes[type].lane
export const laneBytes = (type: VectorType): number => VECTOR_BYTES / shapes[type].lanes
/** The integer vector of the same lanes: what comparisons give, and `select` takes. */
export const maskType = (type: VectorType): VectorType => shapes[type].mask

/** The vector whose lanes are such scalars. Undefined for `bool`. */
export function vectorOf(scalar: Exclude<ScalarType, 'bool'>): VectorType
export function vectorOf(scalar: Type): VectorType | undefined
export function vectorOf(scalar: Type): VectorType | undefined {
  switch (scalar) {
    case 'f64':
      return 'f64x2'
    case 'f32':
      return 'f32x4'
    case 'i64':
      return 'i64x2'
    case 'i32':
      return 'i32x4'
    default:
      return undefined
  }
}

/** Integer vectors of lanes twice as wide, and half as wide. */
export const wider: { readonly [V in Type]?: VectorType } = { i8x16: 'i16x8', i16x8: 'i32x4', i32x4: 'i64x2' }
export const narrower: { readonly [V in Type]?: VectorType } = { i64x2: 'i32x4', i32x4: 'i16x8', i16x8: 'i8x16' }
