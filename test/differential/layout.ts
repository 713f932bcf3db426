/**
 * The arguments of one call in a memory of its own, by the call plan, and back: what `runtime/` does in the one memory of all
 * kernels, written a second time as simply as possible. Each distinct buffer, plain array and object is laid out once, so that what is
 * one object or shares bytes does so in memory.
 */
import { type CallPlan, elementSize, HEAP_BASE, type ParamPlan } from '../../src/artifact.ts'
import { Bug } from '../../src/diagnostics.ts'
import type { Constant } from '../../src/ir/ops.ts'
import { isTypedArray, type TypedArray } from './clone.ts'

/** This argument set cannot be interpreted; `message` says why. */
export class Declined extends Error {}

/** One array parameter, as results name it: by its number. */
export interface PlacedArray {
  readonly value: TypedArray | number[]
  readonly address: number
  readonly size: number
}

type ObjectPlan = ParamPlan & { readonly kind: 'object' }

/** Bytes around each block that nobody may write. */
const GAP = 64
const MARK = 0xa5

const alignUp = (n: number): number => Math.ceil(n / 16) * 16

export class Layout {
  readonly memory: ArrayBuffer
  readonly params: Constant[] = []
  /** The arrays among the parameters, in flattened order. */
  readonly arrays: PlacedArray[] = []
  private readonly view: DataView
  private readonly bytes: Uint8Array
  private top = HEAP_BASE
  private readonly gaps: [from: number, to: number][] = []
  private readonly placed = new Map<object, number>()
  /** What is taken back at the end. */
  private readonly back: (() => void)[] = []

  /** @param room bytes for what the kernel allocates, beyond those for the arguments */
  constructor(plan: CallPlan, args: readonly unknown[], env: readonly object[], room: number) {
    const values = [...plan.params.map((_, i) => args[i]), ...plan.env.map(({ slot }) => env[slot])]
    this.memory = new ArrayBuffer(alignUp(HEAP_BASE + sizeOf(values, new Set()) + room))
    this.view = new DataView(this.memory)
    this.bytes = new Uint8Array(this.memory)
    const plans = [...plan.params, ...plan.env.map((each) => each.plan)]
    for (const [i, param] of plans.entries()) this.params.push(...this.param(param, values[i]))
  }

  /** The byte address of so many zeroed bytes. */
  allocate(bytes: number): number {
    const address = alignUp(this.top + GAP)
    const end = address + bytes
    if (end + GAP > this.memory.byteLength) throw new Declined(`no room for ${bytes} bytes`)
    for (const [from, to] of [
      [this.top, address],
      [end, end + GAP],
    ] as const) {
      this.bytes.fill(MARK, from, to)
      this.gaps.push([from, to])
    }
    this.top = end + GAP
    return address
  }
  /** Gives the user's arrays and objects what the kernel wrote. @throws {Bug} if it wrote where nothing lies */
  takeBack(): void {
    for (const [from, to] of this.gaps) {
      for (let at = from; at < to; at++)
        if (this.bytes[at] !== MARK) throw new Bug(`a write to byte ${at}, outside of all arrays`)
    }
    for (const take of this.back) take()
  }

  private param(plan: ParamPlan, value: unknown): Constant[] {
    switch (plan.kind) {
      case 'none':
        return []
      case 'scalar':
        return [scalar(value)]
      case 'array': {
        const [address, length] = this.array(value as TypedArray | number[])
        this.arrays.push({ value: value as TypedArray | number[], address, size: elementSize[plan.element] })
        return [address, length]
      }
      case 'rows':
        return [this.rows(value as (TypedArray | number[])[]), (value as unknown[]).length]
      case 'object':
        return [this.object(plan, value as Record<string, unknown>)]
    }
  }

  private array(value: TypedArray | number[]): [address: number, length: number] {
    if (!isTypedArray(value)) return [this.once(value, () => this.plain(value)), value.length]
    const { buffer, byteOffset, length } = value
    if (!(buffer instanceof ArrayBuffer)) throw new Declined('a shared buffer')
    return [this.once(buffer, () => this.buffer(buffer)) + byteOffset, length]
  }

  private once(key: object, place: () => number): number {
    const address = this.placed.get(key) ?? place()
    this.placed.set(key, address)
    return address
  }

