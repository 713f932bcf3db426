/**
 * Where the compiler is. Importing this package loads none of it. A caller that may wait starts the compiler thread and waits for its answers;
 * one that may not (the main thread of a browser, which also has `ready()`) or has no thread gets the compiler into this thread, by an
 * import that takes a while. Whoever has it loaded anyway installs it here beforehand.
 */
import type { Artifact, FunctionSource, Request } from '../artifact.ts'
import type { Diagnostic } from '../diagnostics.ts'
import type { ProgramFacts } from '../parse/facts.ts'
import type { Job } from './protocol.ts'
import { CompilerThread, canWait, type Question } from './thread.ts'

/** The compiler, in this thread. */
export interface Compiler {
  readonly compile: (request: Request) => Artifact
  readonly facts: (functions: readonly FunctionSource[]) => ProgramFacts
}

type Value = Artifact | ProgramFacts

export type Outcome =
  | { readonly value: Value; readonly missing: undefined; readonly isRemembered?: true }
  /** There is no compiler, or none yet where nobody can wait for it. */
  | { readonly value: undefined; readonly missing: Diagnostic; readonly isFinal: boolean }

/** What `Inquiry` is; tests make others. */
export interface Asking {
  /** The outcome, after a wait of at most `ms` milliseconds; undefined if there is none yet. Below 0 the compiler is not asked at all. */
  get(ms: number): Outcome | undefined
  /** Resolves when `get` has an outcome without a wait. */
  settled(): Promise<void>
}

/** What to wait for an answer: nothing, as it is not even asked for; not at all, some milliseconds, or as long as it takes. */
export const NOT_YET = -1
export const NO_WAIT = 0
export const AS_LONG_AS_IT_TAKES = Number.POSITIVE_INFINITY

let here: Compiler | undefined
let thread: CompilerThread | undefined
/** How to get the compiler into this thread: a later layer knows. */
let importHere: (() => Promise<{ readonly compiler: Compiler }>) | undefined
let importing: Promise<void> | undefined
let importFailure: string | undefined

export function setImporter(importer: () => Promise<{ readonly compiler: Compiler }>): void {
  importHere = importer
}

/** From now on, this compiler answers in this thread; undefined for the thread again. */
export function installCompiler(compiler: Compiler | undefined): void {
  here = compiler
}

/** An answer takes no longer than compiling does. */
export function isCompilerLoaded(): boolean {
  return here !== undefined || thread?.isReady === true
}

/** @throws {Error} if no compiler is in this thread */
export function factsHere(functions: readonly FunctionSource[]): ProgramFacts {
  if (here === undefined) throw new Error('no compiler is in this thread')
  return here.facts(functions)
}

/** What compiling a signature has taken of late, in ms: how much more or less a program is worth waiting for depends on it. */
let usualMs = 25

export function usualCompileMs(): number {
  return usualMs
}

export function noteCompileMs(ms: number): void {
  // The first ones take many times as long as all that follow, and say little.
  usualMs += (Math.min(ms, 2 * usualMs) - usualMs) / 4
}

export function isCompilerHere(): boolean {
  return here !== undefined
}

/** Milliseconds since the thread was started; undefined if it has not been. */
export function threadAge(): number | undefined {
  return thread?.age
}

/** Starts to load the compiler where it can be waited for, or else where it will be needed. */
export function startCompiler(): void {
  if (here === undefined && thread === undefined) thread = new CompilerThread()
}

/**
 * Resolves when compiling takes no more loading.
 * @throws (rejects) {Error} if the compiler cannot be loaded
 */
export async function compilerReady(): Promise<void> {
  if (here !== undefined) return
  if (canWait) {
    startCompiler()
    await thread!.settled()
    if (thread!.failure === undefined) return
  }
  await loadHere()
  if (here === undefined) throw new Error(missing().message)
}

/** One job: asked with the first `get` that is not below 0. */
export class Inquiry implements Asking {
  readonly #job: Job
  readonly #offThread: boolean
  #isAsked = false
  #question: Question | undefined

  /** @param offThread in the compiler thread even if the compiler is in this one */
  constructor(job: Job, offThread: boolean) {
    this.#job = job
    this.#offThread = offThread
  }

  /** The outcome, after a wait of at most `ms` milliseconds; undefined if there is none yet. */
  get(ms: number): Outcome | undefined {
    if (!this.#isAsked) {
      if (ms < NO_WAIT) return undefined
      this.#ask()
      // Whether the answer is there this very moment depends on who else has the processor.
      if (ms === NO_WAIT && this.#question !== undefined) return undefined
    }
    if (this.#question === undefined) return this.#answerHere()
    const reply = ms > 0 && canWait ? this.#question.wait(ms) : this.#question.poll()
    if (reply?.ok) return { value: reply.value, missing: undefined }
    // Nobody can wait here: the next best is to have the compiler at hand from some time on.
    if (reply === undefined) return ms > 0 && !canWait ? this.#answerHere() : undefined
    this.#question = undefined
    return this.#answerHere()
  }

  /** Resolves when `get` has an outcome without a wait. */
  async settled(): Promise<void> {
    if (this.#question !== undefined) await thread!.answered(this.#question)
    if (this.get(NO_WAIT) === undefined) return
    if (here === undefined && this.#question === undefined) await loadHere()
  }

  #ask(): void {
    this.#isAsked = true
    if (here !== undefined && !this.#offThread) return
    thread ??= new CompilerThread()
    if (thread.failure === undefined) this.#question = thread.ask(this.#job)
  }

  #answerHere(): Outcome {
    if (here === undefined) {
      void loadHere()
      return { value: undefined, missing: missing(), isFinal: importFailure !== undefined }
    }
    const job = this.#job
    return { value: job.kind === 'compile' ? here.compile(job.request) : here.facts(job.functions), missing: undefined }
  }
}

function loadHere(): Promise<void> {
  importing ??= (async () => {
    try {
      if (importHere === undefined) throw new Error('nothing is known of it')
      here = (await importHere()).compiler
    } catch (error) {
      importFailure = (error as Error).message
    }
  })()
  return importing
}

function missing(): Diagnostic {
  const why = thread?.failure
  const hint =
    'keep the files of the package together, and allow worker threads; `await ready()` loads the compiler into this thread'
  if (importFailure !== undefined) {
    const message = `the compiler cannot be loaded: ${importFailure}${why ? `; its thread cannot be started: ${why}` : ''}`
    return { code: 'no-compiler', message, hint }
  }
  return why === undefined
    ? { code: 'loading', message: 'the compiler is loading, and this thread cannot wait for it' }
    : { code: 'no-compiler', message: `the compiler thread cannot be started: ${why}`, hint }
}
