/**
 * From the arguments of a call to the code that runs it: the general path, which the wrappers of `invoke.ts` leave as soon as they
 * can. A signature is compiled or refused once; which variant runs depends on the arguments alone, never on earlier calls.
 */
import type { ArgType } from '../artifact.ts'
import { type Diagnostic, diagnosticOf } from '../diagnostics.ts'
import type { ProgramFacts } from '../parse/facts.ts'
import { classify } from './classify.ts'
import { clock } from './clock.ts'
import { AS_LONG_AS_IT_TAKES, type Asking, isCompilerHere, NO_WAIT } from './compilers.ts'
import { type KernelOrigin, type ReadEnvironment, readEnvironment } from './environment.ts'
import { isFault, JitError } from './errors.ts'
import { MAXIMUM_VARIANTS, type Placed, placeConstants } from './family.ts'
import { fits, onceCollected, remember, SAME, sizedGuard } from './guard.ts'
import { bail } from './host.ts'
import type { Marshal } from './marshal.ts'
import { callFlat, matches, normalize, rememberTyped, settle, typesOf } from './match.ts'
import { offered, withdrawn } from './offers.ts'
import type { AnyFunction, Settings } from './options.ts'
import { keepProgram, knownProgram, Program, type Services } from './program.ts'
import { formatSignature } from './signature.ts'
import { store } from './store.ts'
import { canWait } from './thread.ts'
import { copyingPays, tooSmall } from './tier.ts'
import { DIRECT, type FallbackCount, PLAIN, Runner, Variant } from './variant.ts'
import { tripsOf, Warmup } from './warmup.ts'

/** Refused signatures that are remembered as such. */
const MAXIMUM_REFUSALS = 64
const MAXIMUM_FALLBACKS = 100

/** What may have happened; the compiled code does not say which. */
const BAILED =
  'an array of numbers would grow or be given undefined, a bigint would leave 64 bits, or a recursion would not end; ' +
  'use a typed array, or give the array its full length before the call'

const NO_ROOM = 'kernel memory has no room for an array that the kernel makes'

const { apply } = Reflect

export class KernelState {
  readonly original: AnyFunction
  readonly settings: Settings
  readonly services: Services
  /** The function that `jit` returned. */
  kernel: AnyFunction | undefined
  /** What the wrapper may try by itself, the first of a list. */
  fast: Runner | null = null
  /** Parameters that the wrapper looks at; a variant that has more is none for it. */
  named = Number.POSITIVE_INFINITY
  /** By `TIGHTLOOP_DISABLE` or `tier: 'plain'`: nothing is compiled. */
  readonly isDisabled: boolean
  /** Calls that ran compiled code. */
  compiled = 0
  /** Calls that ran the plain function. */
  plain = 0
  compilations = 0
  compileMs = 0
  readonly variants: Variant[] = []
  readonly fallbacks = new Map<string, FallbackCount>()
  /** Why no signature compiles; unknown until the program has been looked at. */
  refusal: Diagnostic | undefined
  /** Why the compiler cannot be asked now. */
  missing: Diagnostic | undefined
  /** What the last look-up waits for. */
  pending: Asking | undefined
  /** Calls that ran plain because the compiler was not there yet, or not worth the wait. */
  deferred = 0
  readonly #bySignature = new Map<string, Variant>()
  readonly #warmup: Warmup
  #askedFacts: Asking | undefined
  /** Does time decide which function runs? With `fastmath` it must not, as the bits may differ. */
  readonly #isMeasured: boolean
  #isWatched = false
  /** Types of the last call that was timed while the compiler was not asked. */
  #deferredTypes: readonly ArgType[] | undefined
  readonly #environment: ReadEnvironment | undefined
  #placed: Placed | undefined
  #program: Program | undefined

