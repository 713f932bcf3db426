/**
 * The files from which kernels of a file take constants and functions: found by relative paths, read and parsed before they are needed. Of packages
 * nothing is known.
 */
import { findKernels, importedName, type ModuleKernels } from './kernels.ts'
import { declarationOf, type Variable } from './scope.ts'
import { parseModule } from './source.ts'

/** Files are small, and kernels take little from few. */
const MAXIMUM_FILES = 100
const ENDINGS = ['', '.ts', '.js', '.mts', '.mjs', '.tsx', '.jsx', '/index.ts', '/index.js']

export interface ImportedFiles {
  /** Absolute paths. */
  readonly paths: readonly string[]
  /** What an imported variable is in its own file; undefined if that is not known. */
  find(variable: Variable, file: ModuleKernels): Origin | undefined
}

export interface Origin {
  readonly file: ModuleKernels
  readonly variable: Variable
}

export async function readImports(file: ModuleKernels): Promise<ImportedFiles> {
  const byFile = new Map<ModuleKernels, Map<string, ModuleKernels>>()
  const byPath = new Map<string, ModuleKernels>()
  const pending = [file]
  for (const each of pending) {
    const found = new Map<string, ModuleKernels>()
    byFile.set(each, found)
    for (const statement of each.program.body) {
      const source = 'source' in statement ? statement.source?.value : undefined
      if (typeof source !== 'string' || !source.startsWith('.') || byPath.size > MAXIMUM_FILES) continue
      const [path, code] = (await readBeside(each.id, source)) ?? []
      if (path === undefined || code === undefined) continue
      const known = byPath.get(path) ?? (await parsed(path, code))
      if (known === undefined) continue
      if (!byPath.has(path)) pending.push(known)
      byPath.set(path, known)
      found.set(source, known)
    }
  }
  return { paths: [...byPath.keys()], find: (variable, from) => origin(variable, from, byFile) }
}

async function readBeside(id: string, source: string): Promise<[path: string, code: string] | undefined> {
  const { dirname, resolve } = await import('node:path')
  const { readFile } = await import('node:fs/promises')
  const base = resolve(dirname(id.replace(/[?#].*$/s, '')), source)
  // TypeScript's files may be named as what they become.
  const candidates = [...ENDINGS.map((ending) => base + ending), base.replace(/\.([cm]?)js$/, '.$1ts')]
  for (const path of candidates.filter((each) => /\.[cm]?[jt]sx?$/.test(each))) {
    try {
      return [path, await readFile(path, 'utf8')]
    } catch {
      // The next one.
    }
  }
  return undefined
}

async function parsed(path: string, code: string): Promise<ModuleKernels | undefined> {
  try {
    return findKernels(code, path, await parseModule(code, path))
  } catch {
    // Its bundler will say what is wrong with it.
    return undefined
  }
}

type Files = ReadonlyMap<ModuleKernels, ReadonlyMap<string, ModuleKernels>>

function origin({ declaration }: Variable, from: ModuleKernels, files: Files): Origin | undefined {
  const statement = from.program.body.find(
    (each) => each.type === 'ImportDeclaration' && each.specifiers.some((specifier) => specifier === declaration),
  )
  if (statement?.type !== 'ImportDeclaration' || declaration.type !== 'ImportSpecifier') return undefined
  const file = files.get(from)?.get(String(statement.source.value))
  return file && exported(importedName(declaration), file, files)
}

function exported(name: string, file: ModuleKernels, files: Files): Origin | undefined {
  for (const statement of file.program.body) {
    if (statement.type !== 'ExportNamedDeclaration') continue
    if (statement.declaration) {
      const variable = file.scopes.top.names.get(name)
      const declaration = declarationOf(statement)
      const { declaration: own } = variable ?? {}
      const isHere = own !== undefined && declaration.start <= own.start && own.end <= declaration.end
      if (isHere) return { file, variable: variable! }
      continue
    }
    for (const { local, exported: shown } of statement.specifiers) {
      if (local.type !== 'Identifier' || shown.type !== 'Identifier' || shown.name !== name) continue
      const next = files.get(file)?.get(String(statement.source?.value))
      if (statement.source) return next && exported(local.name, next, files)
      const variable = file.scopes.top.names.get(local.name)
      if (variable?.kind === 'imported') return origin(variable, file, files)
      return variable && { file, variable }
    }
  }
  return undefined
}
