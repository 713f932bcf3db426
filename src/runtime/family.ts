/**
 * Kernels that differ in the constants of their `env` only. Each gets a program of its own, as constants make faster code; a program that
 * makes ever more of them would compile without end. From some number on, constants are passed with each call, and the code is shared.
 */
import type { CompileOptions, EnvValue, FunctionSource } from '../artifact.ts'
import { classify } from './classify.ts'
import type { ReadEnvironment } from './environment.ts'
import { knownProgram, programKey } from './program.ts'

/** Compiled signatures of one kernel, and programs of kernels that differ in constants only. */
export const MAXIMUM_VARIANTS = 16
/** Families remembered; the one used longest ago goes first. */
const MAXIMUM_FAMILIES = 64

/** Which number types constants have as parameters: their own, or all f64. */
type Typing = 'own' | 'f64'

/** The key that a family has when all its constants are passed as f64 -> the keys of its programs. */
const families = new Map<string, Set<string>>()

/** An environment as the compiler is to see it. */
export interface Placed {
  readonly functions: readonly FunctionSource[]
  /** What every call passes, by slot: arrays, then constants that are not compiled in. */
  readonly passed: readonly unknown[]
  /** Of the program. */
  readonly key: string
}

/** Decides whether the constants of an environment are compiled in. */
export function placeConstants({ functions, arrays }: ReadEnvironment, options: CompileOptions): Placed {
  const asGiven: Placed = { functions, passed: arrays, key: programKey(functions, options) }
  if (knownProgram(asGiven.key) !== undefined) return asGiven
  const general = passConstants(asGiven, 'f64', options)
  if (general === asGiven) return asGiven
  const keys = keysOf(general.key)
  if (takes(keys, asGiven.key, MAXIMUM_VARIANTS)) return asGiven
  // Integers make better bounds and indices; but n constants can be 2^n combinations of them.
  const typed = passConstants(asGiven, 'own', options)
  return takes(keys, typed.key, 2 * MAXIMUM_VARIANTS) ? typed : general
}

/** The programs of a family, which is named by what they have in common. */
function keysOf(family: string): Set<string> {
  const keys = families.get(family) ?? new Set()
  // Last in the order of insertion: used last.
  families.delete(family)
  families.set(family, keys)
  if (families.size > MAXIMUM_FAMILIES) families.delete(families.keys().next().value!)
  return keys
}

function takes(keys: Set<string>, key: string, limit: number): boolean {
  if (keys.has(key)) return true
  if (keys.size >= limit) return false
  keys.add(key)
  return true
}

/** The same with numbers and 64-bit bigints passed; itself if it has none. */
function passConstants(asGiven: Placed, typing: Typing, options: CompileOptions): Placed {
  const passed = [...asGiven.passed]
  const pass = (value: EnvValue): EnvValue => {
    if (value.kind !== 'number' && value.kind !== 'bigint') return value
    const type = classify(value.value, typing === 'own')
    return type.kind === 'scalar' ? { kind: 'passed', type, slot: passed.push(value.value) - 1 } : value
  }
  // Functions mostly share one table.
  const tables = new Map<FunctionSource['env'], FunctionSource['env']>()
  for (const { env } of asGiven.functions) {
    if (tables.has(env)) continue
    tables.set(env, Object.fromEntries(Object.entries(env).map(([name, value]) => [name, pass(value)])))
  }
  if (passed.length === asGiven.passed.length) return asGiven
  const functions = asGiven.functions.map((fn) => ({ ...fn, env: tables.get(fn.env)! }))
  return { functions, passed, key: programKey(functions, options) }
}
