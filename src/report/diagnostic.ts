/**
 * Diagnostics as text: one line that says what and why, the user's own lines with the place underlined, and what to do about it.
 */
import type { Diagnostic } from '../diagnostics.ts'
import { placeOf } from '../runtime/captured.ts'

/**
 * Place of a diagnostic in its function's source text, or in the file of that if it is known. Both count from 1; columns are UTF-16 units, as
 * editors count them.
 */
export interface SourceLocation {
  readonly file?: string
  readonly line: number
  readonly column: number
}

/** Lines of source shown before and after the one that is meant. */
const CONTEXT = 1
/** Columns of source shown at most; minified code has lines of any length. */
const WIDTH = 100
const TAB = '  '
const lineBreak = /\r\n|[\n\r\u2028\u2029]/

/** Where a diagnostic's span starts, or undefined if it has none. */
export function locationOf(diagnostic: Diagnostic): SourceLocation | undefined {
  const inSource = locationInSource(diagnostic)
  const place = inSource && placeOf(diagnostic.source!)
  if (place === undefined) return inSource
  const { line, column } = inSource!
  return { file: place.file, line: place.line + line - 1, column: line === 1 ? place.column + column - 1 : column }
}

/** The same within the function's own text. */
export function locationInSource({ source, span }: Diagnostic): SourceLocation | undefined {
  if (source === undefined || span === undefined) return undefined
  const before = source.slice(0, span.start).split(lineBreak)
  return { line: before.length, column: before[before.length - 1]!.length + 1 }
}

/**
 * What a person reads:
 *
 *     tightloop: dot is not compiled: a string is used as a value
 *       1 | (a) => {
 *     > 2 |   return 'sum' + a[0]
 *         |          ^^^^^
 *       3 | }
 *     help: Make texts outside of the kernel.
 */
export function formatDiagnostic(diagnostic: Diagnostic, options: { readonly color?: boolean } = {}): string {
  const paint = options.color
    ? (code: number, text: string) => `\x1b[${code}m${text}\x1b[0m`
    : (_: number, text: string) => text
  const { functionName, message, hint } = diagnostic
  const lines = [`tightloop: ${functionName || 'the function'} is not compiled: ${paint(1, message)}`]
  const at = locationOf(diagnostic)
  if (at?.file !== undefined) lines.push(paint(2, `  at ${at.file}:${at.line}:${at.column}`))
  lines.push(...codeFrame(diagnostic, paint))
  if (hint) lines.push(`${paint(36, 'help:')} ${hint}`)
  return lines.join('\n')
}

function codeFrame(diagnostic: Diagnostic, paint: (code: number, text: string) => string): string[] {
  const location = locationInSource(diagnostic)
  if (!location) return []
  const { line, column } = location
  const above = (placeOf(diagnostic.source!)?.line ?? 1) - 1
  const lines = diagnostic.source!.split(lineBreak)
  const text = lines[line - 1]!
  const { start, end } = diagnostic.span!
  // A span of several lines is underlined to the end of its first.
  const to = Math.max(column, Math.min(column - 1 + end - start, text.length))
  const left = expandTabs(text.slice(0, column - 1)).length
  const marked = expandTabs(text.slice(column - 1, to)).length || 1
  const window = clipTo(left, marked)

  const first = Math.max(1, line - CONTEXT)
  const last = Math.min(lines.length, line + CONTEXT)
  const digits = String(above + last).length
  const frame: string[] = []
  for (let at = first; at <= last; at++) {
    const gutter = `${at === line ? '>' : ' '} ${String(above + at).padStart(digits)} |`
    frame.push(`${paint(at === line ? 31 : 2, gutter)} ${window.clip(expandTabs(lines[at - 1]!))}`.trimEnd())
    if (at !== line) continue
    const carets = '^'.repeat(Math.min(marked, window.from + WIDTH - left))
    const shift = left - window.from + (window.from > 0 ? 1 : 0)
    frame.push(`${paint(2, `${' '.repeat(digits + 3)}|`)} ${' '.repeat(shift)}${paint(31, carets)}`)
  }
  return frame
}

/** The part of the lines that is shown, so chosen that it holds the place meant. */
function clipTo(left: number, marked: number): { from: number; clip(text: string): string } {
  const isVisible = left + Math.min(marked, WIDTH / 2) <= WIDTH
  const from = isVisible ? 0 : left - WIDTH / 4
  const clip = (text: string): string => {
    const shown = text.slice(from, from + WIDTH)
    if (shown === '') return text === '' ? '' : '…'
    return (from > 0 ? '…' : '') + shown + (text.length > from + WIDTH ? '…' : '')
  }
  return { from, clip }
}

function expandTabs(text: string): string {
  return text.replaceAll('\t', TAB)
}
