/**
 * From the arguments of a call to the code that runs it: the general path, which the wrappers of `invoke.ts` leave as soon as they
 * can. A signature is compiled or refused once; which variant runs depends on the arguments alone, never on earlier calls.
 */
import type { ArgType } from '../artifact.ts'
import { Bug, type Diagnostic } from '../diagnostics.ts'
import { bufferOf, byteOffsetOf, lengthOf, type TypedArray } from './arrays.ts'
import { type ClassifyOptions, classify } from './classify.ts'
import { MAXIMUM_LENGTH } from './crossing.ts'
import { type KernelOrigin, type ReadEnvironment, readEnvironment } from './environment.ts'
import { JitError } from './errors.ts'
import { accepts, type Guard, remember, SAME } from './guard.ts'
import { bail } from './host.ts'
import type { Entry } from './instantiate.ts'
import type { Marshal } from './marshal.ts'
import type { AnyFunction, Settings } from './options.ts'
import { diagnosticOf, findProgram, type Program, type Services } from './program.ts'
import { formatSignature } from './signature.ts'
import { store } from './store.ts'
import { copyingPays, tooSmall } from './tier.ts'
import { DIRECT, type FallbackCount, PLAIN, Runner, Variant } from './variant.ts'

/** Compiled signatures of one kernel. Later ones run plain: a program with so many passes ever new types. */
export const MAXIMUM_VARIANTS = 16
/** Refused signatures that are remembered as such. */
const MAXIMUM_REFUSALS = 64
const MAXIMUM_FALLBACKS = 100

/** What may have happened; the compiled code does not say which. */
const BAILED =
  'an array of numbers would grow or be given undefined, a bigint would leave 64 bits, or a recursion would not end; ' +
  'use a typed array, or give the array its full length before the call'

const { apply } = Reflect

export class KernelState {
  readonly original: AnyFunction
  readonly settings: Settings
  readonly services: Services
  /** The function that `jit` returned. */
  kernel: AnyFunction | undefined
  /** What the wrapper may try by itself; its guards decide. Set through `#offer`. */
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
  readonly #bySignature = new Map<string, Variant>()
  readonly #environment: ReadEnvironment | undefined
  #program: Program | undefined

  constructor(origin: KernelOrigin, settings: Settings, services: Services, isDisabled: boolean) {
    this.original = origin.original
    this.settings = settings
    this.services = services
    this.isDisabled = isDisabled || settings.tier === 'plain'
    if (this.isDisabled) this.fast = new Runner()
    this.refusal = settings.problem
    try {
      this.#environment = readEnvironment(origin, settings.name)
    } catch (error) {
      // A getter in env that throws; `jit` itself must not.
      this.refusal ??= { code: 'env', message: `reading env failed: ${String(error)}` }
    }
  }

  /** The parsed functions, with all that signatures have in common; undefined if `refusal` says why not. */
  program(): Program | undefined {
    if (this.#program === undefined && this.refusal === undefined) {
      try {
        this.#program = findProgram(this.#environment!.functions, { fastmath: this.settings.fastmath })
        this.refusal = this.#program.refusal
      } catch (error) {
        this.refusal = diagnosticOf(error)
      }
    }
    return this.refusal === undefined ? this.#program : undefined
  }

  get envArrays(): readonly object[] {
    return this.#environment?.arrays ?? []
  }

  /** `call` as a function, for wrappers to apply: passing `arguments` on in any other way would cost them their speed. */
  readonly general: AnyFunction = makeGeneral(this)

  /** A call that no wrapper could run by itself. */
  call(self: unknown, args: readonly unknown[]): unknown {
    if (this.isDisabled) return this.#runPlain(self, args, undefined)
    const program = this.program()
    if (program === undefined) return this.#refuseAlways(self, args)
    for (let i = 0; i < this.variants.length; i++) {
      if (matches(this.variants[i], args)) return this.#run(this.variants[i], self, args)
    }
    const variant = this.#variantOf(typesOf(args, program))
    return variant instanceof Variant ? this.#run(variant, self, args) : this.#runPlain(self, args, variant)
  }

  /** The variant of these types, compiled now if need be; undefined if there is none (see `refusal`) or no more may be made. */
  prepare(types: readonly ArgType[]): Variant | undefined {
    const program = this.program()
    if (program === undefined) return undefined
    const variant = this.#variantOf(this.normalize(types))
    return variant instanceof Variant ? variant : undefined
  }

  /** The types that arguments written as `types` have: as many as the function declares, int32 only where one is wanted. */
  normalize(types: readonly ArgType[]): readonly ArgType[] {
    const program = this.program()
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
    const location = place && { functionName, line: place.line, column: place.column }
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

  #variantOf(types: readonly ArgType[]): Variant | FallbackCount {
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
    const variant = this.#makeVariant(signature, types)
    this.#bySignature.set(signature, variant)
    this.variants.push(variant)
    return variant
  }

