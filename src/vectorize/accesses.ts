/** Loads and stores of a widened loop: vectors where lanes touch neighbours, otherwise one access a lane, under the lane's mask. */
import { LinearSum } from '../analyze/linear.ts'
import { elementSize, OVERRUN } from '../artifact.ts'
import { isSameCell } from '../ir/cells.ts'
import type { Load, Stmt, Store, Value } from '../ir/types.ts'
import { elementValueType, vectorValueType } from '../ir/types.ts'
import { laneCount, type ScalarType, VECTOR_BYTES, type VectorType } from '../ir/vector.ts'
import { type Bundle, packedType } from './bundle.ts'
import { everyNth, fillsVectors, interleave, startsOf, stridedAccess } from './interleaved.ts'
import type { LaneSpan } from './trip-order.ts'
import { LaneValues } from './values.ts'
import { strideOf } from './widening.ts'

export class LaneAccesses extends LaneValues {
  /** Lanes that run what is being made; undefined: all. */
  protected mask: Bundle | undefined
  /** Elements kept in a variable while a loop runs: the store that stands for the cell. */
  protected readonly cells: { readonly store: Store; current: Bundle }[] = []

  /** Which lanes an access is for, where it is not for all of them. */
  protected readonly spans = new Map<Stmt, LaneSpan>()
  /** Vectors that the statements made last, in one and the same block, have loaded, by where from. */
  private readonly loaded = new Map<string, Value>()
  private loadedIn: readonly Stmt[] = []

  protected override emit(stmt: Stmt): void {
    if (stmt.kind !== 'load') this.loaded.clear()
    super.emit(stmt)
  }

  /** An access for `count` lanes from `first` on. */
  private emitFor(first: number, count: number, stmt: Load | Store): void {
    this.spans.set(stmt, { first, last: first + count - 1 })
    this.emit(stmt)
  }

  /** Where lanes load what is next to them, one vector is often that of other lanes. */
  private loadVector(first: number, load: Load): Value {
    const sum = new LinearSum(this.b, () => true)
    sum.add(load.index, 1)
    const terms = [...sum.terms.values()].filter(({ coefficient }) => coefficient !== 0)
    terms.sort((p, q) => p.atom.id - q.atom.id)
    const place = terms.map(({ atom, coefficient }) => `${atom.id}*${coefficient}`)
    const key = [load.ptr.id, load.element, load.lanes, load.result.type, sum.constant, ...place].join()
    if (this.loadedIn !== this.out) this.loaded.clear()
    this.loadedIn = this.out
    const known = this.loaded.get(key)
    if (known !== undefined) return known
    this.emitFor(first, load.lanes!, load)
    this.loaded.set(key, load.result)
    return load.result
  }

  protected override load(old: Load): void {
    const { b } = this
    const cell = this.cells.find((c) => isSameCell(old, c.store))
    if (cell !== undefined) return this.define(old.result, cell.current)
    if (!this.varies(old.result)) return super.load(old)
    const stride = this.varies(old.ptr) || old.guard !== undefined ? undefined : strideOf(old.index, this.widening)
    if (stride === 1 || stride === -1) {
      this.define(old.result, this.loadVectors(old, stride))
      return
    }
    const strided = stride === undefined ? undefined : this.loadStrided(old, stride)
    if (strided !== undefined) return this.define(old.result, strided)
    const type = elementValueType(old.element) as ScalarType
    // So near to an element that some lane loads, lanes that do not may load as well.
    const isNear = Math.abs(stride ?? Infinity) * (this.lanes - 1) * elementSize[old.element] <= OVERRUN
    const scalars = Array.from({ length: this.lanes }, (_, k) => {
      const guard = isNear ? undefined : this.guardOf(old, k)
      const result = b.binder(type)
      this.emit({
        kind: 'load',
        element: old.element,
        ptr: this.lane(old.ptr, k),
        index: this.lane(old.index, k),
        result,
        ...(old.span && { span: old.span }),
        ...(guard && {
          guard,
          otherwise: old.otherwise ? this.lane(old.otherwise, k) : b.const(type, type === 'i64' ? 0n : 0),
        }),
      })
      return result
    })
    this.define(old.result, this.bundles.pack(type, scalars, this.widening.widths.of(old.result)))
  }

