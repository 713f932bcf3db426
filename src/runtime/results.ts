/** A call's result, from the value that the compiled function returned and the result cells in memory. */
import { RESULT_ADDRESS, type ResultPlan } from '../artifact.ts'
import { Bug } from '../diagnostics.ts'
import { bufferOf, classOf, setElements, subarrayOf, type TypedArray } from './arrays.ts'
import type { Crossing } from './crossing.ts'
import type { KernelMemory } from './memory.ts'

/** Decodes the result of one call. Must run before the arguments leave and before the arena is released. */
export function readResult(
  plan: ResultPlan,
  returned: unknown,
  memory: KernelMemory,
  arrays: readonly Crossing[],
  args: readonly unknown[] = [],
): unknown {
  return new Reader(returned, memory, arrays, args).read(plan)
}

/** A scalar as JavaScript sees it. */
export function readScalar(type: (ResultPlan & { kind: 'scalar' })['type'], raw: unknown): unknown {
  switch (type) {
    case 'bool':
      return raw !== 0
    case 'u32':
      return (raw as number) >>> 0
    case 'u64':
      return BigInt.asUintN(64, raw as bigint)
    default:
      return raw
  }
}

/** Number of result cells that a plan uses. */
export function cellsOf(plan: ResultPlan): number {
  switch (plan.kind) {
    case 'undefined':
    case 'null':
      return 0
    case 'argument':
      return plan.part !== undefined && 'rowSlot' in plan.part ? plan.part.rowSlot + 1 : 0
    case 'scalar':
      return plan.via === 'return' ? 0 : plan.via + 1
    case 'optional':
      return Math.max(plan.present + 1, cellsOf(plan.value))
    case 'array':
      return plan.slot + 2
    case 'tuple':
      return Math.max(0, ...plan.items.map(cellsOf))
    case 'object':
      return Math.max(0, ...plan.fields.map(([, field]) => cellsOf(field)))
  }
}

const FIRST_CELL = RESULT_ADDRESS / 8

class Reader {
  readonly #returned: unknown
  readonly #memory: KernelMemory
  readonly #arrays: readonly Crossing[]
  readonly #args: readonly unknown[]
  /** New arrays by address: one array returned twice is one object. */
  readonly #fresh = new Map<number, unknown>()

  constructor(returned: unknown, memory: KernelMemory, arrays: readonly Crossing[], args: readonly unknown[]) {
    this.#returned = returned
    this.#memory = memory
    this.#arrays = arrays
    this.#args = args
  }

  read(plan: ResultPlan): unknown {
    switch (plan.kind) {
      case 'undefined':
        return undefined
      case 'null':
        return null
      case 'argument':
        return this.#argument(plan)
      case 'scalar':
        return readScalar(plan.type, plan.via === 'return' ? this.#returned : this.#cell(plan.type, plan.via))
      case 'optional':
        return this.#i32(plan.present) === 0 ? undefined : this.read(plan.value)
      case 'array':
        return this.#array(plan)
      case 'tuple':
        return plan.items.map((item) => this.read(item))
      case 'object':
        return Object.fromEntries(plan.fields.map(([name, field]) => [name, this.read(field)]))
    }
  }

  #argument({ index, part }: ResultPlan & { kind: 'argument' }): unknown {
    const whole = this.#args[index]
    if (part === undefined) return whole
    const key = 'field' in part ? part.field : this.#i32(part.rowSlot)
    return (whole as Record<string | number, unknown>)[key]
  }

  #cell(type: (ResultPlan & { kind: 'scalar' })['type'], slot: number): number | bigint {
    const { f64, i64 } = this.#memory.views
    if (type === 'f64') return f64[FIRST_CELL + slot]
    return type === 'i64' || type === 'u64' ? i64[FIRST_CELL + slot] : this.#i32(slot)
  }

  #i32(slot: number, half = 0): number {
    return this.#memory.views.i32[(FIRST_CELL + slot) * 2 + half]
  }

  #array(plan: ResultPlan & { kind: 'array' }): unknown {
    const identity = this.#i32(plan.slot)
    const address = this.#i32(plan.slot + 1) >>> 0
    const length = this.#i32(plan.slot + 1, 1)
    if (identity < 0) return this.#freshArray(plan, address, length)
    const crossing = this.#arrays[identity]
    if (crossing?.value == null) throw new Bug(`result names array ${identity} of ${this.#arrays.length}`)
    if (!plan.view) return crossing.value
    const begin = (address - crossing.address) / crossing.size
    return subarrayOf(crossing.value as TypedArray, begin, begin + length)
  }

  #freshArray(plan: ResultPlan & { kind: 'array' }, address: number, length: number): unknown {
    const known = this.#fresh.get(address)
    if (known !== undefined) return known
    const Class = classOf[plan.element]
    const elements = new Class(bufferOf(this.#memory.views.u8), address, length)
    const made = plan.plain ? Array.from(elements as Float64Array) : copyOf(new Class(length), elements)
    this.#fresh.set(address, made)
    return made
  }
}

function copyOf(target: TypedArray, source: TypedArray): TypedArray {
  setElements(target, source)
  return target
}
