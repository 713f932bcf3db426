/**
 * The page: what is typed, chosen or slid runs after a moment, and what the worker reports is shown. Nothing of the compiler is in here;
 * the worker loads it with the first run.
 */
import { setAnnotations } from './annotations.ts'
import { goTo, makeEditor, setText, showFault } from './editor.ts'
import { type Sample, samples } from './kernels.ts'
import { readProgram } from './program.ts'
import type { Fault, Report } from './protocol.ts'
import { showHint, showLoops, showPicture, showTimes } from './results.ts'
import { Session } from './session.ts'

const byId = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E
const select = byId<HTMLSelectElement>('sample')
const slider = byId<HTMLInputElement>('size')
const runButton = byId<HTMLButtonElement>('run')
const canvas = byId<HTMLCanvasElement>('picture')
const progress = byId<HTMLProgressElement>('progress')

/** From the last key to the run. */
const TYPING_MS = 500
const SLIDING_MS = 150

let sample: Sample = samples.find(({ id }) => `#${id}` === location.hash) ?? samples[0]
let timer = 0
/** In the present run. */
let isCompiled = false

const session = new Session(show)
const editor = makeEditor(byId('editor'), () => runSoon(TYPING_MS), run)

/** Steps of the slider are equal factors; the one that is nearest to the first size is that. */
function size(): number {
  const [least, first, most] = sample.sizes
  if (slider.valueAsNumber === firstStep()) return first
  return Math.round(least * (most / least) ** (slider.valueAsNumber / Number(slider.max)))
}

function firstStep(): number {
  const [least, first, most] = sample.sizes
  return Math.round((Number(slider.max) * Math.log(first / least)) / Math.log(most / least))
}

function showSize(): void {
  byId('n').textContent = String(size())
  // Read out in place of the step.
  slider.setAttribute('aria-valuetext', String(size()))
}

function choose(next: Sample): void {
  sample = next
  // What the last one still had to say would pass for this one's.
  session.stop()
  slider.valueAsNumber = firstStep()
  select.value = sample.id
  showSize()
  setText(editor, sample.text)
  clear()
}

/** Forgets what the last kernel showed. */
function clear(): void {
  clearFindings()
  showFaultText(undefined)
  byId('equal').textContent = ''
  showTimes(byId('chart'), {})
  canvas.hidden = true
}

function clearFindings(): void {
  editor.dispatch({ effects: setAnnotations.of({ types: [], verdicts: [] }) })
  byId('signature').textContent = ''
  byId('bytes').textContent = ''
  byId<HTMLTextAreaElement>('wat').value = ''
  showHint(byId('loops'), 'What becomes of each loop, and why')
}

function runSoon(ms: number): void {
  clearTimeout(timer)
  timer = window.setTimeout(run, ms)
}

function run(): void {
  clearTimeout(timer)
  showFaultText(undefined)
  isCompiled = false
  try {
    session.start(readProgram(editor.state.doc.toString()), size())
    setStatus('Starting')
  } catch (error) {
    session.stop()
    clear()
    showFaultText({ severity: 'error', message: (error as Error).message })
    setStatus('Nothing to run')
  }
  runButton.textContent = session.isRunning ? 'Pause' : 'Run'
}

function show(report: Report): void {
  if (report.kind === 'progress') showProgress(report.text, report.share)
  else if (report.kind === 'compiled') showCompiled(report)
  else if (report.kind === 'fault') {
    if (report.fault.severity === 'error') clear()
    else if (!isCompiled) clearFindings()
    showFaultText(report.fault)
  } else if (report.kind === 'round') showRound(report)
  else if (report.kind === 'finished') {
    progress.hidden = true
    const isFault = byId('fault').classList.contains('error')
    setStatus(isFault ? 'Stopped' : 'Done: Run measures again')
    runButton.textContent = 'Run'
  }
}

function setStatus(text: string): void {
  const status = byId('status')
  // Said once by screen readers, however many rounds there are.
  if (status.textContent !== text) status.textContent = text
}

function showProgress(text: string, share: number | undefined): void {
  setStatus(text)
  progress.hidden = false
  if (share === undefined) progress.removeAttribute('value')
  else progress.value = share
}

function showCompiled({ signature, types, verdicts, wat, bytes, ms }: Report & { kind: 'compiled' }): void {
  isCompiled = true
  const { length } = editor.state.doc
  // The text may have been shortened meanwhile; the next run is on its way then.
  const isInside = ({ at }: { at: number }): boolean => at <= length
  editor.dispatch({
    effects: setAnnotations.of({ types: types.filter(isInside), verdicts: verdicts.filter(isInside) }),
  })
  byId('signature').textContent = signature
  byId('bytes').textContent = `${bytes} bytes, compiled in ${ms.toFixed(0)} ms`
  byId<HTMLTextAreaElement>('wat').value = wat
  const lineOf = (offset: number): number => editor.state.doc.lineAt(Math.min(offset, editor.state.doc.length)).number
  showLoops(byId('loops'), verdicts, lineOf, (offset) => goTo(editor, offset))
}

function showRound({ rounds, times, difference, picture }: Report & { kind: 'round' }): void {
  progress.hidden = true
  setStatus('Measuring')
  showTimes(byId('chart'), times)
  const equal = byId('equal')
  equal.classList.toggle('differs', difference !== undefined)
  equal.textContent = difference ?? `Equal to the last bit after ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`
  if (picture) showPicture(canvas, picture)
}

function showFaultText(fault: Fault | undefined): void {
  const line = fault?.span && editor.state.doc.lineAt(Math.min(fault.span.from, editor.state.doc.length)).number
  const place = line === undefined ? '' : `Line ${line}: `
  const text = fault === undefined ? '' : `${place}${fault.message}${fault.hint ? `\n${fault.hint}` : ''}`
  byId('fault').className = fault?.severity ?? ''
  byId('fault').textContent = text
  showFault(editor, fault)
}

for (const { id, title } of samples) select.append(new Option(title, id))
select.onchange = () => {
  history.replaceState(null, '', `#${select.value}`)
  choose(samples.find(({ id }) => id === select.value)!)
}
slider.oninput = () => {
  showSize()
  runSoon(SLIDING_MS)
}
runButton.onclick = () => {
  if (!session.isRunning) return run()
  session.stop()
  runButton.textContent = 'Run'
  setStatus('Paused')
}
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.defaultPrevented) run()
})
document.addEventListener('visibilitychange', () => {
  if (document.hidden && session.isRunning) runButton.click()
})

choose(sample)
// That was not the user's first use.
clearTimeout(timer)

/** For the service worker to fetch what is left of the files: the page itself should be there by then. */
const IDLE_MS = 2000

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  await navigator.serviceWorker.register('service-worker.js')
  const { active } = await navigator.serviceWorker.ready
  const { connection } = navigator as { connection?: { saveData?: boolean } }
  // Who pays for each byte loads the compiler with the first use.
  if (!connection?.saveData) setTimeout(() => active?.postMessage('keep'), IDLE_MS)
}
