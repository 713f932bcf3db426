/**
 * Builds `dist`: the library, `tightloop/precompiled` and the command line as ES modules with declarations, and the text of the loader
 * that `tightloop build` writes into its files. Who imports the library gets the runtime; the compiler is a chunk that is loaded when
 * something is compiled, by the compiler thread, whose entry is a file of its own. The build also lints the package as a consumer would see it.
 */
import { defineConfig, type UserConfig } from 'tsdown'

const shared: UserConfig = {
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
      'compiler-thread': 'src/compiler-thread.ts',
      precompiled: 'src/precompiled/index.ts',
      cli: 'src/cli/bin.ts',
    },
    dts: true,
    publint: { level: 'suggestion', strict: true },
    attw: { profile: 'esm-only', level: 'error' },
  },
  { ...shared, entry: { loader: 'src/precompiled/loader.ts' }, dts: false, minify: true, clean: false },
])
