/** Builds the page into static files: the page, the worker, and the compiler as a chunk that the worker loads when something is compiled. */
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

/** Tells the worker which files the compiler is in, and their sizes, so that it can show how far loading them is. */
function compilerFiles(): Plugin {
  return {
    name: 'compiler-files',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
      const compiler = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith('/src/compiler.ts'))
      if (compiler === undefined) this.error('the compiler is not a chunk of its own')
      const files = chunks.filter(({ fileName }) => [compiler.fileName, ...compiler.imports].includes(fileName))
      const sizes = files
        .filter(({ isEntry }) => !isEntry)
        .map(({ fileName, code }) => `${fileName.split('/').at(-1)}:${Buffer.byteLength(code)}`)
      for (const chunk of chunks) chunk.code = chunk.code.replace('%COMPILER_FILES%', sizes.join(','))
    },
  }
}

/** The compiler is in the worker itself, so that nothing starts the library's thread: without it, its file is not built. */
function noThread(): Plugin {
  return {
    name: 'no-thread',
    enforce: 'pre',
    transform(_, id) {
      if (!id.endsWith('/src/runtime/spawn.ts')) return undefined
      return `export function spawn() { throw new Error('the compiler is in this thread') }`
    },
  }
}

/** Lists all files for the service worker. */
function fileList(): Plugin {
  const folder = join(import.meta.dirname, 'dist')
  return {
    name: 'file-list',
    closeBundle() {
      const all = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      const files = all.filter((name) => statSync(join(folder, name)).isFile() && name !== 'service-worker.js')
      const names = files.map((name) => name.replaceAll('\\', '/'))
      writeFileSync(join(folder, 'files.json'), JSON.stringify(names))
    },
  }
}

/** Kernels use shared memory, which browsers hand out only to pages isolated from other sites. */
const headers = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
}

export default defineConfig({
  root: import.meta.dirname,
  // Wherever the files are put.
  base: './',
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 20_000 },
  plugins: [fileList()],
  worker: { format: 'es', plugins: () => [noThread(), compilerFiles()] },
  server: { headers },
  preview: { headers, port: 8080 },
})
