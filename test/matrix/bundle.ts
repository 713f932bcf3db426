/** The suites as JavaScript files, for runtimes that neither take TypeScript nor resolve packages. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

const TEST = fileURLToPath(new URL('..', import.meta.url))

/** Those that compare plain with compiled, and need nothing of Node. */
const WRITTEN = ['marshalling.test.ts', 'marshalling-calls.test.ts', 'signatures.test.ts', 'fuzz/slice.test.ts']

function filesOf(folder: string, ending: string): string[] {
  return readdirSync(join(TEST, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .sort()
}

function suites(): string {
  const semantics = filesOf('semantics', '.test.ts').map((file) => `semantics/${file}`)
  const found = filesOf('fuzz/cases', '.ts')
  const passes = filesOf('cases', '.js').map((file) => [file, readFileSync(join(TEST, 'cases', file), 'utf8')])
  return [
    ...[...semantics, ...WRITTEN].map((file) => `import './${file}'`),
    "import { fuzzCases, passCases } from './matrix/cases.ts'",
    ...found.map((file, i) => `import case${i} from './fuzz/cases/${file}'`),
    `fuzzCases({ ${found.map((file, i) => `'${file}': case${i}`).join(', ')} })`,
    `passCases(${JSON.stringify(Object.fromEntries(passes))})`,
  ].join('\n')
}

/** Classes of another realm, as far as a browser has them. */
const FOREIGN = `export function runInNewContext(name) {
  if (typeof document === 'undefined') return globalThis[name]
  return document.body.appendChild(document.createElement('iframe')).contentWindow[name]
}`

function virtual(platform: 'browser' | 'node'): Plugin {
  return {
    name: 'virtual',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^matrix:suites$/ }, () => ({ path: 'suites', namespace: 'matrix' }))
      onLoad({ filter: /^suites$/, namespace: 'matrix' }, () => ({ contents: suites(), resolveDir: TEST }))
      if (platform === 'node') return
      onResolve({ filter: /^node:vm$/ }, () => ({ path: 'vm', namespace: 'matrix' }))
      onLoad({ filter: /^vm$/, namespace: 'matrix' }, () => ({ contents: FOREIGN }))
      // Asked for by Binaryen, where there is one.
      onResolve({ filter: /^(node:)?(module|fs|path|url|crypto|worker_threads)$/ }, ({ path }) => ({
        path,
        external: true,
      }))
    },
  }
}

/** Writes `page.js` or `plain.js`, with the compiler thread beside it. */
export async function bundle(platform: 'browser' | 'node', outdir: string): Promise<void> {
  const entry = platform === 'browser' ? 'page' : 'plain'
  await build({
    entryPoints: {
      [entry]: join(TEST, `matrix/${entry}.ts`),
      'compiler-thread': join(TEST, '../src/compiler-thread.ts'),
    },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform,
    target: 'es2022',
    plugins: [virtual(platform)],
    // The package says of its files that they have no side effects; tests have nothing else.
    ignoreAnnotations: true,
    logLevel: 'error',
  })
}
