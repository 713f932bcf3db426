/**
 * The values of a widened loop: what all lanes of one are, as a bundle of vectors, and what it is in one lane. Both are made when they
 * are asked for; what is the same in all lanes stays a scalar.
 */
import { invariance } from '../analyze/loops.ts'
import type { Ranges } from '../analyze/ranges.ts'
import { Bug } from '../diagnostics.ts'
import type { Builder } from '../ir/build.ts'
import type { Op } from '../ir/ops.ts'
import { Rewriter } from '../ir/rewrite.ts'
import type { Label, Loop, Value } from '../ir/types.ts'
import type { ScalarType, VectorType } from '../ir/vector.ts'
import { approximate, approximationCost } from './approx.ts'
import { type Bundle, Bundles, widthOf } from './bundle.ts'
import type { Widening } from './widening.ts'
import type { Width } from './widths.ts'

export class LaneValues extends Rewriter {
  readonly bundles: Bundles
  protected readonly widening: Widening
  private readonly ranges: Ranges
  /** Binders that differ between the lanes. */
  protected readonly packed = new Map<Value, Bundle>()
  protected readonly vectors = new Map<Value, Bundle>()
  protected readonly scalarLanes: Map<Value, Value>[]

  constructor(
    b: Builder,
    widening: Widening,
    ranges: Ranges,
    outer: ReadonlyMap<Value, Value>,
    labels: ReadonlyMap<Label, Label>,
  ) {
    super(b)
    this.widening = widening
    this.ranges = ranges
    this.bundles = new Bundles(b, widening.lanes)
    this.scalarLanes = Array.from({ length: widening.lanes }, () => new Map())
    for (const [from, to] of outer) this.map.set(from, to)
    for (const [from, to] of labels) this.labels.set(from, to)
  }

  varies(value: Value): boolean {
    return this.widening.divergence.varies(value)
  }

  protected get lanes(): number {
    return this.widening.lanes
  }

  protected define(binder: Value, bundle: Bundle): void {
    this.packed.set(binder, bundle)
  }

  /** A fresh binder for each part, and the bundle of them. */
  protected bindAs(old: Value, like: Bundle): { bundle: Bundle; binders: Value[] } {
    const name = old.op === 'binder' ? (old.imm as string | undefined) : undefined
    const binders = like.parts.map((p) => this.b.binder(p.type, name))
    return { bundle: { type: like.type, parts: binders }, binders }
  }

  /** All lanes of a value. */
  vector(old: Value): Bundle {
    const known = this.packed.get(old) ?? this.vectors.get(old)
    if (known !== undefined) return known
    const width = old.type === 'i32' ? 4 : this.maskWidth()
    const made = this.varies(old) ? this.makeVector(old) : this.bundles.splat(this.value(old), width)
    this.vectors.set(old, made)
    return made
  }

  /** The same; an i32 in lanes of the given width, which hold its low bits, or all of it where it is known to fit. */
  sized(old: Value, width: number): Bundle {
    if (old.type !== 'i32') return this.vector(old)
    if (!this.varies(old)) return this.bundles.splat(this.value(old), width)
    const step = this.widening.counters.get(old)
    if (step !== undefined) return this.bundles.counting(this.value(old), step, width)
    return this.resized(old, this.vector(old), width)
  }

  /** What stands for a value, in lanes of another width. */
  resized(old: Value, bundle: Bundle, width: number): Bundle {
    const { widths } = this.widening
    return this.bundles.resized(bundle, width, (w) =>
      widths.fits(old, w as Width, 'unsigned') ? 'unsigned' : widths.fits(old, w as Width, 'signed') ? 'signed' : 'low',
    )
  }

  /** The value in lanes as those of another bundle. */
  protected like(old: Value, other: Bundle): Bundle {
    const bundle = this.sized(old, widthOf(other))
    return bundle.type === 'bool' ? this.bundles.masked(bundle, widthOf(other)) : bundle
  }

  /** The value as what it flows into is kept. */
  protected into(binder: Value, old: Value): Bundle {
    return this.sized(old, this.widening.widths.of(binder))
  }