  /** Under which condition a lane makes an access. */
  private guardOf(old: Load | Store, k: number): Value | undefined {
    const own = old.guard && this.lane(old.guard, k)
    const active = this.mask && this.bundles.lane(this.mask, k)
    return own && active ? this.b.and(active, own) : (own ?? active)
  }

  protected loadVectors(old: Load, stride: 1 | -1): Bundle {
    const { b } = this
    const type = elementValueType(old.element) as Exclude<ScalarType, 'bool'>
    const vector = packedType(type, this.accessWidth(old))
    const count = Math.min(laneCount(vector), this.lanes)
    const ptr = this.value(old.ptr)
    const parts = Array.from({ length: this.bundles.partCount(vector) }, (_, p) => {
      const first = stride === 1 ? p * count : p * count + count - 1
      const result = this.loadVector(p * count, {
        kind: 'load',
        element: old.element,
        ptr,
        index: this.lane(old.index, first),
        result: b.binder(vector),
        lanes: count,
        ...(old.span && { span: old.span }),
      })
      return stride === 1 ? result : this.reversed(result, count)
    })
    return { type, parts }
  }

  /** Bytes of the lanes that elements of memory are loaded to, and stored from: their own, where they fill a vector. */
  private accessWidth({ element }: Load | Store): number {
    return Math.min(4, Math.max(elementSize[element], VECTOR_BYTES / this.lanes))
  }

  /** Elements some way apart, such as a colour of each pixel, from vectors of all in between. None reads past the last. */
  private loadStrided(old: Load, stride: number): Bundle | undefined {
    const { lanes } = this
    const access = stridedAccess(old, stride, lanes)
    if (access === undefined) return undefined
    const span = old.span && { span: old.span }
    if ('element' in access) return this.loadHigh(old, access.element, stride)
    const { b } = this
    const { vector } = access
    const count = laneCount(vector)
    const wanted = Math.min(count, lanes)
    const starts = startsOf(count, stride, wanted)
    const parts = Array.from({ length: Math.max(1, lanes / count) }, (_, p) => {
      const first = this.lane(old.index, p * count)
      const vectors = starts.map((start) => {
        const index = b.binary('add', first, b.i32(start))
        return this.loadVector(p * count, {
          kind: 'load',
          element: old.element,
          ptr: this.value(old.ptr),
          index,
          result: b.binder(vector),
          lanes: count,
          ...span,
        })
      })
      return everyNth(b, vectors, starts, stride, wanted)
    })
    return { type: elementValueType(old.element) as ScalarType, parts }
  }

  /** An element and those between it and the one before as one integer: the element is its highest bits. */
  private loadHigh(old: Load, element: 'u16' | 'i16' | 'i32', stride: number): Bundle {
    const { b } = this
    const size = elementSize[old.element]
    const count = Math.min(VECTOR_BYTES / elementSize[element], this.lanes)
    const type = vectorValueType(element, count)!
    const shift = b.i32(8 * size * (stride - 1))
    const parts = Array.from({ length: this.lanes / count }, (_, p) => {
      const result = b.binder(type)
      const byte = b.binary('mul', this.lane(old.index, p * count), b.i32(size))
      const ptr = b.binary('add', b.binary('add', this.value(old.ptr), byte), b.i32(-size * (stride - 1)))
      this.emit({
        kind: 'load',
        element,
        ptr,
        index: b.i32(0),
        result,
        lanes: count,
        ...(old.span && { span: old.span }),
      })
      return b.make(old.element.startsWith('u') ? 'ushr' : 'shr', type, [result, shift])
    })
    return { type: 'i32', parts }
  }

