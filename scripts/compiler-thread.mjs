/**
 * The compiler thread of a program that runs this package from its sources. Threads do not inherit a loader of TypeScript, and such a
 * loader takes many times as long over Binaryen as Node itself: so the sources are bundled into one file, which Node loads as it is.
 */
import { mkdirSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { threadId } from 'node:worker_threads'
import { buildSync } from 'esbuild'

const folder = fileURLToPath(new URL('../tmp/compiler-thread/', import.meta.url))
mkdirSync(folder, { recursive: true })
// Each thread its own: several of one process may do this at once.
const outdir = `${folder}${process.pid}-${threadId}`
buildSync({
  entryPoints: [fileURLToPath(new URL('../src/compiler-thread.ts', import.meta.url))],
  outdir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  packages: 'external',
})
await import(pathToFileURL(`${outdir}/compiler-thread.mjs`).href)
