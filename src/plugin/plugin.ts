/**
 * The bundler plugin: what it does to a file that imports `jit`. `capture.ts` makes closures and minified code work; with `precompile`,
 * `precompile.ts` takes the compiler out of the bundle.
 */
import MagicString from 'magic-string'
import { createUnplugin } from 'unplugin'
import { writeCaptures } from './capture.ts'
import { readImports } from './imports.ts'
import { findKernels, type ModuleKernels } from './kernels.ts'
import { parseModule } from './source.ts'

export interface PluginOptions {
  /**
   * Compile at build time what has known signatures - an export `signatures` of the file, declared types of TypeScript or JSDoc, `kernel.compile('...')` - and
   * take the compiler out of the bundle. Default: false.
   */
  readonly precompile?: boolean
  /** Files to look at. Default: all JavaScript and TypeScript. */
  readonly include?: RegExp
  /** Files to leave as they are. Default: none. */
  readonly exclude?: RegExp
  /** The folder from which places in files are named. Default: the working directory. */
  readonly root?: string
}

const FILES = /\.[cm]?[jt]sx?(?:$|\?)/
const IMPORT = /['"]tightloop['"]/

/**
 * Makes the plugin of one bundler. Its type is any: with those of all bundlers, whoever uses one would have to install all.
 */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type MakePlugin = (options?: PluginOptions) => any

/** By bundler. */
export type Plugins = Readonly<Record<'vite' | 'rollup' | 'rolldown' | 'webpack' | 'rspack' | 'esbuild', MakePlugin>>

export const plugin: Plugins = createUnplugin<PluginOptions | undefined, false>((options = {}) => {
  const { include = FILES, exclude, precompile = false, root = process.cwd() } = options
  return {
    name: 'tightloop',
    // Before types, JSX and everything else go: what is reported are lines of the file.
    enforce: 'pre',
    transformInclude: (id) => include.test(id) && !exclude?.test(id),
    async transform(code, id) {
      if (!IMPORT.test(code)) return undefined
      const file = findKernels(code, id, await parseModule(code, id))
      const path = relativeTo(root, id)
      const text = new MagicString(code)
      const head = await writeChanges(text, file, path, precompile, this)
      if (head !== '') text.appendLeft(startOf(file), `${head} `)
      if (!text.hasChanged()) return undefined
      return { code: text.toString(), map: text.generateMap({ source: id, includeContent: true, hires: 'boundary' }) }
    },
    vite: {
      config: () => ({
        // The compiler's thread is a file beside the package's own; Vite's copy of the package would have none.
        optimizeDeps: { exclude: ['tightloop'] },
        // It loads in parts.
        worker: { format: 'es' },
      }),
    },
  }
})

async function writeChanges(
  text: MagicString,
  file: ModuleKernels,
  path: string,
  isPrecompiling: boolean,
  bundler: { warn(message: string): void; addWatchFile(path: string): void },
): Promise<string> {
  if (!isPrecompiling) return writeCaptures(text, file, file.kernels, path)
  const { precompile } = await import('./precompile.ts')
  const imports = await readImports(file)
  for (const each of imports.paths) bundler.addWatchFile(each)
  const { left, head } = precompile(text, file, imports, path, (message) => bundler.warn(message))
  return [writeCaptures(text, file, left, path), head].filter(Boolean).join(' ')
}

/** Behind a `#!` line and directives. */
function startOf({ program, code }: ModuleKernels): number {
  const first = program.body.find((node) => !('directive' in node))
  return first?.start ?? code.length
}

function relativeTo(root: string, id: string): string {
  const path = id.replace(/[?#].*$/s, '').replaceAll('\\', '/')
  const base = `${root.replaceAll('\\', '/').replace(/\/$/, '')}/`
  return path.startsWith(base) ? path.slice(base.length) : path
}
