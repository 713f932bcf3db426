/** `kernel.explain()`: what was compiled and how, what was not and why. Plain data that prints as text. */
import type { LoopReport } from '../artifact.ts'
import type { Diagnostic } from '../diagnostics.ts'
import type { KernelState } from '../runtime/dispatch.ts'
import type { FallbackCount } from '../runtime/fallbacks.ts'
import { formatSignature, parseSignature } from '../runtime/signature.ts'
import type { Timing } from '../runtime/trial.ts'
import { PLAIN, type Variant } from '../runtime/variant.ts'
import { formatDiagnostic, locationOf, type SourceLocation } from './diagnostic.ts'
import { fullSignature } from './inspect.ts'

/** Where Node's `util.inspect` and `console.log` ask for a text of one's own. */
const inspectCustom: unique symbol = Symbol.for('nodejs.util.inspect.custom')

export interface LoopExplanation {
  readonly functionName: string
  /** Place of the loop in its function's text; undefined if that text is not known. */
  readonly location: SourceLocation | undefined
  /** Nesting; 0 for an outermost loop. */
  readonly depth: number
  /** Are accesses checked: never (`none`), before the loop (`hoisted`), or each (`kept`)? */
  readonly checks: 'none' | 'hoisted' | 'kept'
  /** How it was vectorized, or why not. */
  readonly vector: string
  /** The first thing that kept it scalar, and where. */
  readonly obstacle: { readonly why: string; readonly location: SourceLocation | undefined } | undefined
  readonly notes: readonly string[]
  /**
   * How often a guard in front of it has failed, so that its exact version ran: one of its checks (an index may leave its array), or one
   * of its lanes (arrays may overlap).
   */
  readonly misses: { readonly checks: number; readonly lanes: number }
}

/** Compiled or plain, for calls of about equal work. */
export interface Choice {
  /** Estimated trips of the innermost loop, as a power of 2. */
  readonly trips: number
  /** Are arrays copied? */
  readonly copies: boolean
  readonly tier: 'compiled' | 'plain'
  /** Shortest time of a trip, in ns; undefined if that side has not been timed: `tier` is an estimate then. */
  readonly compiledNs: number | undefined
  readonly plainNs: number | undefined
}

export interface SignatureExplanation {
  readonly signature: string
  readonly tier: 'compiled' | 'plain'
  /** Why the plain function runs, or why this call did. */
  readonly reason: string | undefined
  /** The whole refusal, with its place. */
  readonly diagnostic: Diagnostic | undefined
  /** Calls of it that ran compiled code. */
  readonly calls: number
  /** Calls of it that ran plain because copying their arrays would have cost more than it saved. */
  readonly tooMuchToCopy: number
  /** Bytes copied by its last compiled call, there and back. */
  readonly copiedBytes: number
  /** What was measured of compiled and plain calls (`tier: 'auto'`), by how much work they do. */
  readonly choices: readonly Choice[]
  readonly compileMs: number
  /** Size of the compiled module. */
  readonly bytes: number
  readonly loops: readonly LoopExplanation[]
}

/** The state of a kernel at one moment. `String(...)` and Node's `console.log` show it as text. */
export class Explanation {
  readonly name: string
  readonly calls: number
  readonly compiled: number
  readonly plain: number
  /** What holds for every signature: a refusal of the whole function, `tier: 'plain'`, `TIGHTLOOP_DISABLE`. */
  readonly reason: string | undefined
  readonly signatures: readonly SignatureExplanation[]
  /** Calls that ran plain for what their arguments held. */
  readonly fallbacks: readonly { readonly signature: string; readonly reason: string; readonly calls: number }[]

  constructor(data: Omit<Explanation, 'toString' | typeof inspectCustom>) {
    this.name = data.name
    this.calls = data.calls
    this.compiled = data.compiled
    this.plain = data.plain
    this.reason = data.reason
    this.signatures = data.signatures
    this.fallbacks = data.fallbacks
  }

