/**
 * The arguments of one call on their way in and out, by the call plan of a compiled variant.
 *
 * `take` looks at every argument, `place` copies what must be copied and leaves the parameters of the compiled function
 * in `flat`, `leave` brings back what was written. Nothing of the user's is changed until `leave`, so that a call that cannot cross
 * (a hole in a plain array, no room) can still run plain. So can one that bails: where the plan says that it may, resident arrays
 * that it writes are copied as well. Memory comes from the arena and goes back to it: calls nest.
 */
import type { CallPlan, FieldPlan, ParamPlan } from '../artifact.ts'
import { Bug } from '../diagnostics.ts'
import { copyRangeOut, placeShared, type SharedRange, samePlain } from './alias.ts'
import type { TypedArray } from './arrays.ts'
import { Crossing, MAXIMUM_LENGTH } from './crossing.ts'
import { accepts, Guard } from './guard.ts'
import type { Store } from './store.ts'

/** One parameter of the plan. */
interface Part {
  /** Accepts the argument of this call, which has the right type. Returns why it cannot cross, if it cannot. */
  take(value: unknown): string | undefined
  /** Writes the parameters, once every array has its place. Returns why not, if there is no room. */
  fill(): string | undefined
  /** Takes back what arrays alone do not: fields of objects. */
  leave(): void
}

type ArrayPlan = ParamPlan & { readonly kind: 'array' }
type RowsPlan = ParamPlan & { readonly kind: 'rows' }
type ObjectPlan = ParamPlan & { readonly kind: 'object' }

const none: readonly never[] = []
/** Bytes before a table of rows, which keep it aligned. */
const ROWS_HEADER = 16

export class Marshal {
  readonly store: Store
  /** The parameters of the compiled function. */
  readonly flat: unknown[] = []
  /** Array parameters in flattened order: results name them by number. */
  readonly arrays: Crossing[] = []
  /** Arrays of the call under way that have to be copied. */
  copies = 0
  /** Bytes that the call under way has to copy, there and back. */
  copyBytes = 0
  /** Those of them that cross element by element. */
  plainBytes = 0
  /** Elements of the largest array of the call under way, those of an array of rows together. */
  largest = 0
  /** Every array of the call under way lies in kernel memory, where it will still lie next time. */
  isResident = true
  /** A call is under way: one that comes in meanwhile needs a marshal of its own. */
  busy = false
  /** Resident arrays that the kernel writes are copied, so that the call can be undone. */
  mayBail: boolean
  /** The call under way writes resident arrays where they lie. */
  writesInPlace = false
  readonly #plan: CallPlan
  readonly #parts: Part[]
  // Lists are filled up to their counts: shortening an array costs more than a call should.
  /** Every array of this call. */
  readonly #taken: Crossing[] = []
  /** Those among them that are not where they have to be, or of which that is not known yet. */
  readonly #crossings: Crossing[] = []
  #ranges: readonly SharedRange[] = none
  readonly #objects: ObjectPart[] = []
  #depth = 0
  #top = 0
  #takenCount = 0
  #crossingCount = 0
  #objectCount = 0

  constructor(plan: CallPlan, store: Store) {
    this.store = store
    this.#plan = plan
    this.mayBail = plan.mayBail
    this.#parts = [...plan.params, ...plan.env.map((each) => each.plan)].map((param, i) => this.#part(param, i))
  }

