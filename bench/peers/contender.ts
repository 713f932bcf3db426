/** One way to run one kernel, wherever it runs: in this process through `Contestant`, or in another one. */
import { createContestant, sample, warmUp } from '../contestant.ts'
import type { ArrayMaker } from '../kernels/benchmark.ts'
import type { NumericArray } from '../verify.ts'
import { type Answer, arraysAmong } from './agreement.ts'
import type { PeerKernel } from './kernels.ts'

export type Label = 'plain' | 'tightloop' | 'tightloopFast' | 'clang' | 'clangSimd' | 'clangFast' | 'jz' | 'numba'

export interface Contender {
  readonly label: Label
  /** Calls once on pristine data, and puts these back. */
  answer(): Answer | Promise<Answer>
  /** Calls for at least `ms` in all; the shortest call in milliseconds. */
  warmUp(ms: number): number | Promise<number>
  /** Milliseconds per call, averaged over `calls` in a row on data restored before the first. */
  sample(calls: number): number | Promise<number>
}

/** A contender that does not take the kernel, and why. */
export interface Refusal {
  readonly label: Label
  readonly refusal: string
}

/** A toolchain with one or more contenders for each kernel. */
export interface Peer {
  readonly labels: readonly Label[]
  /** What it is, with its version. */
  readonly version: string
  enter(kernel: PeerKernel, args: readonly unknown[]): (Contender | Refusal)[] | Promise<(Contender | Refusal)[]>
  close?(): void
}

/** A peer that is not installed: what it would be, and the command that installs it. */
export interface Missing {
  readonly what: string
  readonly install: string
}

export const heapArray: ArrayMaker = (cls, length) => new cls(length) as InstanceType<typeof cls>

/** `state`: the arrays that a call may change, if these are not the arguments. */
export function inProcess(
  label: Label,
  fn: (...args: any[]) => unknown,
  args: unknown[],
  state: readonly NumericArray[] = arraysAmong(args),
): Contender {
  const contestant = createContestant(label, fn, args, [...state])
  return {
    label,
    answer() {
      contestant.restore()
      const result = contestant.call()
      // `slice` copies out of shared memory as well.
      const arrays = state.map((array) => (array as unknown as Float64Array).slice())
      contestant.restore()
      return { arrays, result }
    },
    warmUp: (ms) => warmUp(contestant, ms),
    sample: (calls) => sample(contestant, calls),
  }
}

/** The arguments of the kernel as other languages take them, tables included. */
export function foreignArguments({ tables, benchmark }: PeerKernel, args: readonly unknown[]): unknown[] {
  return [...args, ...tables.map((name) => benchmark.env![name])]
}

export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]
}
