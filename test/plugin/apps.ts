/** Builds the example app `examples/bundled` with several bundlers, minified, with and without the plugin. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildIfStale } from '../build.ts'
import { installed } from './installed.ts'

export const APP = fileURLToPath(new URL('../../examples/bundled', import.meta.url))
const TMP = fileURLToPath(new URL('../../tmp', import.meta.url))

/** `captured`: the plugin by its defaults. */
export type Mode = 'without' | 'captured' | 'precompiled'
export const modes: readonly Mode[] = ['without', 'captured', 'precompiled']

export interface App {
  readonly folder: string
  /** The program, if it is for Node. */
  readonly main: string
  /** All code of the bundle. */
  readonly code: string
  readonly warnings: readonly string[]
}

export interface Job {
  readonly root: string
  readonly out: string
  readonly isPage: boolean
  /** Packages to leave out of the bundle. */
  readonly external: readonly string[]
  readonly plugins: any[]
  readonly warn: (text: string) => void
}

const bundlers = {
  ...installed,
  async esbuild({ root, out, isPage, external, plugins, warn }: Job) {
    const { build } = await import('esbuild')
    const { warnings } = await build({
      absWorkingDir: root,
      entryPoints: ['src/main.ts'],
      outdir: out,
      bundle: true,
      minify: true,
      splitting: true,
      format: 'esm',
      target: 'es2022',
      platform: isPage ? 'browser' : 'node',
      external: [...external, ...(isPage ? ['node:*', 'module'] : [])],
      logLevel: 'silent',
      plugins,
    })
    for (const { text } of warnings) warn(text)
    if (isPage) {
      const page = readFileSync(join(root, 'index.html'), 'utf8').replace('./src/main.ts', './main.js')
      writeFileSync(join(out, 'index.html'), page)
    }
  },
  async vite({ root, out, isPage, external, plugins, warn }: Job) {
    const { build, createLogger } = await import('vite')
    const logger = { ...createLogger('silent'), warn, warnOnce: warn }
    await build({
      root,
      configFile: false,
      base: './',
      customLogger: logger,
      plugins,
      // Without the plugin, this has to be said.
      worker: { format: 'es' },
      build: {
        outDir: out,
        emptyOutDir: true,
        minify: true,
        modulePreload: false,
        target: 'es2022',
        ...(!isPage && { ssr: 'src/main.ts' }),
      },
      ...(!isPage && { ssr: { noExternal: true, external: [...external] } }),
    })
  },
  async rolldown({ root, out, external, plugins, warn }: Job) {
    const { rolldown } = await import('rolldown')
    const build = await rolldown({
      input: join(root, 'src/main.ts'),
      platform: 'node',
      external: [...external],
      plugins,
      // It warns of plugins that take much of the time, on machines that are busy.
      checks: { pluginTimings: false },
      onLog: (level, log) => level === 'warn' && warn(log.message),
    })
    await build.write({ dir: out, format: 'esm', minify: true })
    await build.close()
  },
  /** For apps in JavaScript: TypeScript would need a loader of its own. */
  async webpack({ root, out, external, plugins, warn }: Job) {
    const { default: webpack } = await import('webpack')
    const compiler = webpack({
      mode: 'production',
      context: root,
      entry: { main: './src/main.js' },
      target: 'node20',
      output: { path: out, module: true, chunkFormat: 'module', filename: '[name].mjs', library: { type: 'module' } },
      experiments: { outputModule: true },
      externals: Object.fromEntries(external.map((name) => [name, `module ${name}`])),
      plugins,
    })
    await new Promise<void>((resolve, reject) => {
      compiler!.run((error, stats) => {
        for (const { message } of stats?.compilation.warnings ?? []) warn(message)
        const problem = error ?? stats?.compilation.errors[0]
        compiler!.close(() => (problem ? reject(problem) : resolve()))
      })
    })
  },
}

export type Bundler = keyof typeof bundlers

/** @param files of an app of its own, by path, in place of the example */
export async function buildApp(
  bundler: Bundler,
  mode: Mode,
  { isPage = false, files }: { isPage?: boolean; files?: Readonly<Record<string, string>> } = {},
): Promise<App> {
  buildIfStale()
  mkdirSync(TMP, { recursive: true })
  const folder = mkdtempSync(join(TMP, `app-${bundler}-${mode}-`))
  const [root, out] = files ? [join(folder, 'app'), join(folder, 'out')] : [APP, folder]
  for (const [name, text] of Object.entries(files ?? {})) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  // As its users get it; it has no types before it has been built.
  const entry = 'tightloop/plugin'
  const plugin = await import(entry)
  const plugins = mode === 'without' ? [] : [plugin[bundler]({ precompile: mode === 'precompiled', root })]
  const warnings: string[] = []
  // Megabytes of compiler take long to minify: once for each bundler is enough, and webpack, which takes longest, is tested on apps without.
  const isWhole = isPage || (files === undefined && mode !== 'without')
  const external = isWhole ? [] : ['acorn', 'binaryen']
  await bundlers[bundler]({ root, out, isPage, external, plugins, warn: (text) => warnings.push(text) })
  const paths = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => /\.[cm]?js$/.test(name))
  const code = paths.map((name) => readFileSync(join(out, name), 'utf8')).join('\n')
  return { folder, main: join(out, bundler === 'webpack' ? 'main.mjs' : 'main.js'), code, warnings }
}

/** What the app prints or shows. */
export interface Report {
  readonly same: boolean
  readonly energy: number
  readonly step: KernelReport
  readonly smoothed: KernelReport
}

interface KernelReport {
  readonly calls: number
  readonly compiled: number
  readonly signatures: readonly string[]
  readonly fallbacks: readonly { readonly reason: string; readonly location?: Record<string, unknown> }[]
}
