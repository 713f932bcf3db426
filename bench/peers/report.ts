/** The results as text for a terminal: a table, geometric means, and by name whatever did not win or did not run. */
import Table from 'cli-table3'
import { geometricMean } from '../statistics.ts'
import type { Label } from './contender.ts'
import type { PeerResult, PeerTiming } from './measure.ts'

export const titles: Readonly<Record<Label, string>> = {
  plain: 'plain JS',
  tightloop: 'tightloop',
  tightloopFast: 'own fastmath',
  clang: 'clang -O3',
  clangSimd: '-msimd128',
  clangFast: '-ffast-math',
  jz: 'jz',
  numba: 'Numba',
}

/** Behind by more than 10 %. */
export const BEHIND = 1 / 1.1

type Means = Readonly<Partial<Record<Label, number>>>

export interface PeerSummary {
  /** How many times faster tightloop is, by group and over all; each label over the kernels that it ran. */
  readonly geometricMeans: Readonly<Record<string, Means>>
  /** How many kernels stand behind each of these means. */
  readonly counts: Readonly<Record<string, Means>>
  /** Kernels behind `clang -msimd128` by more than 10 %. */
  readonly behindClangSimd: readonly string[]
  /** Contenders whose answer was close, but not the same. */
  readonly inexact: Readonly<Partial<Record<Label, readonly string[]>>>
  readonly failures: readonly string[]
}

/** The contenders that have a column, in its order: all that ran anything but tightloop itself. */
export function columnsOf(results: readonly PeerResult[]): Label[] {
  const labels = Object.keys(titles) as Label[]
  return labels.filter((label) => label !== 'tightloop' && results.some(({ timings }) => timings[label] !== undefined))
}

export function summarizePeers(results: readonly PeerResult[]): PeerSummary {
  const columns = columnsOf(results)
  const groups: [string, readonly PeerResult[]][] = [...new Set(results.map(({ group }) => group))].map((group) => [
    group === 'canon' ? 'others' : group,
    results.filter((result) => result.group === group),
  ])
  groups.push(['all', results])
  const over = (value: (ratios: number[]) => number) =>
    Object.fromEntries(groups.map(([group, members]) => [group, meansOf(members, columns, value)]))
  const inexact = columns.map(
    (label) => [label, results.filter(({ timings }) => timings[label]?.exact === false)] as const,
  )
  return {
    geometricMeans: over(geometricMean),
    counts: over((ratios) => ratios.length),
    behindClangSimd: results.filter(({ timings }) => (timings.clangSimd?.ratio ?? 1) < BEHIND).map(({ name }) => name),
    inexact: Object.fromEntries(inexact.map(([label, found]) => [label, found.map(({ name }) => name)])),
    failures: results.flatMap(({ name, failures }) => failures.map((failure) => `${name}: ${failure}`)),
  }
}

function meansOf(
  results: readonly PeerResult[],
  columns: readonly Label[],
  value: (ratios: number[]) => number,
): Means {
  const entries = columns.flatMap((label) => {
    const ratios = results.flatMap(({ timings }) => timings[label]?.ratio ?? [])
    return ratios.length === 0 ? [] : [[label, value(ratios)]]
  })
  return Object.fromEntries(entries)
}

export function formatPeerTable(results: readonly PeerResult[], summary: PeerSummary): string {
  const columns = columnsOf(results)
  const table = new Table({
    head: ['kernel', 'own ms', ...columns.map((label) => titles[label])],
    colAligns: ['left', ...Array<'right'>(columns.length + 1).fill('right')],
    style: { head: [], border: [], compact: true },
  })
  for (const { name, timings, refusals } of results) {
    const cells = columns.map((label) => {
      if (timings[label] !== undefined) return ratioCell(timings[label])
      return refusals.some((refusal) => refusal.label === label) ? 'x' : ''
    })
    table.push([name, timings.tightloop?.ms.toPrecision(3) ?? '-', ...cells])
  }
  for (const [group, means] of Object.entries(summary.geometricMeans)) {
    const cells = columns.map((label) => (means[label] === undefined ? '' : `${means[label].toFixed(2)}x`))
    table.push([`geometric mean, ${group}`, '', ...cells])
  }
  return table.toString()
}

const legend = [
  'Ratios: how many times faster tightloop is (arrays from alloc, compiled), median of the rounds. Below 1 it is slower.',
  'own fastmath: how many times faster tightloop gets by its option fastmath. That is what -ffast-math is compared with.',
  '~: the answer is close to the plain one, not the same. x: does not run the kernel, for the reason below.',
]

export function formatPeerSummary(results: readonly PeerResult[], summary: PeerSummary): string {
  const lines = [...legend, '']
  const behind = summary.behindClangSimd.map((name) => {
    const { ratio } = results.find((result) => result.name === name)!.timings.clangSimd!
    return `${name} ${ratio.toFixed(2)}x`
  })
  const compared = results.some(({ timings }) => timings.clangSimd !== undefined)
  if (compared) lines.push(`behind clang -msimd128 by more than 10 %: ${behind.join(', ') || 'none'}`)
  for (const [label, names] of Object.entries(summary.inexact)) {
    if (names.length > 0) lines.push(`${titles[label as Label]}, not bit for bit: ${names.join(', ')}`)
  }
  for (const { name, refusals } of results) {
    for (const { label, refusal } of refusals) lines.push(`x ${titles[label]}, ${name}: ${refusal}`)
  }
  for (const failure of summary.failures) lines.push(`FAILED ${failure}`)
  lines.push(`${results.length} kernels, ${summary.failures.length} failures`)
  return lines.join('\n')
}

function ratioCell({ ratio, exact }: PeerTiming): string {
  return `${exact ? '' : '~'}${ratio.toFixed(2)}x`
}

/** One line a kernel, while it runs. */
export function progress({ timings, failures, refusals }: PeerResult): string {
  const cells = (Object.keys(titles) as Label[]).flatMap((label) => {
    const timing = timings[label]
    if (timing === undefined) return refusals.some((refusal) => refusal.label === label) ? [`${titles[label]} x`] : []
    if (label === 'tightloop') return []
    return [`${titles[label]} ${timing.ratio.toFixed(2)}x`]
  })
  const own = timings.tightloop === undefined ? '' : `${timings.tightloop.ms.toFixed(2)} ms   `
  return `${own}${cells.join('   ')}${failures.length > 0 ? `   FAILED ${failures.join('; ')}` : ''}`
}
