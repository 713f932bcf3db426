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

/** What goes wrong here is a mistake of this project; elsewhere it is the peer's limit. */
const mayNotFail: readonly Label[] = [...mustBeExact, 'tightloopFast', 'clangFast']

export async function measurePeers(
  kernel: PeerKernel,
  toolchain: Toolchain,
  peers: readonly Peer[],
  effort: PeerEffort,
): Promise<PeerResult> {
  const { benchmark } = kernel
  const args = () => benchmark.setup(heapArray, effort.size)
  const ours = enterOurselves(kernel, toolchain, effort.size)
  const entered: (Contender | Refusal)[] = [inProcess('plain', benchmark.kernel, args()), ...ours.contenders]
  for (const peer of peers) entered.push(...(await peer.enter(kernel, args())))

  const expected = await (entered[0] as Contender).answer()
  const ready: Ready[] = []
  const refusals: Refusal[] = []
  for (const contender of entered) {
    const outcome = 'refusal' in contender ? contender : await prepare(contender, expected, effort.warmMs)
    if ('refusal' in outcome) refusals.push(outcome)
    else ready.push(outcome)
  }
  // Engines compile in the background: once more, for those whose code was not ready by the end of their own warm-up.
  const warm: Ready[] = []
  for (const entry of ready) warm.push({ ...entry, ms: await entry.contender.warmUp(effort.warmMs / 4) })
  const samples = await runRounds(warm, benchmark.restore === true, effort)

  const timings: Partial<Record<Label, PeerTiming>> = {}
  for (const { contender, agreement } of ready) {
    const { exact, deviation } = agreement
    const own = samples.get(contender.label)!
    timings[contender.label] = { ms: median(own), ...ratioFor(contender.label, samples), exact, deviation }
  }
  const isOurs = ({ label }: Refusal) => mayNotFail.includes(label)
  const failures = refusals.filter(isOurs).map(({ label, refusal }) => `${label}: ${refusal}`)
  failures.push(...ours.check())
  const rounds = samples.get('plain')!.length
  const { name, group } = benchmark
  return { name, group, rounds, timings, refusals: refusals.filter((refusal) => !isOurs(refusal)), failures }
}

/** Our fast-math is compared with clang's; beside that, with our own kernel without it, to show what the option gains. */
function ratioFor(label: Label, samples: ReadonlyMap<Label, number[]>): Ratio {
  const ours = samples.get('tightloop') ?? []
  if (label === 'tightloopFast') return ratioOf(ours, samples.get(label)!)
  const opponent = label === 'clangFast' ? (samples.get('tightloopFast') ?? []) : ours
  return ratioOf(samples.get(label)!.slice(0, opponent.length), opponent)
}

interface Ready {
  readonly contender: Contender
  readonly agreement: Agreement
  /** Of a warm call. */
  readonly ms: number
}

/** Compares the answer and warms up. */
async function prepare(contender: Contender, expected: Answer, warmMs: number): Promise<Ready | Refusal> {
  const { label } = contender
  try {
    const agreement = compareAnswers(expected, await contender.answer())
    const { exact, difference, deviation } = agreement
    if (!(mustBeExact.includes(label) ? exact : isNear(expected, agreement))) {
      return { label, refusal: `wrong answer: ${difference} (deviation ${deviation.toPrecision(2)})` }
    }
    return { contender, agreement, ms: await contender.warmUp(warmMs) }
  } catch (error) {
    return { label, refusal: messageOf(error) }
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
async function runRounds(ready: readonly Ready[], restore: boolean, effort: PeerEffort): Promise<Map<Label, number[]>> {
  const contenders = ready.map(({ contender, ms }) => {
    const calls = restore ? 1 : Math.max(1, Math.min(1000, Math.ceil(effort.sampleMs / ms)))
    return { contender, calls, samples: [] as number[] }
  })
  const end = performance.now() + effort.budgetMs
  for (let round = 0; round < effort.maxRounds; round++) {
    if (round >= effort.minRounds && performance.now() > end) break
    for (let turn = 0; turn < contenders.length; turn++) {
      const { contender, calls, samples } = contenders[(round + turn) % contenders.length]
      samples.push(await contender.sample(calls))
    }
  }
  return new Map(contenders.map(({ contender, samples }) => [contender.label, samples]))
}
