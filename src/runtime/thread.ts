/**
 * The compiler thread as seen by its callers: questions that may be waited for, polled, or awaited. Waits are bounded, and end early when
 * the thread is known to have failed.
 */
import { decode } from './codec.ts'
import {
  type Again,
  type Ask,
  DONE,
  type Done,
  FAILED,
  type Hello,
  type Job,
  LENGTH,
  type Notice,
  PENDING,
  READY,
  REPLY_HEADER,
  type Reply,
  STARTING,
  STATE,
} from './protocol.ts'
import { type Listener, type Spawned, spawn } from './spawn.ts'

/** A thread that has not said a word after so many milliseconds never will; ten seconds are not enough where a dozen processes share two cores. */
const START_MS = 30_000
/** Longest wait for one answer: loading the compiler takes below a second, and compiling milliseconds. */
const ANSWER_MS = 60_000
/** Room for an answer at first; hardly any takes more. */
const REPLY_BYTES = 1 << 18

/** May this thread wait for memory to change? The main thread of a browser may not. */
export const canWait: boolean = probe()

function probe(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0)
    return true
  } catch {
    return false
  }
}

export class CompilerThread implements Listener {
  /** Why it is of no use. */
  failure: string | undefined
  readonly #control = shared(4)
  readonly #phase = this.#control && new Int32Array(this.#control)
  readonly #questions = new Map<number, Question>()
  #worker: Spawned | undefined
  #count = 0
  #lastPhase = STARTING
  #watchers: (() => void)[] = []
  readonly #startedAt = performance.now()

  constructor() {
    try {
      this.#worker = spawn(this)
      this.#worker.post({ control: this.#control } satisfies Hello)
    } catch (error) {
      this.failed((error as Error).message)
    }
  }

  get isReady(): boolean {
    return this.failure === undefined && this.phase === READY
  }

  /** Will its answers come while this thread does nothing but wait for them? */
  get isAwaitable(): boolean {
    return this.isReady || this.#worker?.isIndependent === true
  }

  /** Milliseconds since it was started. */
  get age(): number {
    return performance.now() - this.#startedAt
  }

  get phase(): number {
    return this.#phase === undefined ? this.#lastPhase : Atomics.load(this.#phase, 0)
  }

  ask(job: Job): Question {
    const question = new Question(this, ++this.#count, shared(REPLY_BYTES))
    if (this.failure !== undefined) question.settle({ ok: false, reason: this.failure })
    else {
      this.#questions.set(question.id, question)
      this.#worker!.post({ id: question.id, job, reply: question.memory } satisfies Ask)
    }
    return question
  }

  again(id: number, memory: SharedArrayBuffer): void {
    this.#worker?.post({ id, again: memory } satisfies Again)
  }

  /** Waits until the thread has said a word, up to `ms` milliseconds; false if it has not. */
  waitForStart(ms: number): boolean {
    if (this.#phase === undefined || this.failure !== undefined) return false
    const left = START_MS - this.age
    if (this.phase === STARTING && left > 0) Atomics.wait(this.#phase, 0, STARTING, Math.min(left, ms))
    if (this.phase === STARTING && this.age >= START_MS) this.failed(`it has not started after ${START_MS / 1000} s`)
    return this.phase !== STARTING && this.failure === undefined
  }

  /** Resolves when the compiler is loaded, or cannot be (see `failure`). Keeps the process alive until then. */
  async settled(): Promise<void> {
    if (this.failure !== undefined || this.phase >= READY) return
    await this.#watch((done) => this.#watchers.push(done))
  }

  /** Resolves when the question is answered. Keeps the process alive until then. */
  async answered(question: Question): Promise<void> {
    if (question.poll() !== undefined) return
    await this.#watch((done) => question.watchers.push(done))
  }

  message(data: unknown): void {
    const message = data as Done | Notice
    if ('phase' in message) {
      this.#lastPhase = message.phase
      if (message.phase === FAILED) this.failed(message.reason ?? 'it does not load')
      else if (message.phase === READY) this.#wake()
      return
    }
    const question = this.#questions.get(message.id)
    if (message.encoded !== undefined) question?.settle(decode(message.encoded) as Reply)
    else question?.poll()
  }

  failed(reason: string): void {
    this.failure ??= reason
    for (const question of this.#questions.values()) question.settle({ ok: false, reason })
    this.#wake()
  }

  /** @internal */
  forget(id: number): void {
    this.#questions.delete(id)
  }

  #wake(): void {
    for (const done of this.#watchers.splice(0)) done()
  }

  #held = 0

  async #watch(add: (done: () => void) => void): Promise<void> {
    if (this.#held++ === 0) this.#worker?.hold(true)
    await new Promise<void>(add)
    if (--this.#held === 0) this.#worker?.hold(false)
  }
}

/** One question to the thread, until it is answered. */
export class Question {
  readonly id: number
  memory: SharedArrayBuffer | undefined
  readonly watchers: (() => void)[] = []
  readonly #thread: CompilerThread
  #header: Int32Array | undefined
  #reply: Reply | undefined

  constructor(thread: CompilerThread, id: number, memory: SharedArrayBuffer | undefined) {
    this.#thread = thread
    this.id = id
    this.memory = memory
    this.#header = memory && new Int32Array(memory, 0, 2)
  }

  /** The answer, if it is there. */
  poll(): Reply | undefined {
    if (this.#reply !== undefined || this.#header === undefined) return this.#reply
    const state = Atomics.load(this.#header, STATE)
    if (state === PENDING) return undefined
    const length = Atomics.load(this.#header, LENGTH)
    if (state === DONE) this.settle(decode(new Uint8Array(this.memory!, REPLY_HEADER, length)) as Reply)
    else this.#enlarge(length)
    return this.#reply
  }

  /** The answer, waiting up to `ms` milliseconds; undefined if it takes longer, or would not come that way. */
  wait(ms: number): Reply | undefined {
    if (!this.#thread.isAwaitable) return this.poll()
    const isEndless = ms >= ANSWER_MS
    const end = performance.now() + Math.min(ms, ANSWER_MS)
    for (;;) {
      const found = this.poll()
      if (found !== undefined || this.#header === undefined) return found
      const left = end - performance.now()
      if (left > 0 && !this.#thread.waitForStart(left)) continue
      if (left > 0 && Atomics.wait(this.#header, STATE, PENDING, left) !== 'timed-out') continue
      if (!isEndless) return this.poll()
      // What should take milliseconds has not come for so long: it never will.
      this.#thread.failed(`it has not answered for ${ANSWER_MS / 1000} s`)
    }
  }

  settle(reply: Reply): void {
    if (this.#reply !== undefined) return
    this.#reply = reply
    this.memory = undefined
    this.#header = undefined
    this.#thread.forget(this.id)
    if (!reply.ok) this.#thread.failed(reply.reason)
    for (const done of this.watchers.splice(0)) done()
  }

  #enlarge(length: number): void {
    this.memory = new SharedArrayBuffer(REPLY_HEADER + length)
    this.#header = new Int32Array(this.memory, 0, 2)
    this.#thread.again(this.id, this.memory)
  }
}

/** Memory that two threads see, where there is such. */
function shared(bytes: number): SharedArrayBuffer | undefined {
  try {
    return new SharedArrayBuffer(bytes)
  } catch {
    return undefined
  }
}
