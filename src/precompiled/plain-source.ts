/**
 * The plain functions of a module as the text of a program: each with the free variables that its `env` gave it. The tables of an `env`
 * become scopes, and functions of another scope are reached through a forwarding function, so that their order does not matter.
 */
import type { EnvValue, FunctionSource } from '../artifact.ts'
import type { PrecompiledKernel } from './compile-module.ts'
import { literal } from './literal.ts'

/** Every kernel's `{ original, env }` by name, as the loader takes them: an object expression that needs the arrays of `envSource`. */
export function plainSource(kernels: readonly PrecompiledKernel[]): string {
  const arrays = envArrays(kernels)
  const entries = kernels.map((kernel) => `${JSON.stringify(kernel.name)}: ${kernelSource(kernel, arrays)},`)
  return `{\n${entries.join('\n')}\n}`
}

/** The arrays of all envs: an array that several kernels see is one. */
export function envSource(kernels: readonly PrecompiledKernel[]): string {
  return `[${envArrays(kernels).map(literal).join(', ')}]`
}

const envArrays = (kernels: readonly PrecompiledKernel[]): object[] => [...new Set(kernels.flatMap(({ env }) => env))]

function kernelSource({ name, functions, env }: PrecompiledKernel, arrays: readonly object[]): string {
  const tables = [...new Set(functions.map((fn) => fn.env))]
  const scopes = tables.map((table, i) => scopeSource(table, i, tables, functions))
  const kernelScope = tables.indexOf(functions[0]!.env)
  return [
    '(() => {',
    `const env = [${env.map((array) => `arrays[${arrays.indexOf(array)}]`).join(', ')}]`,
    'const scopes = []',
    ...scopes,
    `return { original: scopes[${kernelScope}].f0, env }`,
    `})() /* ${name} */`,
  ].join('\n')
}

type Table = FunctionSource['env']

function scopeSource(table: Table, at: number, tables: readonly Table[], functions: readonly FunctionSource[]): string {
  const lines: string[] = []
  const own: string[] = []
  // A helper of esbuild's that gives functions their names, and is not in their text.
  if (mentions(functions, '__name')) lines.push('const __name = (fn) => fn')
  for (const [name, value] of Object.entries(table)) {
    if (!mentions(functions, name)) continue
    const text = valueSource(name, value, table, tables, functions)
    // A name that is its own built-in needs no variable, and could not have one: `const Math = Math`.
    if (text !== name) lines.push(`const ${name} = ${text}`)
  }
  for (const [i, fn] of functions.entries()) {
    if (fn.env !== table) continue
    const known = Object.entries(table).find(([, value]) => value.kind === 'function' && value.index === i)
    if (i > 0 && known && !mentions(functions, known[0])) continue
    own.push(known && i > 0 ? `f${i}: ${known[0]}` : `f${i}: ${functionSource(fn)}`)
  }
  return [`scopes[${at}] = (() => {`, ...lines, `return { ${own.join(', ')} }`, '})()'].join('\n')
}

/** Does any of the sources contain the name as a word? */
function mentions(functions: readonly FunctionSource[], name: string): boolean {
  return functions.some(({ source }) => source.match(WORD)?.includes(name) ?? false)
}

const WORD = /[\p{ID_Start}$_][\p{ID_Continue}$]*/gu

function valueSource(
  name: string,
  value: EnvValue,
  table: Table,
  tables: readonly Table[],
  functions: readonly FunctionSource[],
): string {
  switch (value.kind) {
    case 'number':
    case 'boolean':
    case 'bigint':
      return literal(value.value)
    case 'undefined':
      return 'undefined'
    case 'passed':
      return `env[${value.slot}]`
    case 'builtin':
      return value.path
    case 'function': {
      const fn = functions[value.index]!
      const isLocal = fn.env === table && value.index > 0
      if (isLocal) return functionSource(fn)
      return `function (...args) { return scopes[${tables.indexOf(fn.env)}].f${value.index}.apply(this, args) }`
    }
    case 'other':
      throw new TypeError(`${name} is ${value.what}, which cannot be written to a file: pass it as an argument`)
  }
}

/** A function's own text as an expression: methods are written without the word `function`. */
function functionSource({ name, source }: FunctionSource): string {
  if (isExpression(source)) return `(${source})`
  const method = /^(?:static\s+)?(?:async\s+)?\*?\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*\(/u.exec(source)?.[1]
  const object = `({ ${source.replace(/^static\s+/, '')} })`
  if (method !== undefined && isExpression(object)) return `${object}.${method}`
  throw new TypeError(`${name}: the text of the function cannot be written to a file`)
}

function isExpression(text: string): boolean {
  try {
    // Only parsed, never called: at build time, where text may be looked at as code.
    return typeof new Function(`return (${text})`) === 'function'
  } catch {
    return false
  }
}
