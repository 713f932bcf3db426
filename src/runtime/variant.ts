/**
 * One signature of one kernel: its guards, and either compiled code with the means to call it, or the reason why the plain function runs.
 */
import type { ArgType, CallPlan, ResultPlan } from '../artifact.ts'
import { bufferOf, byteOffsetOf, lengthOf, type TypedArray } from './arrays.ts'
import { isOther } from './classify.ts'
import { MAXIMUM_LENGTH } from './crossing.ts'
import type { FallbackCount } from './fallbacks.ts'
import { anything, Guard } from './guard.ts'
import type { Entry } from './instantiate.ts'
import { Marshal } from './marshal.ts'
import type { Code, Program } from './program.ts'
import { readResult, readScalar } from './results.ts'
import type { Store } from './store.ts'
import { Trial } from './trial.ts'

/** How the wrapper runs a variant whose guards fit. */
export const PLAIN = 0
/** The arguments are the parameters. */
export const DIRECT = 1
/** The parameters lie in `flat`, where only scalars change. */
export const FLAT = 2
/** The parameters lie in `flat`, and there are no scalars among them. */
export const FIXED = 3
/** Only the general path knows how. */
export const GENERAL = 4

/** How the value that the function returns becomes the result. Numbers: the wrapper switches on them. */
export const VOID = 0
export const AS_IS = 1
export const CONVERTED = 2

/** What a wrapper needs to run calls by itself: guards, and how to go on where they fit. */
export class Runner {
  readonly signature: string
  readonly guards: readonly Guard[]
  /** The first guards by name. */
  readonly p0: Guard
  readonly p1: Guard
  readonly p2: Guard
  readonly p3: Guard
  readonly p4: Guard
  readonly p5: Guard
  /** For short calls that run plain by choice: the guard that alone decides, where its argument is, and for how many calls more. */
  sole: Guard | null = null
  soleAt = 0
  soleCalls = 0
  mode: number
  readonly entry: Entry
  /** The parameters of the compiled function. */
  readonly flat: unknown[]
  readonly resultKind: number
  readonly #resultType: ScalarResult['type']
  /** The record that plain calls count in, if they are fallbacks. */
  fallback: FallbackCount | undefined = undefined
  /** Calls that ran compiled code. */
  calls = 0
  /** Is it in the list of what the wrapper tries, and what does that try next? */
  isOffered = false
  next: Runner | null = null

  /** Without a plan, every call runs plain; without guards, whatever the arguments are. */
  constructor(
    signature = '(...)',
    guards: readonly Guard[] = [],
    entry: Entry = notCompiled,
    plan?: CallPlan,
    flat: unknown[] = [],
  ) {
    const [p0 = anything, p1 = anything, p2 = anything, p3 = anything, p4 = anything, p5 = anything] = guards
    this.signature = signature
    this.guards = guards
    this.p0 = p0
    this.p1 = p1
    this.p2 = p2
    this.p3 = p3
    this.p4 = p4
    this.p5 = p5
    this.mode = plan ? modeOf(plan) : PLAIN
    this.entry = entry
    this.flat = flat
    this.resultKind = plan ? resultKindOf(plan.result) : VOID
    this.#resultType = plan?.result.kind === 'scalar' ? plan.result.type : 'f64'
    if (plan) placeGuards(plan, guards)
  }

  /** The result of a call that returns it directly. */
  finish(returned: unknown): unknown {
    this.calls++
    switch (this.resultKind) {
      case VOID:
        return undefined
      case AS_IS:
        return returned
      default:
        return readScalar(this.#resultType, returned)
    }
  }

  /** Parameters in an array: a wrapper that finds all arrays where they were needs to know no more. */
  get isFlat(): boolean {
    return this.mode === FLAT || this.mode === FIXED
  }
}

type ScalarResult = ResultPlan & { readonly kind: 'scalar' }

export class Variant {
  readonly signature: string
  readonly code: Code
  readonly runner: Runner
  readonly #isDirect: boolean
  /** For calls that the wrapper cannot run by itself; undefined if the signature is not compiled. */
  readonly marshal: Marshal | undefined
  /** Why it runs plain although it could be compiled, e.g. too little work. */
  choice: string | undefined
  /** Bytes copied by the last call that ran compiled, there and back. */
  copied = 0
  /** Measurements, by size and copying. */
  readonly trials = new Map<number, Trial>()
  /** For calls that run plain by measurement: what the last of them looked like. */
  sized: Runner | undefined
  /** The last call had arrays to copy, so that the next is likely to. */
  copies = false
  /** Calls that ran plain because of what they would have had to copy. */
  copyRefusals = 0

