/**
 * Measures one kernel in all its forms.
 *
 *  1. Every contender's answer is compared with the plain function's. Those that run the same operations in the same order must agree bit
 *     for bit, the others must come close; one that does neither is left out, with what it got wrong.
 *  2. All are warmed up, then sampled in turn, round by round, each round starting with another one.
 *  3. Ratios are taken within the rounds.
 */
import type { MeasuredKernel, Toolchain } from '../harness.ts'
import type { Size } from '../kernels/benchmark.ts'
import { median, type Ratio, ratioOf } from '../statistics.ts'
import { type Agreement, type Answer, compareAnswers, isNear } from './agreement.ts'
import { type Contender, heapArray, inProcess, type Label, messageOf, type Peer, type Refusal } from './contender.ts'
import type { PeerKernel } from './kernels.ts'

/** How long to measure. */
export interface PeerEffort {
  readonly size: Size
  readonly warmMs: number
  /** A sample repeats short calls until about this many milliseconds. */
  readonly sampleMs: number
  readonly minRounds: number
  readonly maxRounds: number
  /** Stop after this many milliseconds of rounds, once `minRounds` are done. */
  readonly budgetMs: number
}

/** `ratio` and its quartiles: how many times faster tightloop is; with fast-math, where the contender has it. */
export interface PeerTiming extends Ratio {
  /** Median of a call, in milliseconds. */
  readonly ms: number
  /** Answers agree with the plain function's bit for bit. */
  readonly exact: boolean
  readonly deviation: number
}

export interface PeerResult {
  readonly name: string
  readonly group: string
  readonly rounds: number
  readonly timings: Readonly<Partial<Record<Label, PeerTiming>>>
  /** Contenders that do not run the kernel, and why. */
  readonly refusals: readonly Refusal[]
  /** What must not happen: our own or the C's answer differs, a compiled call ran plain, a crash. */
  readonly failures: readonly string[]
}

/** These run the same operations in the same order, with the same `Math`. */
const mustBeExact: readonly Label[] = ['plain', 'tightloop', 'clang', 'clangSimd']

/** Each contender is compared with tightloop's own kernel under the same rules of arithmetic. */
export function opponentOf(label: Label): Label {
  return label === 'clangFast' ? 'tightloopFast' : 'tightloop'
}

export async function measurePeers(
  kernel: PeerKernel,
  toolchain: Toolchain,
  peers: readonly Peer[],
  effort: PeerEffort,
): Promise<PeerResult> {
  const { benchmark } = kernel
  const args = () => benchmark.setup(heapArray, effort.size)
  const refusals: Refusal[] = []
  const failures: string[] = []
  const ours = enterOurselves(kernel, toolchain, effort.size)
  const entered: (Contender | Refusal)[] = [inProcess('plain', benchmark.kernel, args()), ...ours.contenders]
  for (const peer of peers) entered.push(...(await peer.enter(kernel, args())))

  const expected = await (entered[0] as Contender).answer()
  const contenders: Contender[] = []
  const agreements = new Map<Label, Agreement>()
  for (const contender of entered) {
    if ('refusal' in contender) {
      refusals.push(contender)
      continue
    }
    const agreement = await check(contender, expected)
    if (typeof agreement === 'string') {
      const isOurs = mustBeExact.includes(contender.label) || contender.label === 'tightloopFast'
      if (isOurs) failures.push(`${contender.label}: ${agreement}`)
      else refusals.push({ label: contender.label, refusal: agreement })
      continue
    }
    agreements.set(contender.label, agreement)
    contenders.push(contender)
  }
  failures.push(...ours.check())
  const samples = await runRounds(contenders, benchmark.restore === true, effort)
  failures.push(...ours.check())

  const timings: Partial<Record<Label, PeerTiming>> = {}
  for (const [label, own] of samples) {
    const opponent = samples.get(opponentOf(label)) ?? samples.get('tightloop') ?? own
    const { exact, deviation } = agreements.get(label)!
    timings[label] = { ms: median(own), ...ratioOf(own, opponent), exact, deviation }
  }
  const rounds = samples.get('plain')!.length
  return { name: benchmark.name, group: benchmark.group, rounds, timings, refusals, failures }
}

/** The agreement, or what is wrong with the answer. */
async function check(contender: Contender, expected: Answer): Promise<Agreement | string> {
  try {
    const agreement = compareAnswers(expected, await contender.answer())
    if (mustBeExact.includes(contender.label) ? agreement.exact : isNear(expected, agreement)) return agreement
    return `wrong answer: ${agreement.difference} (deviation ${agreement.deviation.toPrecision(2)})`
  } catch (error) {
    return messageOf(error)
  }
}

/** Our own contenders, with a check that every call so far ran compiled. */
function enterOurselves(
  { benchmark, integers }: PeerKernel,
  toolchain: Toolchain,
  size: Size,
): { contenders: Contender[]; check: () => string[] } {
  const { name, env } = benchmark
  const fastmath = [false, ...(integers ? [] : [true])]
  const kernels = fastmath.map((fast) =>
    toolchain.jit(benchmark.kernel, { env, name, tier: 'compiled', fastmath: fast }),
  )
  const contenders = kernels.map((kernel, i) =>
    inProcess(fastmath[i] ? 'tightloopFast' : 'tightloop', kernel, benchmark.setup(toolchain.alloc, size)),
  )
  return { contenders, check: () => kernels.flatMap((kernel, i) => whyPlain(kernel, contenders[i].label)) }
}

function whyPlain({ stats }: MeasuredKernel, label: Label): string[] {
  if (stats.compiled === stats.calls) return []
  const reason = stats.fallbacks[0]?.reason ?? 'no reason given'
  return [`${label}: ${stats.calls - stats.compiled} of ${stats.calls} calls ran plain: ${String(reason)}`]
}

/** Samples all contenders in turn. */
async function runRounds(
  contenders: readonly Contender[],
  restore: boolean,
  effort: PeerEffort,
): Promise<Map<Label, number[]>> {
  const calls: number[] = []
  for (const contender of contenders) {
    const ms = await contender.warmUp(effort.warmMs)
    calls.push(restore ? 1 : Math.max(1, Math.min(1000, Math.ceil(effort.sampleMs / ms))))
  }
  const samples = new Map(contenders.map(({ label }) => [label, [] as number[]]))
  const end = performance.now() + effort.budgetMs
  for (let round = 0; round < effort.maxRounds; round++) {
    if (round >= effort.minRounds && performance.now() > end) break
    for (let turn = 0; turn < contenders.length; turn++) {
      const at = (round + turn) % contenders.length
      samples.get(contenders[at].label)!.push(await contenders[at].sample(calls[at]))
    }
  }
  return samples
}