  toString(): string {
    const { name, calls, compiled, plain, reason, signatures, fallbacks } = this
    const lines = [`${name}: ${count(calls, 'call')}, ${compiled} compiled, ${plain} plain`]
    if (reason !== undefined) lines.push(reason)
    else if (signatures.length === 0) lines.push('no signature has been compiled yet')
    for (const signature of signatures) lines.push(...printSignature(signature))
    for (const { signature, reason: why, calls: times } of fallbacks)
      lines.push(`${signature}: ${count(times, 'call')} ran plain: ${why}`)
    return lines.join('\n')
  }

  [inspectCustom](): string {
    return this.toString()
  }
}

/** Explains all signatures of a kernel, or the ones that `text` names. */
export function explain(state: KernelState, text?: string): Explanation {
  state.settle()
  const wanted = text === undefined ? undefined : signaturesIn(state, text)
  const isWanted = ({ signature }: { readonly signature: string }): boolean => wanted?.has(signature) ?? true
  const ofArguments = ({ code }: FallbackCount): boolean => code === 'argument' || code === 'variants'
  const { compiled, plain, settings } = state
  return new Explanation({
    name: settings.name,
    calls: compiled + plain,
    compiled,
    plain,
    reason: generalReason(state),
    signatures: state.variants.list.filter(isWanted).map((variant) => explainVariant(variant)),
    fallbacks: state.fallbacks.list.filter((each) => ofArguments(each) && isWanted(each)),
  })
}

function signaturesIn(state: KernelState, text: string): Set<string> {
  return new Set(parseSignature(text).alternatives.map((types) => formatSignature(state.variants.normalize(types))))
}

function generalReason(state: KernelState): string | undefined {
  if (state.settings.tier === 'plain') return "runs plain: tier is 'plain'"
  if (state.isDisabled) return 'runs plain: TIGHTLOOP_DISABLE is set'
  const { refusal, missing, pending } = state.variants
  if (refusal !== undefined) return formatDiagnostic(refusal)
  if (missing !== undefined) return formatDiagnostic(missing)
  if (pending === undefined && state.deferred === 0) return undefined
  return `${count(state.deferred, 'call')} ran plain: the compiler was not there yet, or compiling was not worth a wait`
}

function explainVariant(variant: Variant): SignatureExplanation {
  const { artifact, refusal, ms, misses = () => 0 } = variant.code
  const sources = new Map(variant.code.request.functions.map(({ name, source }) => [name, source]))
  return {
    signature: fullSignature(variant),
    tier: variant.runner.mode === PLAIN ? 'plain' : 'compiled',
    reason: refusal?.message ?? variant.choice ?? variant.runner.fallback?.reason,
    diagnostic: refusal,
    calls: variant.runner.calls,
    tooMuchToCopy: variant.copyRefusals,
    copiedBytes: variant.copied,
    choices: choicesOf(variant),
    compileMs: ms,
    bytes: artifact.ok ? artifact.bytes.length : 0,
    loops: artifact.ok
      ? mergeVersions(artifact.report.loops).map((loop) => explainLoop(loop, sources.get(loop.functionName), misses))
      : [],
  }
}

export function choicesOf(variant: Variant): readonly Choice[] {
  const ns = ({ count, best }: Timing): number | undefined => (count > 0 ? best * 1e6 : undefined)
  return [...variant.trials.values()]
    .sort((a, b) => a.size - b.size)
    .map(({ size, copies, isCompiled, compiled, plain }) => {
      const tier = isCompiled ? 'compiled' : 'plain'
      return { trips: 2 ** size, copies, tier, compiledNs: ns(compiled), plainNs: ns(plain) }
    })
}

function printChoice({ trips, copies, tier, compiledNs, plainNs }: Choice): string {
  const time = (ns: number | undefined): string => (ns === undefined ? 'not timed' : `${ns.toPrecision(3)} ns`)
  const figures = `a trip takes ${time(compiledNs)} compiled, ${time(plainNs)} plain`
  return `  about ${trips} trips, ${copies ? 'arrays copied' : 'nothing copied'}: ${tier}; ${figures}`
}

