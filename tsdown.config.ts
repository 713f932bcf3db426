/**
 * Builds `dist`: the library, `tightloop/precompiled` and the command line as ES modules with declarations, and the text of the loader
 * that `tightloop build` writes into its files. The build also lints the package as a consumer would see it.
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
    entry: { index: 'src/index.ts', precompiled: 'src/precompiled/index.ts', cli: 'src/cli/bin.ts' },
    dts: true,
    publint: { level: 'suggestion', strict: true },
    attw: { profile: 'esm-only', level: 'error' },
  },
  { ...shared, entry: { loader: 'src/precompiled/loader.ts' }, dts: false, minify: true, clean: false },
])
