/** The results as an SVG bar chart: one row a kernel, logarithmic, bars growing from the 1x line to the right where faster. */
import type { Result } from './harness.ts'

const ROW = 18
const BAR = 6
const LEFT = 150
const WIDTH = 960
const TOP = 74
const PLOT = WIDTH - LEFT - 60

const series = [
  { label: 'resident', title: 'arrays from alloc()', color: '#1f6feb' },
  { label: 'heap', title: 'heap arrays, copied in and out', color: '#8fb8f5' },
] as const

const LOSS_COLOR = '#cf4a3c'

/** `subtitle` says where and when; kernels that were not measured are listed with their status instead of bars. */
export function drawChart(results: readonly Result[], subtitle: string): string {
  const rows = layOut(results)
  const ratios = rows.flatMap((row) => (row.result === undefined ? [] : ratiosOf(row.result)))
  const scale = createScale(Math.min(0.5, ...ratios), Math.max(4, ...ratios))
  const height = TOP + rows.length * ROW + 30
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"`,
    ' font-family="system-ui, sans-serif" font-size="12" fill="#24292f">',
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    text(
      16,
      24,
      'Speed relative to plain JavaScript (logarithmic, higher is better)',
      'font-size="15" font-weight="600"',
    ),
    text(16, 42, subtitle, 'fill="#57606a"'),
    drawLegend(),
    ...drawGrid(scale, height),
    ...rows.flatMap((row, i) => drawRow(row, TOP + i * ROW, scale)),
    '</svg>',
    '',
  ].join('\n')
}

interface Row {
  readonly title: string
  /** Absent for the heading of a group. */
  readonly result?: Result
}

/** Groups under their headings, the fastest first; what was not measured comes last. */
function layOut(results: readonly Result[]): Row[] {
  const speed = (result: Result) => result.resident?.ratio ?? 0
  return [...new Set(results.map((result) => result.group))].flatMap((group) => {
    const members = results.filter((result) => result.group === group).sort((a, b) => speed(b) - speed(a))
    return [{ title: group }, ...members.map((result) => ({ title: result.name, result }))]
  })
}

function ratiosOf(result: Result): number[] {
  return series.flatMap(({ label }) => result[label]?.ratio ?? [])
}

interface Scale {
  readonly ticks: readonly number[]
  readonly x: (ratio: number) => number
}

/** Powers of two that enclose both ends. */
function createScale(min: number, max: number): Scale {
  const from = Math.floor(Math.log2(min))
  const to = Math.ceil(Math.log2(max))
  const x = (ratio: number) => LEFT + (PLOT * (Math.log2(ratio) - from)) / (to - from)
  return { ticks: Array.from({ length: to - from + 1 }, (_, i) => 2 ** (from + i)), x }
}

function drawLegend(): string {
  const items = series.map(({ title, color }, i) => {
    const x = LEFT + i * 150
    return `<rect x="${x}" y="51" width="12" height="8" fill="${color}"/>${text(x + 17, 59, title)}`
  })
  const x = LEFT + 380
  return `${items.join('')}<rect x="${x}" y="51" width="12" height="8" fill="${LOSS_COLOR}"/>${text(x + 17, 59, 'slower than plain')}`
}

function drawGrid(scale: Scale, height: number): string[] {
  return scale.ticks.flatMap((tick) => {
    const x = round(scale.x(tick))
    const stroke = tick === 1 ? 'stroke="#24292f" stroke-width="1.5"' : 'stroke="#d8dee4"'
    const label = tick < 1 ? `1/${1 / tick}x` : `${tick}x`
    const line = `<line x1="${x}" y1="${TOP - 4}" x2="${x}" y2="${height - 26}" ${stroke}/>`
    const weight = tick === 1 ? ' font-weight="600"' : ''
    return [line, text(x, height - 10, label, `text-anchor="middle" fill="#57606a"${weight}`)]
  })
}

function drawRow({ title, result }: Row, y: number, scale: Scale): string[] {
  const base = y + 13
  if (result === undefined) return [text(16, base, title, 'font-weight="600"')]
  const name = text(LEFT - 8, base, title, 'text-anchor="end"')
  if (result.status !== 'ok') return [name, text(scale.x(1) + 6, base, result.status, `fill="${LOSS_COLOR}"`)]
  const bars = series.flatMap(({ label, color }, i) => {
    const { ratio } = result[label]!
    const [from, to] = [scale.x(Math.min(1, ratio)), scale.x(Math.max(1, ratio))]
    const fill = ratio < 0.95 ? LOSS_COLOR : color
    const at = `x="${round(from)}" y="${y + 2 + i * (BAR + 1)}" width="${round(to - from)}" height="${BAR}"`
    return `<rect ${at} fill="${fill}" fill-opacity="${ratio < 0.95 && i === 1 ? 0.55 : 1}"/>`
  })
  const end = scale.x(Math.max(1, ...ratiosOf(result)))
  return [name, ...bars, text(end + 5, base, `${result.resident!.ratio.toFixed(2)}x`, 'fill="#57606a" font-size="11"')]
}

function text(x: number, y: number, content: string, attributes = ''): string {
  const escaped = content.replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]!)
  return `<text x="${round(x)}" y="${y}" ${attributes}>${escaped}</text>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
