/**
 * Bundles: one value for each of a number of loop trips that run side by side, packed into as many vectors as they need. Four trips
 * keep an f64 in two vectors and an i32 in one; a bundle that does not fill its vector leaves the upper lanes free.
 *
 * A bool is kept as a mask, whose lanes are as wide as those of what was compared, and changes its width where it is used.
 */
import { Bug } from '../diagnostics.ts'
import type { Builder } from '../ir/build.ts'
import { isConst } from '../ir/build.ts'
import type { Op } from '../ir/ops.ts'
import { ops } from '../ir/ops.ts'
import type { Value } from '../ir/types.ts'
import { laneBytes, laneCount, maskType, type ScalarType, type VectorType } from '../ir/vector.ts'

export interface Bundle {
  readonly type: ScalarType
  /** In the order of the trips. */
  readonly parts: readonly Value[]
}

const masks: Readonly<Record<number, VectorType>> = { 8: 'i64x2', 4: 'i32x4', 2: 'i16x8', 1: 'i8x16' }

const vectors = { f64: 'f64x2', f32: 'f32x4', i64: 'i64x2' } as const

/** The vector type that scalars of a type are packed into, an i32 in lanes of the given width. A bool has none of its own. */
export const packedType = (type: Exclude<ScalarType, 'bool'>, width = 4): VectorType =>
  type === 'i32' ? masks[width]! : vectors[type]

/** Bytes a lane of the bundle takes. */
export const widthOf = (bundle: Bundle): number => laneBytes(bundle.parts[0]!.type as VectorType)

export class Bundles {
  private readonly b: Builder
  /** Trips side by side: a power of 2. */
  readonly lanes: number

  constructor(b: Builder, lanes: number) {
    this.b = b
    this.lanes = lanes
  }

  /** Vectors that a bundle takes. */
  partCount(type: VectorType): number {
    return Math.max(1, this.lanes / laneCount(type))
  }

  private fill(type: VectorType, part: (index: number) => Value): Value[] {
    return Array.from({ length: this.partCount(type) }, (_, i) => part(i))
  }

  /** The same value in all trips; a bool or an i32 in lanes of the given width. */
  splat(scalar: Value, width = 4): Bundle {
    const { b } = this
    const type = scalar.type as ScalarType
    if (type !== 'bool') {
      const vector = packedType(type, width)
      const part = b.splat(vector, scalar)
      return { type, parts: this.fill(vector, () => part) }
    }
    const vector = masks[width]!
    const bits = b.binary('sub', b.i32(0), b.unary('boolToI32', scalar))
    const part = b.splat(vector, width === 8 ? b.unary('i32ToI64', bits) : bits)
    return { type, parts: this.fill(vector, () => part) }
  }

  /** `first + step * lane`, or the low bits of it. */
  counting(first: Value, step: number, width = 4): Bundle {
    const { b } = this
    const type = masks[width]!
    const count = laneCount(type)
    const start = b.splat(type, first)
    return {
      type: 'i32',
      parts: this.fill(type, (part) => {
        let steps = b.splat(type, b.i32(part * count * step))
        for (let k = 1; k < Math.min(count, this.lanes); k++)
          steps = b.withLane(steps, k, b.i32((part * count + k) * step))
        return b.make('add', type, [start, steps])
      }),
    }
  }

  /** One scalar a trip; i32 in lanes of the given width. */
  pack(type: ScalarType, scalars: readonly Value[], width = 4): Bundle {
    const { b } = this
    if (scalars.every((s) => s === scalars[0])) return this.splat(scalars[0]!, width)
    if (type === 'bool') {
      const numbers = this.pack(
        'i32',
        scalars.map((s) => b.unary('boolToI32', s)),
      )
      const zero = b.splat('i32x4', b.i32(0))
      return { type, parts: numbers.parts.map((p) => b.make('ne', 'i32x4', [p, zero])) }
    }
    const vector = packedType(type, width)
    const count = laneCount(vector)
    return {
      type,
      parts: this.fill(vector, (part) => {
        const own = scalars.slice(part * count, (part + 1) * count)
        return own.reduce<Value>((v, s, k) => (k === 0 ? v : b.withLane(v, k, s)), b.splat(vector, own[0]!))
      }),
    }
  }

