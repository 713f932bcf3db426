/**
 * Builds `dist`: the library, `tightloop/precompiled`, the bundler plugin with what it writes into bundles, and the command line as ES modules with declarations, and the texts of the loaders
 * that `tightloop build` writes into its files. Who imports the library gets the runtime; the compiler is a chunk that is loaded when
 * something is compiled, by the compiler thread, whose entry is a file of its own. The build also lints the package as a consumer would see it.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { defineConfig, type UserConfig } from 'tsdown'
import { shortened } from './scripts/shorten.ts'

/** Names this compiler in caches. */
const build = createHash('sha256')
for (const file of readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .sort()) {
  build.update(`${file}\n${readFileSync(`src/${file}`, 'utf8')}`)
}

const bundlers = ['vite', 'rollup', 'rolldown', 'webpack', 'rspack', 'esbuild']

const shared: UserConfig = {
  define: { BUILD_OF_TIGHTLOOP: JSON.stringify(build.digest('hex').slice(0, 16)) },
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  deps: { neverBundle: [/^node:/] },
  fixedExtension: false,
}

export default defineConfig([
  {
    ...shared,
    entry: {
      index: 'src/index.ts',
      node: 'src/node.ts',
      'compiler-thread': 'src/compiler-thread.ts',
      precompiled: 'src/precompiled/index.ts',
      cli: 'src/cli/bin.ts',
      captured: 'src/runtime/captured.ts',
      library: 'src/precompiled/library.ts',
      plugin: 'src/plugin/index.ts',
      ...Object.fromEntries(bundlers.map((name) => [name, `src/plugin/${name}.ts`])),
    },
    dts: true,
    publint: { level: 'suggestion', strict: true },
    attw: { profile: 'esm-only', level: 'error' },
  },
  ...[true, false].map(
    (isFlat): UserConfig => ({
      ...shared,
      entry: { [isFlat ? 'loader-flat' : 'loader']: 'src/precompiled/loader.ts' },
      plugins: [shortened(isFlat)],
      dts: false,
      minify: true,
      clean: false,
    }),
  ),
])
