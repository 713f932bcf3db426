/**
 * What all signatures of a kernel have in common, found by parsing alone: whether it compiles at all, and which parameters are wanted as
 * integers. Plain data, so that it crosses threads and is kept in caches: the runtime needs it before it can name a call's signature.
 */
import type { FunctionSource } from '../artifact.ts'
import { type Diagnostic, diagnosticOf } from '../diagnostics.ts'
import { isFunction, type ParsedFunction, parseFunction, wantsInteger } from './parse.ts'
import { contains } from './tree.ts'

export interface ProgramFacts {
  /** Why no signature compiles. */
  readonly refusal?: Diagnostic
  /** Declared parameters; further arguments mean nothing to the kernel. */
  readonly paramCount: number
  readonly wantsInt: IntWants
  readonly isRecursive: boolean
}

/** Per parameter: is an int32 wanted? */
export interface IntWants {
  readonly always: readonly boolean[]
  /** Where every array among the arguments is one of integers. */
  readonly besideIntegers: readonly boolean[]
}

export const noWants: IntWants = { always: [], besideIntegers: [] }

/** @param functions the kernel first, and what its env reaches */
export function programFacts(functions: readonly FunctionSource[]): ProgramFacts {
  const parsed = parseReachable(functions)
  const kernel = parsed.functions[0]
  return {
    ...(parsed.refusal && { refusal: parsed.refusal }),
    paramCount: kernel?.node.params.length ?? 0,
    wantsInt: kernel === undefined ? noWants : wantsOf(parsed),
    isRecursive: parsed.functions.some((fn, i) => fn !== undefined && (callsItself(fn) || parsed.reaches(i, i))),
  }
}

function wantsOf({ functions, callee }: Reachable): IntWants {
  const wants = (storesIntegers: boolean): boolean[] =>
    wantsInteger(functions as ParsedFunction[], callee, 0, storesIntegers)
  return { always: wants(false), besideIntegers: wants(true) }
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
  for (const [identifier, { declaration }] of bindings) {
    const fn = declaration.type === 'VariableDeclarator' ? declaration.init : declaration
    if (fn && isFunction(fn) && contains(fn, identifier) && !('id' in fn && fn.id === identifier)) return true
  }
  return false
}
