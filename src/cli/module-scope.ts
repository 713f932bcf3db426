/**
 * Imports a user's file together with a way into its scope: what its functions take from outside is looked up there, exported or not.
 *
 * The file's text with one line more is imported from a file beside it, so that its own imports and line numbers stay what they are; that
 * file is deleted at once. Where it cannot be written, a file that imports nothing is written elsewhere; of others, only exports are found.
 */
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { UsageError } from './command.ts'

export interface ModuleScope {
  /** Absolute. */
  readonly path: string
  /** As the user wrote it. */
  readonly text: string
  /** As it runs: without types. */
  readonly code: string
  readonly exports: Readonly<Record<string, unknown>>
  /** The value of an expression in the module's scope. */
  readonly evaluate: (expression: string) => unknown
  /** An error of the file's own: what it says, and where it was thrown. */
  readonly blame: (error: unknown) => string
}

const SCOPE = '$tightloopScope'
const EXTENSIONS = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', '.jsx', '.tsx']

/** @throws {UsageError} if there is no such file, or it cannot be read or run */
export async function importScope(file: string, cwd: string): Promise<ModuleScope> {
  const path = resolve(cwd, file)
  if (!existsSync(path)) throw new UsageError(`${file}: no such file`)
  if (!EXTENSIONS.includes(extname(path))) throw new UsageError(`${file}: not a JavaScript or TypeScript file`)
  const text = readText(path, file)
  const code = /^\.[cm]?tsx?$/.test(extname(path)) ? withoutTypes(path, text, file) : text
  const isModule = extname(path) !== '.cjs' && /^\s*(?:import|export)\b/m.test(code)
  const name = `.${basename(path)}.${process.pid}.${SCOPE.slice(1)}.${isModule ? 'mjs' : 'cjs'}`
  const lookup = `(text) => eval(text)`
  const more = isModule ? `export const ${SCOPE} = ${lookup}` : `exports.${SCOPE} = ${lookup}`
  const isAlone = !/\b(?:import|require)\b/.test(code)
  const copies = [join(dirname(path), name), ...(isAlone ? [join(tmpdir(), `${randomUUID()}${extname(name)}`)] : [])]
  const copy = copies.find((each) => isWritten(each, `${code}\n${more}\n`))
  if (copy === undefined) return { path, text, code, ...(await importFrom(path, file, path)) }
  try {
    return { path, text, code, ...(await importFrom(copy, file, path)) }
  } finally {
    rmSync(copy, { force: true })
  }
}

function isWritten(path: string, text: string): boolean {
  try {
    writeFileSync(path, text)
    return true
  } catch {
    return false
  }
}

function readText(path: string, file: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`${file}: cannot be read: ${(error as Error).message}`)
  }
}

async function importFrom(
  from: string,
  file: string,
  path: string,
): Promise<Pick<ModuleScope, 'exports' | 'evaluate' | 'blame'>> {
  const blame = (error: unknown): string => sentenceOf(error, from, path)
  try {
    const namespace = (await import(pathToFileURL(from).href)) as Record<string, unknown>
    const found = { ...(namespace.default as object | undefined), ...namespace }
    const { [SCOPE]: lookup, default: _, ...exports } = found as Record<string, unknown>
    const evaluate = (lookup as ModuleScope['evaluate'] | undefined) ?? evaluateIn(exports)
    return { exports, evaluate, blame }
  } catch (error) {
    throw new UsageError(`${file}: ${blame(error)}`)
  }
}

/** @param from the copy that runs in place of the file at `path` */
function sentenceOf(error: unknown, from: string, path: string): string {
  const { message = String(error), stack = '' } = Object(error) as Partial<Error>
  const trace = error instanceof SyntaxError ? syntaxPlace(from) : stack
  const place = trace.replaceAll(from, path).match(/(?<![^\s(])(?!node:)[^\s(]*:\d+(?::\d+)?/)?.[0] ?? path
  return `${message.replaceAll(from, path)} (${place.replace('file://', '')})`
}

/** The error of an import does not say where a syntax error is; Node's own check does. */
function syntaxPlace(path: string): string {
  return spawnSync(process.execPath, ['--check', path], { encoding: 'utf8' }).stderr
}

function evaluateIn(exports: Readonly<Record<string, unknown>>): ModuleScope['evaluate'] {
  const names = Object.keys(exports)
  return (text) => new Function(...names, `return (${text})`)(...names.map((name) => exports[name]))
}

/** What is used of the package `typescript`, which is the user's. */
interface TypeScript {
  readonly ScriptTarget: { readonly ES2022: number }
  readonly ModuleKind: { readonly ESNext: number }
  transpileModule(
    text: string,
    options: object,
  ): { readonly outputText: string; readonly diagnostics: readonly TypeScriptError[] }
  flattenDiagnosticMessageText(text: unknown, newLine: string): string
}

interface TypeScriptError {
  readonly messageText: unknown
  readonly start: number
}

/** JavaScript from TypeScript, by what Node has or what the user's project has. */
function withoutTypes(path: string, text: string, file: string): string {
  const strip = (nodeModule as unknown as { stripTypeScriptTypes?: (text: string) => string }).stripTypeScriptTypes
  try {
    if (strip !== undefined) return strip(text)
  } catch {
    // Enums and the like, which only a compiler knows to translate.
  }
  const { outputText, diagnostics, sentence } = transpile(path, text, file)
  if (diagnostics.length === 0) return outputText
  const line = text.slice(0, diagnostics[0]!.start).split('\n').length
  throw new UsageError(`${file}: ${sentence} (${path}:${line})`)
}

function transpile(path: string, text: string, file: string) {
  try {
    const typescript = createRequire(path)('typescript') as TypeScript
    const compilerOptions = { target: typescript.ScriptTarget.ES2022, module: typescript.ModuleKind.ESNext }
    const options = { compilerOptions, fileName: path, reportDiagnostics: true }
    const made = typescript.transpileModule(text, options)
    return { ...made, sentence: typescript.flattenDiagnosticMessageText(made.diagnostics[0]?.messageText, ' ') }
  } catch {
    throw new UsageError(`${file}: TypeScript needs the package typescript in your project: npm install -D typescript`)
  }
}
