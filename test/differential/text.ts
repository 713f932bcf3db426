/**
 * Functions from text. Tests write kernels as text where the exact source matters: a transpiler would fold `0 * -1`, rename
 * shadowed names and rewrite what the trap is about. Strict mode, as in an ES module.
 */
import type { AnyFunction } from '../differential.ts'

/** What has been evaluated, if somebody asks; and where it is looked up instead, for pages that may not evaluate text. */
export const texts: { evaluated?: Set<string>; written?: ReadonlyMap<string, (...values: unknown[]) => unknown> } = {}

/** The function of these parameters and this body. */
export function functionOf(names: readonly string[], body: string): (...values: unknown[]) => unknown {
  const key = JSON.stringify([names, body])
  const written = texts.written?.get(key)
  if (written) return written
  texts.evaluated?.add(key)
  return new Function(...names, body) as (...values: unknown[]) => unknown
}

export interface TextFunctions {
  readonly kernel: AnyFunction
  /** Everything the kernel's free names mean, functions included: what `jit` takes as `env`. */
  readonly env: Record<string, unknown>
}

/** `functions` are texts too; they and the kernel see one another and the values of `env`. */
export function functionsFromText(
  source: string,
  env: Readonly<Record<string, unknown>> = {},
  functions: Readonly<Record<string, string>> = {},
): TextFunctions {
  const helpers = Object.keys(functions)
  const body = [
    "'use strict'",
    ...helpers.map((name) => `const ${name} = ${functions[name]}`),
    `const kernel = ${source}`,
    `return { kernel, helpers: { ${helpers.join(', ')} } }`,
  ].join('\n')
  const made = functionOf(Object.keys(env), body)(...Object.values(env)) as {
    kernel: AnyFunction
    helpers: Record<string, unknown>
  }
  return { kernel: made.kernel, env: { ...env, ...made.helpers } }
}
