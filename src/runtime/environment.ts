/**
 * `env`, read once: what each free variable means, the functions that are compiled along, and the arrays that every call passes. Plain
 * functions see the kernel's own table; a kernel met in it brings its own.
 */
import type { EnvValue, FunctionSource } from '../artifact.ts'
import { builtinPath } from './builtins.ts'
import { captureOf, sourceOf } from './captured.ts'
import { classify, describe } from './classify.ts'
import type { AnyFunction, Environment, FastmathFlag } from './options.ts'

export interface ReadEnvironment {
  /** The kernel first. */
  readonly functions: readonly FunctionSource[]
  /** Env arrays by slot: every call passes them. */
  readonly arrays: readonly object[]
}

/** What is known of a function that `jit` has returned. */
export interface KernelOrigin {
  readonly original: AnyFunction
  readonly env: Environment
  readonly fastmath: readonly FastmathFlag[]
}

/** Kernel -> its origin. */
export const origins = new WeakMap<object, KernelOrigin>()

interface Pending {
  readonly fn: AnyFunction
  /** As passed to `jit`. */
  readonly given: Environment
  /** What the function's own names mean. */
  readonly table: Environment
  readonly name: string
}

/** Reads the table of `kernel` and of every function that can be reached from it. */
export function readEnvironment(kernel: KernelOrigin, name: string): ReadEnvironment {
  return new Reader(kernel, name).read()
}

/**
 * Is it a function of a vm context or an iframe? What it makes and throws is of that realm's classes, and its built-ins are that realm's,
 * patched or not: compiled code knows ours only.
 */
export function isForeign(fn: AnyFunction): boolean {
  let last: object = fn
  for (let next: object | null = last; next !== null; next = Object.getPrototypeOf(next) as object | null) last = next
  return last !== Object.prototype && last !== fn
}

class Reader {
  readonly #kernel: KernelOrigin
  readonly #pending: Pending[] = []
  readonly #arrays: object[] = []
  readonly #slots = new Map<object, number>()

  constructor(kernel: KernelOrigin, name: string) {
    this.#kernel = kernel
    this.#index(kernel.original, kernel.env, name)
  }

  read(): ReadEnvironment {
    const functions: FunctionSource[] = []
    const values = new Map<Environment, Record<string, EnvValue>>()
    // The list grows while it is walked.
    for (const { fn, given, table, name } of this.#pending) {
      const env = values.get(table) ?? this.#table(table, given)
      values.set(table, env)
      functions.push({ name, source: sourceOf(fn), env })
    }
    return { functions, arrays: this.#arrays }
  }

  #table(table: Environment, given: Environment): Record<string, EnvValue> {
    const entries = Object.keys(table).map((name) => [name, this.#value(table[name], name, given)] as const)
    return Object.fromEntries(entries)
  }

  #value(value: unknown, name: string, given: Environment): EnvValue {
    switch (typeof value) {
      case 'number':
        return { kind: 'number', value }
      case 'boolean':
        return { kind: 'boolean', value }
      case 'bigint':
        return { kind: 'bigint', value }
      case 'undefined':
        return { kind: 'undefined' }
      case 'function':
        return this.#function(value as AnyFunction, name, given)
      case 'object':
        return this.#object(value)
      default:
        return { kind: 'other', what: describe(value) }
    }
  }

  #object(value: object | null): EnvValue {
    const path = builtinPath(value)
    if (path !== undefined) return { kind: 'builtin', path }
    const type = classify(value, false)
    if (type.kind === 'other') return { kind: 'other', what: type.what }
    if (type.kind === 'object') return { kind: 'other', what: 'an object' }
    const object = value as object
    const slot = this.#slots.get(object) ?? this.#arrays.push(object) - 1
    this.#slots.set(object, slot)
    return { kind: 'passed', type, slot }
  }

  #function(value: AnyFunction, name: string, given: Environment): EnvValue {
    const path = builtinPath(value)
    if (path !== undefined) return { kind: 'builtin', path }
    const origin = origins.get(value)
    if (isForeign(origin?.original ?? value)) return { kind: 'other', what: 'a function of another realm' }
    if (origin === undefined) return { kind: 'function', index: this.#index(value, given, nameFor(value, name)) }
    if (origin.fastmath.join() !== this.#kernel.fastmath.join()) {
      return { kind: 'other', what: 'a kernel with other fastmath flags' }
    }
    return { kind: 'function', index: this.#index(origin.original, origin.env, nameFor(origin.original, name)) }
  }

  #index(fn: AnyFunction, given: Environment, name: string): number {
    const known = this.#pending.findIndex((each) => each.fn === fn && each.given === given)
    if (known >= 0) return known
    const capture = captureOf(fn)
    const table = capture === undefined ? given : { ...initialized(capture.env), ...given }
    return this.#pending.push({ fn, given, table, name }) - 1
  }
}

/** Minifiers make `var` of `const`: a variable without a value may be one that has not got it yet. */
function initialized(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined))
}

function nameFor(fn: AnyFunction, name: string): string {
  return captureOf(fn)?.name || fn.name || name
}
