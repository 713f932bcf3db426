/**
 * The architecture check: reads the import statements of `src/` and reports what breaks the layering.
 *
 * Three rules. Imports point one way along `LAYERS` (a later one may use an earlier one, and a folder itself). No file can reach
 * itself through imports, type-only ones included. Each outside name in `OWNERS` and `GLOBALS` is known to one folder only.
 *
 * A scan of the text, not a parse: comments and the insides of strings are blanked first, so what remains of `import` and
 * `export ... from` is regular enough for one expression. `test/imports.test.ts` feeds it broken graphs to show that it can fail.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

/** Folders and files directly under `src/`, in the order in which data flows. `analyze` reads IR only, so `lower` may ask it. */
export const LAYERS = [
  'diagnostics.ts',
  'artifact.ts',
  'parse',
  'python',
  'ir',
  'analyze',
  'lower',
  'optimize',
  'vectorize',
  'emit',
  'runtime',
  'report',
  'pipeline.ts',
  'precompiled',
  'compiler.ts',
  'compiler-thread.ts',
  'in-thread.ts',
  'jit.ts',
  'index.ts',
  'node.ts',
  'cli',
  'plugin',
]

/** Packages that only these folders may import. Others may not be imported at all; Node's own only dynamically. */
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  acorn: ['parse', 'plugin'],
  binaryen: ['emit'],
  // Peers, which those have who use the plugin.
  '@sveltejs/acorn-typescript': ['plugin'],
  'magic-string': ['plugin'],
  unplugin: ['plugin'],
}

/** Packages of which only the types may be imported: nothing of them is left at run time. */
const TYPES_ONLY = ['estree']

/** Globals that only these folders may mention. */
const GLOBALS: Readonly<Record<string, readonly string[]>> = {
  WebAssembly: ['runtime', 'precompiled', 'cli'],
  Worker: ['runtime'],
}

/** Never reach a browser. */
const NODE_ONLY = ['node.ts', 'cli']

export interface Import {
  readonly specifier: string
  readonly typeOnly: boolean
  /** `import('...')`, evaluated only when the program gets there. */
  readonly dynamic: boolean
}

/** Path relative to `src/`, with forward slashes, -> text. */
export type Sources = ReadonlyMap<string, string>

export function readSources(root: string): Sources {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  return new Map(files.sort().map((file) => [file.replaceAll('\\', '/'), readFileSync(join(root, file), 'utf8')]))
}

// Comments and strings in one expression, since each may contain the beginning of the other. A regular expression literal that
// contains a quote would confuse it; a backtick string is taken whole.
const COMMENT_OR_STRING = /\/\/.*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g

function withoutComments(text: string): string {
  return text.replace(COMMENT_OR_STRING, (match) => (match.startsWith('/') ? ' ' : match))
}

function withoutStrings(text: string): string {
  return text.replace(COMMENT_OR_STRING, ' ')
}

const STATEMENT =
  /\b(import|export)\s+(type\s+)?([\w$*{}\s,]*?)\bfrom\s*['"]([^'"]+)['"]|\bimport\s*(\(?)\s*['"]([^'"]+)['"]/g

export function findImports(text: string): Import[] {
  return [...withoutComments(text).matchAll(STATEMENT)].map((match) => {
    const [, , type, names = '', from, parenthesis, bare] = match
    const listed = /^\{(.*)\}$/s
      .exec(names.trim())?.[1]
      ?.split(',')
      .filter((name) => name.trim() !== '')
    const typeOnly = type !== undefined || (listed?.every((name) => /^\s*type\s/.test(name)) ?? false)
    return {
      specifier: from ?? bare ?? '',
      typeOnly: bare === undefined && typeOnly,
      dynamic: parenthesis === '(',
    }
  })
}

function layerOf(file: string): string {
  return file.split('/')[0] ?? file
}

function checkRelative(file: string, { specifier, typeOnly }: Import, sources: Sources): string[] {
  const target = posix.join(posix.dirname(file), specifier)
  const kind = typeOnly ? 'type import' : 'import'
  if (!sources.has(target)) return [`${file}: ${kind} of '${specifier}', which is no file of src`]
  const from = LAYERS.indexOf(layerOf(file))
  const to = LAYERS.indexOf(layerOf(target))
  return to > from
    ? [`${file}: ${kind} of ${target} points against the flow (${LAYERS[from]} comes before ${LAYERS[to]})`]
    : []
}

function checkPackage(file: string, { specifier, typeOnly, dynamic }: Import): string[] {
  const owner = OWNERS[specifier]
  if (typeOnly && (specifier.startsWith('node:') || TYPES_ONLY.includes(specifier))) return []
  if (specifier.startsWith('node:')) {
    return dynamic || NODE_ONLY.includes(layerOf(file))
      ? []
      : [`${file}: static import of '${specifier}', which a browser does not have`]
  }
  if (owner === undefined) return [`${file}: import of '${specifier}', which is no run-time dependency`]
  return owner.includes(layerOf(file)) ? [] : [`${file}: only ${owner[0]}/ may import '${specifier}'`]
}

function checkGlobals(file: string, text: string): string[] {
  const code = withoutStrings(text)
  return Object.entries(GLOBALS)
    .filter(
      ([global, owners]) => !owners.includes(layerOf(file)) && new RegExp(`(?<![\\w$])${global}(?![\\w$])`).test(code),
    )
    .map(([global, [owner]]) => `${file}: only ${owner}/ may mention ${global}`)
}

/** One message a cycle, by depth-first search; a cycle is reported where the search closes it. */
function checkCycles(sources: Sources): string[] {
  const problems: string[] = []
  const done = new Set<string>()
  const visit = (file: string, path: readonly { readonly file: string; readonly typeOnly: boolean }[]): void => {
    const start = path.findIndex((step) => step.file === file)
    if (start >= 0) {
      const cycle = path.slice(start)
      const note = cycle.some((step) => step.typeOnly) ? ' (through type imports)' : ''
      problems.push(`cycle${note}: ${[...cycle.map((step) => step.file), file].join(' -> ')}`)
      return
    }
    if (done.has(file)) return
    for (const { specifier, typeOnly } of findImports(sources.get(file) ?? '')) {
      if (specifier.startsWith('.')) visit(posix.join(posix.dirname(file), specifier), [...path, { file, typeOnly }])
    }
    done.add(file)
  }
  for (const file of sources.keys()) visit(file, [])
  return problems
}

/** Everything in these sources that breaks a rule, one sentence each; empty when all is well. */
export function checkImports(sources: Sources): string[] {
  const problems: string[] = []
  for (const [file, text] of sources) {
    if (!LAYERS.includes(layerOf(file))) problems.push(`${file}: ${layerOf(file)} is not in the list of layers`)
    for (const found of findImports(text)) {
      problems.push(
        ...(found.specifier.startsWith('.') ? checkRelative(file, found, sources) : checkPackage(file, found)),
      )
    }
    problems.push(...checkGlobals(file, text))
  }
  return [...problems, ...checkCycles(sources)]
}