  /** The value of one trip. */
  lane(bundle: Bundle, lane: number): Value {
    const { b } = this
    const count = laneCount(bundle.parts[0]!.type as VectorType)
    const part = bundle.parts[Math.floor(lane / count)]!
    const scalar = b.lane(part, lane % count)
    if (bundle.type !== 'bool') return scalar
    return b.binary('ne', scalar, scalar.type === 'i64' ? b.const('i64', 0n) : b.i32(0))
  }

  /** `op` lane by lane; undefined where vectors have no such operation. */
  map(op: Op, type: ScalarType, args: readonly Bundle[]): Bundle | undefined {
    const operand = args[0]!.parts[0]!.type as VectorType
    if (ops[op].vector?.includes(operand) !== true || ops[op].arity !== args.length) return undefined
    const isComparison = ops[op].result === 'bool'
    const result = isComparison ? maskType(operand) : operand
    return {
      type: isComparison ? 'bool' : type,
      parts: args[0]!.parts.map((_, i) =>
        this.b.make(
          op,
          result,
          args.map((a) => a.parts[i]!),
        ),
      ),
    }
  }

  select(cond: Bundle, x: Bundle, y: Bundle): Bundle {
    const other = x.type === 'bool' ? this.masked(y, widthOf(x)) : y
    const mask = this.masked(cond, widthOf(x))
    return {
      type: x.type,
      parts: x.parts.map((p, i) => this.b.make('select', p.type, [mask.parts[i]!, p, other.parts[i]!])),
    }
  }

  /** `x` in the lanes of the mask, `old` in the others. A lane that keeps `old` by a choice of its own needs no second one. */
  update(cond: Bundle, x: Bundle, old: Bundle): Bundle {
    const { b } = this
    const mask = this.masked(cond, widthOf(x))
    const parts = x.parts.map((p, i) => {
      const [active, before] = [mask.parts[i]!, old.parts[i]!]
      const [own, yes, no] = p.args as [Value, Value, Value]
      if (p.op === 'select' && yes === before)
        return b.make('select', p.type, [
          b.make('and', active.type, [active, b.make('not', own.type, [own])]),
          no,
          before,
        ])
      if (p.op === 'select' && no === before)
        return b.make('select', p.type, [b.make('and', active.type, [active, own]), yes, before])
      return b.make('select', p.type, [active, p, before])
    })
    return { type: x.type, parts }
  }

  and(x: Bundle, y: Bundle): Bundle {
    return this.logic('and', x, y)
  }
  logic(op: 'and' | 'or' | 'xor', x: Bundle, y: Bundle): Bundle {
    const other = this.masked(y, widthOf(x))
    return { type: 'bool', parts: x.parts.map((p, i) => this.b.make(op, p.type, [p, other.parts[i]!])) }
  }
  not(x: Bundle): Bundle {
    return { type: 'bool', parts: x.parts.map((p) => this.b.make('not', p.type, [p])) }
  }

  /** Whether it holds in any trip, as a bool. */
  any(mask: Bundle): Value {
    const { b } = this
    let all = mask.parts.reduce((x, y) => b.make('or', x.type, [x, y]))
    const type = all.type as VectorType
    if (this.lanes < laneCount(type)) {
      // The lanes above are not ours.
      let ours = b.splat(type, b.i32(0))
      for (let k = 0; k < this.lanes; k++) ours = b.withLane(ours, k, b.i32(-1))
      all = b.make('and', type, [all, ours])
    }
    return b.make('anyTrue', 'bool', [all])
  }

  /** A mask with lanes of another width. */
  masked(mask: Bundle, width: number): Bundle {
    let current = mask
    while (widthOf(current) > width) current = this.narrower(current)
    while (widthOf(current) < width) current = this.widened(current, 'extend')
    return current
  }

  /**
   * Small integers in lanes of another width. Going down, `how` says what is known of them: that they fit the narrower lanes as
   * signed or unsigned integers, or nothing, which keeps the low bits. Going up, how the lanes are read.
   */
  resized(bundle: Bundle, width: number, how: (width: number) => 'signed' | 'unsigned' | 'low'): Bundle {
    let current = bundle
    while (widthOf(current) > width) current = this.packedDown(current, how(widthOf(current) / 2))
    while (widthOf(current) < width) {
      const sign = how(widthOf(current))
      if (sign === 'low') throw new Bug('vectorize: lanes that hold only the low bits of a value are widened')
      current = this.widened(current, sign === 'unsigned' ? 'uextend' : 'extend')
    }
    return current
  }

