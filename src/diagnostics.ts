/**
 * The three kinds of failure, as data. Every phase may raise them; `report/` prints them.
 *
 *  - `Unsupported`: the function is legal JavaScript that we do not compile. The plain function runs and the reason is kept.
 *  - a guard that fails at run time: not an error at all, the exact version of the loop runs.
 *  - `Bug`: an invariant of ours does not hold. The plain function runs, and the reason says that the fault is ours.
 */

/** Half-open range of character offsets into one function's source text. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Why a function, or one signature of it, is not compiled. Plain data: it crosses threads and is kept in `stats`. */
export interface Diagnostic {
  /** Stable and short, e.g. `free-variable`, `string`, `async`. Documented in docs/SEMANTICS.md. */
  readonly code: string
  /** One sentence in the user's terms: what construct, and why it does not compile. */
  readonly message: string
  /** What the user can do about it. */
  readonly hint?: string
  /** Name of the function the span lies in: the kernel itself or a function it calls. */
  readonly functionName?: string
  /** The text that `span` indexes. */
  readonly source?: string
  readonly span?: Span
}

export class Unsupported extends Error {
  override readonly name = 'Unsupported'
  readonly diagnostic: Diagnostic
  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message)
    this.diagnostic = diagnostic
  }
  /** The same refusal, told where it lies, unless an inner function has said so already. */
  within(functionName: string, source: string): Unsupported {
    return this.diagnostic.source === undefined ? new Unsupported({ ...this.diagnostic, functionName, source }) : this
  }
}

export class Bug extends Error {
  override readonly name = 'Bug'
}

/** What a phase's failure says; anything but `Unsupported` is a fault of ours. */
export function diagnosticOf(error: unknown): Diagnostic {
  if (error instanceof Unsupported) return error.diagnostic
  const text = error instanceof Bug ? error.message : String(error)
  return { code: 'bug', message: `a fault in tightloop, not in your code: ${text}` }
}

/** Ends a switch that must be exhaustive; reports a `Bug` where the types were lied to. */
export function unreachable(value: never): never {
  throw new Bug(`unreachable: ${JSON.stringify(value)}`)
}
