/**
 * What kernels of equal source, env and options share: the parsed functions and the code of each signature. A `jit` inside a function
 * finds its program here and does not compile again.
 */
import type { ArgType, Artifact, CompileOptions, ElementType, FunctionSource, Request } from '../artifact.ts'
import type { Diagnostic } from '../diagnostics.ts'
import type { IntWants, ProgramFacts } from '../parse/facts.ts'
import { patchedBuiltin } from './builtins.ts'
import type { CacheCounts } from './cache.ts'
import { type Asking, factsHere, noteCompileMs } from './compilers.ts'
import { type Entry, instantiate, type Linked } from './instantiate.ts'
import type { Job } from './protocol.ts'
import { exactly } from './spell.ts'
import type { Store } from './store.ts'

/** What the runtime needs of later layers, which it may not import. */
export interface Services {
  /** A job for the compiler; nothing is asked yet. */
  readonly ask: (job: Job) => Asking
  readonly cacheCounts: CacheCounts
  /** A diagnostic as text, with a code frame. */
  readonly format: (diagnostic: Diagnostic) => string
  /** Where; within the function's own text, unless a file is named. */
  readonly locate: (
    diagnostic: Diagnostic,
  ) => { readonly file?: string; readonly line: number; readonly column: number } | undefined
}

/** One signature's outcome: code to run, or why there is none. */
export interface Code {
  readonly request: Request
  readonly artifact: Artifact
  readonly entry: Entry | undefined
  /** How often a guard of the compiled code has failed (see `LoopReport.guards`). */
  readonly misses?: Linked['misses']
  readonly refusal: Diagnostic | undefined
  /** Time to compile and link. */
  readonly ms: number
}

/** The code of a signature; or what to wait for; or why there is no compiler. */
export type Lookup =
  | { readonly code: Code; readonly isNew: boolean }
  | { readonly pending: Asking }
  | { readonly missing: Diagnostic; readonly isFinal: boolean; readonly asking: Asking }

/** Programs kept; the one used longest ago goes first. */
const MAXIMUM_PROGRAMS = 256

export class Program {
  readonly functions: readonly FunctionSource[]
  readonly options: CompileOptions
  /** Why no signature compiles, found by parsing alone. */
  readonly refusal: Diagnostic | undefined
  /** Declared parameters; further arguments mean nothing to the kernel. */
  readonly paramCount: number
  readonly #wantsInt: IntWants
  readonly isRecursive: boolean
  /** Some function mentions `slice` or `subarray`, where neither a Node Buffer nor an array of another realm is like any other. */
  readonly refuseBuffers: boolean
  readonly codes = new Map<string, Code>()
  /** What the compiler has been asked, by signature, and has not answered. */
  readonly #asked = new Map<string, Asking>()

  constructor(functions: readonly FunctionSource[], options: CompileOptions, facts: ProgramFacts) {
    this.functions = functions
    this.options = options
    this.refuseBuffers = functions.some(({ source }) => /\b(slice|subarray)\b/.test(source))
    this.refusal = facts.refusal
    this.paramCount = facts.paramCount
    this.#wantsInt = facts.wantsInt
    this.isRecursive = facts.isRecursive
  }

  /** Per parameter: is an int32 wanted, among arguments of these types? */
  wantsInt(types: readonly ArgType[]): readonly boolean[] {
    const elements = types.flatMap(elementsOf)
    const areIntegers = elements.length > 0 && elements.every((element) => /^[iu](8|8c|16|32)$/.test(element))
    return this.#wantsInt[areIntegers ? 'besideIntegers' : 'always']
  }

  request(args: readonly ArgType[]): Request {
    return { functions: this.functions, args, options: this.options }
  }