  constructor(origin: KernelOrigin, settings: Settings, services: Services, isDisabled: boolean) {
    this.original = origin.original
    this.settings = settings
    this.services = services
    this.isDisabled = isDisabled || settings.tier === 'plain'
    this.#isMeasured = !this.isDisabled && settings.tier === 'auto' && settings.fastmath.length === 0
    if (this.isDisabled) this.#offer(new Runner())
    this.refusal = settings.problem
    this.#warmup = new Warmup(() => this.#environment?.functions ?? [])
    try {
      this.#environment = readEnvironment(origin, settings.name)
    } catch (error) {
      // A getter in env that throws; `jit` itself must not.
      this.refusal ??= { code: 'env', message: `reading env failed: ${String(error)}` }
    }
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
    const options = { fastmath: this.settings.fastmath }
    this.#placed ??= placeConstants(this.#environment!, options)
    const { functions, key } = this.#placed
    const known = knownProgram(key)
    if (known !== undefined) return known
    this.#askedFacts ??= this.services.ask({ kind: 'facts', functions })
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

  /** What env passes with each call. */
  get #passed(): readonly unknown[] {
    return this.#placed?.passed ?? []
  }

  /** `call` as a function, for wrappers to apply: passing `arguments` on in any other way would cost them their speed. */
  readonly general: AnyFunction = makeGeneral(this)

  /** A call that no wrapper could run by itself. */
  call(self: unknown, args: readonly unknown[]): unknown {
    if (this.isDisabled) return this.#runPlain(self, args, undefined)
    for (let i = 0; i < this.variants.length; i++) {
      if (matches(this.variants[i], args)) return this.#run(this.variants[i], self, args)
    }
    const patience = this.#patience(args)
    const program = this.program(patience)
    if (program === undefined) return this.refusal ? this.#refuseAlways(self, args) : this.#runMeanwhile(self, args)
    const variant = this.#variantOf(typesOf(args, program), patience)
    if (variant === undefined) return this.#runMeanwhile(self, args)
    return variant instanceof Variant ? this.#run(variant, self, args) : this.#runPlain(self, args, variant)
  }

