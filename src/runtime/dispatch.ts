/**
 * From the arguments of a call to the code that runs it: the general path, which the wrappers of `invoke.ts` leave as soon as they
 * can. Which variant runs depends on the arguments alone, never on earlier calls.
 */
import { type ArgType, RESULT_ADDRESS } from '../artifact.ts'
import { Bug, type Diagnostic } from '../diagnostics.ts'
import { classify } from './classify.ts'
import { clock } from './clock.ts'
import { AS_LONG_AS_IT_TAKES, isCompilerHere, NO_WAIT } from './compilers.ts'
import { isForeign, type KernelOrigin, type ReadEnvironment, readEnvironment } from './environment.ts'
import { isFault, JitError } from './errors.ts'
import { type FallbackCount, Fallbacks } from './fallbacks.ts'
import { Guard, onceCollected, remember, resize, SAME } from './guard.ts'
import { bail } from './host.ts'
import type { Marshal } from './marshal.ts'
import { callFlat, matches, rememberTyped, settle, typesOf } from './match.ts'
import { offered, withdrawn } from './offers.ts'
import type { AnyFunction, Settings } from './options.ts'
import type { Services } from './program.ts'
import { formatSignature } from './signature.ts'
import { store } from './store.ts'
import { canWait } from './thread.ts'
import { copyingPays } from './tier.ts'
import { DIRECT, PLAIN, Runner, Variant } from './variant.ts'
import { Variants } from './variants.ts'
import { longestOf, tripsOf, Warmup } from './warmup.ts'

const NO_ROOM = 'kernel memory has no room for an array that the kernel makes'

const FOREIGN: Diagnostic = {
  code: 'realm',
  message:
    'it is a function of another realm (a vm context, an iframe), whose classes and built-ins compiled code does not know',
  hint: 'call `jit` in that realm, with an import of its own',
}