  protected maskWidth(): number {
    return Math.max(4, this.widening.width)
  }

  private makeVector(old: Value): Bundle {
    const { bundles, b } = this
    const step = this.widening.counters.get(old)
    if (step !== undefined) return bundles.counting(this.value(old), step)
    if (old.op === 'binder') throw new Bug(`vectorize: no lanes of ${String(old.imm)}`)
    const [x, y, z] = old.args as [Value, Value, Value]
    switch (old.op) {
      case 'select': {
        const width = this.widening.widths.of(old)
        const [p, q] = [this.sized(y, width), this.sized(z, width)]
        return bundles.select(this.varies(x) ? this.vector(x) : bundles.splat(this.value(x), widthOf(p)), p, q)
      }
      case 'not':
        return bundles.not(this.vector(x))
      case 'and':
      case 'or':
      case 'xor':
        if (old.type === 'bool') return bundles.logic(old.op, ...this.widerFirst(x, y))
        break
      case 'eq':
      case 'ne':
        if (x.type === 'bool') {
          const differ = bundles.logic('xor', ...this.widerFirst(x, y))
          return old.op === 'ne' ? differ : bundles.not(differ)
        }
        break
      case 'ult':
      case 'ule':
        if (x.type === 'i64') {
          // Signed, with the signs turned.
          const sign = b.splat('i64x2', b.const('i64', -(2n ** 63n)))
          const [p, q] = [x, y].map((v) => this.vector(v).parts.map((part) => b.make('xor', 'i64x2', [part, sign])))
          const op = old.op === 'ult' ? 'lt' : 'le'
          return { type: 'bool', parts: p!.map((part, i) => b.make(op, 'i64x2', [part, q![i]!])) }
        }
        break
      case 'boolToI32': {
        const width = this.widening.widths.of(old)
        const mask = bundles.masked(this.vector(x), width)
        const one = bundles.splat(b.i32(1), width).parts[0]!
        return { type: 'i32', parts: mask.parts.map((p) => b.make('and', p.type, [p, one])) }
      }
      case 'shl':
      case 'shr':
      case 'ushr': {
        if (this.varies(y)) break
        const count = y.type === 'i64' ? b.unary('wrapI64', this.value(y)) : this.value(y)
        const width = this.widening.widths.of(old)
        const value = this.sized(x, width)
        // Beside its sign, what fits the lanes only as an unsigned integer has no other.
        const op = old.op === 'shr' && !this.widening.widths.fits(x, width, 'signed') ? 'ushr' : old.op
        return { ...value, parts: value.parts.map((p) => b.make(op, p.type, [p, count])) }
      }
      case 'toInt32': {
        const range = this.ranges(x)
        if (range === undefined || range.nan || range.lo < -(2 ** 31) || range.hi > 2 ** 31 - 1) break
        return bundles.convert('truncSat', this.vector(x))!
      }
      default:
    }
    return this.lanewise(old) ?? this.approximated(old) ?? this.perLane(old)
  }

  private lanewise(old: Value): Bundle | undefined {
    if (!isLanewise(old) || old.op === 'toInt32') return undefined
    const { widths } = this.widening
    const width = widths.of(old)
    const args = old.args.map((a) => this.sized(a, width))
    const isSigned = !ordered.has(old.op) || old.args.every((a) => a.type !== 'i32' || widths.fits(a, width, 'signed'))
    const op = isSigned ? old.op : unsignedOf[old.op]!
    return this.bundles.convert(op, args[0]!) ?? this.bundles.map(op, old.type as ScalarType, args)
  }

  private approximated(old: Value): Bundle | undefined {
    if (old.op !== 'host' || !this.widening.approximates) return undefined
    const path = old.imm as string
    if (approximationCost(path) === undefined) return undefined
    const args = old.args.map((a) => this.vector(a))
    const parts = args[0]!.parts.map(
      (_, i) =>
        approximate(
          this.b,
          path,
          args.map((a) => a.parts[i]!),
        )!,
    )
    return { type: 'f64', parts }
  }

