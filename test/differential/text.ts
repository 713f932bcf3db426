/**
 * Functions from text. Tests write kernels as text where the exact source matters: a transpiler would fold `0 * -1`, rename
 * shadowed names and rewrite what the trap is about. Strict mode, as in an ES module.
 */
import type { AnyFunction } from '../differential.ts'

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
  const made = new Function(...Object.keys(env), body)(...Object.values(env)) as {
    kernel: AnyFunction
    helpers: Record<string, unknown>
  }
  return { kernel: made.kernel, env: { ...env, ...made.helpers } }
}
