/** Builds `dist`: one ES module and one declaration file. The build also lints the package as a consumer would see it. */
import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: 'src/index.ts',
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  deps: { neverBundle: [/^node:/] },
  dts: true,
  fixedExtension: false,
  publint: { level: 'suggestion', strict: true },
  attw: { profile: 'esm-only', level: 'error' },
})