  private reversed(vector: Value, count: number): Value {
    const all = laneCount(vector.type as VectorType)
    return this.b.shuffle(
      vector,
      vector,
      Array.from({ length: all }, (_, k) => (k < count ? count - 1 - k : k)),
    )
  }

  override stmt(old: Stmt): void {
    if (old.kind === 'store') return this.store(old)
    super.stmt(old)
  }

  private store(old: Store): void {
    const cell = this.cells.find((c) => isSameCell(old, c.store))
    if (cell !== undefined) {
      cell.current = this.like(old.value, cell.current)
      return
    }
    const stride = this.varies(old.ptr) || old.guard !== undefined ? undefined : strideOf(old.index, this.widening)
    if ((stride === 1 || stride === -1) && this.mask === undefined)
      return this.storeVectors(old, stride, this.sized(old.value, this.accessWidth(old)))
    const group = this.mask === undefined ? this.widening.groups.get(old) : undefined
    if (group !== undefined && fillsVectors(old, group.length, this.lanes)) return this.storeGroup(old, group)
    for (let k = 0; k < this.lanes; k++) {
      const guard = this.guardOf(old, k)
      const { guard: _, ...rest } = old
      this.emit({
        ...rest,
        ptr: this.lane(old.ptr, k),
        index: this.lane(old.index, k),
        value: this.laneToStore(old, k),
        ...(guard && guard.op !== 'const' && { guard }),
      })
    }
  }

  private storeVectors(old: Store, stride: 1 | -1, value: Bundle): void {
    const count = Math.min(laneCount(value.parts[0]!.type as VectorType), this.lanes)
    value.parts.forEach((part, p) => {
      const first = stride === 1 ? p * count : p * count + count - 1
      this.emitFor(p * count, count, {
        ...old,
        ptr: this.value(old.ptr),
        index: this.lane(old.index, first),
        value: stride === 1 ? part : this.reversed(part, count),
        lanes: count,
      })
    })
  }

  /** One lane of what is stored: of a small integer only the low bits, whatever is above. */
  private laneToStore(old: Store, k: number): Value {
    const width = this.accessWidth(old)
    const isSmall = width < 4 && width === elementSize[old.element] && old.value.type === 'i32'
    if (!isSmall || !this.varies(old.value) || strideOf(old.value, this.widening) !== undefined)
      return this.lane(old.value, k)
    return this.bundles.lane(this.sized(old.value, width), k)
  }

  private readonly waiting = new Set<Store>()
  /** What a group of stores leaves in memory without gaps, with the last of them. */
  private storeGroup(old: Store, group: readonly Store[]): void {
    this.waiting.add(old)
    if (group.some((s) => !this.waiting.has(s))) return
    const [lowest] = group as [Store]
    const size = elementSize[old.element]
    const channels = group.map((s) => this.sized(s.value, size).parts)
    const count = VECTOR_BYTES / size
    interleave(this.b, channels[0]![0]!.type as VectorType, channels, Math.min(count, this.lanes)).forEach(
      (value, p) => {
        const index = this.b.binary('add', this.lane(lowest.index, 0), this.b.i32(p * count))
        this.emit({ ...old, ptr: this.value(old.ptr), index, value, lanes: count })
      },
    )
  }

  protected loadLanes(load: Load): Bundle {
    const type = elementValueType(load.element) as ScalarType
    const scalars = Array.from({ length: this.lanes }, (_, k) => {
      const result = this.b.binder(type)
      this.emit({ ...load, ptr: this.lane(load.ptr, k), index: this.lane(load.index, k), result })
      return result
    })
    return this.bundles.pack(type, scalars)
  }

  protected storeBundle(store: Store, bundle: Bundle): void {
    const stride = strideOf(store.index, this.widening)
    if (stride === 1 || stride === -1) return this.storeVectors(store, stride, bundle)
    for (let k = 0; k < this.lanes; k++)
      this.emit({
        ...store,
        ptr: this.lane(store.ptr, k),
        index: this.lane(store.index, k),
        value: this.bundles.lane(bundle, k),
      })
  }
}