  private buffer(buffer: ArrayBuffer): number {
    const address = this.allocate(buffer.byteLength)
    // A detached buffer allows no view.
    if (buffer.byteLength === 0) return address
    const user = new Uint8Array(buffer)
    this.bytes.set(user, address)
    this.back.push(() => user.set(this.bytes.subarray(address, address + user.length)))
    return address
  }

  private plain(array: number[]): number {
    const address = this.allocate(array.length * 8)
    for (let i = 0; i < array.length; i++) {
      if (typeof array[i] !== 'number') throw new Declined('a plain array that holds not only numbers')
      this.view.setFloat64(address + i * 8, array[i], true)
    }
    if (Object.isFrozen(array) && array.length > 0) throw new Declined('a frozen array')
    this.back.push(() => {
      for (let i = 0; i < array.length; i++) {
        const element = this.view.getFloat64(address + i * 8, true)
        if (!Object.is(element, array[i])) array[i] = element
      }
    })
    return address
  }

  /** A table of (address, length), behind the smallest of the lengths. */
  private rows(rows: readonly (TypedArray | number[])[]): number {
    const table = this.allocate(rows.length * 8 + 8) + 8
    let shortest = rows.length === 0 ? 0 : Infinity
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]
      if (!isTypedArray(row) && !Array.isArray(row)) throw new Declined(`row ${i} is no array`)
      if (row.constructor !== rows[0].constructor) throw new Declined(`row ${i} is no array like row 0`)
      const [address, length] = this.array(row)
      this.view.setInt32(table + i * 8, address, true)
      this.view.setInt32(table + i * 8 + 4, length, true)
      shortest = Math.min(shortest, length)
    }
    this.view.setInt32(table - 8, shortest, true)
    return table
  }

  private object({ fields, absent = [] }: ObjectPlan, value: Record<string, unknown>): number {
    if (Object.isFrozen(value)) throw new Declined('a frozen object')
    for (const name of absent) if (name in value) throw new Declined(`${name} is inherited or hidden`)
    return this.once(value, () => {
      const struct = this.allocate(fields.length * 8)
      for (const [i, { name, plan, written }] of fields.entries()) {
        this.writeField(plan, struct + i * 8, value[name])
        if (written) this.back.push(() => this.readField(plan, struct + i * 8, value, name))
      }
      return struct
    })
  }

  private writeField(plan: ParamPlan, at: number, value: unknown): void {
    const { view } = this
    if (plan.kind === 'array') {
      const [address, length] = this.array(value as TypedArray | number[])
      view.setInt32(at, address, true)
      view.setInt32(at + 4, length, true)
    } else if (plan.kind === 'scalar') {
      if (typeof value === 'bigint') view.setBigInt64(at, value, true)
      else if (typeof value === 'boolean') view.setInt32(at, value ? 1 : 0, true)
      else view.setFloat64(at, value as number, true)
    }
  }

  private readField(plan: ParamPlan, at: number, object: Record<string, unknown>, name: string): void {
    const read = plan.kind === 'scalar' ? fieldReads[plan.type] : undefined
    const value = read!(this.view, at)
    if (!Object.is(value, object[name])) object[name] = value
  }
}

const fieldReads: Readonly<
  Record<(ParamPlan & { kind: 'scalar' })['type'], (memory: DataView, at: number) => unknown>
> = {
  bool: (m, at) => m.getInt32(at, true) !== 0,
  f64: (m, at) => m.getFloat64(at, true),
  i32: (m, at) => m.getFloat64(at, true),
  i64: (m, at) => m.getBigInt64(at, true),
  u64: (m, at) => m.getBigUint64(at, true),
}

function scalar(value: unknown): Constant {
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'bigint' ? BigInt.asIntN(64, value) : (value as number)
}

/** Bytes that these values take at most, with what lies around them. */
function sizeOf(values: readonly unknown[], seen: Set<unknown>): number {
  let bytes = 0
  for (const value of values) {
    if (typeof value !== 'object' || value === null || seen.has(value)) continue
    seen.add(value)
    bytes += 4 * GAP
    if (isTypedArray(value)) {
      if (!seen.has(value.buffer)) bytes += value.buffer.byteLength
      seen.add(value.buffer)
    } else {
      const parts = Object.values(value)
      bytes += 8 * Math.max(parts.length, Array.isArray(value) ? value.length : 0) + 8 + sizeOf(parts, seen)
    }
  }
  return bytes
}
