/**
 * What kernels of equal source, env and options share: the parsed functions and the code of each signature. A `jit` inside a function
 * finds its program here and does not compile again.
 */
import type { ArgType, Artifact, CompileOptions, FunctionSource, Request } from '../artifact.ts'
import { Bug, type Diagnostic, Unsupported } from '../diagnostics.ts'
import { type ParsedFunction, parseFunction, wantsInteger } from '../parse/parse.ts'
import { patchedBuiltin } from './builtins.ts'
import { type Entry, instantiate } from './instantiate.ts'
import type { Store } from './store.ts'

/** What the runtime needs of later layers, which it may not import. */
export interface Services {
  readonly compile: (request: Request) => Artifact
  /** A diagnostic as text, with a code frame. */
  readonly format: (diagnostic: Diagnostic) => string
  readonly locate: (diagnostic: Diagnostic) => { readonly line: number; readonly column: number } | undefined
}

/** One signature's outcome: code to run, or why there is none. */
export interface Code {
  readonly request: Request
  readonly artifact: Artifact
  readonly entry: Entry | undefined
  readonly refusal: Diagnostic | undefined
  /** Time to compile and link. */
  readonly ms: number
}

/** Programs kept; the one used longest ago goes first. */
const MAXIMUM_PROGRAMS = 256

export class Program {
  readonly functions: readonly FunctionSource[]
  readonly options: CompileOptions
  /** Why no signature compiles, found by parsing alone. */
  readonly refusal: Diagnostic | undefined
  /** Declared parameters; further arguments mean nothing to the kernel. */
  readonly paramCount: number
  /** Per parameter: is an int32 wanted? */
  readonly wantsInt: readonly boolean[]
  readonly isRecursive: boolean
  /** Some function mentions `slice` or `subarray`, where a Node Buffer is not a Uint8Array. */
  readonly refuseBuffers: boolean
  readonly codes = new Map<string, Code>()

  constructor(functions: readonly FunctionSource[], options: CompileOptions) {
    this.functions = functions
    this.options = options
    this.refuseBuffers = functions.some(({ source }) => /\b(slice|subarray)\b/.test(source))
    const parsed = parseReachable(functions)
    this.refusal = parsed.refusal
    const kernel = parsed.functions[0]
    this.paramCount = kernel?.node.params.length ?? 0
    this.wantsInt = kernel === undefined ? [] : wantsInteger(parsed.functions as ParsedFunction[], parsed.callee, 0)
    this.isRecursive = parsed.functions.some((fn, i) => fn !== undefined && (callsItself(fn) || parsed.reaches(i, i)))
  }

  request(args: readonly ArgType[]): Request {
    return { functions: this.functions, args, options: this.options }
  }

  /** The code of a signature, compiled if it is not there yet. */
  code(signature: string, args: readonly ArgType[], services: Services, store: Store): { code: Code; isNew: boolean } {
    const known = this.codes.get(signature)
    if (known) return { code: known, isNew: false }
    const code = compileCode(this.request(args), services, store)
    this.codes.set(signature, code)
    return { code, isNew: true }
  }
}

function compileCode(request: Request, services: Services, store: Store): Code {
  const start = performance.now()
  const patched = patchedBuiltin(request.functions.map(({ source }) => source))
  const artifact: Artifact =
    patched === undefined
      ? services.compile(request)
      : { ok: false, diagnostic: patchedDiagnostic(patched, request), bug: false }
  const outcome = artifact.ok ? link(artifact, store) : { entry: undefined, refusal: artifact.diagnostic }
  return { request, artifact, ...outcome, ms: performance.now() - start }
}

function link(artifact: Artifact & { ok: true }, store: Store): Pick<Code, 'entry' | 'refusal'> {
  try {
    return { entry: instantiate(artifact.bytes, artifact.plan, store), refusal: undefined }
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

interface Reachable {
  /** Aligned with the sources; undefined for what is not reached or does not parse. */
  readonly functions: readonly (ParsedFunction | undefined)[]
  readonly refusal: Diagnostic | undefined
  readonly callee: (name: string, caller: number) => number | undefined
  readonly reaches: (from: number, to: number) => boolean
}

/** Parses the kernel and what it reaches. A callee that does not parse is left to the compiler, which knows if it is really called. */
function parseReachable(sources: readonly FunctionSource[]): Reachable {
  const functions: (ParsedFunction | undefined)[] = sources.map(() => undefined)
  const edges = new Map<number, Set<number>>()
  let refusal: Diagnostic | undefined
  const index = (name: string, caller: number): number | undefined => {
    const { env } = sources[caller]
    const value = Object.hasOwn(env, name) ? env[name] : undefined
    return value?.kind === 'function' ? value.index : undefined
  }
  const visit = (at: number): void => {
    const found = new Set<number>()
    edges.set(at, found)
    try {
      functions[at] = parseFunction(sources[at].source, sources[at].name)
    } catch (error) {
      if (at === 0) refusal = diagnosticOf(error)
      return
    }
    for (const name of functions[at].free.keys()) {
      const next = index(name, at)
      if (next === undefined) continue
      found.add(next)
      if (!edges.has(next)) visit(next)
    }
  }
  visit(0)
  const callee = (name: string, caller: number): number | undefined => {
    const found = index(name, caller)
    return found === undefined || functions[found] === undefined ? undefined : found
  }
  return { functions, refusal, callee, reaches: (from, to) => reaches(edges, from, to) }
}

function reaches(edges: ReadonlyMap<number, ReadonlySet<number>>, from: number, to: number): boolean {
  const seen = new Set<number>()
  const pending = [from]
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    for (const next of edges.get(at) ?? []) {
      if (next === to) return true
      if (!seen.has(next)) pending.push(next)
      seen.add(next)
    }
  }
  return false
}

/** Is a function of the source, the kernel itself or a nested one, named within its own text? */
function callsItself({ bindings }: ParsedFunction): boolean {
  for (const [identifier, { kind, declaration }] of bindings) {
    if (kind !== 'function' || !('id' in declaration) || declaration.id === identifier) continue
    if (declaration.start < identifier.start && identifier.end <= declaration.end) return true
  }
  return false
}

/** What a phase's failure says; anything but `Unsupported` is a fault of ours. */
export function diagnosticOf(error: unknown): Diagnostic {
  if (error instanceof Unsupported) return error.diagnostic
  const text = error instanceof Bug ? error.message : String(error)
  return { code: 'bug', message: `a fault in tightloop, not in your code: ${text}` }
}

const programs = new Map<string, Program>()

/** The program of these functions and options, made at first use. */
export function findProgram(functions: readonly FunctionSource[], options: CompileOptions): Program {
  const key = JSON.stringify([functions, options], exactly)
  const known = programs.get(key)
  const program = known ?? new Program(functions, options)
  // Last in the order of insertion: used last.
  programs.delete(key)
  programs.set(key, program)
  if (programs.size > MAXIMUM_PROGRAMS) programs.delete(programs.keys().next().value!)
  return program
}

/** JSON has no bigint, and one spelling for what are several numbers. */
function exactly(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `bigint ${value}`
  if (typeof value === 'number' && !(Number.isFinite(value) && !Object.is(value, -0))) {
    return `number ${Object.is(value, -0) ? '-0' : value}`
  }
  return value
}
