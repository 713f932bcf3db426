// The same app by esbuild, for Node: `node esbuild.js && node dist/main.js`; `--precompile` compiles the kernels now.
import { build } from 'esbuild'
import tightloop from 'tightloop/esbuild'

await build({
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  minify: true,
  // The compiler is a file of its own then, loaded when it is needed.
  splitting: true,
  format: 'esm',
  target: 'es2022',
  platform: 'node',
  plugins: [tightloop({ precompile: process.argv.includes('--precompile') })],
})
