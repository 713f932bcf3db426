/** The results as an SVG bar chart: one row a kernel, logarithmic, bars growing from the 1x line to the right where faster. */
import type { Result } from './harness.ts'

const ROW = 18
const BAR = 6
const LEFT = 150
const WIDTH = 960
const TOP = 74
const PLOT = WIDTH - LEFT - 60

const series = [
  { title: 'arrays from alloc()', color: '#1f6feb' },
  { title: 'heap arrays, copied in and out', color: '#8fb8f5' },
]

const LOSS_COLOR = '#cf4a3c'

/** `subtitle` says where and when; kernels that were not measured are listed with their status instead of bars. */
export function drawChart(results: readonly Result[], subtitle: string): string {
  const rows = results.map(({ name, group, status, heap, resident }): ChartRow => {
    const ratios = status === 'ok' ? [resident!.ratio, heap!.ratio] : []
    return { name, group, ratios, note: status }
  })
  const title = 'Speed relative to plain JavaScript (logarithmic, higher is better)'
  return drawBars({ title, subtitle, series, lossTitle: 'slower than plain', loss: 0.95, rows })
}

interface Series {
  readonly title: string
  readonly color: string
}

export interface ChartRow {
  readonly name: string
  readonly group: string
  /** One for each series, the first of which orders the rows and stands as a number. Empty: not measured. */
  readonly ratios: readonly (number | undefined)[]
  /** Stands in the place of the bars where there is no ratio. */
  readonly note: string
}

export interface BarChart {
  readonly title: string
  readonly subtitle: string
  readonly series: readonly Series[]
  readonly lossTitle: string
  /** Bars below this ratio are losses. */
  readonly loss: number
  readonly rows: readonly ChartRow[]
}

export function drawBars(chart: BarChart): string {
  const lines = layOut(chart.rows)
  const ratios = chart.rows.flatMap(ratiosOf)
  const scale = createScale(Math.min(0.5, ...ratios), Math.max(4, ...ratios))
  const height = TOP + lines.length * ROW + 30
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"`,
    ' font-family="system-ui, sans-serif" font-size="12" fill="#24292f">',
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    text(16, 24, chart.title, 'font-size="15" font-weight="600"'),
    text(16, 42, chart.subtitle, 'fill="#57606a"'),
    drawLegend(chart),
    ...drawGrid(scale, height),
    ...lines.flatMap((line, i) => drawLine(line, TOP + i * ROW, scale, chart)),
    '</svg>',
    '',
  ].join('\n')
}

interface Line {
  readonly title: string
  /** Absent for the heading of a group. */
  readonly row?: ChartRow
}

/** Groups under their headings, the fastest first; what was not measured comes last. */
function layOut(rows: readonly ChartRow[]): Line[] {
  const speed = (row: ChartRow) => row.ratios[0] ?? 0
  return [...new Set(rows.map((row) => row.group))].flatMap((group) => {
    const members = rows.filter((row) => row.group === group).sort((a, b) => speed(b) - speed(a))
    return [{ title: group }, ...members.map((row) => ({ title: row.name, row }))]
  })
}

function ratiosOf(row: ChartRow): number[] {
  return row.ratios.filter((ratio) => ratio !== undefined)
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

function drawLegend({ series, lossTitle }: BarChart): string {
  let x = LEFT
  const items = [...series, { title: lossTitle, color: LOSS_COLOR }].map(({ title, color }) => {
    const item = `<rect x="${x}" y="51" width="12" height="8" fill="${color}"/>${text(x + 17, 59, title)}`
    x += 40 + title.length * 6.2
    return item
  })
  return items.join('')
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

function drawLine({ title, row }: Line, y: number, scale: Scale, { series, loss }: BarChart): string[] {
  const base = y + 13
  if (row === undefined) return [text(16, base, title, 'font-weight="600"')]
  const name = text(LEFT - 8, base, title, 'text-anchor="end"')
  if (ratiosOf(row).length === 0) return [name, text(scale.x(1) + 6, base, row.note, `fill="${LOSS_COLOR}"`)]
  const bars = row.ratios.flatMap((ratio, i) => {
    if (ratio === undefined) return []
    const [from, to] = [scale.x(Math.min(1, ratio)), scale.x(Math.max(1, ratio))]
    const fill = ratio < loss ? LOSS_COLOR : series[i].color
    const at = `x="${round(from)}" y="${y + 2 + i * (BAR + 1)}" width="${round(to - from)}" height="${BAR}"`
    return `<rect ${at} fill="${fill}" fill-opacity="${ratio < loss && i === 1 ? 0.55 : 1}"/>`
  })
  const end = scale.x(Math.max(1, ...ratiosOf(row)))
  const figure = row.ratios[0] === undefined ? row.note : `${row.ratios[0].toFixed(2)}x`
  return [name, ...bars, text(end + 5, base, figure, 'fill="#57606a" font-size="11"')]
}

function text(x: number, y: number, content: string, attributes = ''): string {
  const escaped = content.replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]!)
  return `<text x="${round(x)}" y="${y}" ${attributes}>${escaped}</text>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
