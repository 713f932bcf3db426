/**
 * What the compiler thread and its callers say to each other. Questions go as messages. An answer goes into memory that the caller shared
 * with its question, so that a caller may wait for it without a turn of its event loop; a message then says that it is there. Where no
 * memory can be shared, the message carries the answer.
 */
import type { Artifact, FunctionSource, Request } from '../artifact.ts'
import type { ProgramFacts } from '../parse/facts.ts'

export type Job =
  | { readonly kind: 'compile'; readonly request: Request }
  | { readonly kind: 'facts'; readonly functions: readonly FunctionSource[] }

/** First of all messages. */
export interface Hello {
  /** One int32, a `Phase`. */
  readonly control: SharedArrayBuffer | undefined
}

export interface Ask {
  readonly id: number
  readonly job: Job
  readonly reply: SharedArrayBuffer | undefined
}

/** The answer did not fit: here is more room. */
export interface Again {
  readonly id: number
  readonly again: SharedArrayBuffer
}

/** From the thread: it is there, and here it is if it is not in shared memory. */
export interface Done {
  readonly id: number
  readonly encoded?: Uint8Array
}

/** From the thread: it has come so far. */
export interface Notice {
  readonly phase: number
  readonly reason?: string
}

/** What is encoded. */
export type Reply =
  | { readonly ok: true; readonly value: Artifact | ProgramFacts }
  /** The compiler could not be loaded. */
  | { readonly ok: false; readonly reason: string }

/** How far the thread has come. Numbers, as they lie in shared memory. */
export const STARTING = 0
export const LOADING = 1
export const READY = 2
export const FAILED = 3

/** The int32s at the beginning of a reply's memory: its state, and the length of what follows. */
export const STATE = 0
export const LENGTH = 1
export const REPLY_HEADER = 8

export const PENDING = 0
export const DONE = 1
/** `LENGTH` says how much room it takes; it waits for `Again`. */
export const TOO_LARGE = 2