  /** @param env what env passes, by slot */
  constructor(
    signature: string,
    args: readonly ArgType[],
    code: Code,
    program: Program,
    store: Store,
    env: readonly unknown[],
  ) {
    const options = { refuseBuffers: program.refuseBuffers, isOther }
    const wantsInt = program.wantsInt(args)
    const guards = args.map((type, i) => new Guard(type, wantsInt[i] ?? false, options))
    const plan = code.artifact.ok && code.entry ? code.artifact.plan : undefined
    this.signature = signature
    this.code = code
    this.#isDirect = plan === undefined || isDirect(plan.result)
    this.marshal = plan && new Marshal(plan, store)
    this.runner = new Runner(signature, guards, code.entry, plan, this.marshal?.flat)
    if (plan && this.runner.isFlat && !settleEnv(plan, env, this.runner.flat, store.residents))
      this.runner.mode = GENERAL
  }

  /** The kernel makes arrays for itself, so that it may find no room for one; then `mayRestart`. */
  get makesArrays(): boolean {
    return this.#imports('allocate')
  }

  /** The kernel found no room for an array of its own, and has done nothing yet that the plain function would do again. */
  mayRestart(error: unknown, { store, writesInPlace }: Marshal): boolean {
    return error === store.arena.refused && !writesInPlace && !this.#imports('Math.random')
  }

  #imports(name: string): boolean {
    const { artifact } = this.code
    return artifact.ok && artifact.plan.imports.includes(name)
  }

  get loopDepth(): number {
    const { artifact } = this.code
    return artifact.ok ? artifact.report.cost.loopDepth : 0
  }

  /** What is known of calls of about that much work. */
  trial(work: number, copies: boolean): Trial {
    const size = Math.floor(Math.log2(work))
    const key = 2 * size + (copies ? 1 : 0)
    const known = this.trials.get(key)
    if (known !== undefined) return known
    const trial = new Trial(size, copies)
    this.trials.set(key, trial)
    return trial
  }

  /** The result of a call on the general path. */
  result(returned: unknown, marshal: Marshal, args: readonly unknown[]): unknown {
    if (this.#isDirect) return this.runner.finish(returned)
    this.runner.calls++
    const { artifact } = this.code
    return artifact.ok
      ? readResult(artifact.plan.result, returned, marshal.store.memory, marshal.arrays, args)
      : undefined
  }
}

function notCompiled(): never {
  throw new TypeError('not compiled')
}

export function modeOf(plan: CallPlan): number {
  const { params, env, result, imports, mayBail } = plan
  if (!isDirect(result) || imports.includes('allocate') || mayBail) return GENERAL
  if (env.length === 0 && params.every((param) => param.kind === 'scalar')) return DIRECT
  // Arrays that are there already cross as two numbers; plain arrays, rows and objects never are.
  const crosses = [...params, ...env.map((each) => each.plan)]
  const isFlat = crosses.every(
    (param) => param.kind === 'scalar' || param.kind === 'none' || (param.kind === 'array' && !param.plain),
  )
  if (!isFlat) return GENERAL
  return params.some((param) => param.kind === 'scalar') ? FLAT : FIXED
}

/** The function's own result, or none, is the result. */
function isDirect(result: ResultPlan): boolean {
  return result.kind === 'undefined' || (result.kind === 'scalar' && result.via === 'return')
}

function resultKindOf(result: ResultPlan): number {
  if (result.kind !== 'scalar') return VOID
  return result.type === 'bool' || result.type === 'u32' || result.type === 'u64' ? CONVERTED : AS_IS
}

/** Tells each guard where its value goes in `flat`. */
export function placeGuards(plan: Pick<CallPlan, 'params'>, guards: readonly Guard[]): void {
  let at = 0
  for (const [i, param] of plan.params.entries()) {
    if (param.kind === 'none') continue
    guards[i].at = at
    at += param.kind === 'array' || param.kind === 'rows' ? 2 : 1
  }
}

/**
 * Puts what env passes in `flat` for all calls to come; false if there are arrays that are not resident.
 * @param env what it passes, by slot
 */
function settleEnv(
  plan: CallPlan,
  env: readonly unknown[],
  flat: unknown[],
  residents: WeakSet<ArrayBufferLike>,
): boolean {
  const passed = plan.env.filter((each) => each.plan.kind !== 'none')
  // It comes last: an array as its address and its length.
  let at = flat.length - passed.length - passed.filter((each) => each.plan.kind === 'array').length
  return passed.every(({ slot, plan: param }) => {
    if (param.kind === 'scalar') {
      flat[at++] = env[slot]
      return true
    }
    if (param.kind !== 'array' || param.plain) return false
    const array = env[slot] as TypedArray
    flat[at++] = byteOffsetOf(array)
    flat[at++] = lengthOf(array)
    return residents.has(bufferOf(array)) && lengthOf(array) <= MAXIMUM_LENGTH
  })
}
