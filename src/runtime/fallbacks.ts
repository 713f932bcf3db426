/** Why calls of a kernel ran plain, and how many of them: what `stats.fallbacks` shows. With `strict`, the first of them throws instead. */
import type { Diagnostic } from '../diagnostics.ts'
import { JitError } from './errors.ts'
import type { Settings } from './options.ts'
import type { Services } from './program.ts'

/** Reasons kept; the oldest goes first. */
const MAXIMUM_FALLBACKS = 100

/** Why calls ran plain, and how many. */
export interface FallbackCount {
  readonly signature: string
  readonly code: string
  readonly reason: string
  readonly location: FallbackLocation | undefined
  calls: number
  /** Number of the kernel's calls when it happened last. */
  last: number
}

export interface FallbackLocation {
  readonly functionName: string
  /** The file, where a build step has kept it; lines then are lines of that file. */
  readonly file?: string
  /** From 1, within the function's own text. */
  readonly line: number
  readonly column: number
}

export class Fallbacks {
  readonly #settings: Settings
  readonly #services: Services
  readonly #counts = new Map<string, FallbackCount>()

  constructor(settings: Settings, services: Services) {
    this.#settings = settings
    this.#services = services
  }

  /** Those that happened, in the order in which they did so last. */
  get list(): readonly FallbackCount[] {
    return [...this.#counts.values()].filter(({ calls }) => calls > 0).sort((a, b) => a.last - b.last)
  }

  /** What to count a plain call in. */
  count(signature: string, diagnostic: Diagnostic): FallbackCount {
    const { code, message: reason, functionName = this.#settings.name } = diagnostic
    const key = `${signature} ${code} ${reason}`
    const known = this.#counts.get(key)
    if (known) return known
    const place = this.#services.locate(diagnostic)
    const location = place && { functionName, ...place }
    const made: FallbackCount = { signature, code, reason, location, calls: 0, last: 0 }
    if (this.#counts.size >= MAXIMUM_FALLBACKS) this.#counts.delete(this.#counts.keys().next().value!)
    this.#counts.set(key, made)
    return made
  }

  /** Throws if the kernel is strict. */
  refuse(diagnostic: Diagnostic, signature: string | undefined): void {
    if (!this.#settings.strict) return
    throw new JitError(this.#services.format(diagnostic), { diagnostic, ...(signature !== undefined && { signature }) })
  }
}
