/** What a run shows beside the source: bars, equality, picture, loops. */
import { markOf } from './annotations.ts'
import { CONTESTANTS, type Contestant, type Picture, type Verdict } from './protocol.ts'

const names: Readonly<Record<Contestant, readonly [label: string, title: string]>> = {
  plain: ['plain', 'The function as it is'],
  compiled: ['compiled', 'jit(fn) on ordinary arrays, which are copied in and out'],
  resident: ['with alloc', 'jit(fn) on arrays from alloc(), which are used where they lie'],
}

type Times = Partial<Readonly<Record<Contestant, number>>>

function element(tag: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(tag)
  made.className = className
  made.textContent = text
  return made
}

/** One bar each, as long as the contestant is fast. Bars are kept and changed, so that they can be watched. */
export function showTimes(list: HTMLElement, times: Times): void {
  const plain = times.plain ?? Number.NaN
  const speeds = CONTESTANTS.map((name) => plain / (times[name] ?? Number.NaN))
  const fastest = Math.max(...speeds.filter(Number.isFinite), 1)
  for (const [i, name] of CONTESTANTS.entries()) {
    const row = (list.children[i] as HTMLElement | undefined) ?? addRow(list, name)
    const [, ratio, time, track] = row.children as unknown as HTMLElement[]
    const speed = speeds[i]
    row.className = `${name}${speed < 0.95 ? ' slower' : ''}`
    ;(track.firstElementChild as HTMLElement).style.width = `${Number.isFinite(speed) ? (100 * speed) / fastest : 0}%`
    ratio.textContent = Number.isFinite(speed) ? `${speed.toFixed(speed < 10 ? 2 : 1)}×` : ''
    time.textContent = times[name] === undefined ? '' : inUnits(times[name])
  }
}

function addRow(list: HTMLElement, name: Contestant): HTMLElement {
  const row = element('li', name)
  const [label, title] = names[name]
  const track = element('span', 'track')
  track.append(element('div', 'bar'))
  row.title = title
  row.append(element('span', 'label', label), element('span', 'number ratio'), element('span', 'number time'), track)
  list.append(row)
  return row
}

function inUnits(ms: number): string {
  if (ms >= 1) return `${ms.toPrecision(3)} ms`
  return ms >= 0.001 ? `${(1000 * ms).toPrecision(3)} µs` : `${(1e6 * ms).toPrecision(3)} ns`
}

export function showPicture(canvas: HTMLCanvasElement, { width, height, rgba }: Picture): void {
  canvas.hidden = false
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
  canvas.style.aspectRatio = `${width} / ${height}`
  canvas.getContext('2d')!.putImageData(new ImageData(rgba, width, height), 0, 0)
}

/** A button each that leads to the loop. */
export function showLoops(
  list: HTMLElement,
  verdicts: readonly Verdict[],
  lineOf: (offset: number) => number,
  visit: (offset: number) => void,
): void {
  const items = [...verdicts]
    .sort((a, b) => a.at - b.at)
    .map((verdict) => {
      const button = element('button', '') as HTMLButtonElement
      button.type = 'button'
      button.append(
        element('span', `mark ${verdict.kind}`, markOf(verdict)),
        element('span', 'hint', `line ${lineOf(verdict.at)}`),
        element('span', 'verdict', verdict.text),
      )
      button.onclick = () => visit(verdict.at)
      const item = element('li', '')
      item.append(button)
      return item
    })
  if (items.length > 0) list.replaceChildren(...items)
  else showHint(list, 'There are no loops in the compiled code.')
}

/** In place of what there is not. */
export function showHint(list: HTMLElement, text: string): void {
  list.replaceChildren(element('li', 'hint', text))
}
