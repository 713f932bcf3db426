/** Starts the compiler thread: a `Worker` of the platform's, behind one interface. */
import { nodeModule } from './node.ts'

export interface Spawned {
  /** Does it start and load what it needs while this thread waits for it? In browsers, workers are fetched with the help of who starts them. */
  readonly isIndependent: boolean
  post(message: unknown): void
  /** Should the process live on for it? At first it should not. */
  hold(isHeld: boolean): void
}

export interface Listener {
  message(data: unknown): void
  /** The thread cannot start, or has ended. */
  failed(reason: string): void
}

const NODE = 'node:worker_threads'
/** A compilation makes some 13 MB of short-lived values: with twice the usual room, half as many are still in use when it is cleared. */
const YOUNG_MB = 96

/** @throws {Error} if it is known at once that there will be no thread */
export function spawn(listener: Listener): Spawned {
  const threads = nodeModule<typeof import('node:worker_threads')>(NODE)
  if (threads !== undefined) return spawnInNode(threads, listener)
  if (typeof Worker === 'undefined') throw new Error('this platform has no workers')
  return spawnOnTheWeb(listener)
}

function spawnInNode(threads: typeof import('node:worker_threads'), listener: Listener): Spawned {
  // In a variable: bundlers warn of a `new URL(..., import.meta.url)` that they cannot follow.
  const here = import.meta.url
  // From its sources, the package is run by a loader that threads do not inherit.
  const file = new URL(here.endsWith('.ts') ? '../../scripts/compiler-thread.mjs' : './compiler-thread.js', here)
  if (file.protocol === 'file:' && nodeModule<typeof import('node:fs')>('node:fs')?.existsSync(file) === false) {
    throw new Error(`its file is missing: ${file.pathname}`)
  }
  // No flags of the program's: what it preloads is not for this thread.
  const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MB }
  const worker = new threads.Worker(file, { execArgv: [], resourceLimits, name: 'tightloop compiler' })
  worker.on('message', (data) => listener.message(data))
  worker.on('error', (error) => listener.failed(error.message))
  worker.on('exit', (code) => listener.failed(`it ended with code ${code}`))
  // After the listeners: the first of them would hold the process again.
  worker.unref()
  return {
    isIndependent: true,
    post: (message) => worker.postMessage(message),
    hold: (isHeld) => (isHeld ? worker.ref() : worker.unref()),
  }
}

function spawnOnTheWeb(listener: Listener): Spawned {
  // Bundlers recognise exactly this.
  const worker = new Worker(new URL('./compiler-thread.js', import.meta.url), { type: 'module' })
  worker.onmessage = ({ data }) => listener.message(data)
  worker.onerror = (event) => listener.failed(event.message || 'its script does not load')
  return { isIndependent: false, post: (message) => worker.postMessage(message), hold: () => {} }
}
