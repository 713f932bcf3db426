/** The worker as the page sees it: runs, what they report, and an end for those that do not come back. */
import type { Program, Report, Run } from './protocol.ts'

/** A worker that has not answered after so long is busy with a loop that may never end; a new one takes over. */
const ANSWER_MS = 1500
/** A program that says nothing for so long is stopped. */
const SILENCE_MS = 10_000
/** The compiler takes as long as the network and the machine do. */
const LOADING_MS = 120_000

export class Session {
  readonly #listen: (report: Report) => void
  #worker: Worker | undefined
  #run: Run = { id: 0, n: 0 }
  #timer = 0
  #isBusy = false
  #isLoading = false

  constructor(listen: (report: Report) => void) {
    this.#listen = listen
  }

  get isRunning(): boolean {
    return this.#isBusy
  }

  start(program: Program, n: number): void {
    this.#run = { id: this.#run.id + 1, program, n }
    this.#isBusy = true
    this.#post()
    this.#expect(this.#isLoading ? LOADING_MS : ANSWER_MS, () => {
      this.#end()
      this.#post()
      this.#expect(LOADING_MS, () => this.#giveUp())
    })
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#isBusy = false
    this.#run = { id: this.#run.id + 1, n: 0 }
    this.#worker?.postMessage(this.#run)
  }

  #post(): void {
    this.#worker ??= this.#spawn()
    this.#worker.postMessage(this.#run)
  }

  #spawn(): Worker {
    const worker = new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }: MessageEvent<Report>) => {
      // The word of a run that is over, or of a worker that has been replaced.
      if (data.id !== this.#run.id || worker !== this.#worker) return
      this.#isLoading = data.kind === 'progress'
      if (data.kind === 'finished') this.#isBusy = false
      if (this.#isBusy) this.#expect(this.#isLoading ? LOADING_MS : SILENCE_MS, () => this.#giveUp())
      else clearTimeout(this.#timer)
      this.#listen(data)
    }
    worker.onerror = (event) => {
      event.preventDefault()
      this.#fail(`The worker does not start: ${event.message ?? 'its script does not load'}`)
    }
    return worker
  }

  #expect(ms: number, otherwise: () => void): void {
    clearTimeout(this.#timer)
    this.#timer = window.setTimeout(otherwise, ms)
  }

  #giveUp(): void {
    this.#fail(
      `Stopped: the program has not come back for ${SILENCE_MS / 1000} s. Does a loop never end, or is n too large?`,
    )
  }

  #fail(message: string): void {
    this.#end()
    clearTimeout(this.#timer)
    this.#isBusy = false
    const { id } = this.#run
    this.#listen({ id, kind: 'fault', fault: { severity: 'error', message } })
    this.#listen({ id, kind: 'finished' })
  }

  #end(): void {
    this.#worker?.terminate()
    this.#worker = undefined
    this.#isLoading = false
  }
}
