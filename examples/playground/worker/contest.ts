/** One program three ways: the plain function, compiled with ordinary arrays, compiled with arrays from `alloc`. */
import { alloc, jit, type Kernel } from '../../../src/index.ts'
import { CONTESTANTS, type Contestant, type Program } from '../protocol.ts'
import { differenceOf } from './difference.ts'
import { argumentsFor, evaluate, type Values } from './evaluate.ts'

type Fn = (...args: unknown[]) => unknown

interface Entry {
  readonly name: Contestant
  readonly fn: Fn
  readonly values: Values
  readonly args: unknown[]
  readonly samples: number[]
  result: unknown
}

/** Samples that a median is taken of. */
const KEPT = 15
/** What a contestant's share of a round should take, where calls are that short. */
const SHARE_MS = 5
const MOST_CALLS = 10_000

export class Contest {
  readonly kernel: Kernel<Fn>
  readonly #entries: readonly Entry[]
  #calls = 1
  rounds = 0

  /** @throws what the user's code throws */
  constructor(program: Program, n: number) {
    // Each evaluates the text for itself: what one writes, the others must not see.
    this.#entries = CONTESTANTS.map((name) => {
      const values = evaluate(program)
      const plain: Fn = values[program.kernel]
      const args = argumentsFor(program, values, n)
      const fn = name === 'plain' ? plain : jit(plain, { env: environmentOf(program, values), tier: 'compiled' })
      return { name, fn, values, args: name === 'resident' ? args.map(resident) : args, samples: [], result: undefined }
    })
    this.kernel = this.#entries[1].fn as Kernel<Fn>
  }

  /** @throws what the kernel throws */
  round(): void {
    const order = this.#entries.map((_, i) => this.#entries[(i + this.rounds) % this.#entries.length])
    for (const entry of order) {
      const { fn, args } = entry
      const start = performance.now()
      for (let call = 0; call < this.#calls; call++) entry.result = fn(...args)
      entry.samples.push((performance.now() - start) / this.#calls)
      if (entry.samples.length > KEPT) entry.samples.shift()
    }
    this.rounds++
    const fastest = Math.min(...this.#entries.map(({ samples }) => samples.at(-1)!))
    this.#calls = Math.max(1, Math.min(MOST_CALLS, this.#calls * 2, Math.round(SHARE_MS / fastest)))
  }

  /** Milliseconds a call. */
  times(): Partial<Record<Contestant, number>> {
    return Object.fromEntries(this.#entries.map(({ name, samples }) => [name, median(samples)]))
  }

  /** Where a compiled one differs from the plain one; undefined if it nowhere does. All have made the same calls. */
  difference(): string | undefined {
    const [plain, ...others] = this.#entries
    for (const { name, args, result } of others) {
      const found =
        differenceOf(plain.result, result, 'the result') ??
        plain.args.map((arg, i) => differenceOf(arg, args[i], `argument ${i + 1}`)).find((text) => text !== undefined)
      if (found !== undefined) return `${name}: ${found}`
    }
    return undefined
  }

  /** What the program shows of its last call. */
  shown(): unknown {
    const { values, args, result } = this.#entries[0]
    return typeof values.picture === 'function' ? values.picture(args, result) : undefined
  }
}

function environmentOf({ names, kernel }: Program, values: Values): Record<string, unknown> {
  const taken = names.filter((name) => name !== kernel && name !== 'input' && name !== 'picture')
  return Object.fromEntries(taken.map((name) => [name, values[name]]))
}

/** The same argument with its arrays in kernel memory. */
function resident(arg: unknown): unknown {
  if (ArrayBuffer.isView(arg) && !(arg instanceof DataView)) {
    return alloc(arg.constructor as Float64ArrayConstructor, arg as Float64Array)
  }
  return Array.isArray(arg) && arg.length > 0 && ArrayBuffer.isView(arg[0]) ? arg.map(resident) : arg
}

function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