  /** Lanes half as wide, by the instructions that saturate. */
  packedDown(bundle: Bundle, how: 'signed' | 'unsigned' | 'low'): Bundle {
    const { b } = this
    const from = bundle.parts[0]!.type as VectorType
    const to = masks[widthOf(bundle) / 2]!
    const low = b.splat(from, b.i32(2 ** (4 * widthOf(bundle)) - 1))
    const parts = how === 'low' ? bundle.parts.map((p) => b.make('and', from, [p, low])) : bundle.parts
    const op = how === 'signed' ? 'narrow' : 'unarrow'
    return {
      type: bundle.type,
      parts: this.fill(to, (i) => b.make(op, to, [parts[2 * i]!, parts[2 * i + 1] ?? parts[2 * i]!])),
    }
  }

  /** Lanes half as wide, of masks and of i64: their low halves. */
  private narrower(bundle: Bundle): Bundle {
    if (widthOf(bundle) <= 4) return this.packedDown(bundle, 'signed')
    const { b } = this
    const to = masks[widthOf(bundle) / 2]!
    const count = laneCount(to)
    const even = Array.from({ length: count }, (_, i) => 2 * i)
    const halves = bundle.parts.map((p) => b.make('reinterpret', to, [p]))
    return {
      type: bundle.type,
      parts: this.fill(to, (i) => {
        const low = halves[2 * i]!
        return b.shuffle(low, halves[2 * i + 1] ?? low, even)
      }),
    }
  }

  /** Lanes twice as wide. */
  private widened(bundle: Bundle, how: 'extend' | 'uextend'): Bundle {
    const to = masks[widthOf(bundle) * 2]!
    return {
      type: bundle.type,
      parts: this.fill(to, (i) =>
        this.b.make(i % 2 === 0 ? `${how}Low` : `${how}High`, to, [bundle.parts[Math.floor(i / 2)]!]),
      ),
    }
  }

  /** Conversions between types of lanes of different widths; undefined where vectors have none. */
  convert(op: Op, x: Bundle): Bundle | undefined {
    switch (op) {
      case 'i32ToF64':
        return this.fromLow('convertLow', 'f64', x)
      case 'u32ToF64':
        return this.fromLow('uconvertLow', 'f64', x)
      case 'f32ToF64':
        return this.fromLow('promoteLow', 'f64', x)
      case 'f64ToF32':
        return this.toLow('demote', 'f32', x)
      case 'truncSat':
        return this.toLow('truncSat', 'i32', x)
      case 'i32ToI64':
        return { ...this.widened(x, 'extend'), type: 'i64' }
      case 'u32ToI64':
        return { ...this.widened(x, 'uextend'), type: 'i64' }
      case 'wrapI64':
        return { ...this.narrower(x), type: 'i32' }
      default:
        return undefined
    }
  }

  /** f64 lanes from the low half of vectors of four, then from the high half. */
  private fromLow(op: Op, type: 'f64', x: Bundle): Bundle {
    const { b } = this
    const vector = packedType(type)
    return {
      type,
      parts: this.fill(vector, (i) => {
        const source = x.parts[Math.floor(i / 2)]!
        if (source.op === 'splat' && isConst(source.args[0]!)) return b.make(op, vector, [source])
        return b.make(op, vector, [i % 2 === 0 ? source : b.shuffle(source, source, [2, 3, 0, 1])])
      }),
    }
  }

  /** Vectors of four from pairs of f64 vectors. */
  private toLow(op: Op, type: 'i32' | 'f32', x: Bundle): Bundle {
    const { b } = this
    const vector = packedType(type)
    const halves = x.parts.map((p) => b.make(op, vector, [p]))
    return {
      type,
      parts: this.fill(vector, (i) =>
        halves.length === 1 ? halves[0]! : b.shuffle(halves[2 * i]!, halves[2 * i + 1]!, [0, 1, 4, 5]),
      ),
    }
  }
}