/** Calls that take less than so many ms to run plain would feel it if all their arguments were looked at: for so many calls the longest must do. */
const SHORT_MS = 0.002
const SOLE_CALLS = 1024

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
  readonly variants: Variants
  readonly fallbacks: Fallbacks
  /** Calls that ran plain because the compiler was not there yet, or not worth the wait. */
  deferred = 0
  readonly #warmup: Warmup
  /** Does time decide which function runs? With `fastmath` it must not, as the bits may differ. */
  readonly #isMeasured: boolean
  #isWatched = false
  /** Types of the last call that was timed while the compiler was not asked. */
  #deferredTypes: readonly ArgType[] | undefined

  constructor(origin: KernelOrigin, settings: Settings, services: Services, isDisabled: boolean) {
    this.original = origin.original
    this.settings = settings
    this.services = services
    this.isDisabled = isDisabled || settings.tier === 'plain'
    this.#isMeasured = !this.isDisabled && settings.tier === 'auto' && settings.fastmath.length === 0
    if (this.isDisabled) this.#offer(new Runner())
    this.fallbacks = new Fallbacks(settings, services)
    const environment = settings.problem ?? read(origin, settings.name)
    this.variants = new Variants(environment, settings, services, this.fallbacks)
    this.#warmup = new Warmup(() => ('functions' in environment ? environment.functions : []))
  }

  /** `call` as a function, for wrappers to apply: passing `arguments` on in any other way would cost them their speed. */
  readonly general: AnyFunction = makeGeneral(this)

  /** A call that no wrapper could run by itself. */
  call(self: unknown, args: readonly unknown[]): unknown {
    if (this.isDisabled) return this.#runPlain(self, args, undefined)
    const { variants } = this
    const { list } = variants
    for (let i = 0; i < list.length; i++) {
      if (matches(list[i], args)) return this.#run(list[i], self, args)
    }
    const patience = this.#patience(args)
    const program = variants.program(patience)
    if (program === undefined) return variants.refusal ? this.#refuseAlways(self, args) : this.#runMeanwhile(self, args)
    const variant = variants.find(typesOf(args, program), patience)
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

  /**
   * Has the compiler judge the calls that ran without it, so that reports tell what would have become of them. Waits for it, where the
   * thread may.
   */
  settle(): void {
    const types = this.#deferredTypes
    this.#deferredTypes = undefined
    if (types === undefined || !canWait) return
    const { variants } = this
    const refusal = variants.prepare(types)?.code.refusal ?? variants.refusal
    if (refusal === undefined) return
    const signature = variants.refusal === undefined ? formatSignature(variants.normalize(types)) : '(...)'
    const count = this.fallbacks.count(signature, refusal)
    count.calls += this.deferred
    count.last = this.compiled + this.plain
    this.deferred = 0
  }

  /** An error that left compiled code: the kernel's own, or a trap. */
  failed(runner: Runner, error: unknown): unknown {
    runner.calls++
    if (!isFault(error)) return error
    const { signature } = runner
    const message = `a fault in tightloop: the compiled code of ${this.settings.name}${signature} trapped: ${(error as Error).message}`
    runner.mode = PLAIN
    runner.fallback = this.fallbacks.count(signature, { code: 'trap', message })
    return new JitError(`${message}; from now on the plain function runs`, { signature, cause: error })
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
      if (!isCompiled) return this.#runByChoice(variant, copies, trial.plain.best * work, self, args)
      if (isSettled) return this.#runSettled(runner, true)
      if (runner.mode === DIRECT) this.#offer(runner)
      if (!copies || !trial.isDue) return this.#runCrossing(variant, false, self, args)
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

  /** The plain function, which takes about so many ms, does better with arguments of about this size. */
  #runByChoice(variant: Variant, copies: boolean, ms: number, self: unknown, args: readonly unknown[]): unknown {
    if (copies) variant.copyRefusals++
    const { guards } = variant.runner
    // Made once: each guard that remembers is on a list until the next turn of the event loop.
    const sized = (variant.sized ??= new Runner(
      variant.signature,
      guards.map(({ type }) => new Guard(type, false, {})),
    ))
    for (const [i, guard] of sized.guards.entries()) {
      resize(guard, args[i], copies)
      if (guard.kind === SAME) remember(guard, args[i] as object)
    }
    const longest = longestOf(args)
    sized.sole = (ms < SHORT_MS && sized.guards[longest]) || null
    sized.soleAt = longest
    sized.soleCalls = SOLE_CALLS
    this.#offer(sized)
    return this.#runPlain(self, args, undefined)
  }

  #paysToCross(variant: Variant, args: readonly unknown[]): boolean {
    const marshal = variant.marshal!.idle
    if (marshal.take(args, this.variants.passed) !== undefined) return true
    const pays = marshal.copies === 0 || this.#pays(variant, marshal)
    marshal.abandon()
    return pays
  }

  #runCrossing(variant: Variant, mayDecline: boolean, self: unknown, args: readonly unknown[]): unknown {
    const marshal = variant.marshal!.idle
    if (variant.makesArrays && store().heap.isScarce) marshal.mayBail = true
    const reason = marshal.take(args, this.variants.passed)
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
    runner.fallback = this.fallbacks.count(runner.signature, bailed(variant))
    return this.#runPlain(self, args, runner.fallback)
  }

  #pays(variant: Variant, marshal: Marshal): boolean {
    const { artifact } = variant.code
    const { copies: arrays, copyBytes: bytes, plainBytes, largest } = marshal
    return artifact.ok && copyingPays(artifact.report.cost, { arrays, bytes, plainBytes, largest })
  }

  #runRefused(variant: Variant, self: unknown, args: readonly unknown[]): unknown {
    // An empty array may be one of rows: the signature does not tell, so that it is no mistake of the user's.
    if (variant.code.refusal && !args.some(isEmptyArray)) this.fallbacks.refuse(variant.code.refusal, variant.signature)
    const { guards, fallback } = variant.runner
    for (let i = 0; i < guards.length; i++) rememberTyped(guards[i], args[i])
    // A strict kernel must throw each time, which the wrapper does not know.
    if (!this.settings.strict) this.#offer(variant.runner)
    return this.#runPlain(self, args, fallback)
  }

  /** What the arguments hold keeps this one call from crossing. */
  #runFailed(variant: Variant, reason: string, self: unknown, args: readonly unknown[]): unknown {
    return this.#runPlain(self, args, this.fallbacks.count(variant.signature, { code: 'argument', message: reason }))
  }

  #refuseAlways(self: unknown, args: readonly unknown[]): unknown {
    const refusal = this.variants.refusal!
    this.fallbacks.refuse(refusal, undefined)
    const runner = new Runner()
    runner.fallback = this.fallbacks.count('(...)', refusal)
    // A strict kernel must throw each time, which the wrapper does not know.
    if (!this.settings.strict) this.#offer(runner)
    return this.#runPlain(self, args, runner.fallback)
  }

  /** The compiler has not answered, or has not been asked: this call was not worth the wait. */
  #runMeanwhile(self: unknown, args: readonly unknown[]): unknown {
    const { missing } = this.variants
    if (missing !== undefined) {
      if (missing.code !== 'loading') this.fallbacks.refuse(missing, undefined)
      this.deferred++
      return this.#runPlain(self, args, this.fallbacks.count('(...)', missing))
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

/** What compiled code gave up for: it has left the number of the reason. */
function bailed({ code: { artifact, request } }: Variant): Diagnostic {
  if (!artifact.ok) throw new Bug('what is not compiled does not give up')
  const { message, functionIndex, span } = artifact.plan.bails[store().memory.views.f64[RESULT_ADDRESS / 8]]
  const { name: functionName, source } = request.functions[functionIndex]
  return { code: 'bail', message, functionName, source, ...(span && { span }) }
}

/** What the kernel consists of; or why that cannot be told: `jit` itself must not throw what a getter in env throws. */
function read(origin: KernelOrigin, name: string): ReadEnvironment | Diagnostic {
  try {
    if (isForeign(origin.original)) return FOREIGN
    return readEnvironment(origin, name)
  } catch (error) {
    return { code: 'env', message: `reading env failed: ${String(error)}` }
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
