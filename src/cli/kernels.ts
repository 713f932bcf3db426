/** The kernels of a file: its exported functions, each with the signatures that flags, the export `signatures`, or its types give it. */
import { relative } from 'node:path'
import type { CompileModuleOptions } from '../precompiled/compile-module.ts'
import { RESERVED_EXPORTS } from '../precompiled/description.ts'
import { setPlace, sourceOf } from '../runtime/captured.ts'
import { origins } from '../runtime/environment.ts'
import type { AnyFunction, Environment } from '../runtime/options.ts'
import { parseSignature } from '../runtime/signature.ts'
import { UsageError } from './command.ts'
import { declaredSignature } from './declared-types.ts'
import { captureEnvironment } from './environment.ts'
import { importScope, type ModuleScope } from './module-scope.ts'

export interface FileKernel {
  readonly name: string
  readonly fn: AnyFunction
  /** Empty: `why` says why. */
  readonly signatures: readonly string[]
  readonly why: string | undefined
  /** Line of the file in which the function's own text begins; 1 if it is not found there. */
  readonly firstLine: number
}

export interface KernelFile {
  readonly scope: ModuleScope
  /** The path for people. */
  readonly path: string
  readonly kernels: readonly FileKernel[]
  readonly env: Environment
}

/** @throws {UsageError} that names the input and the place in it */
export async function readKernels(file: string, flags: readonly string[], cwd: string): Promise<KernelFile> {
  const scope = await importScope(file, cwd)
  const path = relative(cwd, scope.path) || file
  const given = signaturesOf(flags, scope, path)
  const kernels = Object.entries(scope.exports)
    .filter((entry): entry is [string, AnyFunction] => typeof entry[1] === 'function')
    .filter(([name]) => flags.length === 0 || given.has(name))
    .map(([name, fn]) => fileKernel(name, fn, given.get(name), scope))
  if (kernels.length === 0) throw new UsageError(`${path}: exports no function by a name`)
  const plain = kernels.map(({ fn }) => fn).filter((fn) => !origins.has(fn))
  const env = captureEnvironment(plain, scope)
  for (const each of [...kernels.map(({ fn }) => fn), ...Object.values(env)]) locate(each, scope, path)
  return { scope, path, kernels, env }
}

/** Has diagnostics name the place in the file, if taking the types out of it has moved nothing. */
function locate(fn: unknown, { text, code }: ModuleScope, path: string): void {
  if (typeof fn !== 'function' || code.length !== text.length) return
  const source = sourceOf((origins.get(fn as AnyFunction)?.original ?? fn) as AnyFunction)
  const at = code.indexOf(source)
  const before = code.slice(0, at).split('\n')
  if (at >= 0) setPlace(source, { file: path, line: before.length, column: before.at(-1)!.length + 1 })
}

/**
 * The options for `compileModule`; only kernels that have signatures take part.
 * @throws {UsageError} for a name that modules use themselves
 */
export function moduleOptions({ kernels, env, path }: KernelFile): {
  readonly fns: Record<string, AnyFunction>
  readonly options: Pick<CompileModuleOptions, 'signatures' | 'env'>
} {
  const chosen = kernels.filter(({ signatures }) => signatures.length > 0)
  const taken = chosen.find(({ name }) => RESERVED_EXPORTS.includes(name))
  if (taken)
    throw new UsageError(`${path}: every module exports ${taken.name} itself: call the function something else`)
  return {
    fns: Object.fromEntries(chosen.map(({ name, fn }) => [name, fn])),
    options: { env, signatures: Object.fromEntries(chosen.map(({ name, signatures }) => [name, signatures])) },
  }
}

/** The file with one kernel of it alone. @throws {UsageError} if there is none of that name */
export function onlyKernel(file: KernelFile, name: string | undefined): KernelFile {
  if (name === undefined) return file
  const kernels = file.kernels.filter((kernel) => kernel.name === name)
  if (kernels.length > 0) return { ...file, kernels }
  const names = file.kernels.map((kernel) => kernel.name).join(', ')
  throw new UsageError(`${file.path}: exports no function ${name}; there are: ${names}`)
}

function fileKernel(
  name: string,
  fn: AnyFunction,
  given: readonly string[] | undefined,
  scope: ModuleScope,
): FileKernel {
  const source = Function.prototype.toString.call(origins.get(fn)?.original ?? fn)
  const at = scope.code.indexOf(source)
  const firstLine = at < 0 ? 1 : scope.code.slice(0, at).split('\n').length
  if (given !== undefined) return { name, fn, signatures: given, why: undefined, firstLine }
  const declared = declaredSignature(scope.text, name)
  return declared.ok
    ? { name, fn, signatures: [declared.signature], why: undefined, firstLine }
    : { name, fn, signatures: [], why: declared.why, firstLine }
}

function signaturesOf(
  flags: readonly string[],
  scope: ModuleScope,
  path: string,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  const add = (name: string, text: string, place: string): void => {
    if (typeof scope.exports[name] !== 'function') throw new UsageError(`${place}: ${path} exports no function ${name}`)
    check(text, place)
    found.set(name, [...(found.get(name) ?? []), text])
  }
  for (const flag of flags) {
    const open = flag.indexOf('(')
    if (open <= 0) throw new UsageError(`--signature ${flag}: expected a name and types, such as 'dot(f64[], f64[])'`)
    add(flag.slice(0, open).trim(), flag.slice(open), `--signature ${flag}`)
  }
  if (flags.length > 0) return found
  const { signatures } = scope.exports
  if (signatures === undefined) return found
  const place = `${path}: the export signatures`
  if (typeof signatures !== 'object' || signatures === null) throw new UsageError(`${place} is not an object`)
  for (const [name, texts] of Object.entries(signatures)) {
    for (const text of Array.isArray(texts) ? texts : [texts]) {
      if (typeof text !== 'string') throw new UsageError(`${place}: ${name} is neither a text nor a list of texts`)
      add(name, text, `${place}: ${name}`)
    }
  }
  return found
}

function check(text: string, place: string): void {
  try {
    parseSignature(text)
  } catch (error) {
    throw new UsageError(`${place}: ${(error as Error).message}`)
  }
}
