/**
 * Kernels whose signatures a file tells -> one module that is part of the file: `jit(fn)` becomes `library.kernel(name)(fn)`. What cannot be known at
 * build time keeps `jit`, with the reason.
 */
import type MagicString from 'magic-string'
import type { AnyFunction } from '../jit.ts'
import { compileModule, type Refusal } from '../precompiled/compile-module.ts'
import { RESERVED_EXPORTS } from '../precompiled/description.ts'
import { formatDiagnostic } from '../report/diagnostic.ts'
import { origins, readEnvironment } from '../runtime/environment.ts'
import { importFrom, placeIn } from './capture.ts'
import { Evaluator, NotConstant, type StaticOptions } from './evaluate.ts'
import type { ImportedFiles } from './imports.ts'
import { importedName, type JitUse, type ModuleKernels, PACKAGE } from './kernels.ts'
import { lookUp, type Variable } from './scope.ts'
import { knownSignatures } from './signatures.ts'

export const LIBRARY = '$tightloopLibrary'
const OPEN = '$tightloopOpen'
/** What `tightloop/library` has in place of the package's own. */
const REPLACED = ['alloc', 'ready', 'JitError']

export interface Precompiled {
  /** Kernels that are left to run time. */
  readonly left: readonly JitUse[]
  /** Statements for the top of the file. */
  readonly head: string
}

interface Candidate {
  readonly use: JitUse
  readonly name: string
  readonly fn: AnyFunction
  readonly signatures: readonly string[]
  readonly options: StaticOptions
  /** The arrays by slot, as the running program calls them. */
  readonly arrays: readonly string[]
}

/** @param warn told of what is left to run time or to the plain function, with its place */
export function precompile(
  text: MagicString,
  file: ModuleKernels,
  imports: ImportedFiles,
  path: string,
  warn: (message: string) => void,
): Precompiled {
  const evaluator = new Evaluator(file, imports)
  const left: JitUse[] = []
  const candidates: Candidate[] = []
  const names = new Set<string>()
  for (const [i, use] of file.kernels.entries()) {
    const name = nameOf(use) ?? `kernel${i}`
    try {
      const taken = names.has(name) || RESERVED_EXPORTS.includes(name)
      candidates.push(candidateOf(use, name, taken ? `${name}#${i}` : name, file, evaluator))
      names.add(candidates.at(-1)!.name)
    } catch (error) {
      if (!(error instanceof NotConstant)) throw error
      const { line, column } = placeIn(file.code, use.node.start)
      warn(`${path}:${line}:${column}: ${name} is compiled when the program runs: ${error.message}`)
      left.push(use)
    }
  }
  const bytes = candidates.length > 0 ? compileAll(candidates, path, warn) : undefined
  for (const candidate of candidates) replaceCall(text, candidate)
  return { left, head: replaceImports(text, file, left, bytes) }
}

/** @throws {NotConstant} */
function candidateOf(use: JitUse, given: string, name: string, file: ModuleKernels, evaluator: Evaluator): Candidate {
  const fn = evaluator.kernel(use)
  const options = evaluator.options(use.options)
  const known = knownSignatures(file, use, given)
  if (!known.ok) throw new NotConstant(known.why)
  // Reads what the functions capture.
  const { arrays } = readEnvironment(origins.get(fn)!, name)
  const variables = arrays.map((array) => {
    const variable = evaluator.arrays.get(array)
    if (variable === undefined) throw new NotConstant('its env has an array that has no name in this file')
    if (!isSeenAt(variable, use, file))
      throw new NotConstant(`${variable.name} is another variable where jit is called`)
    return variable.name
  })
  return { use, name, fn, signatures: known.signatures, options, arrays: variables }
}

function isSeenAt(variable: Variable, { node }: JitUse, { scopes }: ModuleKernels): boolean {
  return lookUp(variable.name, scopes.scopeOf.get(node)) === variable
}

function nameOf({ variable, fn }: JitUse): string | undefined {
  if (variable !== undefined) return variable.name
  return fn !== undefined && fn.type !== 'ArrowFunctionExpression' ? fn.id?.name : undefined
}

