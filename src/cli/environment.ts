/**
 * The free variables of a file's functions, looked up in the file's own scope: constants, functions, and variables that are assigned once.
 * What may change later is left out, and a kernel that needs it is refused by the compiler with the place.
 */
import { parseFunction } from '../parse/parse.ts'
import type { AnyFunction, Environment } from '../runtime/options.ts'
import type { ModuleScope } from './module-scope.ts'

/** The `env` for all of these functions: one table, as all of them see one scope. */
export function captureEnvironment(functions: readonly AnyFunction[], scope: ModuleScope): Environment {
  const env: Record<string, unknown> = {}
  const pending = [...functions]
  // The list grows while it is walked.
  for (const fn of pending) {
    for (const name of freeNames(fn)) {
      if (Object.hasOwn(env, name)) continue
      const value = lookUp(name, scope)
      if (value === undefined) continue
      env[name] = value.value
      if (typeof value.value === 'function') pending.push(value.value as AnyFunction)
    }
  }
  return env
}

/**
 * A name of the module's own that a function uses and that is not in its `env`: without it, the function cannot be moved to another file.
 * Every word of the text counts, so that one too many may be found.
 */
export function missingName(fn: AnyFunction, env: Environment, scope: ModuleScope): string | undefined {
  const isOwn = (name: string): boolean => {
    try {
      const value = scope.evaluate(name)
      return value !== fn && (globalThis as Record<string, unknown>)[name] !== value
    } catch {
      return false
    }
  }
  return wordsOf(fn).find((name) => !Object.hasOwn(env, name) && isOwn(name))
}

function freeNames(fn: AnyFunction): readonly string[] {
  try {
    return [...parseFunction(Function.prototype.toString.call(fn), fn.name).free.keys()]
  } catch {
    // The compiler will say what is wrong with it; the plain function needs its variables all the same.
    return wordsOf(fn)
  }
}

function wordsOf(fn: AnyFunction): readonly string[] {
  const words = Function.prototype.toString
    .call(fn)
    .match(/(?<![\p{ID_Continue}$.])[\p{ID_Start}$_][\p{ID_Continue}$]*/gu)
  return [...new Set(words)]
}

function lookUp(name: string, scope: ModuleScope): { readonly value: unknown } | undefined {
  if (changes(name, scope.code)) return undefined
  try {
    const value = scope.evaluate(name)
    return Object.hasOwn(globalThis, name) && (globalThis as Record<string, unknown>)[name] === value
      ? undefined
      : { value }
  } catch {
    return undefined
  }
}

/** Is the variable assigned anywhere but where it is declared? Errs on the side of yes. */
function changes(name: string, code: string): boolean {
  const escaped = name.replaceAll('$', '\\$')
  if (new RegExp(`\\bconst\\s+${escaped}\\b|\\bfunction\\s+${escaped}\\b`).test(code)) return false
  const word = `(?<![\\w$.])${escaped}(?![\\w$])`
  const assigned = new RegExp(
    `${word}\\s*(?:[-+*/%&|^]|<<|>>>?|\\*\\*|&&|\\|\\||\\?\\?)?=(?!=)|${word}\\s*(?:\\+\\+|--)|(?:\\+\\+|--)\\s*${word}`,
    'g',
  )
  return (code.match(assigned) ?? []).length > 1
}