  /** The code of a signature, compiled if it is not there yet and the wait is not longer than `ms`. */
  code(signature: string, args: readonly ArgType[], services: Services, store: Store, ms: number): Lookup {
    const known = this.codes.get(signature)
    if (known) return { code: known, isNew: false }
    const request = this.request(args)
    const start = performance.now()
    const patched = patchedBuiltin(request.functions.map(({ source }) => source))
    let artifact: Artifact
    let isNew = true
    if (patched !== undefined) artifact = { ok: false, diagnostic: patchedDiagnostic(patched, request), bug: false }
    else {
      const asking = this.#asked.get(signature) ?? services.ask({ kind: 'compile', request })
      this.#asked.set(signature, asking)
      const outcome = asking.get(ms)
      if (outcome === undefined) return { pending: asking }
      if (outcome.missing) return { missing: outcome.missing, isFinal: outcome.isFinal, asking }
      artifact = outcome.value as Artifact
      isNew = outcome.isRemembered !== true
    }
    this.#asked.delete(signature)
    const code = finish(request, artifact, store, start, isNew)
    this.codes.set(signature, code)
    return { code, isNew }
  }
}

/** Of the arrays in an argument. */
function elementsOf(type: ArgType): readonly ElementType[] {
  if (type.kind === 'object') return type.fields.flatMap(([, field]) => elementsOf(field))
  return type.kind === 'array' || type.kind === 'rows' ? [type.element] : []
}

function finish(request: Request, artifact: Artifact, store: Store, start: number, isNew: boolean): Code {
  const outcome = artifact.ok ? link(artifact, store) : { entry: undefined, refusal: artifact.diagnostic }
  // What another thread did meanwhile took no time here, but time.
  const inThread = isNew && artifact.ok ? artifact.report.stages.reduce((sum, stage) => sum + stage.ms, 0) : 0
  if (isNew && artifact.ok) noteCompileMs(inThread)
  return { request, artifact, ...outcome, ms: Math.max(performance.now() - start, inThread) }
}

function link(artifact: Artifact & { ok: true }, store: Store): Pick<Code, 'entry' | 'misses' | 'refusal'> {
  try {
    return { ...instantiate(artifact.bytes, artifact.plan, store), refusal: undefined }
  } catch (error) {
    // The engine rejects what we made, or it asks for what we do not have.
    const message = `a fault in tightloop: the compiled code does not load (${(error as Error).message})`
    return { entry: undefined, refusal: { code: 'bug', message } }
  }
}

function patchedDiagnostic(path: string, { functions }: Request): Diagnostic {
  const word = path.split('.').at(-1)!
  const base: Diagnostic = {
    code: 'patched-builtin',
    message: `${path} has been replaced, and compiled code would run the original`,
    hint: 'pass the replacement as a function of its own through `env`',
  }
  for (const { name, source } of functions) {
    const start = source.indexOf(word)
    if (start >= 0) return { ...base, functionName: name, source, span: { start, end: start + word.length } }
  }
  return base
}

const programs = new Map<string, Program>()

/** Functions and options, spelled out: equal keys mean equal programs. */
export function programKey(functions: readonly FunctionSource[], options: CompileOptions): string {
  return JSON.stringify([functions, options], exactly)
}

/** The program of this key, if it has been made. */
export function knownProgram(key: string): Program | undefined {
  const known = programs.get(key)
  if (known !== undefined) keepProgram(key, known)
  return known
}

export function keepProgram(key: string, program: Program): void {
  // Last in the order of insertion: used last.
  programs.delete(key)
  programs.set(key, program)
  if (programs.size > MAXIMUM_PROGRAMS) programs.delete(programs.keys().next().value!)
}

/** The program of these functions and options, made at first use; by default by the compiler that is installed in this thread. */
export function findProgram(
  functions: readonly FunctionSource[],
  options: CompileOptions,
  factsOf: (functions: readonly FunctionSource[]) => ProgramFacts = factsHere,
): Program {
  const key = programKey(functions, options)
  const program = knownProgram(key) ?? new Program(functions, options, factsOf(functions))
  keepProgram(key, program)
  return program
}