  #makeVariant(signature: string, types: readonly ArgType[]): Variant {
    const program = this.#program!
    const { code, isNew } = program.code(signature, types, this.services, store())
    if (isNew) {
      this.compilations++
      this.compileMs += code.ms
    }
    const variant = new Variant(signature, types, code, program, store(), this.envArrays)
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
    if (!variant.copies && runner.isFlat && settle(runner, args, store().residents)) return this.#runSettled(runner)
    if (this.fast === runner) this.fast = null
    const marshal = variant.marshal!.busy ? variant.marshal!.another() : variant.marshal!
    const reason = marshal.take(args, this.envArrays)
    if (reason !== undefined) return this.#runFailed(variant, reason, self, args)
    if (marshal.copies > 0 && this.settings.tier === 'auto' && !this.#pays(variant, marshal)) {
      marshal.abandon()
      variant.copyRefusals++
      return this.#runPlain(self, args, undefined)
    }
    const noRoom = marshal.place()
    if (noRoom !== undefined) return this.#runFailed(variant, noRoom, self, args)
    return this.#runCompiled(variant, marshal, self, args)
  }

  /** Nothing has to be copied, and the parameters are there: as the wrapper will do it next time. */
  #runSettled(runner: Runner): unknown {
    this.#offer(runner)
    this.compiled++
    try {
      return runner.finish(callFlat(runner.entry, runner.flat))
    } catch (error) {
      throw this.failed(runner, error)
    }
  }

  /** Lets the wrapper run it by itself from now on, if it looks at enough parameters. */
  #offer(runner: Runner): void {
    this.fast = runner.guards.length <= this.named ? runner : null
  }

  #runCompiled(variant: Variant, marshal: Marshal, self: unknown, args: readonly unknown[]): unknown {
    let result: unknown
    variant.copied = marshal.copyBytes
    variant.copies = !marshal.isResident
    if (variant.runner.mode === DIRECT) this.#offer(variant.runner)
    try {
      this.compiled++
      result = variant.result(callFlat(variant.runner.entry, marshal.flat), marshal, args)
    } catch (error) {
      if (error === bail || isFault(error)) marshal.abandon()
      else marshal.leave()
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
    if (!this.settings.strict) this.fast = runner
    return this.#runPlain(self, args, runner.fallback)
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

function normalize(type: ArgType | undefined, wantsInt: boolean): ArgType {
  if (type === undefined) return { kind: 'undefined' }
  if (type.kind === 'object') {
    return { kind: 'object', fields: type.fields.map(([name, field]) => [name, normalize(field, false)]) }
  }
  return type.kind === 'scalar' && type.type === 'i32' && !wantsInt ? { kind: 'scalar', type: 'f64' } : type
}

function matches(variant: Variant, args: readonly unknown[]): boolean {
  const { guards } = variant.runner
  for (let i = 0; i < guards.length; i++) if (!accepts(guards[i], args[i])) return false
  return true
}

function typesOf(args: readonly unknown[], program: Program): ArgType[] {
  const options: ClassifyOptions = { refuseBuffers: program.refuseBuffers }
  return Array.from({ length: program.paramCount }, (_, i) => classify(args[i], program.wantsInt[i] ?? false, options))
}

/** A trap, or a place that compiled code never gets to: no answer of the kernel's. */
function isFault(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError || error instanceof Bug
}

function isEmptyArray(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}

/** Only of a typed array does being the same object mean having the same type. */
function rememberTyped(guard: Guard, value: unknown): void {
  if (guard.type.kind === 'array' && !guard.type.plain) remember(guard, value as object)
}

/**
 * Puts the arguments in `flat` and lets the guards know them, if all arrays are resident. If not, `flat` and guards are left at odds: the
 * variant must not be anyone's `fast`.
 */
function settle({ guards, flat }: Runner, args: readonly unknown[], residents: WeakSet<ArrayBufferLike>): boolean {
  for (let i = 0; i < guards.length; i++) {
    const guard = guards[i]
    if (guard.at < 0) rememberTyped(guard, args[i])
    else if (guard.kind !== SAME) flat[guard.at] = args[i]
    else {
      const array = args[i] as TypedArray
      const length = lengthOf(array)
      if (!residents.has(bufferOf(array)) || length > MAXIMUM_LENGTH) return false
      flat[guard.at] = byteOffsetOf(array)
      flat[guard.at + 1] = length
      remember(guard, array)
    }
  }
  return true
}

/** Calls with the parameters in an array. A spread would cost more than the call. */
export function callFlat(entry: Entry, f: readonly unknown[]): unknown {
  switch (f.length) {
    case 0:
      return entry()
    case 1:
      return entry(f[0])
    case 2:
      return entry(f[0], f[1])
    case 3:
      return entry(f[0], f[1], f[2])
    case 4:
      return entry(f[0], f[1], f[2], f[3])
    case 5:
      return entry(f[0], f[1], f[2], f[3], f[4])
    case 6:
      return entry(f[0], f[1], f[2], f[3], f[4], f[5])
    case 7:
      return entry(f[0], f[1], f[2], f[3], f[4], f[5], f[6])
    case 8:
      return entry(f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7])
    default:
      return entry(...f)
  }
}
