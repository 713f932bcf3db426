/**
 * The variants of one kernel: from types to code, asking the compiler for what is not there. A signature is compiled or refused once;
 * what keeps it from being either for now is noted (`missing`, `pending`), and what no signature escapes (`refusal`).
 */
import type { ArgType } from '../artifact.ts'
import { type Diagnostic, diagnosticOf } from '../diagnostics.ts'
import type { ProgramFacts } from '../parse/facts.ts'
import { AS_LONG_AS_IT_TAKES, type Asking, NO_WAIT } from './compilers.ts'
import type { ReadEnvironment } from './environment.ts'
import type { FallbackCount, Fallbacks } from './fallbacks.ts'
import { MAXIMUM_VARIANTS, type Placed, placeConstants } from './family.ts'
import { normalize } from './match.ts'
import { roundsOnce } from './multiply-add.ts'
import type { Settings } from './options.ts'
import { keepProgram, knownProgram, Program, type Services } from './program.ts'
import { formatSignature } from './signature.ts'
import { store } from './store.ts'
import { tooSmall } from './tier.ts'
import { PLAIN, Variant } from './variant.ts'

/** Refused signatures that are remembered as such. */
const MAXIMUM_REFUSALS = 64

export class Variants {
  readonly list: Variant[] = []
  /** Why no signature compiles; unknown until the program has been looked at. */
  refusal: Diagnostic | undefined
  /** Why the compiler cannot be asked now. */
  missing: Diagnostic | undefined
  /** What the last look-up waits for. */
  pending: Asking | undefined
  compilations = 0
  compileMs = 0
  readonly #settings: Settings
  readonly #services: Services
  readonly #fallbacks: Fallbacks
  readonly #environment: ReadEnvironment | undefined
  readonly #bySignature = new Map<string, Variant>()
  #placed: Placed | undefined
  #program: Program | undefined
  #askedFacts: Asking | undefined

  /** @param environment what the kernel consists of; or why that is not known */
  constructor(environment: ReadEnvironment | Diagnostic, settings: Settings, services: Services, fallbacks: Fallbacks) {
    this.#settings = settings
    this.#services = services
    this.#fallbacks = fallbacks
    if ('functions' in environment) this.#environment = environment
    else this.refusal = environment
  }

  /** What env passes with each call. */
  get passed(): readonly unknown[] {
    return this.#placed?.passed ?? []
  }

  /**
   * What all signatures have in common; undefined if `refusal` says why not, or if it is not known yet and takes longer than `ms`
   * milliseconds to learn (see `missing`, `pending`).
   */
  program(ms: number = AS_LONG_AS_IT_TAKES): Program | undefined {
    if (this.#program === undefined && this.refusal === undefined) {
      try {
        this.#program = this.#findProgram(ms)
        this.refusal ??= this.#program?.refusal
      } catch (error) {
        this.refusal = diagnosticOf(error)
      }
    }
    return this.refusal === undefined ? this.#program : undefined
  }

  #findProgram(ms: number): Program | undefined {
    // What the compiler makes of it is for engines that gain by it: the answer is part of what a cache knows it by.
    const fastmath = this.#settings.fastmath.filter((flag) => flag !== 'contract' || roundsOnce())
    const options = { fastmath }
    this.#placed ??= placeConstants(this.#environment!, options)
    const { functions, key } = this.#placed
    const known = knownProgram(key)
    if (known !== undefined) return known
    this.#askedFacts ??= this.#services.ask({ kind: 'facts', functions })
    const outcome = this.#askedFacts.get(ms)
    this.#await(this.#askedFacts, outcome)
    if (outcome === undefined || outcome.missing) return undefined
    const program = new Program(functions, options, outcome.value as ProgramFacts)
    keepProgram(key, program)
    return program
  }

  /** Notes what keeps a signature from being compiled now, if anything. */
  #await(
    asking: Asking,
    outcome: { readonly missing?: Diagnostic | undefined; readonly isFinal?: boolean } | undefined,
  ): void {
    this.missing = outcome?.missing
    this.pending = outcome === undefined || outcome.missing ? asking : undefined
    if (outcome?.isFinal) {
      this.refusal = outcome.missing
      this.pending = undefined
    }
  }

  /** The variant of these types, compiled now if need be; undefined if there is none (see `refusal`, `missing`) or no more may be made. */
  prepare(types: readonly ArgType[], ms: number = AS_LONG_AS_IT_TAKES): Variant | undefined {
    if (this.program(ms) === undefined) return undefined
    const variant = this.find(this.normalize(types), ms)
    return variant instanceof Variant ? variant : undefined
  }

  /** As `prepare`, without keeping the thread from other work meanwhile. */
  async prepareLater(types: readonly ArgType[]): Promise<Variant | undefined> {
    for (;;) {
      this.pending = undefined
      const variant = this.prepare(types, NO_WAIT)
      // Assigned by what was called, which the type checker does not see.
      const pending = this.pending as Asking | undefined
      if (variant !== undefined || pending === undefined) return variant
      await pending.settled()
    }
  }

  /** The types that arguments written as `types` have: as many as the function declares, int32 only where one is wanted. */
  normalize(types: readonly ArgType[]): readonly ArgType[] {
    const program = this.program(NO_WAIT)
    if (program === undefined) return types
    return normalize(types, program)
  }

  /** The variant of these very types; or why there may be none; undefined if it is not there within `ms` milliseconds. */
  find(types: readonly ArgType[], ms: number): Variant | FallbackCount | undefined {
    const signature = formatSignature(types)
    const known = this.#bySignature.get(signature)
    if (known) return known
    const compiled = this.list.filter((variant) => variant.marshal !== undefined).length
    if (compiled >= MAXIMUM_VARIANTS || this.#bySignature.size >= MAXIMUM_VARIANTS + MAXIMUM_REFUSALS) {
      const message = `the kernel has ${this.#bySignature.size} signatures already, ${compiled} of them compiled: no more are kept`
      const diagnostic = { code: 'variants', message }
      this.#fallbacks.refuse(diagnostic, signature)
      return this.#fallbacks.count(signature, diagnostic)
    }
    const variant = this.#make(signature, types, ms)
    if (variant === undefined) return undefined
    this.#bySignature.set(signature, variant)
    this.list.push(variant)
    return variant
  }

  #make(signature: string, types: readonly ArgType[], ms: number): Variant | undefined {
    const program = this.#program!
    const found = program.code(signature, types, this.#services, store(), ms)
    if (!('code' in found)) {
      this.#await('pending' in found ? found.pending : found.asking, 'pending' in found ? undefined : found)
      return undefined
    }
    const { code, isNew } = found
    this.missing = undefined
    this.pending = undefined
    if (isNew) {
      this.compilations++
      this.compileMs += code.ms
    }
    const variant = new Variant(signature, types, code, program, store(), this.passed)
    if (code.refusal) variant.runner.fallback = this.#fallbacks.count(signature, code.refusal)
    else if (this.#settings.tier === 'auto' && code.artifact.ok) {
      variant.choice = tooSmall(code.artifact.report.cost, program.isRecursive)
      if (variant.choice !== undefined) variant.runner.mode = PLAIN
    }
    return variant
  }
}
