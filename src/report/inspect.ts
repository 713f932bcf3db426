/** What `inspectTypes`, `inspectIR` and `inspectWat` print. Stages are not kept: their text is made by compiling once more. */
import type { Artifact, Report } from '../artifact.ts'
import type { KernelState } from '../runtime/dispatch.ts'
import { parseSignature } from '../runtime/signature.ts'
import type { Variant } from '../runtime/variant.ts'
import { formatDiagnostic } from './diagnostic.ts'

/** Stages after the IR. */
const BACK_END = ['emit', 'wat']
const NO_COMPILER = 'tightloop: the compiler is not loaded; `await ready()` loads it'
const lineBreak = /\r\n|[\n\r\u2028\u2029]/

export function isCompiled(variant: Variant): boolean {
  return variant.marshal !== undefined
}

/** With its result: `(f64[], i32) -> f64`. */
export function fullSignature(variant: Variant): string {
  const { artifact } = variant.code
  return artifact.ok ? `${variant.signature} -> ${artifact.report.resultType}` : variant.signature
}

/** The variant that `signature` names, compiled now if it is not yet; without a signature, the compiled one that was made last. */
export function inspected(state: KernelState, signature: string | undefined): Variant | undefined {
  if (signature === undefined) return state.variants.list.filter(isCompiled).at(-1) ?? state.variants.list.at(-1)
  const [types] = parseSignature(signature).alternatives
  return state.variants.prepare(types)
}

/** Text of the IR after a stage, by default the last one, or of `wat`. Says why where there is nothing to show. */
export function inspectStage(state: KernelState, stage: string | undefined, signature: string | undefined): string {
  const variant = inspected(state, signature)
  if (variant === undefined || !variant.code.artifact.ok) return whyNot(state, variant)
  const artifact = compiledAgain(state, variant, [stage ?? 'all'])
  if (artifact === undefined) return NO_COMPILER
  if (!artifact.ok) return formatDiagnostic(artifact.diagnostic)
  const isShown = (name: string): boolean => (stage === undefined ? !BACK_END.includes(name) : name === stage)
  const last = artifact.report.stages.filter(({ name, text }) => text !== undefined && isShown(name)).at(-1)
  return last?.text ?? `no stage ${stage ?? ''}; there are ${stageNames(artifact.report)}`
}

/** With the text of stages; undefined where the compiler is not loaded and cannot be waited for. */
function compiledAgain(state: KernelState, { code }: Variant, dump: readonly string[]): Artifact | undefined {
  const asking = state.services.ask({ kind: 'compile', request: { ...code.request, dump } })
  return asking.get(Number.POSITIVE_INFINITY)?.value as Artifact | undefined
}

function stageNames(report: Report): string {
  return report.stages.map(({ name }) => name).join(', ')
}

/** The kernel's source, each line followed by the types of what it declares or assigns. */
export function inspectTypes(state: KernelState, signature: string | undefined): string {
  const variant = inspected(state, signature)
  if (variant === undefined || !variant.code.artifact.ok) return whyNot(state, variant)
  const { request } = variant.code
  const artifact = compiledAgain(state, variant, ['types'])
  if (artifact === undefined) return NO_COMPILER
  const types = artifact.ok ? artifact.report.types : []
  return annotate(request.functions[0].source, types, fullSignature(variant))
}

function annotate(source: string, types: (Artifact & { ok: true })['report']['types'], signature: string): string {
  const notes = new Map<number, Set<string>>()
  for (const { span, name, type } of types) {
    const line = source.slice(0, span.start).split(lineBreak).length - 1
    const set = notes.get(line) ?? new Set()
    notes.set(line, set.add(`${name}: ${type}`))
  }
  const lines = source.split(lineBreak)
  const width = Math.min(80, Math.max(...lines.map((line) => line.length)))
  const annotated = lines.map((line, i) => {
    const set = notes.get(i)
    return set ? `${line.padEnd(width)}  // ${[...set].join(', ')}` : line
  })
  return [`// ${signature}`, ...annotated].join('\n')
}

function whyNot(state: KernelState, variant: Variant | undefined): string {
  const refusal = variant?.code.refusal ?? state.variants.refusal
  if (refusal !== undefined) return formatDiagnostic(refusal)
  return `tightloop: ${state.settings.name} has no compiled signature yet: call it, or name a signature`
}
