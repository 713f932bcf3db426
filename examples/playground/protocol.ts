/** What the page and its worker tell each other. Offsets count in the editor's text. */

export interface Program {
  readonly text: string
  /** All that the text declares at its top level. */
  readonly names: readonly string[]
  /** The function to compile. */
  readonly kernel: string
  /** What to pass where the text declares no `input`. */
  readonly guess?: readonly ('array' | 'size')[]
}

/** To the worker: runs a program until the next message; without one, stops. */
export interface Run {
  readonly id: number
  readonly program?: Program
  readonly n: number
}

export interface Span {
  readonly from: number
  readonly to: number
}

export interface TypeNote {
  readonly at: number
  readonly name: string
  readonly type: string
}

export interface Verdict {
  readonly at: number
  readonly depth: number
  /** `around`: it is serial, but a loop in it or around it runs in lanes. */
  readonly kind: 'vector' | 'around' | 'serial'
  readonly text: string
}

/** A refusal to compile, or an error of the program. */
export interface Fault {
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly hint?: string
  readonly span?: Span
}

export interface Picture {
  readonly width: number
  readonly height: number
  readonly rgba: Uint8ClampedArray<ArrayBuffer>
}

export const CONTESTANTS = ['plain', 'compiled', 'resident'] as const
export type Contestant = (typeof CONTESTANTS)[number]

/** From the worker, about the run `id`. */
export type Report = { readonly id: number } /** The program runs from here on. */ & (
  | { readonly kind: 'started' }
  /** The compiler is being loaded. */
  | { readonly kind: 'progress'; readonly text: string; readonly share?: number }
  | {
      readonly kind: 'compiled'
      readonly signature: string
      readonly types: readonly TypeNote[]
      readonly verdicts: readonly Verdict[]
      readonly wat: string
      readonly bytes: number
      readonly ms: number
    }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | {
      readonly kind: 'round'
      readonly rounds: number
      /** Milliseconds a call, medians of the last rounds. */
      readonly times: Partial<Readonly<Record<Contestant, number>>>
      /** Where compiled code and plain function differ, if they do. */
      readonly difference?: string
      readonly picture?: Picture
    }
  | { readonly kind: 'finished' }
)
