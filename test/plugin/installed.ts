/**
 * Bundlers that are installed when they are tested: they come as optional packages for each platform, which a lock file made on one of them
 * does not hold for the others.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { transform } from 'esbuild'
import { installPackage } from '../matrix/install.ts'
import type { Job } from './apps.ts'

const versions = { rollup: ['rollup', '4.68'], rspack: ['@rspack/core', '2.3'] } as const

export type Installed = keyof typeof versions

/** @throws {Error} if it cannot be installed */
export async function installBundler(name: Installed): Promise<any> {
  const [packageName, version] = versions[name]
  // Only a file in there finds it as its users do.
  const entry = join(await installPackage(packageName, version), 'entry.mjs')
  writeFileSync(entry, `export * from '${packageName}'\n`)
  return import(pathToFileURL(entry).href)
}

export const installed = {
  /** Minified by esbuild, as one of its plugins would do it. */
  async rollup({ root, out, external, plugins, warn }: Job) {
    const { rollup } = await installBundler('rollup')
    const build = await rollup({
      input: join(root, 'src/main.ts'),
      external: [/^node:/, ...external],
      plugins: [...plugins, rollupBasics],
      onwarn: ({ message }: Error) => warn(message),
    })
    const renderChunk = async (code: string) => (await transform(code, { minify: true, target: 'es2022' })).code
    await build.write({ dir: out, format: 'esm', plugins: [{ name: 'minify', renderChunk }] })
    await build.close()
  },
  /** Minified by swc. */
  async rspack({ root, out, external, plugins, warn }: Job) {
    const { rspack } = await installBundler('rspack')
    const swc = {
      loader: 'builtin:swc-loader',
      options: { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } },
    }
    const compiler = rspack({
      mode: 'production',
      context: root,
      entry: { main: './src/main.ts' },
      target: 'node20',
      output: { path: out, module: true, chunkFormat: 'module', filename: '[name].js', library: { type: 'module' } },
      module: { rules: [{ test: /\.ts$/, use: swc, type: 'javascript/auto' }] },
      externals: Object.fromEntries(external.map((name) => [name, `module ${name}`])),
      plugins,
    })
    const stats = await promisify(compiler.run.bind(compiler))()
    await promisify(compiler.close.bind(compiler))()
    for (const { message } of stats.compilation.warnings) warn(message)
    for (const problem of stats.compilation.errors) throw problem
  },
}

/** What Rollup leaves to other plugins: packages, and TypeScript. */
const rollupBasics = {
  name: 'basics',
  resolveId: (id: string) =>
    /^(tightloop|acorn|binaryen)(\/|$)/.test(id) ? fileURLToPath(import.meta.resolve(id)) : undefined,
  async transform(code: string, id: string) {
    if (!id.endsWith('.ts')) return undefined
    return (await transform(code, { loader: 'ts', format: 'esm', target: 'es2022' })).code
  },
}