  /**
   * Begins a call with its arguments. Returns why it must run plain, or undefined; then `place` or `abandon` must follow.
   *
   * @param args the arguments, of the types that the plan was made for; missing ones read as undefined
   * @param env what env passes, by slot
   */
  take(args: readonly unknown[], env: readonly unknown[]): string | undefined {
    this.busy = true
    this.copies = 0
    this.copyBytes = 0
    this.plainBytes = 0
    this.largest = 0
    this.isResident = true
    this.writesInPlace = false
    const { arena } = this.store
    // Nothing else is under way: what is still there is what a call left behind for which the stack ran out.
    if (arena.calls === 1) arena.release(0, 0)
    this.#depth = arena.depth
    this.#top = arena.top
    const count = this.#plan.params.length
    for (let i = 0; i < this.#parts.length; i++) {
      const value = i < count ? args[i] : env[this.#plan.env[i - count].slot]
      const reason = this.#parts[i].take(value)
      if (reason !== undefined) {
        this.abandon()
        return this.#about(i, reason)
      }
    }
    return undefined
  }

  /** Copies what must be copied, and sets the parameters. Returns why the call must run plain, or undefined; then `leave` or `abandon` must follow. */
  place(): string | undefined {
    const reason = (this.#crossingCount === 0 ? undefined : this.#place()) ?? this.#fill()
    if (reason !== undefined) this.abandon()
    return reason
  }

  /** Ends a call: the user's arrays and objects get what the kernel wrote. */
  leave(): void {
    const { memory } = this.store
    for (let i = 0; i < this.#crossingCount; i++) this.#crossings[i].copyOut(memory)
    for (let i = 0; i < this.#ranges.length; i++) copyRangeOut(this.#ranges[i], this.store)
    for (let i = 0; i < this.#parts.length; i++) this.#parts[i].leave()
    this.abandon()
  }

  /** Ends a call whose results are void. */
  abandon(): void {
    this.#forget()
    this.store.arena.release(this.#depth, this.#top)
    this.busy = false
  }

  /** Lets go of the arguments. */
  #forget(): void {
    for (let i = 0; i < this.#takenCount; i++) this.#taken[i].drop()
    for (let i = 0; i < this.#objectCount; i++) this.#objects[i].value = null
    this.#takenCount = 0
    this.#crossingCount = 0
    this.#objectCount = 0
    this.#ranges = none
  }

  /** This one, or another while this is busy. The call that asks is counted in `arena.calls`. */
  get idle(): Marshal {
    if (!this.busy) return this
    if (this.store.arena.calls > 1) return new Marshal(this.#plan, this.store)
    // There is no call that it could be busy with: the stack ran out before its end.
    this.#forget()
    return this
  }

  /** Adds an array to the call. */
  add(crossing: Crossing, value: TypedArray | unknown[]): string | undefined {
    const reason = crossing.take(value, this.store, this.mayBail)
    this.#taken[this.#takenCount++] = crossing
    if (crossing.length > this.largest) this.largest = crossing.length
    if (crossing.resident) {
      this.writesInPlace ||= crossing.written
      return reason
    }
    this.isResident = false
    if (!crossing.placed) {
      this.#crossings[this.#crossingCount++] = crossing
      if (crossing.stays) return reason
      const bytes = crossing.written ? 2 * crossing.bytes : crossing.bytes
      this.copies++
      this.copyBytes += bytes
      if (crossing.plain) this.plainBytes += bytes
    }
    return reason
  }

  /** An earlier object parameter of this call that is the same object, if any; `object` joins the list. */
  addObject(object: ObjectPart): ObjectPart | undefined {
    let earlier: ObjectPart | undefined
    for (let i = 0; i < this.#objectCount; i++)
      if (this.#objects[i].value === object.value) earlier ??= this.#objects[i]
    this.#objects[this.#objectCount++] = object
    return earlier
  }

  #place(): string | undefined {
    const crossings = this.#crossings
    if (crossings.length !== this.#crossingCount) crossings.length = this.#crossingCount
    const isAlone = crossings.length === 1
    const ranges = isAlone ? none : placeShared(crossings, this.store)
    if (typeof ranges === 'string') return ranges
    this.#ranges = ranges
    const same = isAlone ? undefined : samePlain(crossings)
    for (let i = 0; i < crossings.length; i++) {
      const crossing = crossings[i]
      const first = same?.get(crossing)
      if (first) crossing.join(first)
      else if (!crossing.placed) {
        const reason = crossing.copyIn(this.store)
        if (reason !== undefined) return this.#about(crossing.parameter, reason)
      }
    }
    return undefined
  }

  #about(parameter: number, reason: string): string {
    return parameter < this.#plan.params.length ? `argument ${parameter + 1}: ${reason}` : `env: ${reason}`
  }

  #fill(): string | undefined {
    for (let i = 0; i < this.#parts.length; i++) {
      const reason = this.#parts[i].fill()
      if (reason !== undefined) return reason
    }
    return undefined
  }

  #part(plan: ParamPlan, index: number): Part {
    const at = this.flat.length
    switch (plan.kind) {
      case 'none':
        return new NoPart()
      case 'scalar':
        this.flat.push(undefined)
        return new ScalarPart(this.flat, at)
      case 'array':
        this.flat.push(undefined, undefined)
        return new ArrayPart(this, plan, at, index)
      case 'rows':
        this.flat.push(undefined, undefined)
        return new RowsPart(this, plan, at, index)
      case 'object':
        this.flat.push(undefined)
        return new ObjectPart(this, plan, at, index)
    }
  }
}

class NoPart implements Part {
  take(): undefined {}

  fill(): undefined {}

  leave(): void {}
}

class ScalarPart implements Part {
  readonly #flat: unknown[]
  readonly #at: number

  constructor(flat: unknown[], at: number) {
    this.#flat = flat
    this.#at = at
  }

  take(value: unknown): undefined {
    this.#flat[this.#at] = value
  }

  fill(): undefined {}

  leave(): void {}
}

class ArrayPart implements Part {
  readonly #marshal: Marshal
  readonly #crossing: Crossing
  readonly #at: number

  constructor(marshal: Marshal, plan: ArrayPlan, at: number, index: number) {
    this.#marshal = marshal
    this.#crossing = new Crossing(plan, index)
    this.#at = at
    marshal.arrays.push(this.#crossing)
  }

  take(value: unknown): string | undefined {
    return this.#marshal.add(this.#crossing, value as TypedArray)
  }

  fill(): undefined {
    this.#marshal.flat[this.#at] = this.#crossing.address
    this.#marshal.flat[this.#at + 1] = this.#crossing.length
  }

  leave(): void {}
}

/** An array of arrays: a table of (address, length) pairs. */
class RowsPart implements Part {
  readonly #marshal: Marshal
  readonly #plan: RowsPlan
  readonly #index: number
  readonly #at: number
  readonly #guard: Guard
  /** Kept from call to call; the first `#count` are of this one. */
  readonly #rows: Crossing[] = []
  #count = 0

  constructor(marshal: Marshal, plan: RowsPlan, at: number, index: number) {
    this.#index = index
    this.#marshal = marshal
    this.#plan = plan
    this.#at = at
    this.#guard = new Guard({ kind: 'array', element: plan.element, plain: plan.plain }, false, {})
  }

  take(value: unknown): string | undefined {
    const rows = value as unknown[]
    this.#count = rows.length
    let elements = 0
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]
      if (!accepts(this.#guard, row)) return `row ${i} is no array like row 0`
      this.#rows[i] ??= new Crossing(this.#plan, this.#index)
      const reason = this.#marshal.add(this.#rows[i], row as TypedArray)
      if (reason !== undefined) return `row ${i}: ${reason}`
      elements += this.#rows[i].length
    }
    this.#marshal.largest = Math.max(this.#marshal.largest, elements)
    return undefined
  }

  fill(): string | undefined {
    const { memory, arena } = this.#marshal.store
    const block = arena.allocate(ROWS_HEADER + this.#count * 8)
    if (block === 0) return `no room for ${this.#count} rows`
    const address = block + ROWS_HEADER
    const { u32 } = memory.views
    let shortest = this.#count === 0 ? 0 : MAXIMUM_LENGTH
    for (let i = 0; i < this.#count; i++) {
      const row = this.#rows[i]
      if (row.length < shortest) shortest = row.length
      u32[address / 4 + 2 * i] = row.address
      u32[address / 4 + 2 * i + 1] = row.length
    }
    u32[address / 4 - 2] = shortest
    this.#marshal.flat[this.#at] = address
    this.#marshal.flat[this.#at + 1] = this.#count
    return undefined
  }

  leave(): void {}
}

/** An object: a struct of 8-byte fields. */
class ObjectPart implements Part {
  value: Record<string, unknown> | null = null
  address = 0
  readonly isWritten: boolean
  /** Equal for parts that can share a struct. */
  readonly layout: string
  readonly #marshal: Marshal
  readonly #fields: readonly FieldPlan[]
  readonly #absent: readonly string[]
  readonly #at: number
  readonly #crossings: readonly (Crossing | undefined)[]
  /** The part that has the same object's struct. */
  #twin: ObjectPart | undefined

  constructor(marshal: Marshal, plan: ObjectPlan, at: number, index: number) {
    this.#marshal = marshal
    this.#fields = plan.fields
    this.#absent = plan.absent ?? none
    this.#at = at
    this.isWritten = plan.fields.some((field) => field.written)
    this.layout = plan.fields.map((field) => `${JSON.stringify(field.name)}:${field.plan.kind}`).join()
    this.#crossings = plan.fields.map((field) =>
      field.plan.kind === 'array' ? new Crossing(field.plan, index) : undefined,
    )
  }

  take(value: unknown): string | undefined {
    this.value = value as Record<string, unknown>
    if (this.isWritten && !Object.isExtensible(value) && Object.isFrozen(value)) return 'a frozen object is written'
    for (const name of this.#absent) if (name in this.value) return `${name} is inherited or hidden`
    const twin = this.#marshal.addObject(this)
    this.#twin = twin?.layout === this.layout ? twin : undefined
    if (twin && !this.#twin && (twin.isWritten || this.isWritten))
      return 'an object is written and also another argument'
    for (let i = 0; i < this.#fields.length; i++) {
      const crossing = this.#crossings[i]
      const { name } = this.#fields[i]
      const reason = crossing && this.#marshal.add(crossing, this.value[name] as TypedArray)
      if (reason !== undefined) return `field ${name}: ${reason}`
    }
    return undefined
  }

  fill(): string | undefined {
    const { arena } = this.#marshal.store
    this.address = this.#twin?.address ?? arena.allocate(this.#fields.length * 8)
    if (this.address === 0) return 'no room for an object'
    for (let i = 0; i < this.#fields.length; i++) this.#writeField(i)
    this.#marshal.flat[this.#at] = this.address
    return undefined
  }

  #writeField(index: number): void {
    const { f64, i32, u32, i64, u64 } = this.#marshal.store.memory.views
    const { name, plan } = this.#fields[index]
    const cell = this.address / 8 + index
    if (plan.kind === 'none') return
    if (plan.kind === 'array') {
      const crossing = this.#crossings[index]!
      u32[cell * 2] = crossing.address
      u32[cell * 2 + 1] = crossing.length
      return
    }
    if (plan.kind !== 'scalar') throw new Bug(`a field cannot cross as ${plan.kind}`)
    const value = this.value![name]
    if (plan.type === 'bool') i32[cell * 2] = value ? 1 : 0
    else if (plan.type === 'i64') i64[cell] = value as bigint
    else if (plan.type === 'u64') u64[cell] = value as bigint
    else f64[cell] = value as number
  }

  leave(): void {
    for (let i = 0; i < this.#fields.length; i++) {
      const { name, written } = this.#fields[i]
      if (!written) continue
      const value = this.#readField(i)
      if (!Object.is(value, this.value![name])) this.value![name] = value
    }
  }

  #readField(index: number): unknown {
    const { f64, i32, i64, u64 } = this.#marshal.store.memory.views
    const { plan } = this.#fields[index]
    const cell = this.address / 8 + index
    if (plan.kind !== 'scalar') throw new Bug(`a field of kind ${plan.kind} cannot be written`)
    if (plan.type === 'bool') return i32[cell * 2] !== 0
    if (plan.type === 'i64') return i64[cell]
    return plan.type === 'u64' ? u64[cell] : f64[cell]
  }
}
