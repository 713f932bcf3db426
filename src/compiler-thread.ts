/**
 * The thread that compiles: an entry of its own in `dist`, which `runtime/spawn.ts` starts. It imports next to nothing, so that it can answer
 * whatever happens to the import of the compiler, and it always answers.
 */

import { encode } from './runtime/codec.ts'
import type { Compiler } from './runtime/compilers.ts'
import { isNode, nodeModule } from './runtime/node.ts'
import {
  type Again,
  type Ask,
  DONE,
  type Done,
  FAILED,
  type Hello,
  LENGTH,
  LOADING,
  type Notice,
  READY,
  REPLY_HEADER,
  type Reply,
  STATE,
  TOO_LARGE,
} from './runtime/protocol.ts'

interface Port {
  postMessage(message: unknown): void
}

type Threads = typeof import('node:worker_threads')
// Not written out below, or bundlers for browsers would look for it.
const THREADS = 'node:worker_threads'

let port = globalThis as unknown as Port
/** Answers that did not fit, by question. */
const waiting = new Map<number, Uint8Array>()
let control: Int32Array | undefined
let phase = LOADING
let reason: string | undefined
let compiler: Compiler | undefined
/** Without questions for so long, the thread has time for itself. */
const QUIET_MS = 5
let lastAnswer = 0

function enter(next: number): void {
  phase = next
  if (control !== undefined) {
    Atomics.store(control, 0, phase)
    Atomics.notify(control, 0)
  }
  port.postMessage({ phase, ...(reason !== undefined && { reason }) } satisfies Notice)
}

function put(id: number, encoded: Uint8Array, memory: SharedArrayBuffer | undefined): void {
  if (memory === undefined) return port.postMessage({ id, encoded } satisfies Done)
  const header = new Int32Array(memory, 0, 2)
  const fits = REPLY_HEADER + encoded.length <= memory.byteLength
  if (fits) new Uint8Array(memory, REPLY_HEADER).set(encoded)
  else waiting.set(id, encoded)
  Atomics.store(header, LENGTH, encoded.length)
  Atomics.store(header, STATE, fits ? DONE : TOO_LARGE)
  Atomics.notify(header, STATE)
  port.postMessage({ id } satisfies Done)
}

function answer({ job }: Ask): Reply {
  if (compiler === undefined) return { ok: false, reason: reason ?? 'the compiler is not loaded' }
  try {
    return { ok: true, value: job.kind === 'compile' ? compiler.compile(job.request) : compiler.facts(job.functions) }
  } catch (error) {
    return { ok: false, reason: String(error) }
  }
}

async function listen(): Promise<void> {
  // Node before 20.16 has to wait for it. On the web there is no waiting: what arrives without a listener is lost.
  const threads =
    nodeModule<Threads>(THREADS) ??
    (isNode ? ((await import(/* @vite-ignore */ /* webpackIgnore: true */ THREADS)) as Threads) : undefined)
  const parent = threads?.parentPort
  if (!parent) {
    globalThis.onmessage = ({ data }: MessageEvent) => receive(data as Hello | Ask | Again)
    return
  }
  port = parent
  parent.on('message', receive)
}

/** Load the compiler once; questions wait for it. */
async function load(): Promise<void> {
  await listening
  try {
    const chunk = await import('./compiler.ts')
    compiler = chunk.compiler
    enter(READY)
    void warmUp(chunk.warmUp())
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error)
    enter(FAILED)
  }
}

/** What every first compilation costs, later ones shall not pay. But who has asked one question is likely to ask another, and waits for it. */
async function warmUp(steps: Iterator<void>): Promise<void> {
  do {
    do await new Promise((resolve) => setTimeout(resolve, QUIET_MS))
    while (performance.now() - lastAnswer < QUIET_MS)
  } while (!steps.next().done)
}

async function receive(message: Hello | Ask | Again): Promise<void> {
  if ('control' in message) {
    control = message.control && new Int32Array(message.control)
    return enter(phase)
  }
  if ('again' in message) {
    const encoded = waiting.get(message.id)
    waiting.delete(message.id)
    if (encoded !== undefined) put(message.id, encoded, message.again)
    return
  }
  await loaded
  put(message.id, encode(answer(message)), message.reply)
  lastAnswer = performance.now()
}

const listening = listen()
const loaded = load()