/**
 * A loop that was compiled in several versions appears once: where it stands first, with what any of its versions is. Checks hoisted
 * before one version are kept in the other, which says the same.
 */
export function mergeVersions(loops: readonly LoopReport[]): LoopReport[] {
  const merged = new Map<string, LoopReport>()
  for (const loop of loops) {
    const key = `${loop.functionName} ${loop.span.start} ${loop.span.end}`
    const known = merged.get(key)
    merged.set(key, known === undefined ? loop : join(known, loop))
  }
  return [...merged.values()]
}

function join(a: LoopReport, b: LoopReport): LoopReport {
  const checks = [a.checks, b.checks]
  const vectors = new Set([a.vector, b.vector])
  // That one of the versions is scalar goes without saying.
  if (vectors.size > 1) vectors.delete('scalar')
  return {
    ...a,
    depth: Math.min(a.depth, b.depth),
    checks: checks.includes('hoisted') ? 'hoisted' : checks.includes('kept') ? 'kept' : 'none',
    vector: [...vectors].join('; '),
    notes: [...new Set([...a.notes, ...b.notes])],
    guards: [...new Map([...a.guards, ...b.guards].map((guard) => [guard.misses, guard])).values()],
  }
}

function explainLoop(loop: LoopReport, source: string | undefined, misses: (name: string) => number): LoopExplanation {
  const { functionName, span, depth, checks, vector, obstacle, notes, guards } = loop
  const place = (at: LoopReport['span'] | undefined): SourceLocation | undefined =>
    source === undefined || at === undefined ? undefined : locationOf({ code: 'loop', message: '', source, span: at })
  const missed = (what: 'checks' | 'lanes'): number =>
    guards.reduce((sum, guard) => (guard.what === what ? sum + misses(guard.misses) : sum), 0)
  return {
    functionName,
    location: place(span),
    depth,
    checks,
    vector,
    obstacle: obstacle && { why: obstacle.why, location: place(obstacle.span) },
    notes,
    misses: { checks: missed('checks'), lanes: missed('lanes') },
  }
}

function printSignature(each: SignatureExplanation): string[] {
  const { signature, tier, reason, diagnostic, calls, tooMuchToCopy, copiedBytes, compileMs, bytes, loops } = each
  const made = `${bytes} bytes in ${compileMs.toFixed(1)} ms`
  if (diagnostic) return [`${signature}: plain`, indent(formatDiagnostic(diagnostic))]
  const head = tier === 'plain' ? `plain: ${reason}` : `compiled to ${made}, ${count(calls, 'call')}`
  const lines = [`${signature}: ${head}`]
  if (copiedBytes > 0)
    lines.push(`  copied ${copiedBytes} bytes in the last call; arrays from alloc() are used in place`)
  if (tooMuchToCopy > 0) {
    lines.push(`  ${count(tooMuchToCopy, 'call')} ran plain: copying the arrays would have cost more than it saved`)
  }
  lines.push(...each.choices.map(printChoice))
  return [...lines, ...loops.flatMap(printLoop)]
}

const checksInWords = { none: 'no checks needed', hoisted: 'checks hoisted before it', kept: 'checks kept in it' }

function printLoop(loop: LoopExplanation): string[] {
  const { functionName, location, depth, checks, vector, obstacle, notes, misses } = loop
  const at = (place: SourceLocation | undefined): string =>
    place ? `${functionName}:${place.line}:${place.column}` : functionName
  const head = `loop at ${at(location)}: ${checksInWords[checks]}; ${vector}`
  const lines = [...notes]
  if (vector === 'scalar' && obstacle) lines.unshift(`${obstacle.why} (${at(obstacle.location ?? location)})`)
  if (misses.checks > 0)
    lines.push(
      `the test before it failed ${count(misses.checks, 'time')}, and it ran with its checks: an index may leave its array, or is no integer`,
    )
  if (misses.lanes > 0)
    lines.push(`the test for lanes failed ${count(misses.lanes, 'time')}, and it ran without: arrays may overlap`)
  return [head, ...lines.map((line) => `  ${line}`)].map((line) => '  '.repeat(depth + 1) + line)
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ')
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}
