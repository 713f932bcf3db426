/** What the compiler says of a function, with places in the editor's text. */
import type { LoopReport } from '../../../src/artifact.ts'
import type { Diagnostic } from '../../../src/diagnostics.ts'
import { mergeVersions } from '../../../src/report/explain.ts'
import type { Fault, Span, TypeNote, Verdict } from '../protocol.ts'
import type { Compiled } from './compiler.ts'

const checksInWords = { none: 'no checks needed', hoisted: 'checks hoisted before it', kept: 'checks kept in it' }

export interface Findings {
  readonly types: readonly TypeNote[]
  readonly verdicts: readonly Verdict[]
  readonly wat: string
  readonly bytes: number
}

/** Undefined if it was not compiled. */
export function findingsOf({ request, artifact }: Compiled, text: string): Findings | undefined {
  if (!artifact.ok) return undefined
  const { report, bytes } = artifact
  const sources = new Map(request.functions.map(({ name, source }) => [name, source]))
  const start = (name: string): number => text.indexOf(sources.get(name) ?? '\0')
  const kernel = text.indexOf(request.functions[0].source)
  const loops = mergeVersions(report.loops).filter(({ functionName }) => start(functionName) >= 0)
  return {
    types: report.types.map(({ span, name, type }) => ({ at: kernel + span.start, name, type })),
    verdicts: loops.map((loop) => verdictOf(loop, loops, start(loop.functionName), text)),
    wat: report.stages.find(({ name }) => name === 'wat')?.text ?? '',
    bytes: bytes.length,
  }
}

function verdictOf(loop: LoopReport, loops: readonly LoopReport[], start: number, text: string): Verdict {
  const { span, depth, vector, checks, obstacle, notes } = loop
  const isLane = (each: LoopReport): boolean => each.vector.startsWith('vectorized')
  const holds = (outer: LoopReport, inner: LoopReport): boolean =>
    outer.functionName === inner.functionName &&
    outer.span.start <= inner.span.start &&
    inner.span.end <= outer.span.end
  const isNear = loops.some((other) => isLane(other) && (holds(loop, other) || holds(other, loop)))
  const parts = [vector === 'scalar' ? (isNear ? 'serial, with vectors inside' : 'serial') : vector]
  if (vector === 'scalar' && obstacle) parts.push(obstacleText(obstacle, start, text))
  return {
    at: start + span.start,
    depth,
    kind: isLane(loop) ? 'vector' : isNear || vector !== 'scalar' ? 'around' : 'serial',
    text: [...parts, checksInWords[checks], ...notes].join('; '),
  }
}

function obstacleText({ why, span }: NonNullable<LoopReport['obstacle']>, start: number, text: string): string {
  if (span === undefined) return why
  const code = text.slice(start + span.start, start + span.end).split('\n')[0]
  return `${why}: ${code.length > 48 ? `${code.slice(0, 47)}…` : code}`
}

export function faultOfDiagnostic(diagnostic: Diagnostic, text: string): Fault {
  const { message, hint, source, span } = diagnostic
  const start = source === undefined ? -1 : text.indexOf(source)
  const place: Span | undefined = span && start >= 0 ? { from: start + span.start, to: start + span.end } : undefined
  return {
    severity: 'warning',
    message: `Not compiled, so the plain function runs: ${message}`,
    ...(hint !== undefined && { hint }),
    ...(place && { span: place }),
  }
}
