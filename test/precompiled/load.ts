/** Modules made and loaded in one go, as tests want them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  type CompileModuleOptions,
  compileModule,
  type PrecompiledModule,
} from '../../src/precompiled/compile-module.ts'
import { hasStructs, loaderFile } from '../../src/precompiled/files.ts'
import type { Members } from '../../src/precompiled/library.ts'
import { loaderRuntime } from './runtime.ts'

type Callable = (...args: any[]) => any

export type Loaded = Callable & Members & { readonly original: Callable }

type Alloc = <A>(Class: new (length: number) => A, source: number | Iterable<number | bigint>) => A

/** Compiles, writes the files, and imports the loader. `tier: 'compiled'` unless said. */
export async function build(
  fns: Record<string, Callable>,
  options: CompileModuleOptions,
  change: (files: { wasm: Uint8Array; loader: string }) => { wasm: Uint8Array; loader: string } = (files) => files,
): Promise<{ kernels: Record<string, Loaded>; alloc: Alloc; module: PrecompiledModule }> {
  const module = compileModule(fns, { tier: 'compiled', ...options })
  const folder = mkdtempSync(join(tmpdir(), 'tightloop-precompiled-'))
  try {
    const runtime = await loaderRuntime(hasStructs(module))
    const loader = loaderFile(module, { runtime, wasm: './kernels.wasm' })
    const files = change({ wasm: module.bytes, loader })
    writeFileSync(join(folder, 'kernels.wasm'), files.wasm)
    writeFileSync(join(folder, 'kernels.mjs'), files.loader)
    const { alloc, ...kernels } = await import(pathToFileURL(join(folder, 'kernels.mjs')).href)
    return { kernels, alloc, module }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
