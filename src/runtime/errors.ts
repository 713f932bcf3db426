/** The one error class of the library's own. Everything a kernel itself throws is the plain function's error, of its class. */
import { Bug, type Diagnostic } from '../diagnostics.ts'

/**
 * Thrown by a `strict` kernel whose signature was refused, by `compile()` for a malformed signature, and by any kernel whose compiled code
 * trapped (a fault of this library: that variant is disabled, and later calls run the plain function).
 */
export class JitError extends Error {
  override readonly name = 'JitError'
  /** The reason, with its place in the source; absent where there is none. */
  readonly diagnostic: Diagnostic | undefined
  /** The signature that was refused or that trapped, e.g. `(f64[], i32)`. */
  readonly signature: string | undefined

  constructor(message: string, details: { diagnostic?: Diagnostic; signature?: string; cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.diagnostic = details.diagnostic
    this.signature = details.signature
  }
}

/** A trap, or a place that compiled code never gets to: no answer of the kernel's. */
export function isFault(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError || error instanceof Bug
}