  /** Where vectors have no such operation: once for each lane. */
  private perLane(old: Value): Bundle {
    const scalars = Array.from({ length: this.lanes }, (_, k) =>
      this.scalar(
        this.b.make(
          old.op,
          old.type,
          old.args.map((a) => this.lane(a, k)),
          old.imm,
        ),
        old,
        k,
      ),
    )
    return this.bundles.pack(old.type as ScalarType, scalars, old.type === 'i32' ? this.widening.widths.of(old) : 4)
  }

  /** What stands for `made`, which is `old` in one lane. */
  protected scalar(made: Value, _old: Value, _lane: number): Value {
    return made
  }

  private widerFirst(x: Value, y: Value): [Bundle, Bundle] {
    const [p, q] = [this.vector(x), this.vector(y)]
    return !this.varies(x) || (this.varies(y) && widthOf(q) > widthOf(p)) ? [q, p] : [p, q]
  }

  /** The value in one lane. */
  lane(old: Value, k: number): Value {
    if (!this.varies(old)) return this.value(old)
    const known = this.scalarLanes[k]!.get(old)
    if (known !== undefined) return known
    const made = this.makeLane(old, k)
    this.scalarLanes[k]!.set(old, made)
    return made
  }

  private makeLane(old: Value, k: number): Value {
    const { b } = this
    const step = this.widening.counters.get(old)
    if (step !== undefined) return b.binary('add', this.value(old), b.i32(step * k))
    if (old.op !== 'binder' && this.isOfCounters(old)) {
      return b.make(
        old.op,
        old.type,
        old.args.map((a) => this.lane(a, k)),
        old.imm,
      )
    }
    const bundle = this.vector(old)
    const scalar = this.bundles.lane(bundle, k)
    const width = old.type === 'i32' ? widthOf(bundle) : 4
    if (width >= 4 || this.widening.widths.fits(old, width as Width, 'signed')) return scalar
    return b.and(scalar, b.i32(2 ** (8 * width) - 1))
  }

  private readonly ofCounters = new Map<Value, boolean>()
  /** Made of counters and of what all lanes share: cheap to make for one lane. */
  private isOfCounters(value: Value): boolean {
    if (!this.varies(value)) return true
    if (value.op === 'binder') return this.widening.counters.has(value)
    let known = this.ofCounters.get(value)
    if (known === undefined) this.ofCounters.set(value, (known = value.args.every((a) => this.isOfCounters(a))))
    return known
  }

  protected restore(vectors: ReadonlyMap<Value, Bundle>, lanes: readonly ReadonlyMap<Value, Value>[]): void {
    this.vectors.clear()
    for (const [v, x] of vectors) this.vectors.set(v, x)
    lanes.forEach((m, k) => {
      this.scalarLanes[k]!.clear()
      for (const [v, x] of m) this.scalarLanes[k]!.set(v, x)
    })
  }

  /** Drops what was made of a loop's parameters. */
  protected forget(old: Loop): void {
    const isOutside = invariance(new Set(old.params))
    const mentions = (v: Value): boolean => !isOutside(v)
    for (const v of [...this.vectors.keys()]) if (mentions(v)) this.vectors.delete(v)
    for (const m of [this.map, ...this.scalarLanes])
      for (const v of [...m.keys()]) if (v.op !== 'binder' && mentions(v)) m.delete(v)
  }
}

/** Operations that mean the same lane by lane. */
const isLanewise = ({ op, args, type }: Value): boolean =>
  args.length > 0 && op !== 'table' && op !== 'host' && !(shifts.has(op) && args[1]!.type === type)
const unsignedOf: { readonly [K in Op]?: Op } = { min: 'umin', max: 'umax', lt: 'ult', le: 'ule' }
const ordered: ReadonlySet<Op> = new Set(['min', 'max', 'lt', 'le'])
const shifts = new Set<Op>(['shl', 'shr', 'ushr'])

export const zeroOf = (b: Builder, type: VectorType): Value => {
  const scalar = { f64x2: b.f64(0), f32x4: b.const('f32', 0), i64x2: b.const('i64', 0n) }[type as 'f64x2']
  return b.splat(type, scalar ?? b.i32(0))
}