  /** Milliseconds that this call may wait for the compiler. */
  #patience(args: readonly unknown[]): number {
    const { background, fastmath, strict, tier } = this.settings
    if (background) return NO_WAIT
    // With `fastmath` the plain function may give other bits: which code runs must not depend on how far a thread has come.
    if (isCompilerHere() || tier === 'compiled' || strict || fastmath.length > 0) return AS_LONG_AS_IT_TAKES
    return this.#warmup.patience(args)
  }

  /** The variant of these types, compiled now if need be; undefined if there is none (see `refusal`, `missing`) or no more may be made. */
  prepare(types: readonly ArgType[], ms: number = AS_LONG_AS_IT_TAKES): Variant | undefined {
    const program = this.program(ms)
    if (program === undefined) return undefined
    const variant = this.#variantOf(this.normalize(types), ms)
    return variant instanceof Variant ? variant : undefined
  }

  /**
   * Has the compiler judge the calls that ran without it, so that reports tell what would have become of them. Waits for it, where the
   * thread may.
   */
  settle(): void {
    const types = this.#deferredTypes
    this.#deferredTypes = undefined
    if (types === undefined || !canWait) return
    const refusal = this.prepare(types)?.code.refusal ?? this.refusal
    if (refusal === undefined) return
    const signature = this.refusal === undefined ? formatSignature(this.normalize(types)) : '(...)'
    const count = this.fallback(signature, refusal)
    count.calls += this.deferred
    count.last = this.compiled + this.plain
    this.deferred = 0
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
    const given = (_: unknown, i: number): ArgType => normalize(types[i], program.wantsInt[i] ?? false)
    return Array.from({ length: program.paramCount }, given)
  }

  /** Throws if the kernel is strict. */
  refuse(diagnostic: Diagnostic, signature: string | undefined): void {
    if (!this.settings.strict) return
    throw new JitError(this.services.format(diagnostic), { diagnostic, ...(signature !== undefined && { signature }) })
  }

  /** What to count a plain call in. */
  fallback(signature: string, diagnostic: Diagnostic): FallbackCount {
    const { code, message: reason, functionName = this.settings.name } = diagnostic
    const key = `${signature} ${code} ${reason}`
    const known = this.fallbacks.get(key)
    if (known) return known
    const place = this.services.locate(diagnostic)
    const location = place && { functionName, ...place }
    const made: FallbackCount = { signature, code, reason, location, calls: 0, last: 0 }
    if (this.fallbacks.size >= MAXIMUM_FALLBACKS) this.fallbacks.delete(this.fallbacks.keys().next().value!)
    this.fallbacks.set(key, made)
    return made
  }

  /** An error that left compiled code: the kernel's own, or a trap. */
  failed(runner: Runner, error: unknown): unknown {
    runner.calls++
    if (!isFault(error)) return error
    const { signature } = runner
    const message = `a fault in tightloop: the compiled code of ${this.settings.name}${signature} trapped: ${(error as Error).message}`
    runner.mode = PLAIN
    runner.fallback = this.fallback(signature, { code: 'trap', message })
    return new JitError(`${message}; from now on the plain function runs`, { signature, cause: error })
  }

  #variantOf(types: readonly ArgType[], ms: number): Variant | FallbackCount | undefined {
    const signature = formatSignature(types)
    const known = this.#bySignature.get(signature)
    if (known) return known
    const compiled = this.variants.filter((variant) => variant.marshal !== undefined).length
    if (compiled >= MAXIMUM_VARIANTS || this.#bySignature.size >= MAXIMUM_VARIANTS + MAXIMUM_REFUSALS) {
      const message = `the kernel has ${this.#bySignature.size} signatures already, ${compiled} of them compiled: no more are kept`
      const diagnostic = { code: 'variants', message }
      this.refuse(diagnostic, signature)
      return this.fallback(signature, diagnostic)
    }
    const variant = this.#makeVariant(signature, types, ms)
    if (variant === undefined) return undefined
    this.#bySignature.set(signature, variant)
    this.variants.push(variant)
    return variant
  }

  #makeVariant(signature: string, types: readonly ArgType[], ms: number): Variant | undefined {
    const program = this.#program!
    const found = program.code(signature, types, this.services, store(), ms)
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
    const variant = new Variant(signature, types, code, program, store(), this.#passed)
    if (code.refusal) variant.runner.fallback = this.fallback(signature, code.refusal)
    else if (this.settings.tier === 'auto' && code.artifact.ok) {
      variant.choice = tooSmall(code.artifact.report.cost, program.isRecursive)
      if (variant.choice !== undefined) variant.runner.mode = PLAIN
    }
    return variant
  }

  #run(variant: Variant, self: unknown, args: readonly unknown[]): unknown {
    const { runner } = variant
    if (runner.mode === PLAIN) return this.#runRefused(variant, self, args)
    const { arena, residents } = store()
    arena.calls++
    try {
      // `settle` changes what the wrapper relies on, and the stack may run out before it is done.
      this.fast = withdrawn(this.fast, runner)
      const isSettled = !variant.copies && runner.isFlat && settle(runner, args, residents)
      if (this.#isMeasured) return this.#runMeasured(variant, isSettled, self, args)
      if (isSettled) return this.#runSettled(runner, true)
      return this.#runCrossing(variant, this.settings.tier === 'auto', self, args)
    } finally {
      arena.calls--
    }
  }

  /** By what the calls so far have taken. */
  #runMeasured(variant: Variant, isSettled: boolean, self: unknown, args: readonly unknown[]): unknown {
    const { runner } = variant
    const copies = !isSettled && runner.mode !== DIRECT
    const work = tripsOf(args, variant.loopDepth)
    const trial = variant.trial(work, copies)
    trial.isCompiled ??= !copies || this.#paysToCross(variant, args)
    const isCompiled = trial.next(work)
    if (trial.isDecided) {
      if (!isCompiled) return this.#runByChoice(variant, copies, self, args)
      if (isSettled) return this.#runSettled(runner, true)
      if (runner.mode === DIRECT) this.#offer(runner)
      return this.#runCrossing(variant, false, self, args)
    }
    const compiled = this.compiled
    const start = clock.now()
    const result = !isCompiled
      ? this.#runPlain(self, args, undefined)
      : isSettled
        ? this.#runSettled(runner, false)
        : this.#runCrossing(variant, false, self, args)
    // What the arguments held may have kept it from running compiled.
    if (this.compiled > compiled === isCompiled) trial.add(isCompiled, clock.now() - start, work)
    if (copies && !isCompiled) variant.copyRefusals++
    return result
  }

  /** The plain function does better with arguments of about this size. */
  #runByChoice(variant: Variant, copies: boolean, self: unknown, args: readonly unknown[]): unknown {
    if (copies) variant.copyRefusals++
    const { guards } = variant.runner
    if (!variant.sized?.guards.every((guard, i) => guard.kind === SAME || fits(guard, args[i])))
      variant.sized = new Runner(
        variant.signature,
        guards.map((guard, i) => sizedGuard(args[i], guard.type, copies)),
      )
    for (const [i, guard] of variant.sized.guards.entries()) if (guard.kind === SAME) remember(guard, args[i] as object)
    this.#offer(variant.sized)
    return this.#runPlain(self, args, undefined)
  }

  #paysToCross(variant: Variant, args: readonly unknown[]): boolean {
    const marshal = variant.marshal!.idle
    if (marshal.take(args, this.#passed) !== undefined) return true
    const pays = marshal.copies === 0 || this.#pays(variant, marshal)
    marshal.abandon()
    return pays
  }

  #runCrossing(variant: Variant, mayDecline: boolean, self: unknown, args: readonly unknown[]): unknown {
    const marshal = variant.marshal!.idle
    if (variant.makesArrays && store().heap.isScarce) marshal.mayBail = true
    const reason = marshal.take(args, this.#passed)
    if (reason !== undefined) return this.#runFailed(variant, reason, self, args)
    if (mayDecline && marshal.copies > 0 && !this.#pays(variant, marshal)) {
      marshal.abandon()
      variant.copyRefusals++
      return this.#runPlain(self, args, undefined)
    }
    const noRoom = marshal.place()
    if (noRoom !== undefined) return this.#runFailed(variant, noRoom, self, args)
    return this.#runCompiled(variant, marshal, self, args)
  }

  /** Nothing has to be copied, and the parameters are there: as the wrapper will do it next time. */
  #runSettled(runner: Runner, isDecided: boolean): unknown {
    if (isDecided) this.#offer(runner)
    this.compiled++
    try {
      return runner.finish(callFlat(runner.entry, runner.flat))
    } catch (error) {
      throw this.failed(runner, error)
    }
  }

  /** Lets the wrapper run it by itself from now on, if it looks at enough parameters. */
  #offer(runner: Runner): void {
    if (runner.guards.length <= this.named) this.fast = offered(this.fast, runner)
    // The general path gets to see a call again and again, so that it may review what it has chosen.
    if (this.#isMeasured && !this.#isWatched) {
      this.#isWatched = true
      const state = new WeakRef(this)
      onceCollected(() => state.deref()?.review())
    }
  }

  /** Takes back what was offered to the wrapper. */
  review(): void {
    this.#isWatched = false
    while (this.#isMeasured && this.fast !== null) this.fast = withdrawn(this.fast, this.fast)
  }

  #runCompiled(variant: Variant, marshal: Marshal, self: unknown, args: readonly unknown[]): unknown {
    let result: unknown
    variant.copied = marshal.copyBytes
    variant.copies = !marshal.isResident
    if (variant.runner.mode === DIRECT && !this.#isMeasured) this.#offer(variant.runner)
    try {
      this.compiled++
      result = variant.result(callFlat(variant.runner.entry, marshal.flat), marshal, args)
    } catch (error) {
      const mayRestart = variant.mayRestart(error, marshal)
      if (mayRestart || error === bail || isFault(error)) marshal.abandon()
      else marshal.leave()
      if (mayRestart) {
        this.compiled--
        return this.#runFailed(variant, NO_ROOM, self, args)
      }
      if (error === bail) return this.#runBailed(variant, self, args)
      throw this.failed(variant.runner, error)
    }
    marshal.leave()
    return result
  }

  /**
   * The compiled call found that only the plain function can go on. What it wrote is gone with its copies, so that the plain function
   * starts from where it did. Most likely the next call would end the same way: the variant runs plain from now on.
   */
  #runBailed(variant: Variant, self: unknown, args: readonly unknown[]): unknown {
    const { runner } = variant
    this.compiled--
    runner.mode = PLAIN
    runner.fallback = this.fallback(runner.signature, { code: 'bail', message: BAILED })
    return this.#runPlain(self, args, runner.fallback)
  }

  #pays(variant: Variant, marshal: Marshal): boolean {
    const { artifact } = variant.code
    const { copies: arrays, copyBytes: bytes, plainBytes, longest } = marshal
    return artifact.ok && copyingPays(artifact.report.cost, { arrays, bytes, plainBytes, longest })
  }

  #runRefused(variant: Variant, self: unknown, args: readonly unknown[]): unknown {
    // An empty array may be one of rows: the signature does not tell, so that it is no mistake of the user's.
    if (variant.code.refusal && !args.some(isEmptyArray)) this.refuse(variant.code.refusal, variant.signature)
    const { guards, fallback } = variant.runner
    for (let i = 0; i < guards.length; i++) rememberTyped(guards[i], args[i])
    // A strict kernel must throw each time, which the wrapper does not know.
    if (!this.settings.strict) this.#offer(variant.runner)
    return this.#runPlain(self, args, fallback)
  }

  /** What the arguments hold keeps this one call from crossing. */
  #runFailed(variant: Variant, reason: string, self: unknown, args: readonly unknown[]): unknown {
    return this.#runPlain(self, args, this.fallback(variant.signature, { code: 'argument', message: reason }))
  }

  #refuseAlways(self: unknown, args: readonly unknown[]): unknown {
    const refusal = this.refusal!
    this.refuse(refusal, undefined)
    const runner = new Runner()
    runner.fallback = this.fallback('(...)', refusal)
    // A strict kernel must throw each time, which the wrapper does not know.
    if (!this.settings.strict) this.#offer(runner)
    return this.#runPlain(self, args, runner.fallback)
  }

  /** The compiler has not answered, or has not been asked: this call was not worth the wait. */
  #runMeanwhile(self: unknown, args: readonly unknown[]): unknown {
    const { missing } = this
    if (missing !== undefined) {
      if (missing.code !== 'loading') this.refuse(missing, undefined)
      this.deferred++
      return this.#runPlain(self, args, this.fallback('(...)', missing))
    }
    this.deferred++
    const warmup = this.#warmup
    if (!warmup.isSampled()) return this.#runPlain(self, args, undefined)
    // Where no int32 is wanted, `normalize` makes numbers of them.
    this.#deferredTypes = args.map((arg) => classify(arg, true))
    const start = clock.now()
    const result = this.#runPlain(self, args, undefined)
    warmup.add(clock.now() - start, args)
    if (this.#isMeasured && warmup.isHopeless) this.#offer(new Runner())
    return result
  }

  #runPlain(self: unknown, args: readonly unknown[], count: FallbackCount | undefined): unknown {
    this.plain++
    if (count) {
      count.calls++
      count.last = this.compiled + this.plain
    }
    return apply(this.original, self, args)
  }
}

function makeGeneral(state: KernelState): AnyFunction {
  return function general(this: unknown, ...args: unknown[]) {
    return state.call(this, args)
  }
}

function isEmptyArray(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}
