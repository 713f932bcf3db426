/**
 * A function's source with what became of it: the types of variables beside the lines that declare or assign them, and under each loop
 * whether it was vectorized and how, or what stopped it. `tightloop explain` prints this.
 */
import type { Report } from '../artifact.ts'
import { locationInSource } from './diagnostic.ts'
import { mergeVersions } from './explain.ts'

export interface Annotated {
  readonly source: string
  readonly functionName: string
  readonly report: Pick<Report, 'loops' | 'types'>
  /** Number of the first line of the source in its file. Default: 1. */
  readonly firstLine?: number
  readonly color?: boolean
}

const lineBreak = /\r\n|[\n\r\u2028\u2029]/
/** Columns of source before the column of types. */
const WIDEST = 76

const checksInWords = { none: 'no checks needed', hoisted: 'checks hoisted before it', kept: 'checks kept in it' }

/** The text, lines joined by `\n`. */
export function annotateSource({ source, functionName, report, firstLine = 1, color = false }: Annotated): string {
  const paint = (code: number, text: string): string => (color && text !== '' ? `\x1b[${code}m${text}\x1b[0m` : text)
  const lines = source.split(lineBreak)
  const types = typesByLine(source, report.types)
  const loops = loopsByLine(source, functionName, report.loops, firstLine)
  const digits = String(firstLine + lines.length - 1).length
  const width = Math.min(WIDEST, Math.max(...lines.map((line) => line.length)))
  return lines
    .flatMap((line, i) => {
      const number = paint(2, `${String(firstLine + i).padStart(digits)} |`)
      const found = types.get(i)
      const shown = found ? `${line.padEnd(width)}  ${paint(36, [...found].join(', '))}` : line
      const remarks = (loops.get(i) ?? []).map(({ text, column, isGood }) => {
        const gutter = paint(2, `${' '.repeat(digits)} |`)
        return `${gutter} ${' '.repeat(column)}${paint(isGood ? 32 : 33, text)}`
      })
      return [`${number} ${shown}`.trimEnd(), ...remarks]
    })
    .join('\n')
}

function typesByLine(source: string, types: Report['types']): ReadonlyMap<number, ReadonlySet<string>> {
  const byLine = new Map<number, Set<string>>()
  for (const { span, name, type } of types) {
    const line = lineOf(source, span.start)
    byLine.set(line, (byLine.get(line) ?? new Set()).add(`${name}: ${type}`))
  }
  return byLine
}

interface Remark {
  readonly text: string
  readonly column: number
  readonly isGood: boolean
}

function loopsByLine(
  source: string,
  functionName: string,
  loops: Report['loops'],
  firstLine: number,
): ReadonlyMap<number, readonly Remark[]> {
  const byLine = new Map<number, Remark[]>()
  for (const loop of mergeVersions(loops)) {
    if (loop.functionName !== functionName) continue
    const { line, column } = place(source, loop.span)
    const isGood = loop.vector !== 'scalar'
    const texts = [`^ ${loop.vector}; ${checksInWords[loop.checks]}`]
    if (!isGood && loop.obstacle) texts.push(`  ${obstacleText(source, loop, firstLine)}`)
    texts.push(...loop.notes.map((note) => `  ${note}`))
    const remarks = texts.map((text) => ({ text, column: column - 1, isGood }))
    byLine.set(line - 1, [...(byLine.get(line - 1) ?? []), ...remarks])
  }
  return byLine
}

/** Why a loop is scalar, with the place that stopped it, unless that is the loop itself. */
function obstacleText(source: string, loop: Report['loops'][0], firstLine: number): string {
  const { why, span } = loop.obstacle!
  if (span === undefined || span.start <= loop.span.start) return why
  const { line, column } = place(source, span)
  const [text = ''] = source.slice(span.start, span.end).split(lineBreak)
  return `${why} (line ${firstLine + line - 1}, column ${column}: ${text.length > 40 ? `${text.slice(0, 39)}…` : text})`
}

function place(source: string, span: { readonly start: number; readonly end: number }) {
  return locationInSource({ code: 'loop', message: '', source, span })!
}

function lineOf(source: string, offset: number): number {
  return source.slice(0, offset).split(lineBreak).length - 1
}
