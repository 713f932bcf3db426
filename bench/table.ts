/** The results as text for a terminal: a table, geometric means, and by name whatever did not win. */
import Table from 'cli-table3'
import { forLabels, type Label, labels, type Result, type Timing } from './harness.ts'
import { geometricMean, median } from './statistics.ts'

/** Below this ratio a kernel counts as slower than plain JavaScript. */
export const LOSS = 0.95

export interface Summary {
  /** Geometric means of the ratios, by group and over all; only kernels that were measured. */
  readonly geometricMeans: Readonly<Record<string, Readonly<Record<Label, number>>>>
  /** Kernels below `LOSS`, by how they were called. */
  readonly losers: Readonly<Record<Label, readonly string[]>>
  readonly measured: number
  readonly fallbacks: readonly string[]
  readonly mismatches: readonly string[]
  readonly errors: readonly string[]
  readonly warmCompileMedianMs: number
  readonly warmCompileWorstMs: number
}

export function summarize(results: readonly Result[]): Summary {
  const ok = results.filter((result) => result.status === 'ok')
  const byStatus = (status: Result['status']) => results.filter((r) => r.status === status).map((r) => r.name)
  const meansOf = (group: readonly Result[]) => forLabels((label) => geometricMean(group.map((r) => r[label]!.ratio)))
  const groups = [...new Set(ok.map((result) => result.group))]
  const means = groups.map((group) => [group, meansOf(ok.filter((result) => result.group === group))])
  const compiles = ok.map((result) => result.warmCompileMs ?? Number.NaN).filter((ms) => !Number.isNaN(ms))
  return {
    geometricMeans: Object.fromEntries(ok.length === 0 ? [] : [...means, ['all', meansOf(ok)]]),
    losers: forLabels((label) => ok.filter((r) => r[label]!.ratio < LOSS).map((r) => r.name)),
    measured: ok.length,
    fallbacks: byStatus('fallback'),
    mismatches: byStatus('mismatch'),
    errors: byStatus('error'),
    warmCompileMedianMs: median(compiles),
    warmCompileWorstMs: compiles.length === 0 ? Number.NaN : Math.max(...compiles),
  }
}

export function formatTable(results: readonly Result[], summary: Summary): string {
  const table = new Table({
    head: ['kernel', 'plain ms', 'heap', 'resident', 'auto', 'compile ms'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  })
  for (const result of results) {
    if (result.status !== 'ok') {
      table.push([result.name, { colSpan: 5, content: result.status.toUpperCase(), hAlign: 'left' }])
      continue
    }
    const auto = `${ratioCell(result.auto!)} ${result.autoTier === 'plain' ? 'p' : 'c'}`
    const cells = [ms(result.plainMs), ratioCell(result.heap!), ratioCell(result.resident!), auto]
    table.push([result.name, ...cells, ms(result.warmCompileMs)])
  }
  for (const [group, means] of Object.entries(summary.geometricMeans)) {
    const cells = labels.map((label) => `${means[label].toFixed(2)}x`)
    table.push([`geometric mean, ${group}`, '', ...cells, ''])
  }
  return table.toString()
}

const legend = [
  'Ratios: how many times faster than plain JavaScript, median of the rounds (quartiles).',
  'heap: compiled, arrays copied in and out. resident: compiled, arrays from alloc(). auto: the default; it chose c(ompiled) or p(lain).',
  '=: the samples do not tell it from plain. compile ms: warm, from source text to callable.',
]

export function formatSummary(results: readonly Result[], summary: Summary): string {
  const lines = [...legend, '']
  for (const { status, name, reason } of results) {
    if (status !== 'ok') lines.push(`${status.toUpperCase()} ${name}: ${reason}`)
  }
  for (const label of labels) {
    const names = summary.losers[label].map((name) => {
      const { ratio, significant } = results.find((result) => result.name === name)![label]!
      return `${name} ${significant === 0 ? '= ' : ''}${ratio.toFixed(2)}x`
    })
    lines.push(`below ${LOSS}x, ${label}: ${names.join(', ') || 'none'}`)
  }
  const { measured, fallbacks, mismatches, errors, warmCompileMedianMs, warmCompileWorstMs } = summary
  if (measured > 0) {
    lines.push(`warm compile: median ${ms(warmCompileMedianMs)} ms, worst ${ms(warmCompileWorstMs)} ms`)
  }
  const failures = `${fallbacks.length} fallbacks, ${mismatches.length} mismatches, ${errors.length} errors`
  lines.push(`${results.length} kernels: ${measured} measured, ${failures}`)
  return lines.join('\n')
}

function ratioCell({ ratio, low, high, significant }: Timing): string {
  const spread = `(${low.toFixed(2)}-${high.toFixed(2)})`
  return `${significant === 0 ? '= ' : ''}${ratio.toFixed(2)}x ${spread.padStart(13)}`
}

function ms(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '-' : value.toPrecision(3)
}