function compileAll(candidates: readonly Candidate[], path: string, warn: (message: string) => void): Uint8Array {
  const strict = new Set(candidates.filter(({ options }) => options.strict).map(({ name }) => name))
  const onRefusal = ({ kernel, signature, diagnostic }: Refusal): void => {
    const message = `${path}: ${kernel}${signature}\n${formatDiagnostic(diagnostic)}`
    if (strict.has(kernel)) throw new Error(message)
    warn(`${message}\nthe plain function runs`)
  }
  const fns = Object.fromEntries(candidates.map(({ name, fn }) => [name, fn]))
  const signatures = Object.fromEntries(candidates.map((each) => [each.name, each.signatures]))
  return compileModule(fns, { signatures, onRefusal }).bytes
}

function replaceCall(text: MagicString, { use, name, options, arrays }: Candidate): void {
  const { tier, strict } = options
  const parts = [
    arrays.length > 0 && `env: () => [${arrays.join(', ')}]`,
    tier !== undefined && tier !== 'auto' && `tier: ${JSON.stringify(tier)}`,
    strict && 'strict: true',
  ].filter(Boolean)
  const kernel = `${LIBRARY}.kernel(${JSON.stringify(name)}${parts.length > 0 ? `, { ${parts.join(', ')} }` : ''})`
  // The rest stays as it is: `jit(fn, options)` has one argument more than is looked at, `jit(options)(fn)` has its callee replaced.
  const { callee } = use.node as unknown as { callee: { start: number; end: number } }
  text.overwrite(callee.start, callee.end, kernel)
}

/** Takes what has been replaced out of the imports from the package, so that nothing of the compiler is left. */
function replaceImports(
  text: MagicString,
  file: ModuleKernels,
  left: readonly JitUse[],
  bytes: Uint8Array | undefined,
): string {
  const head: string[] = []
  const body: string[] = []
  const fromLibrary = bytes === undefined ? [] : [`open as ${OPEN}`]
  if (bytes !== undefined)
    body.push(`const ${LIBRARY} = ${OPEN}(${JSON.stringify(Buffer.from(bytes).toString('base64'))});`)
  for (const declaration of file.imports) {
    const kept: string[] = []
    for (const specifier of declaration.specifiers) {
      const source = file.code.slice(specifier.start, specifier.end)
      if (specifier.type !== 'ImportSpecifier') {
        kept.push(source)
        continue
      }
      const name = importedName(specifier)
      const { name: local } = specifier.local
      if (name === 'jit' && left.length === 0 && !isUsedOtherwise(local, file)) continue
      if (name === 'alloc' && bytes !== undefined) body.push(`const ${local} = ${LIBRARY}.alloc;`)
      else if (REPLACED.includes(name)) fromLibrary.push(`${name} as ${local}`)
      else kept.push(source)
    }
    if (kept.length === declaration.specifiers.length) continue
    const isPlain = declaration.specifiers.every(({ type }) => type === 'ImportSpecifier')
    const names = isPlain ? `{ ${kept.join(', ')} }` : kept.join(', ')
    text.overwrite(
      declaration.start,
      declaration.end,
      kept.length > 0 ? `import ${names} from ${JSON.stringify(PACKAGE)};` : '',
    )
  }
  replaceExports(text, file)
  if (fromLibrary.length > 0) head.push(importFrom('tightloop/library', fromLibrary.join(', ')))
  return [...head, ...body].join(' ')
}

/** `export { alloc } from 'tightloop'`. */
function replaceExports(text: MagicString, { program, code }: ModuleKernels): void {
  for (const node of program.body) {
    if (node.type !== 'ExportNamedDeclaration' || node.source?.value !== PACKAGE) continue
    const isReplaced = node.specifiers.every(
      ({ local }) => local.type === 'Identifier' && REPLACED.includes(local.name),
    )
    if (!isReplaced || code.slice(node.start, node.end).startsWith('export type')) continue
    text.overwrite(node.source.start, node.source.end, "'tightloop/library'")
  }
}

/** Is the imported `jit` used in some other way than by the kernels that were found? */
function isUsedOtherwise(local: string, { scopes, kernels, parents }: ModuleKernels): boolean {
  const variable = scopes.top.names.get(local)
  for (const [id, found] of scopes.variables) {
    if (found !== variable || parents.get(id)?.type === 'ImportSpecifier') continue
    const isKernel = kernels.some(({ node }) => node.start <= id.start && id.end <= calleeEnd(node))
    if (!isKernel) return true
  }
  return false
}

function calleeEnd(node: { readonly end: number; readonly callee?: { readonly end: number } } | object): number {
  return (node as { callee?: { end: number } }).callee?.end ?? (node as { end: number }).end
}
